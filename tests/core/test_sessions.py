"""What is read off a log: turns and their words, whose turn it is, pause, quiet, taint, choice."""

from __future__ import annotations

import pytest

from app.core.entries import Chose, Deleted, Edited, EntryBody, Hushed, Noted, Paused, Resumed, Stopped
from tests.core.logs import NOW, call, faltered, fired, reply, returned, said, session


def test_turns_are_what_asks_for_work_in_the_order_it_was_asked() -> None:
    log = session(said("one"), said("between people", wants_reply=False), fired(), said("two"))
    assert [turn.id for turn in log.turns] == [1, 3, 4]
    assert [turn.text for turn in log.turns] == ["one", "", "two"]
    assert [turn.asker for turn in log.turns] == ["U1", "U1", "U1"]
    assert log.open_turn == log.turns[0]


@pytest.mark.parametrize(
    ("end", "is_over"),
    [
        (reply(1), True),
        (call(1, "look"), False),
        (call(1), True),  # asks for tools and names none
        (reply(1).model_copy(update={"stop_reason": "max_tokens"}), True),
        (reply(1).model_copy(update={"stop_reason": "a reason of next year"}), True),
        (reply(1).model_copy(update={"stop_reason": "pause_turn"}), False),
        (faltered(1, again=NOW), False),
        (faltered(1), True),
        (Noted(text="", turn=1), True),
        (Noted(text="by the way"), False),
        (Stopped(by="U2"), True),
        (reply(7), False),  # of a turn that is not there
    ],
)
def test_what_ends_a_turn(end: EntryBody, is_over: bool) -> None:
    assert session(said(), end).turns[0].is_over == is_over


def test_stop_ends_the_turn_under_way_and_no_other() -> None:
    log = session(said("one"), reply(1), said("two"), said("three"), Stopped(by="U1"))
    assert [turn.is_over for turn in log.turns] == [True, True, False]


def test_stop_does_not_spend_itself_on_a_message_that_was_deleted() -> None:
    log = session(said("one", key="k"), said("two"), Deleted(of="k"), Stopped(by="U1"))
    assert [(turn.text, turn.is_over) for turn in log.turns] == [("two", True)]


def test_stop_in_an_idle_session_stops_nothing_that_comes_later() -> None:
    assert session(Stopped(by="U1"), said()).open_turn is not None


def test_an_edit_before_the_request_changes_the_question() -> None:
    log = session(said("one", key="k"), Edited(of="k", text="two"), Edited(of="k", text="three"), reply(1, seen=3))
    assert log.turns[0].text == "three"


def test_an_edit_after_the_request_changes_nothing() -> None:
    log = session(said("one", key="k"), Edited(of="k", text="two"), call(1, "look", seen=2), Edited(of="k", text="x"))
    assert log.turns[0].text == "two"
    in_flight = session(said("one", key="k"), Edited(of="k", text="too late"), reply(1, seen=1))
    assert in_flight.turns[0].text == "one"


def test_an_edit_after_a_failed_request_counts() -> None:
    log = session(said("one", key="k"), faltered(1, again=NOW), Edited(of="k", text="two"))
    assert log.turns[0].text == "two"


def test_a_message_deleted_before_its_answer_asks_for_nothing() -> None:
    assert session(said("one", key="k"), Deleted(of="k")).turns == ()
    answered = session(said("one", key="k"), reply(1), Deleted(of="k"))
    assert [turn.id for turn in answered.turns] == [1]


def test_calls_are_open_until_each_has_its_answer() -> None:
    asked = [said(), call(1, "look", "other")]
    assert [each.id for each in session(*asked).turns[0].open_calls()] == ["1.0", "1.1"]
    assert [each.id for each in session(*asked, returned(1, 1)).turns[0].open_calls()] == ["1.0"]
    assert session(*asked, returned(1, 0), returned(1, 1)).turns[0].open_calls() == ()


def test_a_failure_is_forgotten_with_the_next_reply() -> None:
    failing = session(said(), faltered(1, again=NOW))
    assert failing.turns[0].faltered
    assert session(*(entry.body for entry in failing.entries), call(1, "look")).turns[0].faltered is None


def test_the_last_word_on_pause_and_quiet_counts() -> None:
    log = session(Paused(by="U1"), Hushed(by="U1", quiet=True), Resumed(by="U2"), Hushed(by="U2", quiet=False))
    assert (log.is_paused, log.is_quiet) == (False, False)
    assert session(Resumed(by="U1"), Paused(by="U1")).is_paused
    assert session(Hushed(by="U1", quiet=True)).is_quiet


def test_a_choice_of_agent_is_for_the_next_message_of_that_person() -> None:
    log = session(Chose(by="U1", agent="security"), said("mine?", by="U2"))
    assert log.chosen_by("U1") == "security"
    assert log.chosen_by("U2") is None
    assert session(*(entry.body for entry in log.entries), said("used", by="U1")).chosen_by("U1") is None


def test_taint_names_every_source_once_and_stays() -> None:
    tainted = returned(1).model_copy(update={"sources": ("note:7", "ticket:3")})
    again = returned(1, 1).model_copy(update={"sources": ("note:7",)})
    assert session(said(), call(1, "look", "look"), tainted, again, reply(1)).taint == ("note:7", "ticket:3")
