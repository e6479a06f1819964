"""What has become of each proposed write, read off the log. The first word that fits counts; others change nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from app.core.actions import Action
from app.core.approvals import (
    Acted,
    Cleared,
    Decided,
    Declined,
    Lapsed,
    Proposed,
    Reminded,
    Requested,
    UndoAsked,
    Undone,
    Voided,
)
from app.core.branches import Forked
from app.core.entries import Entry, EntryBody, Said

State = Literal[
    "waiting", "approved", "rejected", "voided", "lapsed", "done", "refused", "unsure", "undoing", "undone", "elsewhere"
]

UNFINISHED = frozenset({"waiting", "approved", "unsure", "undoing"})  # in a fork they stay where they were asked

_ACTED: dict[str, State] = {"done": "done", "refused": "refused", "unsure": "unsure", "busy": "approved"}
_UNDONE: dict[str, State] = {"done": "undone", "refused": "done", "busy": "undoing"}


@dataclass(frozen=True)
class Proposal:
    seq: int  # of its line
    at: datetime
    body: Proposed
    last: int  # the seq of the latest line that changed it
    state: State = "waiting"
    decided: Decided | None = None
    acted: Acted | None = None  # the latest
    cleared: Cleared | None = None
    voided: Voided | None = None
    undo: UndoAsked | None = None  # the latest
    undone: Undone | None = None  # the latest
    is_reminded: bool = False

    @property
    def number(self) -> int:
        return self.body.number

    @property
    def action(self) -> Action:
        """As it is executed, or would be with a plain yes."""
        return self.body.action.chosen(self.decided.alternative if self.decided else "")

    @property
    def is_undoable(self) -> bool:
        return bool(self.state == "done" and self.acted and self.acted.receipt and self.acted.receipt.is_undoable)

    @property
    def due_at(self) -> datetime | None:
        """When the program itself has to look at it next; None: at once, or never."""
        match self.state:
            case "waiting":
                return self.body.expires_at if self.is_reminded else min(self.body.remind_at, self.body.expires_at)
            case "approved":
                return self.acted.retry_at if self.acted else None
            case "undoing":
                return self.undone.retry_at if self.undone else None
        return None

    def is_due(self, now: datetime) -> bool:
        return self.state in ("approved", "undoing") and (self.due_at is None or self.due_at <= now)


def read_proposals(entries: Iterable[Entry]) -> tuple[Proposal, ...]:
    """In the order of their numbers."""
    found: dict[int, Proposal] = {}
    for proposal in history(entries):
        found[proposal.number] = proposal
    return tuple(found.values())


def history(entries: Iterable[Entry]) -> Iterator[Proposal]:
    """Each proposal after each line that changed it, which is its `last`; a line to no effect gives nothing."""
    found: dict[int, Proposal] = {}
    for entry in entries:
        if isinstance(entry.body, Proposed) and entry.body.number not in found:
            found[entry.body.number] = Proposal(entry.seq, entry.at, entry.body, entry.seq)
            yield found[entry.body.number]
        if isinstance(entry.body, Forked):
            for left in (each for each in found.values() if each.state in UNFINISHED):
                found[left.number] = replace(left, state="elsewhere")
                yield found[left.number]
        for number in _numbers(entry.body):
            before = found.get(number)
            if before and (after := _after(before, entry.seq, entry.body)) is not before:
                found[number] = after
                yield after


def open_request(entries: Sequence[Entry]) -> tuple[int, Requested] | None:
    """The first form's request that nothing has come of yet, with its seq."""
    answered = {entry.body.origin for entry in entries if isinstance(entry.body, Proposed | Declined)}
    forked = max((entry.seq for entry in entries if isinstance(entry.body, Forked)), default=0)
    asked = ((entry.seq, entry.body) for entry in entries if isinstance(entry.body, Requested))
    return next(((seq, body) for seq, body in asked if seq > forked and seq not in answered), None)


def cancelling(entries: Sequence[Entry], proposals: Iterable[Proposal]) -> Voided | None:
    """A waiting proposal whose asker has said cancel since."""
    waiting = [each for each in proposals if each.state == "waiting"]
    for entry in entries[waiting[0].seq :] if waiting else ():
        if isinstance(entry.body, Said) and (meant := cancelled_by(entry.body.text)) is not None:
            for each in waiting:
                if each.seq < entry.seq and each.body.by == entry.body.by and (not meant or each.number in meant):
                    return Voided(number=each.number, by=entry.body.by, why="cancelled", cause=entry.seq)
    return None


def completes(before: Proposal, action: Action, answered: Iterable[str]) -> bool:
    """Whether `action` is what was approved and then refused, with answers added and nothing else changed."""
    if before.state != "refused" or action.record.id != before.action.record.id:
        return False
    old = {(each.field, each.old, each.new) for each in before.action.changes}
    new = {(each.field, each.old, each.new) for each in action.changes}
    added = {field for field, _, _ in new - old}
    return old <= new and added <= {name.rpartition(".")[2] for name in answered}


_CANCEL = re.compile(
    r"(?:no,? )?(?:please )?(?:cancel|stop|scrap|never ?mind|forget|don'?t|do not)(?: do)?"
    r"(?: (?:it|this|that|them|these|those|all(?: of (?:it|them))?|everything|both))?"
    r"(?P<numbers>(?:(?:,| and|,? )? ?(?:number |no\.? ?)?#?\d{1,3})*)(?: please)?[ .!]*",
    re.IGNORECASE,
)


def cancelled_by(text: str) -> frozenset[int] | None:
    """The numbers that somebody calls off; empty: all that wait. None: they say something else."""
    plain = " ".join(text.replace("’", "'").split())
    found = _CANCEL.fullmatch(plain)
    return frozenset(int(number) for number in re.findall(r"\d+", found["numbers"])) if found else None


def _numbers(body: EntryBody) -> tuple[int, ...]:
    match body:
        case Lapsed(numbers=numbers) | Reminded(numbers=numbers):
            return numbers
        case Decided() | Acted() | Cleared() | UndoAsked() | Undone() | Voided():
            return (body.number,)
    return ()


def _after(before: Proposal, seq: int, body: EntryBody) -> Proposal:
    """Itself, where the line does not fit its state."""
    after = _decided(before, body) if before.state == "waiting" else _done(before, body)
    return replace(after, last=seq) if after is not before else before


def _decided(before: Proposal, body: EntryBody) -> Proposal:
    match body:
        case Decided(yes=False):
            return replace(before, state="rejected", decided=body)
        case Decided() if _is_exact(before.body.action, body):
            return replace(before, state="approved", decided=body)
        case Voided():
            return replace(before, state="voided", voided=body)
        case Lapsed():
            return replace(before, state="lapsed")
        case Reminded():
            return replace(before, is_reminded=True)
    return before


def _done(before: Proposal, body: EntryBody) -> Proposal:
    match before.state, body:
        case "approved", Acted():
            return replace(before, state=_ACTED[body.outcome], acted=body)
        case "unsure", Cleared():
            return replace(before, state="done" if body.is_there else "approved", cleared=body, acted=None)
        case "done", UndoAsked() if before.is_undoable:
            return replace(before, state="undoing", undo=body, undone=None)
        case "undoing", Undone():
            return replace(before, state=_UNDONE[body.outcome], undone=body)
    return before


def _is_exact(action: Action, decided: Decided) -> bool:
    """A yes counts only for the bytes it was given for."""
    try:
        return action.chosen(decided.alternative).digest == decided.digest
    except KeyError:
        return False
