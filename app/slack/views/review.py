"""Everything that waits for one person, batched by kind, the riskiest first. The same approvals as on the cards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.core.actions import RISKS
from app.core.proposals import Proposal
from app.slack.views.card import APPROVE_ALL, REJECT_ALL, changes_mrkdwn, value_of_all, waiting_blocks
from app.slack.views.escape import as_mrkdwn, mrkdwn_link
from app.slack.views.kit import VALUE, Block, actions, button, context, cut, section

FULL = 3  # of a kind that are shown as whole cards; more of them take a line each
LINE = 600  # characters
IN_SECTION = 5  # lines
NOTHING = "Nothing waits for your yes."


@dataclass(frozen=True)
class Waits:
    session: str
    link: str  # to its thread
    proposal: Proposal


def review_blocks(waits: Sequence[Waits], room: int) -> list[Block]:
    """At most `room` blocks; what does not fit is counted."""
    if not waits:
        return [section(NOTHING)]
    blocks: list[Block] = []
    left = 0
    for _, some in _kinds(waits):
        batch = _batch(some)
        if len(blocks) + len(batch) + 1 > room:
            left += len(some)
        else:
            blocks += batch
    return [*blocks, context(f"{left} more wait; they come up here when these are decided.")] if left else blocks


def review_text(waits: Sequence[Waits]) -> str:
    if not waits:
        return NOTHING
    return "1 change waits for your yes" if len(waits) == 1 else f"{len(waits)} changes wait for your yes"


def _kinds(waits: Iterable[Waits]) -> list[tuple[str, list[Waits]]]:
    """By tool, the kind with the riskiest first, within it as they came."""
    found: dict[str, list[Waits]] = {}
    for each in waits:
        found.setdefault(each.proposal.body.tool, []).append(each)
    return sorted(found.items(), key=lambda kind: -max(RISKS.index(each.proposal.action.risk) for each in kind[1]))


def _batch(some: Sequence[Waits]) -> list[Block]:
    name = as_mrkdwn(some[0].proposal.body.tool.replace("_", " ").capitalize())
    heading = section(f"*{name}* · {len(some)}")
    if len(some) <= FULL:
        cards = [block for each in some for block in _card(each)]
        return [heading, *cards, *(_together(some) if len(some) > 1 else [])]
    shown = _that_fit(some)
    parts = [shown[at : at + IN_SECTION] for at in range(0, len(shown), IN_SECTION)]
    return [heading, *(section("\n".join(map(_line, part))) for part in parts), *_together(shown)]


def _card(each: Waits) -> list[Block]:
    blocks = waiting_blocks(each.session, each.proposal)
    return [*blocks[:-1], context(mrkdwn_link(each.link, "Open its thread")), blocks[-1]] if each.link else blocks


def _line(each: Waits) -> str:
    action = each.proposal.body.action
    what = cut(changes_mrkdwn(action).replace("\n", " · "), LINE)
    record, taint = mrkdwn_link(each.link or action.record.url, action.record.name), each.proposal.body.taint
    return f"• {record}: {what}{' ⚠️' if taint else ''} · <@{each.proposal.body.by}>"


def _that_fit(some: Sequence[Waits]) -> list[Waits]:
    """As many as one button can name."""
    shown = list(some)
    while len(_value(shown)) > VALUE:
        shown.pop()
    return shown


def _value(some: Iterable[Waits]) -> str:
    return ";".join(value_of_all(each.session, [each.proposal]) for each in some)


def _together(some: Sequence[Waits]) -> list[Block]:
    first = some[0]
    return [
        actions(
            f"review:{first.session}:{first.proposal.number}",
            button(APPROVE_ALL, f"Approve these {len(some)}", _value(some), "primary"),
            button(REJECT_ALL, f"Reject these {len(some)}", _value(some)),
        )
    ]
