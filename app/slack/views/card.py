"""The card of proposed writes: what would change, on whose word, who said what to it. All from the stored action.

Every foreign text is escaped, so nothing in it can look like a control or a line of ours.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.core.actions import Action, Change
from app.core.proposals import Proposal
from app.slack.views.escape import as_mrkdwn, mrkdwn_link
from app.slack.views.kit import MESSAGE_BLOCKS, Block, Element, actions, button, context, cut, divider, moment, section

APPROVE, REJECT, EDIT, OTHER = "effect_approve", "effect_reject", "effect_edit", "effect_other"
UNDO, THERE, AGAIN, ANSWER = "effect_undo", "effect_there", "effect_again", "effect_answer"
APPROVE_ALL, REJECT_ALL = "effect_approve_all", "effect_reject_all"
LONGEST = 1_200  # characters of one value; the form behind Edit has all of it
LINES = 2_600  # characters of all changes in one section, below Slack's 3,000
EACH = 4  # blocks of a proposal that waits
SHOWN_DIGEST = 12  # characters of a digest that a button carries


_ENDED = {
    "approved": "⏳ Being written…",
    "undoing": "⏳ Being undone…",
    "rejected": "🚫 Rejected, nothing was written",
    "lapsed": "⌛ Nobody decided in time, nothing was written",
    "voided": "🚫 Cancelled, nothing was written",
    "done": "✅ It is there",
}


def draw_card(session: str, proposals: Sequence[Proposal]) -> list[Block]:
    """One or several proposals that came about together; what is decided stays, with what became of it."""
    waiting = [each for each in proposals if each.state == "waiting"]
    blocks: list[Block] = []
    for each in proposals:
        blocks += waiting_blocks(session, each) if each.state == "waiting" else [*_settled(session, each)]
    tail = _together(session, waiting) if len(waiting) > 1 else []
    room = MESSAGE_BLOCKS - len(tail) - 1
    if len(blocks) > room:
        blocks = [
            *blocks[: room // EACH * EACH],
            context("_There are more than fit here; the Home tab shows them all._"),
        ]
    return [*blocks, *tail]


def card_text(proposals: Sequence[Proposal]) -> str:
    """The notification."""
    titles = "; ".join(as_mrkdwn(each.action.title) for each in proposals[:3])
    return cut(
        f"{'Waits for a yes' if any(each.state == 'waiting' for each in proposals) else 'Decided'}: {titles}", 300
    )


def waiting_blocks(session: str, proposal: Proposal) -> list[Block]:
    number, action, fields = proposal.number, proposal.body.action, proposal.body.action.fields
    controls = [button(APPROVE, "Approve", value_of(session, proposal), "primary")]
    controls += [
        button(f"{OTHER}_{each.name}", each.label, value_of(session, proposal, each.name))
        for each in action.alternatives[:3]
    ]
    controls += [button(EDIT, "Edit…", value_of(session, proposal))] if fields else []
    controls.append(button(REJECT, "Reject", value_of(session, proposal), "danger"))
    return [
        section(f"*#{number} · {as_mrkdwn(action.title)}*\n{_record(action)}"),
        section(changes_mrkdwn(action)),
        context(*_on_whose_word(proposal)),
        actions(f"effect:{session}:{number}", *controls),
    ]


def value_of(session: str, proposal: Proposal, alternative: str = "") -> str:
    """What a button says: which proposal, the bytes it was drawn from, and the alternative. Nothing else is needed."""
    digest = proposal.body.action.chosen(alternative).digest[:SHOWN_DIGEST]
    return f"{session}|{proposal.number}={digest}|{alternative}"


def value_of_all(session: str, proposals: Sequence[Proposal]) -> str:
    marks = ",".join(f"{each.number}={each.body.action.digest[:SHOWN_DIGEST]}" for each in proposals)
    return f"{session}|{marks}|"


def changes_mrkdwn(action: Action) -> str:
    lines = [_change(each) for each in action.changes if not each.is_minor]
    if minor := [f"{as_mrkdwn(each.label)} {_value(each.new)}" for each in action.changes if each.is_minor]:
        lines.append(f"With {' · '.join(minor)}")
    kept: list[str] = []
    for number, line in enumerate(lines):
        if sum(map(len, kept)) + len(line) > LINES:
            kept.append(f"_and {len(lines) - number} more: Edit shows them_")
            break
        kept.append(line)
    return "\n".join(kept) or "_Nothing else._"


def _change(change: Change) -> str:
    label, new = as_mrkdwn(change.label), _value(change.new)
    return f"{label}: ~{_value(change.old)}~ → *{new}*" if change.old else f"{label}: *{new}*"


def _value(text: str) -> str:
    """On one line. An empty piece could be neither bold nor struck."""
    return as_mrkdwn(cut(text, LONGEST)) or "–"


def _record(action: Action) -> str:
    link = mrkdwn_link(action.record.url, action.record.name)
    return f"{link} · {as_mrkdwn(action.record.about)}" if action.record.about else link


def _on_whose_word(proposal: Proposal) -> list[str]:
    body = proposal.body
    edited = f", changed by <@{body.edited_by}>" if body.edited_by else ""
    lines = [f"On the word of <@{body.by}>{edited} · *{as_mrkdwn(body.agent)}* · lapses {moment(body.expires_at)}"]
    if body.why:
        lines.append(f"👥 {as_mrkdwn(body.why).capitalize()}")
    if body.taint:
        more = f" and {len(body.taint) - 4} more" if len(body.taint) > 4 else ""
        sources = " · ".join(as_mrkdwn(cut(each, 120)) for each in body.taint[:4])
        lines.append(f"⚠️ Read before this was proposed, written by anybody: {sources}{more}")
    return lines + [as_mrkdwn(note) for note in body.action.notes[:3]]


def _together(session: str, waiting: Sequence[Proposal]) -> list[Block]:
    every = value_of_all(session, waiting)
    return [
        divider(),
        actions(
            f"effects:{session}:{waiting[0].number}",
            button(APPROVE_ALL, f"Approve all {len(waiting)}", every, "primary"),
            button(REJECT_ALL, "Reject all", every),
        ),
    ]


def _settled(session: str, proposal: Proposal) -> list[Block]:
    number, named = proposal.number, f"*#{proposal.number} · {as_mrkdwn(proposal.action.title)}*"
    block = section(f"{named}\n{_outcome(proposal)}")
    controls = _controls(session, proposal)
    after = [actions(f"effect:{session}:{number}", *controls)] if controls else []
    shown = [section(changes_mrkdwn(proposal.action))] if proposal.state in ("approved", "done", "unsure") else []
    return [block, *shown, context(*_by(proposal)), *after]


def _outcome(proposal: Proposal) -> str:
    record, acted = mrkdwn_link(proposal.action.record.url, proposal.action.record.name), proposal.acted
    match proposal.state:
        case "approved" if acted:
            again = f", again {moment(acted.retry_at, '{time}')}" if acted.retry_at else ""
            return f"⏳ {as_mrkdwn(acted.told)} It is tried again{again}."
        case "done" if acted and acted.receipt:
            link = mrkdwn_link(acted.receipt.url, "open it") if acted.receipt.url else ""
            return f"✅ {as_mrkdwn(acted.told)} · {record}{f' · {link}' if link else ''}"
        case "refused" if acted:
            return f"❌ {as_mrkdwn(acted.told)}"
        case "unsure" if acted:
            return f"❔ {as_mrkdwn(acted.told)} · {record}"
        case "undone" if proposal.undone:
            return f"↩️ {as_mrkdwn(proposal.undone.told)} · {record}"
        case "voided" if proposal.voided and proposal.voided.why == "replaced":
            return f"🚫 Replaced by #{proposal.voided.cause}, nothing was written · {record}"
    return f"{_ENDED.get(proposal.state, '')} · {record}"


def _controls(session: str, proposal: Proposal) -> list[Element]:
    value = value_of(session, proposal)
    match proposal.state:
        case "done" if proposal.is_undoable:
            return [button(UNDO, "Undo", value)]
        case "unsure":
            return [button(THERE, "It is there", value), button(AGAIN, "It is not: try again", value, "primary")]
        case "refused" if proposal.acted and proposal.acted.questions:
            return [button(ANSWER, "Answer…", value, "primary")]
        case "refused" if proposal.body.action.fields:
            return [button(EDIT, "Edit…", value)]
    return []


def _by(proposal: Proposal) -> list[str]:
    body, decided = proposal.body, proposal.decided
    line = f"On the word of <@{body.by}>"
    if decided and decided.policy:
        line += f" · allowed by the team's rules ({as_mrkdwn(decided.policy)})"
    elif decided:
        line += f" · {'approved' if decided.yes else 'rejected'} by <@{decided.by}>"
    if proposal.voided and proposal.voided.why == "cancelled":
        line += f" · cancelled by <@{proposal.voided.by}>"
    if proposal.cleared and proposal.state == "done":
        line += f" · seen there by <@{proposal.cleared.by}>"
    if proposal.state == "undone" and proposal.undo:
        line += f" · undone by <@{proposal.undo.by}>"
    lines = [line]
    if proposal.state == "done" and proposal.undone:
        lines.append(f"⚠️ Not undone: {as_mrkdwn(proposal.undone.told)}")
    return lines
