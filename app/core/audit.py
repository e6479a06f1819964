"""Who changed what outside, on whose word and after whose yes: read off a session's log, which only grows. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.core.actions import Action
from app.core.proposals import Proposal, State, history
from app.core.sessions import Session

WRITTEN: frozenset[State] = frozenset({"done", "undone"})


@dataclass(frozen=True)
class AuditLine:
    """One thing that happened to one proposed write."""

    at: datetime
    session: str
    number: int
    event: State
    by: str  # who did this: asked, said yes or no, undid; "" for the program itself
    on_word_of: str
    approved_by: str  # a person, or the policy that stood for one; "" where nobody has yet
    agent: str
    tool: str
    action: Action
    taint: tuple[str, ...]
    told: str  # what came of it, in the system's words
    url: str  # of what was written

    def as_dict(self) -> dict[str, object]:
        """For JSON lines: the exact payload included."""
        action = self.action
        return {
            "at": self.at.isoformat(),
            "session": self.session,
            "number": self.number,
            "event": self.event,
            "by": self.by,
            "on_word_of": self.on_word_of,
            "approved_by": self.approved_by,
            "agent": self.agent,
            "tool": self.tool,
            "system": action.system,
            "record": action.record.model_dump(),
            "account": action.account,
            "changes": [{"field": each.field, "old": each.old, "new": each.new} for each in action.changes],
            "payload": action.payload,
            "digest": action.digest,
            "taint": list(self.taint),
            "told": self.told,
            "url": self.url,
        }


def audit(session: Session) -> Iterator[AuditLine]:
    """Oldest first. A reminder is none: nothing happened. What a fork was given is told by the session it came from."""
    before: dict[int, Proposal] = {}
    for proposal in history(session.entries):
        known = before.get(proposal.number)
        before[proposal.number] = proposal
        if proposal.last <= session.forked_at:
            continue
        if known is None or known.state != proposal.state or known.acted != proposal.acted:
            yield _line(session, proposal)


def _line(session: Session, proposal: Proposal) -> AuditLine:
    body, acted = proposal.body, proposal.acted
    told = proposal.undone.told if proposal.undone else acted.told if acted else ""
    return AuditLine(
        at=session.entries[proposal.last - 1].at,
        session=session.id,
        number=proposal.number,
        event=proposal.state,
        by=_by(proposal),
        on_word_of=body.by,
        approved_by=_approved_by(proposal),
        agent=body.agent,
        tool=body.tool,
        action=proposal.action,
        taint=body.taint,
        told=told,
        url=acted.receipt.url if acted and acted.receipt else "",
    )


def _by(proposal: Proposal) -> str:
    body, state = proposal.body, proposal.state
    if state == "waiting":
        return body.edited_by or body.by
    if state in ("approved", "rejected") and proposal.decided and not proposal.acted:
        return "" if proposal.decided.policy else proposal.decided.by
    if state in ("undoing", "undone") and proposal.undo:
        return proposal.undo.by
    return proposal.voided.by if proposal.voided else ""


def _approved_by(proposal: Proposal) -> str:
    decided = proposal.decided
    if decided is None or not decided.yes:
        return ""
    return f"policy: {decided.policy}" if decided.policy else decided.by
