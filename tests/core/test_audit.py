"""What is told of a session's writes: each thing that happened once, and a fork's own only."""

from __future__ import annotations

from app.core.approvals import Reminded, UndoAsked, Undone
from app.core.audit import audit
from app.core.branches import Forked
from app.core.entries import EntryBody
from tests.core.logs import session
from tests.core.proposing import done, proposed, yes

UNDO = UndoAsked(number=1, by="U1", key="u")
UNDONE = Undone(number=1, by="U1", outcome="done", told="Archived")


def events(*bodies: EntryBody) -> list[tuple[int, str, str]]:
    return [(line.number, line.event, line.by) for line in audit(session(*bodies))]


def test_each_thing_that_happened_is_told_once() -> None:
    assert events(proposed(), Reminded(numbers=(1,)), yes(by="U9"), yes(by="U2"), done(), UNDO, UNDO, UNDONE) == [
        (1, "waiting", "U1"),
        (1, "approved", "U9"),
        (1, "done", ""),
        (1, "undoing", "U1"),
        (1, "undone", "U1"),
    ]


def test_a_fork_tells_only_what_happened_in_it() -> None:
    given = (proposed(1), yes(), done(), proposed(2), Forked(of="s0", by="U1"))
    assert events(*given) == []
    assert events(*given, UNDO, UNDONE, proposed(3)) == [
        (1, "undoing", "U1"),
        (1, "undone", "U1"),
        (3, "waiting", "U1"),
    ]
