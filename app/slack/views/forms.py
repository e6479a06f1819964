"""The modals in which people write: why a row is wrong or whose it is, and a question about a message."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from app.core.agents import Agent
from app.core.entries import ShownRow
from app.slack.views.escape import as_mrkdwn, mrkdwn_link
from app.slack.views.kit import Block, context, cut, field, modal, option, section, select, text_input

ASK_FORM, MARK_FORM = "ask_form", "mark_form"  # callback_id of the two forms


def mark_view(row: ShownRow, mark: Literal["not_mine", "wrong"], metadata: str) -> Block:
    """What the person writes is kept for the owner of the playbook."""
    blocks = [
        section(f"*{mrkdwn_link(row.url, row.name)}*\n" + " · ".join(as_mrkdwn(r.reason) for r in row.results[:3]))
    ]
    if mark == "wrong":
        blocks.append(text_input("word", "What is wrong?", optional=False, placeholder="They renewed last week"))
        title = "Wrong"
    else:
        blocks.append(text_input("word", "Whose is it?", optional=True, placeholder="Moved to Dana in October"))
        title = "Not mine"
    blocks.append(
        context("It stays off your lists until you undo this. The owner of the playbook reads what you write.")
    )
    return modal(title, blocks, callback_id=MARK_FORM, submit="Send", metadata=metadata)


def ask_view(agents: Iterable[Agent], default: str, excerpt: str, metadata: str) -> Block:
    """About one message, in its thread; without one, as a new conversation with the bot."""
    blocks: list[Block] = []
    if excerpt:
        blocks.append(section("\n".join(f"> {as_mrkdwn(line)}" for line in cut(excerpt, 500).splitlines() if line)))
    picker = select("agent", "Choose an agent", agent_options(agents), default)
    blocks.append(field("agent", "Who should answer?", picker))
    example = "Is it safe to share this?" if excerpt else "What is on my list today?"
    blocks.append(text_input("question", "Your question", optional=False, placeholder=example))
    blocks.append(context(f"The answer comes in {'its thread' if excerpt else 'our direct messages'}."))
    return modal(
        "Ask about this" if excerpt else "Ask an agent", blocks, callback_id=ASK_FORM, submit="Ask", metadata=metadata
    )


def notice_view(title: str, text: str) -> Block:
    return modal(title, [section(text)], callback_id="notice")


def agent_options(agents: Iterable[Agent]) -> list[dict[str, object]]:
    """Sorted by name, so that people find an agent where they found it yesterday."""
    known = sorted(agents, key=lambda each: each.name)
    return [option(agent.name, agent.name, agent.description) for agent in known]
