"""An answer in a thread: what was said, who said it, and who may be asked next. Also the program's own words."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.agents import Catalog
from app.core.entries import Chose
from app.slack.views.escape import as_mrkdwn
from app.slack.views.forms import agent_options
from app.slack.views.kit import Block, actions, context, markdown, section, select

SOFT, LIMIT = 9_000, 10_000  # characters of Markdown in a message: Slack takes 12,000, and 13,200 of payload in all
CHOOSE = "choose_agent"


def reply_tail(
    answered: str,
    catalog: Catalog,
    *,
    used: Sequence[str] = (),
    notes: Sequence[str] = (),
    chosen: Chose | None = None,
) -> list[Block]:
    """What stands below the words: who said them, and who is next. `chosen`: for a message that is not written yet."""
    line = f"Answered by *{as_mrkdwn(answered)}*"
    if used:
        line += " with " + ", ".join(f"`{as_mrkdwn(name)}`" for name in used)
    if chosen:
        line += f" · the next message of <@{chosen.by}> goes to *{as_mrkdwn(chosen.agent)}*"
    elif answered != catalog.default:
        line += f" · the next message goes to *{as_mrkdwn(catalog.default)}* again"
    options = agent_options(catalog.agents.values())
    tail = [context(*(f":warning: {note}" for note in notes), line)]
    if len(options) > 1:
        picked = chosen.agent if chosen else None
        block_id = f"agents:{picked}" if picked else "agents"  # another block, or Slack goes on showing the choice
        tail.append(actions(block_id, select(CHOOSE, "Ask another agent next", options, picked)))
    return tail


def note_blocks(text: str) -> list[Block]:
    """`text` is Markdown that went through `as_markdown`."""
    return [markdown(part) for part in split_markdown(text)[:1]]


def error_blocks(reason: str) -> list[Block]:
    return [section(f":warning: {as_mrkdwn(reason)}")]


def asked_blocks(by: str, agent: str, text: str) -> list[Block]:
    """A question that was not asked by a message here, so that everybody sees what is being answered."""
    quoted = "\n".join(f"> {as_mrkdwn(line)}" for line in text[:2_000].splitlines() if line.strip())
    return [section(f"<@{by}> asks *{as_mrkdwn(agent)}*:\n{quoted}")]


def split_markdown(text: str) -> list[str]:
    """One text as the messages it takes: cut at line ends, code fences closed and opened again around a cut."""
    parts, rest = [], text
    while len(rest) > LIMIT:
        end = _cut(rest)
        part, rest = rest[:end].rstrip("\n"), rest[end:].lstrip("\n")
        if fence := _open_fence(part):
            part, rest = f"{part}\n```", f"{fence}\n{rest}"
        parts.append(part)
    return [*parts, rest]


def sendable(part: str) -> int:
    """How much of a last, growing part can be shown without a later cut taking it back: past SOFT only whole lines."""
    return len(part) if len(part) <= SOFT else max(part.rfind("\n", SOFT, LIMIT) + 1, SOFT)


def _cut(text: str) -> int:
    """Behind the last line end in reach, else the last blank, else hard; never before SOFT."""
    for mark in ("\n", " "):
        at = text.rfind(mark, SOFT, LIMIT)
        if at >= 0:
            return at + 1
    return LIMIT


def _open_fence(part: str) -> str:
    opened = ""
    for line in part.splitlines():
        if line.lstrip().startswith("```"):
            opened = "" if opened else line.strip()
    return opened[:40]
