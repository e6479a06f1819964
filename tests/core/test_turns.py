"""What happens next, decided from the log alone; and what never happens, whatever the log."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.entries import Deleted, Edited, EntryBody, Listed, Noted, Paused, Resumed, Stopped, ToolReturned
from app.core.sessions import Session
from app.core.turns import CallModel, Frame, Propose, Record, RunPlaybook, RunTool, Step, Wait, next_step
from tests.core.logs import (
    CATALOG,
    FRAMED,
    NOW,
    TOOLS,
    call,
    faltered,
    fired,
    reply,
    returned,
    said,
    session,
)

SOON = NOW + timedelta(minutes=1)


def step(log: Session) -> Step:
    return next_step(log, CATALOG, TOOLS, NOW)


def test_nothing_asked_nothing_done() -> None:
    assert step(session()) == Wait()
    assert step(session(said("between people", wants_reply=False))) == Wait()
    assert step(session(said(), FRAMED, reply(1))) == Wait()


def test_the_first_question_freezes_the_prefix_and_then_goes_to_the_model() -> None:
    assert step(session(said())) == Frame()
    framed = session(said(), FRAMED)
    assert step(framed) == CallModel(framed.turns[0], CATALOG.agents["assistant"])


def test_the_earlier_question_is_finished_before_the_later_one_begins() -> None:
    log = session(said("one"), said("two"), FRAMED, call(1, "look"), returned(1))
    decided = step(log)
    assert isinstance(decided, CallModel)
    assert decided.turn.id == 1
    after = session(*(entry.body for entry in log.entries), reply(1))
    decided = step(after)
    assert isinstance(decided, CallModel)
    assert decided.turn.id == 2


def test_each_message_goes_to_the_agent_it_names_and_the_next_to_the_default_again() -> None:
    first = step(session(said("one", agent="security"), FRAMED))
    second = step(session(said("one", agent="security"), FRAMED, reply(1), said("two")))
    assert isinstance(first, CallModel)
    assert isinstance(second, CallModel)
    assert (first.agent.name, second.agent.name) == ("security", "assistant")


def test_an_unknown_agent_is_answered_with_the_nearest_and_the_list() -> None:
    decided = step(session(said("one", agent="sekurity"), FRAMED))
    assert isinstance(decided, Record)
    assert isinstance(decided.body, Noted)
    assert decided.body.turn == 1
    assert "no agent “sekurity”. Did you mean `!agent security`?" in decided.body.text
    assert "`security`: reviews what is in a thread" in decided.body.text


def test_calls_run_one_by_one_in_the_models_order() -> None:
    log = session(said(), FRAMED, call(1, "look", "look"))
    first = step(log)
    assert isinstance(first, RunTool)
    assert first.call.id == "1.0"
    second = step(session(*(entry.body for entry in log.entries), returned(1, 0)))
    assert isinstance(second, RunTool)
    assert second.call.id == "1.1"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("other", "assistant has no tool 'other'. Use one of: look, file, gone."),
        ("invented", "assistant has no tool 'invented'"),
        ("gone", "assistant has no tool 'gone'"),  # in the agent's list, but no integration has it
    ],
)
def test_a_call_that_is_not_allowed_is_refused_with_the_reason(name: str, why: str) -> None:
    decided = step(session(said(), FRAMED, call(1, name)))
    assert isinstance(decided, Record)
    assert isinstance(decided.body, ToolReturned)
    assert (decided.body.call_id, decided.body.is_error) == ("1.0", True)
    assert why in decided.body.content


def test_a_call_that_writes_is_proposed_and_never_run_at_once() -> None:
    decided = step(session(said(), FRAMED, call(1, "file")))
    assert isinstance(decided, Propose)
    assert (decided.origin, decided.agent, decided.call.name, decided.by) == (1, "assistant", "file", "U1")


def test_a_turn_that_finds_no_end_is_ended() -> None:
    rounds = [body for _ in range(3) for body in (call(1, "look"), returned(1))]
    decided = step(session(said(), FRAMED, *rounds))
    assert isinstance(decided, Record)
    assert decided.body == Noted(text="I stopped after 3 steps without an answer. Ask a narrower question.", turn=1)


def test_a_failed_request_waits_for_its_time_and_is_then_made_again() -> None:
    assert step(session(said(), FRAMED, faltered(1, again=SOON))) == Wait(SOON)
    assert isinstance(step(session(said(), FRAMED, faltered(1, again=NOW))), CallModel)


def test_a_later_question_does_not_overtake_one_that_waits_for_a_retry() -> None:
    assert step(session(said("one"), FRAMED, faltered(1, again=SOON), said("two"))) == Wait(SOON)


def test_a_paused_session_does_nothing_until_it_is_resumed() -> None:
    paused = [said(), FRAMED, Paused(by="U1"), said("meanwhile")]
    assert step(session(*paused)) == Wait()
    resumed = step(session(*paused, Resumed(by="U1")))
    assert isinstance(resumed, CallModel)
    assert resumed.turn.id == 1


def test_a_firing_runs_the_playbook_of_its_agent_and_no_model() -> None:
    log = session(fired())
    assert step(log) == RunPlaybook(log.turns[0], "daily")
    assert step(session(fired(), faltered(1, again=SOON))) == Wait(SOON)
    assert isinstance(step(session(fired(), faltered(1, again=NOW))), RunPlaybook)
    assert isinstance(step(session(fired("assistant"), FRAMED)), CallModel)


bodies = st.one_of(
    st.builds(said, st.sampled_from("abc"), agent=st.sampled_from([None, "security", "daily", "nobody"])),
    st.builds(said, st.sampled_from("abc"), wants_reply=st.just(False)),
    st.builds(fired, st.sampled_from(["daily", "assistant", "nobody"])),
    st.builds(Edited, of=st.sampled_from(["key of a", "key of b"]), text=st.just("edited")),
    st.builds(Deleted, of=st.sampled_from(["key of a", "key of b", "key of c"])),
    st.sampled_from([Stopped(by="U1"), Paused(by="U1"), Resumed(by="U1"), Noted(text="by the way")]),
)
tools = st.lists(st.sampled_from(["look", "file", "gone", "other", "invented"]), max_size=3)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_whatever_people_do_turns_run_in_order_and_only_tools_that_are_allowed(data: st.DataObject) -> None:
    """Plays the loop against a random model, with random words of people before and during every step."""
    log: list[EntryBody] = list(data.draw(st.lists(bodies, max_size=5)))
    worked_on = 0
    for _ in range(40):
        now = session(*log)
        decided = step(now)
        log += data.draw(st.lists(bodies, max_size=1))  # spoken while it is done
        match decided:
            case Wait():
                break
            case Frame():
                log.append(FRAMED)
                continue
            case Record(body):
                turn = body.turn
                log.append(body)
            case CallModel(asked, agent):
                turn = asked.id
                assert agent == CATALOG.find(asked.agent)
                assert not asked.open_calls()
                answer = call(turn, *data.draw(tools), seen=now.seq) if data.draw(st.booleans()) else reply(turn)
                uses = [block | {"id": f"{len(log)}.{n}"} for n, block in enumerate(answer.blocks) if "id" in block]
                log.append(answer.model_copy(update={"blocks": tuple(uses) or answer.blocks}))
            case RunTool(asked, wanted):
                turn = asked.id
                agent_ = CATALOG.find(asked.agent)
                assert agent_ is not None
                assert wanted.name in agent_.tools
                assert TOOLS[wanted.name].tier.startswith("read")
                log.append(ToolReturned(turn=turn, call_id=wanted.id, name=wanted.name, content="seen"))
            case Propose(turn, agent_name, wanted):
                assert wanted.name in CATALOG.agents[agent_name].tools
                assert TOOLS[wanted.name].tier.startswith("write")
                log.append(ToolReturned(turn=turn, call_id=wanted.id, name=wanted.name, content="proposed"))
            case RunPlaybook(asked):
                turn = asked.id
                log.append(_listed(turn))
        assert turn is not None
        assert not now.is_paused
        assert turn >= worked_on, "an earlier turn was taken up again"
        assert all(earlier.is_over for earlier in now.turns if earlier.id < turn), "a turn was overtaken"
        worked_on = turn
    else:
        assert len(session(*log).turns) > 3, "it did not come to rest"


def _listed(turn: int) -> Listed:
    return Listed(
        turn=turn,
        run="r",
        playbook="daily",
        version="v",
        person="U1",
        on=NOW.date(),
        rows=(),
        data_as_of=NOW,
    )
