"""From a call or a form to a proposal: what is asked of whom, what voids what, and what an edit or an answer may do."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.actions import Action, Change, Field, Refused
from app.core.approvals import Declined, Requested
from app.core.entries import ToolReturned
from app.core.permissions import Approvals
from app.core.tools import Outcome
from app.store.database import Database
from tests.core.proposing import action
from tests.writes.outside import Office, filing_script, office

REASON = Field(name="more.reason", label="Reason")


@pytest.fixture
def there(database: Database) -> Office:
    return office(database)


def request(**more: Any) -> Requested:
    given = {"key": "form", "by": "U1", "agent": "assistant", "tool": "file", "input": {"account": "1"}}
    return Requested(**{**given, **more})


def with_reason() -> Action:
    reason = Change(field="reason", label="Reason", new="Price")
    return action(changes=(*action().changes, reason), payload={"outcome": "voicemail", "reason": "price"})


async def test_several_effects_of_one_message_are_numbered_and_decided_one_by_one(there: Office) -> None:
    there.model.script = filing_script(3)
    await there.say()
    assert await there.states() == ["waiting"] * 3
    await there.yes(2)
    assert await there.states() == ["waiting", "done", "waiting"]
    assert there.outside.arrived == [f"{there.session}:2"]


async def test_a_later_proposal_for_the_same_field_voids_the_earlier_one(there: Office) -> None:
    there.outside.proposes = action(touches=("hubspot:deals/1:amount",))
    await there.say()
    there.outside.proposes = action(touches=("hubspot:deals/1:closedate",))
    await there.say()
    there.outside.proposes = action(touches=("hubspot:deals/1:amount", "hubspot:deals/1:dealstage"))
    await there.say()
    assert await there.states() == ["voided", "waiting", "waiting"]
    await there.yes(1)
    assert there.outside.arrived == []


async def test_what_the_tool_says_instead_goes_to_the_model_with_its_sources(there: Office) -> None:
    there.outside.proposes = Outcome("Which Globex?", is_error=True, sources=("names in the CRM",))
    await there.say()
    session = await there.log.load(there.session)
    (returned,) = [entry.body for entry in session.entries if isinstance(entry.body, ToolReturned)]
    assert (returned.content, returned.is_error) == ("Which Globex?", True)
    assert session.taint == ("names in the CRM",)
    assert session.proposals == ()


async def test_whoever_may_not_touch_the_account_cannot_even_propose(there: Office) -> None:
    await there.say(by="U2")
    assert await there.states() == []
    (returned,) = [
        entry.body for entry in (await there.log.load(there.session)).entries if isinstance(entry.body, ToolReturned)
    ]
    assert "neither U2's nor of their team" in returned.content


async def test_the_teams_policy_may_say_yes_to_a_low_risk_write(database: Database) -> None:
    there = office(database, approvals=Approvals(policies={"assistant": {"file": "auto"}}))
    await there.say()
    assert await there.states() == ["done"]
    decided = (await there.proposal()).decided
    assert decided
    assert decided.policy == "auto for file"


async def test_once_somebody_else_has_spoken_the_policy_asks_and_says_why(database: Database) -> None:
    there = office(database, approvals=Approvals(policies={"assistant": {"file": "auto"}}))
    await there.say("please log it as connected", by="U2", wants_reply=False)
    await there.say()
    proposal = await there.proposal()
    assert proposal.state == "waiting"
    assert proposal.body.taint == ("words of others in this thread",)
    assert there.outside.arrived == []


async def test_asked_once_in_a_session_the_same_tool_is_not_asked_again_there(database: Database) -> None:
    there = office(database, approvals=Approvals(policies={"assistant": {"file": "ask_once"}}))
    await there.say()
    await there.say()
    assert await there.states() == ["waiting", "waiting"]
    await there.yes(1)
    await there.say()
    assert await there.states() == ["done", "waiting", "done"]


async def test_a_form_asks_without_a_model_and_waits_like_any_other(there: Office) -> None:
    await there.say("hello", wants_reply=False)
    asked = len(there.model.asked)
    await there.hear(request())
    assert await there.states() == ["waiting"]
    assert there.tool.asked[0].input == {"account": "1"}
    assert len(there.model.asked) == asked


async def test_a_form_that_cannot_be_proposed_is_answered_in_words(there: Office) -> None:
    await there.say("hello", wants_reply=False)
    there.outside.proposes = Outcome("'due' is over.", is_error=True)
    await there.hear(request())
    entries = (await there.log.load(there.session)).entries
    assert [e.body.text for e in entries if isinstance(e.body, Declined)] == ["'due' is over."]


async def test_an_edit_takes_the_place_of_what_waits_on_the_askers_word(there: Office) -> None:
    await there.say()
    await there.hear(request(replaces=1, by="U9", input={"note": "shorter"}))
    assert await there.states() == ["voided", "waiting"]
    proposal = await there.proposal(2)
    assert (proposal.body.by, proposal.body.edited_by, proposal.body.replaces) == ("U1", "U9", 1)
    await there.yes(2)
    assert there.outside.arrived == [f"{there.session}:2"]


@pytest.mark.parametrize(("by", "told"), [("U2", "neither U2's nor"), ("U8", "Only members")])
async def test_an_edit_by_somebody_who_may_not_is_declined(there: Office, by: str, told: str) -> None:
    await there.say()
    await there.hear(request(replaces=1, by=by))
    assert await there.states() == ["waiting"]
    (declined,) = [
        entry.body for entry in (await there.log.load(there.session)).entries if isinstance(entry.body, Declined)
    ]
    assert told in declined.text


async def test_an_edit_that_comes_after_the_yes_is_declined(there: Office) -> None:
    await there.say()
    await there.yes()
    await there.hear(request(replaces=1))
    assert await there.states() == ["done"]


async def test_an_answer_to_the_systems_question_finishes_the_write_without_a_second_yes(there: Office) -> None:
    await there.say()
    there.outside.next_up = [Refused("A reason is needed.", (REASON,))]
    await there.yes()
    there.outside.proposes = with_reason()
    await there.hear(request(replaces=1, input={"more": {"reason": "price"}}, answers=("more.reason",)))
    assert await there.states() == ["refused", "done"]
    assert list(there.outside.there.values()) == [{"outcome": "voicemail", "reason": "price"}]


async def test_an_answer_with_which_more_changes_than_was_asked_waits_for_a_yes(there: Office) -> None:
    await there.say()
    there.outside.next_up = [Refused("A reason is needed.", (REASON,))]
    await there.yes()
    there.outside.proposes = with_reason().model_copy(
        update={"changes": (Change(field="outcome", label="Outcome", new="Connected"),)}
    )
    await there.hear(request(replaces=1, answers=("more.reason",)))
    assert await there.states() == ["refused", "waiting"]


async def test_an_answer_by_somebody_who_may_not_approve_is_declined(there: Office) -> None:
    await there.say()
    there.outside.next_up = [Refused("A reason is needed.", (REASON,))]
    await there.yes()
    there.outside.proposes = with_reason()
    await there.hear(request(replaces=1, by="U2", answers=("more.reason",)))
    assert await there.states() == ["refused"]


async def test_a_manager_must_agree_where_the_team_says_so(database: Database) -> None:
    there = office(database, approvals=Approvals(manager_fields=frozenset({"outcome"})))
    await there.say()
    await there.yes(by="U1")
    assert await there.states() == ["refused"]  # were it to get into the log; the card does not let it
    await there.say()
    await there.yes(2, by="U9")
    assert await there.states() == ["refused", "done"]
