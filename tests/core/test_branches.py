"""A fork begins with the lines of another session and goes on with nothing that they left open."""

from __future__ import annotations

import pytest

from app.core.approvals import Requested
from app.core.branches import Forked
from app.core.entries import EntryBody, Paused
from app.core.turns import CallModel, Propose, Wait
from tests.core.logs import FRAMED, call, reply, said, session
from tests.core.proposing import done, proposed, yes
from tests.core.test_turns import step

FORKED = Forked(of="other", by="U2")


def test_a_question_that_was_open_is_answered_where_it_was_asked() -> None:
    assert step(session(said("one"), FRAMED, call(1, "look"), FORKED)) == Wait()
    log = session(said("one"), FRAMED, reply(1), said("two"), FORKED, said("three"))
    decided = step(log)
    assert isinstance(decided, CallModel)
    assert decided.turn.text == "three"


@pytest.mark.parametrize("decided", [(), (yes(),)], ids=["waiting", "approved"])
def test_a_write_that_waits_or_was_approved_stays_with_the_original(decided: tuple[EntryBody, ...]) -> None:
    log = session(said(), FRAMED, reply(1), proposed(), *decided, FORKED)
    assert step(log) == Wait()
    assert [each.state for each in log.proposals] == ["elsewhere"]
    assert not log.waits_for_a_word


def test_what_was_done_before_a_fork_is_done() -> None:
    log = session(said(), FRAMED, reply(1), proposed(), yes(), done(), FORKED)
    assert [each.state for each in log.proposals] == ["done"]


def test_a_form_that_was_sent_before_a_fork_asks_only_once() -> None:
    form = Requested(key="f", by="U1", agent="assistant", tool="file", input={})
    assert isinstance(step(session(said(), FRAMED, reply(1), form)), Propose)
    assert step(session(said(), FRAMED, reply(1), form, FORKED)) == Wait()


def test_a_fork_of_a_paused_thread_is_not_paused() -> None:
    assert not session(said(), Paused(by="U1"), FORKED).is_paused
    assert session(said(), FORKED, Paused(by="U1")).is_paused
