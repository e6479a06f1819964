"""What became of proposed writes, as a model reads it between turns. No word of the CRM is in it: that is untrusted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.core.entries import Entry
from app.core.proposals import Proposal, history


def outcomes(entries: Iterable[Entry]) -> Mapping[int, list[str]]:
    """By the line of the log that brought it about; what comes later never changes it."""
    found: dict[int, list[str]] = {}
    for proposal in history(entries):
        if told := _told(proposal):
            found.setdefault(proposal.last, []).append(f"#{proposal.number} {told}.")
    return found


def _told(proposal: Proposal) -> str:
    match proposal.state:
        case "rejected" if proposal.decided:
            return f"was rejected by <@{proposal.decided.by}>"
        case "voided" if proposal.voided:
            is_off = proposal.voided.why == "cancelled"
            return (
                f"was cancelled by <@{proposal.voided.by}>" if is_off else f"was replaced by #{proposal.voided.cause}"
            )
        case "lapsed":
            return "lapsed, since nobody decided in time"
        case "done" if proposal.undone:
            return "could not be undone"
        case "done" if proposal.decided:
            return f"was approved by <@{proposal.decided.by}> and is done"
        case "refused":
            return "was approved, but the other system refused it, so nothing was written"
        case "unsure":
            return "was approved and sent, and it is not known whether it arrived"
        case "undone" if proposal.undo:
            return f"was undone by <@{proposal.undo.by}>"
    return ""
