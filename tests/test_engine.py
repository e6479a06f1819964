"""The loop over a real log, on both databases: what is said, done, kept, retried and told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.core.agents import Agent
from app.core.entries import Deleted, Faltered, Fired, Listed, Noted, Place, Replied, Said, Stopped, ToolReturned
from app.core.sessions import Session, Turn, text_of
from app.core.tools import Call, CallContext
from app.engine import RESULT_CHARS, Engine
from app.store.database import Database
from app.store.log import Log
from app.store.wakes import Wakes
from tests.scripted import (
    CATALOG,
    Everyone,
    Look,
    Script,
    ScriptedLists,
    ScriptedModel,
    WrittenSurface,
    call,
    echo,
    look_then_echo,
    text,
    writes,
)
from tests.store.fakes import CALLS, SetClock, WrittenDelivery

THREAD = Place(channel="C1", thread_ts="1764000000.000100")
DIRECT = Place(channel="U1", is_direct=True)


@dataclass
class World:
    engine: Engine
    log: Log
    wakes: Wakes
    clock: SetClock
    model: ScriptedModel
    surface: WrittenSurface
    lists: ScriptedLists
    look: Look

    async def say(self, words: str, n: int = 1, *, agent: str | None = None) -> str:
        said = Said(key=f"T1:C1:{n}", ts=str(n), by="U1", text=words, agent=agent)
        session = await self.engine.deliver(THREAD, said, key=said.key, by="U1")
        assert session
        return session

    async def bodies(self, session: str) -> list[object]:
        return [entry.body for entry in (await self.log.load(session)).entries]

    async def answers(self, session: str) -> list[str]:
        return [text_of(turn.replies[-1]) for turn in (await self.log.load(session)).turns if turn.replies]


@pytest.fixture
def world(database: Database) -> World:
    clock, delivery = SetClock(), WrittenDelivery()
    log, wakes = Log(database, delivery, clock), Wakes(database, delivery)
    model, surface, lists, look = ScriptedModel(), WrittenSurface(), ScriptedLists(), Look()
    engine = Engine(
        log, model, surface, lists, {"look": look}, CATALOG, Everyone(), clock, wakes, writes(database, clock)
    )
    return World(engine, log, wakes, clock, model, surface, lists, look)


async def test_a_question_is_answered_with_what_the_tool_saw(world: World) -> None:
    world.model.script = look_then_echo
    contexts: list[CallContext] = []
    world.look.answer = lambda call, context: contexts.append(context) or f"at {call.input['at']}"
    session = await world.say("the door")
    await world.engine.advance(session)
    kinds = [entry.body.kind for entry in (await world.log.load(session)).entries]
    assert kinds == ["opened", "said", "framed", "replied", "tool_returned", "replied"]
    returned = (await world.bodies(session))[4]
    assert isinstance(returned, ToolReturned)
    assert returned.content == "at the door"
    assert (contexts[0].asker.slack_id, contexts[0].now) == ("U1", world.clock.now())
    assert await world.answers(session) == ["You said: the door"]


async def test_advancing_again_changes_nothing(world: World) -> None:
    session = await world.say("hello")
    await world.engine.advance(session)
    before = await world.bodies(session)
    await world.engine.advance(session)
    assert await world.bodies(session) == before
    assert len(world.model.asked) == 1


async def test_the_thread_is_drawn_at_every_change_and_at_the_end(world: World) -> None:
    session = await world.say("hello")
    await world.engine.advance(session)
    assert [drawn.seq for drawn in world.surface.drawn] == [2, 3, 4]
    assert world.surface.streamed == ["streamed"]


async def test_a_word_spoken_while_the_model_thinks_is_answered_too_and_in_order(world: World) -> None:
    world.model.go.clear()
    session = await world.say("first")
    running = asyncio.create_task(world.engine.advance(session))
    await asyncio.wait_for(world.model.began.get(), 10)
    await world.say("second", 2)
    world.model.go.set()
    await asyncio.wait_for(running, 10)
    assert await world.answers(session) == ["You said: first", "You said: second"]


@pytest.mark.parametrize(("words", "is_called"), [("lunch?", False), ("cancel", True)])
async def test_what_people_say_to_each_other_is_kept_and_calls_nobody_but_where_it_calls_something_off(
    world: World, database: Database, words: str, is_called: bool
) -> None:
    session = await world.say("hello")
    among_people = Said(key="T1:C1:2", ts="2", by="U2", text=words, wants_reply=False)
    await world.engine.deliver(session, among_people, key=among_people.key, by="U2")
    assert among_people in await world.bodies(session)
    called = await database.read(lambda tx: tx.execute(sa.select(CALLS.c.seq)).scalars().all())
    assert called == ([2, 3] if is_called else [2])


async def test_a_decision_on_old_news_is_not_written(world: World) -> None:
    session = await world.say("hello", agent="sekurity")

    async def draw(_: Session) -> None:
        await world.engine.deliver(session, Deleted(of="T1:C1:1"), key="deleted")  # just before it is answered

    world.surface.draw = draw  # type: ignore[method-assign]
    await world.engine.advance(session)
    assert not any(isinstance(body, Noted) for body in await world.bodies(session))


async def test_an_unknown_agent_is_answered_and_the_next_question_goes_to_the_default(world: World) -> None:
    session = await world.say("hello", agent="sekurity")
    await world.say("again", 2)
    await world.engine.advance(session)
    (note,) = [body for body in await world.bodies(session) if isinstance(body, Noted)]
    assert "`!agent security`" in note.text
    assert await world.answers(session) == ["You said: again"]


async def test_stop_cuts_the_answer_short_and_the_next_question_is_answered(world: World) -> None:
    world.model.go.clear()
    session = await world.say("a long story")
    running = asyncio.create_task(world.engine.advance(session))
    await asyncio.wait_for(world.model.began.get(), 10)
    assert await world.engine.deliver(session, Stopped(by="U1"), key="click-1") == session
    await asyncio.wait_for(running, 10)
    assert not any(isinstance(body, Replied) for body in await world.bodies(session))
    world.model.go.set()
    await world.say("something else", 2)
    await world.engine.advance(session)
    assert await world.answers(session) == ["You said: something else"]


async def test_a_stop_that_comes_just_before_the_call_begins_still_stops_it(world: World) -> None:
    session = await world.say("a long story")
    await world.engine.advance(session)
    await world.say("and another", 2)

    async def draw(_: Session) -> None:
        await world.engine.deliver(session, Stopped(by="U1"), key="click-1")

    world.surface.draw = draw  # type: ignore[method-assign]
    await world.engine.advance(session)
    assert await world.answers(session) == ["You said: a long story"]
    assert len(world.model.asked) == 1


async def test_ending_the_program_is_not_a_stop(world: World) -> None:
    world.model.go.clear()
    session = await world.say("hello")
    running = asyncio.create_task(world.engine.advance(session))
    await asyncio.wait_for(world.model.began.get(), 10)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    world.model.go.set()
    await world.engine.advance(session)
    assert await world.answers(session) == ["You said: hello"]


async def test_what_comes_twice_is_delivered_once(world: World) -> None:
    said = Said(key="T1:C1:1", ts="1", by="U1", text="hello")
    session = await world.engine.deliver(THREAD, said, key=said.key)
    assert session
    assert await world.engine.deliver(THREAD, said, key=said.key) is None
    assert await world.engine.deliver(session, said, key=said.key) is None
    assert (await world.log.load(session)).seq == 2


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (lambda call, context: "x" * (RESULT_CHARS + 5), "Cut after 40,000 of 40,005 characters"),
        (lambda call, context: str(1 / 0), "look failed: ZeroDivisionError: division by zero"),
    ],
    ids=["too long", "a bug"],
)
async def test_what_is_wrong_with_a_tool_is_told_to_the_model(
    world: World, answer: Callable[[Call, CallContext], str], expected: str
) -> None:
    world.model.script = look_then_echo
    world.look.answer = answer
    session = await world.say("the door")
    await world.engine.advance(session)
    (returned,) = [body for body in await world.bodies(session) if isinstance(body, ToolReturned)]
    assert expected in returned.content
    assert returned.is_error == ("failed" in expected)
    assert len(returned.content) < RESULT_CHARS + 100
    assert await world.answers(session) == ["You said: the door"]


def asks_for(name: str) -> Script:
    def script(session: Session, turn: Turn, agent: Agent) -> Replied:
        return text("done", turn, agent, session) if turn.returns else call(name, turn, agent, session)

    return script


async def test_a_tool_that_the_agent_was_not_given_is_refused_and_never_runs(world: World) -> None:
    ran: list[Call] = []
    world.look.answer = lambda call, context: ran.append(call) or "seen"
    world.model.script = asks_for("look")
    session = await world.say("the door", agent="security")
    await world.engine.advance(session)
    (returned,) = [body for body in await world.bodies(session) if isinstance(body, ToolReturned)]
    assert returned.is_error
    assert "security has no tool 'look'" in returned.content
    assert ran == []
    assert await world.answers(session) == ["done"]


async def test_a_failed_model_call_waits_for_its_time_as_a_wake_and_is_tried_again(world: World) -> None:
    at = world.clock.now() + timedelta(seconds=30)
    world.model.script = lambda session, turn, agent: Faltered(turn=turn.id, attempt=1, reason="busy", retry_at=at)
    session = await world.say("hello")
    await world.engine.advance(session)
    await world.engine.advance(session)
    assert await world.wakes.earliest() == at
    assert len(world.model.asked) == 1
    world.model.script = echo
    world.clock.at = at
    assert await world.wakes.deliver_due(at) == 1
    assert await world.wakes.earliest() is None
    await world.engine.advance(session)
    assert await world.answers(session) == ["You said: hello"]


async def test_a_bug_on_the_models_side_ends_the_turn_with_one_apology(world: World) -> None:
    def crash(session: Session, turn: Turn, agent: Agent) -> Replied:
        raise KeyError("content")

    world.model.script = crash
    session = await world.say("hello")
    await world.engine.advance(session)
    await world.engine.advance(session)
    faltered = [body for body in await world.bodies(session) if isinstance(body, Faltered)]
    assert len(faltered) == 1
    assert faltered[0].retry_at is None
    assert "ask again" in faltered[0].reason
    assert "KeyError" in faltered[0].detail
    assert len(world.model.asked) == 1


async def test_a_thread_that_cannot_be_drawn_loses_no_reply_and_is_drawn_later(world: World) -> None:
    world.surface.broken = True
    session = await world.say("hello")
    await world.engine.advance(session)
    assert await world.answers(session) == ["You said: hello"]
    again = await world.wakes.earliest()
    assert again == world.clock.now() + timedelta(seconds=30)
    world.surface.broken = False
    world.clock.at = again + timedelta(hours=1)
    assert await world.wakes.deliver_due(world.clock.now()) >= 1
    await world.engine.advance(session)
    assert text_of(world.surface.drawn[-1].turns[-1].replies[-1]) == "You said: hello"
    assert await world.wakes.earliest() is None


def listed(fired: Fired, turn: int, clock: SetClock) -> Listed:
    return Listed(
        turn=turn,
        run="r",
        playbook="daily",
        version="v",
        person=fired.person,
        on=fired.on,
        rows=(),
        data_as_of=clock.now(),
    )


FIRED = Fired(key="daily:U1:2026-11-25T09:00", trigger="daily", agent="daily", person="U1", on=date(2026, 11, 25))


async def test_a_firing_gives_one_list_without_the_model(world: World) -> None:
    world.lists.make = lambda fired, turn: listed(fired, turn, world.clock)
    session = await world.engine.fire(FIRED, DIRECT)
    assert session
    assert await world.engine.fire(FIRED, DIRECT) is None
    await world.engine.advance(session)
    await world.engine.advance(session)
    assert [body for body in await world.bodies(session) if isinstance(body, Listed)] == [listed(FIRED, 2, world.clock)]
    assert world.model.asked == []


async def test_a_person_with_nothing_to_do_gets_an_empty_note_that_ends_the_turn(world: World) -> None:
    session = await world.engine.fire(FIRED, DIRECT)
    assert session
    await world.engine.advance(session)
    assert (await world.bodies(session))[-1] == Noted(text="", turn=2)
    assert (await world.log.load(session)).open_turn is None


async def test_a_list_that_fails_is_tried_three_more_times_and_then_told(world: World) -> None:
    def fail(fired: Fired, turn: int) -> Listed:
        raise OSError("no snapshot")

    world.lists.make = fail
    session = await world.engine.fire(FIRED, DIRECT)
    assert session
    waits = []
    for _ in range(4):
        await world.engine.advance(session)
        if at := await world.wakes.earliest():
            waits.append(at - world.clock.now())
            world.clock.at = at
            await world.wakes.deliver_due(at)
    assert waits == [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15)]
    last = (await world.bodies(session))[-1]
    assert isinstance(last, Faltered)
    assert (last.attempt, last.retry_at, last.detail) == (4, None, "OSError('no snapshot')")
    assert (await world.log.load(session)).open_turn is None


async def test_giving_up_apologises_once_and_lets_the_next_turn_begin(world: World) -> None:
    session = await world.say("cursed")
    call = (await world.log.load(session)).seq
    await world.say("fine", 2)
    await world.engine.give_up(session, call, "it crashed 20 times")
    await world.engine.give_up(session, call, "it crashed 20 times")  # the next turn is not this call's
    await world.engine.advance(session)
    faltered = [body for body in await world.bodies(session) if isinstance(body, Faltered)]
    assert [(each.turn, each.detail) for each in faltered] == [(2, "it crashed 20 times")]
    assert await world.answers(session) == ["You said: fine"]
