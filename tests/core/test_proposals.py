"""What becomes of a proposed write, read off the log: the first word that fits counts, and a yes is for exact bytes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.approvals import Acted, Cleared, Decided, Lapsed, Reminded, Requested, UndoAsked, Undone, Voided
from app.core.entries import EntryBody
from app.core.proposals import cancelled_by, completes, history, open_request
from app.core.turns import Act, Propose, Record, Undo, Wait, next_step
from tests.core.logs import CATALOG, FRAMED, NOW, TOOLS, call, reply, returned, said, session
from tests.core.proposing import DAY, action, done, no, proposed, yes

UNSURE = Acted(number=1, outcome="unsure", told="no answer")
REFUSED = Acted(number=1, outcome="refused", told="no")
UNDO = UndoAsked(number=1, by="U1", key="k")
IS_THERE = Cleared(number=1, by="U1", key="k", is_there=True)
NOT_THERE = Cleared(number=1, by="U1", key="k", is_there=False)
UNDONE = Undone(number=1, by="U1", outcome="done", told="archived")
VOIDED = Voided(number=1, by="U1", why="cancelled")
OVER = (said(), FRAMED, call(1, "file"), returned(1, name="file"), reply(1))  # a turn that has ended


@pytest.mark.parametrize(
    ("then", "state"),
    [
        ((), "waiting"),
        ((yes(),), "approved"),
        ((no(),), "rejected"),
        ((yes(), no()), "approved"),
        ((no(), yes()), "rejected"),
        ((yes(by="U2"), yes(by="U1")), "approved"),
        ((VOIDED, yes()), "voided"),
        ((yes(), VOIDED), "approved"),
        ((Lapsed(numbers=(1,)), yes()), "lapsed"),
        ((Reminded(numbers=(1,)),), "waiting"),
        ((done(),), "waiting"),
        ((UNDO,), "waiting"),
        ((yes(), done()), "done"),
        ((yes(), REFUSED), "refused"),
        ((yes(), REFUSED, done()), "refused"),
        ((yes(), Acted(number=1, outcome="busy", told="later", retry_at=NOW)), "approved"),
        ((yes(), UNSURE), "unsure"),
        ((yes(), UNSURE, IS_THERE), "done"),
        ((yes(), UNSURE, NOT_THERE), "approved"),
        ((yes(), done(), IS_THERE), "done"),
        ((yes(), done(), UNDO), "undoing"),
        ((yes(), UNSURE, IS_THERE, UNDO), "done"),
        ((yes(), done(), UNDO, UNDO, UNDONE), "undone"),
        ((yes(), done(), UNDO, Undone(number=1, by="U1", outcome="refused", told="moved on")), "done"),
        ((yes(), done(), UNDO, UNDONE, UNDO), "undone"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(body.kind for body in value) or "nothing",
)
def test_the_first_word_that_fits_counts(then: tuple[EntryBody, ...], state: str) -> None:
    assert [each.state for each in session(proposed(), *then).proposals] == [state]


def test_a_yes_for_other_bytes_is_none() -> None:
    other = action(payload={"outcome": "connected"})
    assert session(proposed(), yes(of=other)).proposals[0].state == "waiting"
    invented = Decided(number=1, yes=True, by="U1", key="k", digest=action().digest, alternative="invented")
    assert session(proposed(), invented).proposals[0].state == "waiting"
    mixed = Decided(number=1, yes=True, by="U1", key="k", digest=action().digest, alternative="live")
    assert session(proposed(), mixed).proposals[0].state == "waiting"


def test_the_alternative_that_was_pressed_is_what_is_executed() -> None:
    chosen = session(proposed(), yes(alternative="live")).proposals[0]
    assert (chosen.state, chosen.action.payload) == ("approved", {"outcome": "live"})
    assert chosen.action.changes[0].new == "Left live message"


def test_an_approved_write_is_done_without_any_turn_being_open() -> None:
    log = session(*OVER, proposed(), yes())
    decided = next_step(log, CATALOG, TOOLS, NOW)
    assert isinstance(decided, Act)
    assert decided.proposal.number == 1
    assert next_step(session(*OVER, proposed(), yes(), done()), CATALOG, TOOLS, NOW) == Wait()
    undoing = next_step(session(*OVER, proposed(), yes(), done(), UNDO), CATALOG, TOOLS, NOW)
    assert isinstance(undoing, Undo)


def test_what_is_busy_is_tried_again_at_its_time_and_holds_up_nobody() -> None:
    later = NOW + timedelta(minutes=2)
    busy = Acted(number=1, outcome="busy", told="later", retry_at=later)
    assert next_step(session(*OVER, proposed(), yes(), busy), CATALOG, TOOLS, NOW) == Wait(later)
    assert isinstance(next_step(session(*OVER, proposed(), yes(), busy), CATALOG, TOOLS, later), Act)
    asked = next_step(session(*OVER, proposed(), yes(), busy, said("and now?")), CATALOG, TOOLS, NOW)
    assert not isinstance(asked, Wait | Act)


def test_who_waits_is_reminded_once_and_then_it_lapses() -> None:
    first, second = proposed(1), proposed(2, call_id="1.1")
    log = [*OVER, first, second]
    assert next_step(session(*log), CATALOG, TOOLS, NOW) == Wait(NOW + DAY)
    assert next_step(session(*log), CATALOG, TOOLS, NOW + DAY) == Record(Reminded(numbers=(1, 2)))
    log.append(Reminded(numbers=(1, 2)))
    assert next_step(session(*log), CATALOG, TOOLS, NOW + DAY) == Wait(NOW + 3 * DAY)
    assert next_step(session(*log, no(1)), CATALOG, TOOLS, NOW + 3 * DAY) == Record(Lapsed(numbers=(2,)))


def test_who_asked_calls_it_off_in_words_and_no_model_is_asked_about_that() -> None:
    log = [*OVER, proposed(), said("never mind")]
    voided = next_step(session(*log), CATALOG, TOOLS, NOW)
    assert voided == Record(Voided(number=1, by="U1", why="cancelled", cause=7))
    assert isinstance(voided, Record)
    after = next_step(session(*log, voided.body), CATALOG, TOOLS, NOW)
    assert isinstance(after, Record)
    assert (after.body.kind, after.body.turn) == ("noted", 7)
    others = session(*OVER, proposed(), said("never mind", by="U2", wants_reply=False))
    assert next_step(others, CATALOG, TOOLS, NOW) == Wait(NOW + DAY)


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("cancel", ()),
        ("Cancel that.", ()),
        ("please cancel it", ()),
        ("No, don’t do that!", ()),
        ("never mind", ()),
        ("forget it", ()),
        ("stop", ()),
        ("cancel all of them", ()),
        ("cancel #2", (2,)),
        ("cancel 1 and 3", (1, 3)),
        ("cancel number 2 please", (2,)),
        ("cancel their subscription", None),
        ("I called to cancel", None),
        ("no", None),
        ("don't forget to call them", None),
        ("log a call: they want to cancel", None),
        ("", None),
    ],
)
def test_what_counts_as_calling_off(words: str, numbers: tuple[int, ...] | None) -> None:
    assert cancelled_by(words) == (None if numbers is None else frozenset(numbers))


def test_only_the_number_that_was_named_is_called_off() -> None:
    log = session(*OVER, proposed(1), proposed(2), said("cancel #2"))
    assert next_step(log, CATALOG, TOOLS, NOW) == Record(Voided(number=2, by="U1", why="cancelled", cause=8))


def test_a_forms_request_is_proposed_once() -> None:
    asked = Requested(key="form", by="U1", agent="assistant", tool="file", input={"account": "1"})
    log = session(*OVER, asked)
    decided = next_step(log, CATALOG, TOOLS, NOW)
    assert isinstance(decided, Propose)
    assert (decided.origin, decided.call.name, decided.by, decided.request) == (6, "file", "U1", asked)
    assert open_request(session(*OVER, asked, proposed(origin=6)).entries) is None


def test_an_answer_finishes_only_what_was_approved() -> None:
    refused = session(proposed(), yes(), REFUSED).proposals[0]
    extra = action().changes[0].model_copy(update={"field": "reason", "new": "Price"})
    answered = action(changes=(*action().changes, extra))
    assert completes(refused, answered, ["more.reason"])
    assert not completes(refused, answered, ["more.other"])
    other = action().changes[0].model_copy(update={"new": "Connected"})
    assert not completes(refused, action(changes=(other, extra)), ["more.reason"])
    assert not completes(session(proposed(), yes(), done()).proposals[0], answered, ["more.reason"])


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                yes(),
                yes(by="U2"),
                yes(alternative="live"),
                no(),
                no(by="U2"),
                VOIDED,
                Lapsed(numbers=(1,)),
                done(),
                REFUSED,
                UNSURE,
                IS_THERE,
                NOT_THERE,
                UNDO,
                UNDONE,
            ]
        ),
        max_size=12,
    )
)
def test_whatever_stands_in_the_log_nothing_is_written_without_a_yes_that_came_first(words: list[EntryBody]) -> None:
    log = session(proposed(), *words)
    last = log.proposals[0]
    if last.state in ("approved", "done", "refused", "unsure", "undoing", "undone"):
        first = next(word for word in words if isinstance(word, Decided | Voided | Lapsed))
        assert isinstance(first, Decided)
        assert first.yes
        assert last.decided == first
    step = next_step(log, CATALOG, TOOLS, NOW)
    assert isinstance(step, Act) == (last.state == "approved")
    # What was told of it once is told the same however the log goes on.
    before = [(each.last, each.state) for each in history(session(proposed(), *words[:-1]).entries)]
    assert [(each.last, each.state) for each in history(log.entries)][: len(before)] == before
