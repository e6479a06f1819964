"""App Home: my list of today, the agents, and how to talk to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from app.core.agents import Catalog
from app.core.entries import Listed, Marked, ShownRow
from app.slack.views.agents import agents_mrkdwn
from app.slack.views.escape import as_mrkdwn, mrkdwn_link
from app.slack.views.kit import VIEW_BLOCKS, Block, actions, button, context, divider, header, moment, section
from app.slack.views.review import Waits, review_blocks, review_text
from app.slack.views.the_list import group_name, happened, named


def home_view(
    catalog: Catalog,
    listed: Listed | None,
    marks: Iterable[Marked] = (),
    link: str = "",
    waits: Sequence[Waits] = (),
    *,
    at: datetime,
) -> Block:
    """`link` leads to the list's message; `waits` for a word of this person; `at` is when this was drawn."""
    blocks = [header(review_text(waits)), *review_blocks(waits, WAITING_BLOCKS), divider()] if waits else []
    blocks += [*_my_list(listed, list(marks), link), divider(), header("Agents"), section(agents_mrkdwn(catalog))]
    blocks += [actions("home", button("ask_agent", "Ask an agent…", "home")), divider(), header("How to talk to me")]
    blocks += [section(_HOW), context(f"As of {moment(at)}")]
    return {"type": "home", "blocks": blocks[:VIEW_BLOCKS]}


WAITING_BLOCKS = 70  # of the 100 that the Home tab takes
_HOW = """\
• Write to me in *Messages*, or mention me in a channel; in that thread I then answer without a mention.
• `!agent NAME question` asks one agent, for this message. `!agent` lists them.
• `!quiet` keeps me silent in a thread until somebody mentions me; `!listen` ends that.
• Any message: *⋯ → Ask about this*."""


def _my_list(listed: Listed | None, marks: list[Marked], link: str) -> list[Block]:
    if listed is None:
        return [header("My list"), section("Nothing yet: your list comes on weekdays at nine, as a direct message.")]
    last = {mark.item: mark for mark in marks}
    said = {item: mark for item, mark in last.items() if mark.mark != "reopened"}
    title = header(f"My list of {listed.on:%A}, {listed.on.day} {listed.on:%B}")
    lines = [_line(row, said.get(row.item)) for row in listed.rows]
    body = section("\n".join(lines) or "Nothing needs you on that day.")
    return [title, body, *([context(mrkdwn_link(link, "Open the list"))] if link else [])]


def _line(row: ShownRow, mark: Marked | None) -> str:
    if mark:
        return f"~{named(row)}~  {happened(mark)}"
    return f"*{named(row)}*  {as_mrkdwn(row.results[0].reason) if row.results else group_name(row.group)}"
