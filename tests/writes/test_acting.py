"""An approved write is done once, whatever dies, fails or is pressed in between; undone only where that is safe."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core.actions import Busy, Field, Refused, Unsure
from app.core.approvals import Acted, Cleared, Undone
from app.core.entries import Noted, ToolReturned
from app.store.database import Database
from app.writes.acting import AGAIN
from tests.writes.outside import KilledError, Office, office

ARRIVED, LOST = Unsure("arrived, its answer was lost"), Unsure("never got there")


@pytest.fixture
def there(database: Database) -> Office:
    return office(database)


def die() -> None:
    raise KilledError


async def test_nothing_is_written_before_a_yes_and_the_turn_ends_at_once(there: Office) -> None:
    await there.say()
    session = await there.log.load(there.session)
    assert [turn.is_over for turn in session.turns] == [True]
    (returned,) = [entry.body for entry in session.entries if isinstance(entry.body, ToolReturned)]
    assert "Proposed as #1. It waits for a yes" in returned.content
    assert "Globex" not in returned.content  # what a CRM says would reach the model untainted
    assert there.outside.arrived == []
    assert await there.states() == ["waiting"]


async def test_a_yes_writes_it_once_and_leaves_receipt_and_row(there: Office) -> None:
    await there.say()
    await there.yes()
    await there.engine.advance(there.session)
    key = f"{there.session}:1"
    assert there.outside.arrived == [key]
    row = await there.outbox.find(f"{key}:write")
    assert row
    assert (row.state, row.kind) == ("done", "hubspot.file")
    proposal = await there.proposal()
    assert proposal.state == "done"
    assert proposal.acted
    assert proposal.acted.receipt
    assert proposal.acted.receipt.url == "https://outside.example/1"


async def test_a_second_yes_and_a_late_no_change_nothing(there: Office) -> None:
    await there.say()
    await there.yes()
    await there.yes(by="U9")
    assert len(there.outside.arrived) == 1
    assert await there.states() == ["done"]


async def test_the_alternative_is_what_is_written(there: Office) -> None:
    await there.say()
    await there.yes(alternative="live")
    assert list(there.outside.there.values()) == [{"outcome": "live"}]


@pytest.mark.parametrize("by", ["U2", "U8"])
async def test_who_may_not_approve_is_refused_even_if_their_yes_got_into_the_log(there: Office, by: str) -> None:
    await there.say()
    await there.yes(by=by)
    assert there.outside.arrived == []
    assert await there.states() == ["refused"]


async def test_a_manager_may_approve_for_the_team(there: Office) -> None:
    await there.say()
    await there.yes(by="U9")
    assert await there.states() == ["done"]


async def test_killed_after_it_was_sent_it_is_found_and_not_sent_again(there: Office, database: Database) -> None:
    await there.say()
    there.outside.next_up = [die]
    with pytest.raises(KilledError):
        await there.yes()
    again = there.boot(database)
    await again.engine.advance(again.session)
    assert there.outside.arrived == [f"{there.session}:1"]
    assert await again.states() == ["done"]


async def test_killed_before_it_was_sent_it_is_looked_for_and_then_sent(there: Office, database: Database) -> None:
    await there.say()
    await there.outbox.intend(f"{there.session}:1:write", there.session, "hubspot.file")  # and then it died
    again = there.boot(database)
    again.session = there.session
    await again.yes()
    assert len(there.outside.looked) == 2
    assert there.outside.arrived == [f"{there.session}:1"]
    assert await again.states() == ["done"]


async def test_killed_after_its_receipt_it_is_neither_sent_nor_looked_for(there: Office, database: Database) -> None:
    await there.say()
    key = f"{there.session}:1:write"
    await there.outbox.intend(key, there.session, "hubspot.file")
    await there.outbox.receive(key, {"receipt": '{"told": "Filed", "kept": {"key": "x"}}'})
    await there.yes()
    assert (there.outside.arrived, there.outside.looked) == ([], [])
    assert await there.states() == ["done"]


async def test_after_a_lost_answer_it_is_looked_for_and_found(there: Office) -> None:
    await there.say()
    there.outside.next_up = [ARRIVED]
    await there.yes()
    assert len(there.outside.arrived) == 1
    assert await there.states() == ["done"]


async def test_what_was_sent_and_is_nowhere_is_asked_of_a_person_and_never_sent_again(
    there: Office, database: Database
) -> None:
    await there.say()
    there.outside.next_up = [LOST]
    await there.yes()
    assert await there.states() == ["unsure"]
    again = there.boot(database)
    await again.engine.advance(again.session)
    assert len(there.outside.arrived) == 1
    assert await again.states() == ["unsure"]


async def test_it_is_sent_again_only_when_a_person_says_that_it_is_not_there(there: Office) -> None:
    await there.say()
    there.outside.next_up = [LOST]
    await there.yes()
    await there.hear(Cleared(number=1, by="U1", key="k", is_there=False))
    assert len(there.outside.arrived) == 2
    assert await there.states() == ["done"]


async def test_a_person_may_say_that_it_is_there(there: Office) -> None:
    await there.say()
    there.outside.next_up = [LOST]
    await there.yes()
    await there.hear(Cleared(number=1, by="U1", key="k", is_there=True))
    assert len(there.outside.arrived) == 1
    assert await there.states() == ["done"]


async def test_killed_while_it_looks_for_what_was_sent_it_still_asks_a_person(
    there: Office, database: Database
) -> None:
    await there.say()
    key = f"{there.session}:1:write"
    await there.outbox.intend(key, there.session, "hubspot.file")
    await there.outbox.doubt(key)  # sent, no answer, and then it died
    again = there.boot(database)
    await again.yes()
    assert there.outside.arrived == []
    assert await again.states() == ["unsure"]


async def test_a_busy_system_is_tried_again_later_and_the_thread_goes_on_meanwhile(there: Office) -> None:
    await there.say()
    there.outside.next_up = [Busy("it is busy")]
    await there.yes()
    acted = (await there.proposal()).acted
    assert acted
    assert acted.retry_at == there.clock.now() + AGAIN[0]
    assert await there.wakes.earliest() is not None
    await there.say("file another")
    assert await there.states() == ["approved", "waiting"]
    there.clock.pass_(seconds=31)
    await there.engine.advance(there.session)
    assert await there.states() == ["done", "waiting"]
    assert len(there.outside.arrived) == 1


async def test_a_system_that_stays_busy_is_given_up_and_said_so(there: Office) -> None:
    await there.say()
    there.outside.next_up = [Busy("it is busy", timedelta(hours=2))] * (len(AGAIN) + 1)
    await there.yes()
    for _ in AGAIN:
        there.clock.pass_(hours=3)
        await there.engine.advance(there.session)
    acted = (await there.proposal()).acted
    assert acted
    assert (acted.outcome, acted.attempt) == ("refused", len(AGAIN) + 1)
    assert "nothing was written" in acted.told
    assert there.outside.arrived == []


async def test_a_refusal_is_told_with_what_it_asks_for(there: Office) -> None:
    reason = Field(name="more.reason", label="Reason")
    await there.say()
    there.outside.next_up = [Refused("A reason is needed.", (reason,))]
    await there.yes()
    proposal = await there.proposal()
    assert proposal.state == "refused"
    assert proposal.acted
    assert proposal.acted.questions == (reason,)
    assert await there.outbox.find(f"{there.session}:1:write") is None


async def test_a_bug_in_a_tool_is_unsure_and_never_repeated_blindly(there: Office) -> None:
    def break_() -> None:
        raise ZeroDivisionError

    await there.say()
    there.outside.next_up = [break_]
    await there.yes()
    assert await there.states() == ["unsure"]
    await there.engine.advance(there.session)
    assert len(there.outside.arrived) == 1


async def test_undo_takes_it_back_once(there: Office) -> None:
    await there.say()
    await there.yes()
    await there.undo()
    await there.undo()
    assert there.outside.there == {}
    assert await there.states() == ["undone"]
    session = await there.log.load(there.session)
    assert len([entry for entry in session.entries if isinstance(entry.body, Undone)]) == 1


async def test_undo_is_refused_where_the_record_has_moved_on(there: Office) -> None:
    await there.say()
    await there.yes()
    there.outside.there.clear()
    await there.undo()
    proposal = await there.proposal()
    assert proposal.state == "done"
    assert proposal.undone
    assert proposal.undone.told == "It has moved on."


async def test_undo_by_somebody_who_may_not_is_refused(there: Office) -> None:
    await there.say()
    await there.yes()
    await there.undo(by="U2")
    assert await there.states() == ["done"]
    assert len(there.outside.there) == 1


async def test_cancelled_in_words_it_is_never_written_and_no_model_answers(there: Office) -> None:
    await there.say()
    asked = len(there.model.asked)
    await there.say("cancel that")
    await there.yes()
    assert there.outside.arrived == []
    assert await there.states() == ["voided"]
    assert len(there.model.asked) == asked
    session = await there.log.load(there.session)
    assert [entry.body.text for entry in session.entries if isinstance(entry.body, Noted)] == [
        "Cancelled: #1. Nothing was written."
    ]


async def test_days_later_after_a_restart_a_yes_still_counts_until_it_lapses(there: Office, database: Database) -> None:
    await there.say()
    there.clock.pass_(days=2)
    again = there.boot(database)
    await again.yes()
    assert await again.states() == ["done"]
    await again.say("file another")
    again.clock.pass_(days=3)
    await again.engine.advance(again.session)
    await again.yes(2)
    assert await again.states() == ["done", "lapsed"]
    acts = [e.body for e in (await again.log.load(again.session)).entries if isinstance(e.body, Acted)]
    assert len(acts) == 1
