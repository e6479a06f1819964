"""An agent asks another one: a child session does the work, its answer comes back once, and nothing waits in memory."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from app.core.agents import Agent, Catalog
from app.core.delegating import RUN_AGENT, Started
from app.core.entries import Paused, Place, Replied, Resumed, Said, Stopped, ToolReturned
from app.core.sessions import Session, Turn, text_of
from app.core.tools import Outcome, ToolSpec
from app.delegation import Delegation
from app.engine import Engine
from app.store.database import Database
from app.store.log import Log
from app.store.recent import Recent
from app.store.wakes import Wakes
from tests.scripted import Everyone, Look, ScriptedLists, ScriptedModel, WrittenSurface, call, replied, text, writes
from tests.store.fakes import SetClock, WrittenDelivery
from tests.writes.outside import Filing
from tests.writes.outside import Outside as Elsewhere

THREAD = Place(channel="C1", thread_ts="1.0")
CATALOG = Catalog(
    {
        "boss": Agent("boss", "asks", "Ask.", "m", tools=("run_agent",)),
        "scout": Agent("scout", "looks", "Look.", "m", tools=("look", "run_agent", "file")),
        "third": Agent("third", "looks", "Look.", "m", tools=("run_agent",)),
        "fourth": Agent("fourth", "looks", "Look.", "m"),
    },
    default="boss",
)


class Outside(Look):
    """Reads what outsiders wrote."""

    spec = ToolSpec("look", "looks", {"type": "object"}, "read_untrusted")

    async def run(self, call: object, context: object) -> Outcome:
        return Outcome("seen", sources=("a note",))


@dataclass
class World:
    engine: Engine
    log: Log
    model: ScriptedModel
    recent: Recent
    filing: Filing

    async def say(self, words: str = "go", n: int = 1) -> str:
        said = Said(key=f"k{n}", ts=str(n), by="U1", text=words)
        return await self.engine.deliver(THREAD, said, key=said.key, by="U1") or ""

    async def children(self, session: str) -> list[str]:
        entries = (await self.log.load(session)).entries
        return [entry.body.child for entry in entries if isinstance(entry.body, Started)]

    async def returned(self, session: str) -> list[ToolReturned]:
        return [e.body for e in (await self.log.load(session)).entries if isinstance(e.body, ToolReturned)]


@pytest.fixture
def world(database: Database) -> World:
    clock, delivery = SetClock(), WrittenDelivery()
    log, wakes, model = Log(database, delivery, clock), Wakes(database, delivery), ScriptedModel(asking)
    filing = Filing(Elsewhere())
    surface, lists, tools = WrittenSurface(), ScriptedLists(), {"look": Outside()}
    engine = Engine(
        log, model, surface, lists, tools, CATALOG, Everyone(), clock, wakes, writes(database, clock, filing)
    )
    return World(engine, log, model, Recent(database), filing)


def delegate(session: Session, turn: Turn, by: Agent, /, **given: object) -> Replied:
    use = {"type": "tool_use", "id": f"call-{session.id}-{len(turn.replies)}", "name": "run_agent", "input": given}
    return replied([use], "tool_use", turn, by, session)


def asking(session: Session, turn: Turn, agent: Agent) -> Replied:
    """boss asks scout, who looks; then each says what came back."""
    if turn.returns:
        return text(f"{agent.name} says {turn.returns[-1].content}", turn, agent, session)
    if agent.name == "boss":
        return delegate(session, turn, agent, agent="scout", task="Look at the door.")
    return call("look", turn, agent, session)


async def test_the_answer_of_another_agent_comes_back_as_the_result_of_the_call(world: World) -> None:
    session = await world.say()
    await world.engine.advance(session)
    [child] = await world.children(session)
    assert await world.returned(session) == []  # advance came back: nobody waits in memory
    await world.engine.advance(session)
    assert await world.children(session) == [child]
    await world.engine.advance(child)
    await world.engine.advance(child)  # again, as after a crash
    await world.engine.advance(session)
    [returned] = await world.returned(session)
    assert returned.content == "scout says seen"
    assert returned.sources == ("a note",)  # what the child read taints who asked
    turn = (await world.log.load(session)).turns[0]
    assert text_of(turn.replies[-1]) == "boss says scout says seen"
    fired = (await world.log.load(child)).fired
    assert fired
    assert (fired.person, fired.text, fired.chain) == ("U1", "Look at the door.", ("boss",))


async def test_a_crash_after_the_child_was_begun_begins_no_other(world: World) -> None:
    session = await world.say()
    world.model.script = asking
    loaded = await world.log.load(session)
    await world.engine.advance(session)
    [child] = await world.children(session)
    turn = (await world.log.load(session)).turns[0]
    boss = CATALOG.agents["boss"]
    await Delegation(world.log, SetClock()).start(loaded, turn, turn.open_calls()[0], boss)
    assert await world.children(session) == [child]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"agent": "nobody", "task": "x"}, "There is no agent 'nobody'. There are: boss, fourth"),
        ({"agent": "boss", "task": "x"}, "boss waits for this answer already"),
        ({"agent": "scout"}, "needs `agent`, a name, and `task`"),
        ({"agent": 7, "task": "x"}, "needs `agent`, a name, and `task`"),
    ],
)
async def test_a_call_that_can_start_nothing_is_told_why(world: World, given: dict[str, object], why: str) -> None:
    world.model.script = lambda s, t, a: text("ok", t, a, s) if t.returns else delegate(s, t, a, **given)
    session = await world.say()
    await world.engine.advance(session)
    [returned] = await world.returned(session)
    assert why in returned.content
    assert returned.is_error
    assert await world.children(session) == []


async def test_agents_ask_each_other_three_deep_and_never_in_a_circle(world: World) -> None:
    order = {"boss": "scout", "scout": "third", "third": "fourth"}

    def down(session: Session, turn: Turn, agent: Agent) -> Replied:
        if turn.returns:
            return text(turn.returns[-1].content, turn, agent, session)
        return delegate(session, turn, agent, agent=order[agent.name], task="go")

    world.model.script = down
    chain = [await world.say()]
    for _ in range(2):
        await world.engine.advance(chain[-1])
        chain += await world.children(chain[-1])
    await world.engine.advance(chain[-1])
    [returned] = await world.returned(chain[-1])
    assert "boss → scout → third is as deep as agents may ask each other" in returned.content


async def test_a_child_writes_nothing_since_nobody_could_say_yes(world: World) -> None:
    def write(session: Session, turn: Turn, agent: Agent) -> Replied:
        return (
            asking(session, turn, agent) if agent.name == "boss" or turn.returns else call("file", turn, agent, session)
        )

    world.model.script = write
    session = await world.say()
    await world.engine.advance(session)
    [child] = await world.children(session)
    await world.engine.advance(child)
    [returned] = await world.returned(child)
    assert "nobody could approve a write" in returned.content
    assert (await world.log.load(child)).proposals == ()
    assert world.filing.asked == []


async def test_stop_reaches_the_child_and_its_late_answer_changes_nothing(world: World) -> None:
    session = await world.say()
    await world.engine.advance(session)
    [child] = await world.children(session)
    await world.engine.deliver(session, Stopped(by="U1"), key="stop")
    assert (await world.log.load(child)).open_turn is None
    await world.engine.advance(child)
    await world.engine.advance(session)
    assert await world.returned(session) == []
    assert (await world.log.load(session)).open_turn is None


async def test_a_pause_holds_the_child_too(world: World) -> None:
    session = await world.say()
    await world.engine.advance(session)
    [child] = await world.children(session)
    await world.engine.deliver(session, Paused(by="U1"), key="pause")
    asked = len(world.model.asked)
    await world.engine.advance(child)
    assert len(world.model.asked) == asked
    await world.engine.deliver(session, Resumed(by="U1"), key="resume")
    await world.engine.advance(child)
    await world.engine.advance(session)
    assert len(await world.returned(session)) == 1


async def test_a_session_without_a_thread_is_not_looked_for_in_slack(world: World) -> None:
    session = await world.say()
    await world.engine.advance(session)
    await world.engine.advance((await world.children(session))[0])
    clock = (await world.log.load(session)).entries[0].at
    assert [each.thread_ts for each in await world.recent.threads(clock)] == ["1.0"]


def test_the_tool_is_harmless_by_itself() -> None:
    assert RUN_AGENT.tier == "read_trusted"
