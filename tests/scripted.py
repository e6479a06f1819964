"""The ports around the engine, played by a script: what the model says, what is drawn, who people are."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from app.core.agents import Agent, Catalog
from app.core.entries import Faltered, Fired, Framed, Listed, Replied
from app.core.people import Person
from app.core.permissions import Approvals
from app.core.ports import Clock, Live
from app.core.sessions import Session, Turn
from app.core.tools import Call, CallContext, Outcome, ToolSpec, WriteTool
from app.store.database import Database
from app.store.outbox import Outbox
from app.writes import Writes
from tests.core.logs import framed_by

CATALOG = Catalog(
    {
        "assistant": Agent("assistant", "answers", "Answer.", "model-1", tools=("look",), max_turns=4),
        "security": Agent("security", "reviews", "Review.", "model-1"),
        "daily": Agent("daily", "lists", "List.", "model-1", playbook="daily"),
    },
    default="assistant",
)


def text(words: str, turn: Turn, agent: Agent, session: Session) -> Replied:
    return replied([{"type": "text", "text": words}], "end_turn", turn, agent, session)


def call(name: str, turn: Turn, agent: Agent, session: Session, **arguments: Any) -> Replied:
    use = {"type": "tool_use", "id": f"call-{turn.id}-{len(turn.replies)}", "name": name, "input": arguments}
    return replied([use], "tool_use", turn, agent, session)


def replied(blocks: list[dict[str, Any]], reason: str, turn: Turn, agent: Agent, session: Session) -> Replied:
    return Replied(
        turn=turn.id,
        agent=agent.name,
        model=agent.model,
        blocks=tuple(blocks),
        stop_reason=reason,
        seen=session.seq,
    )


Script = Callable[[Session, Turn, Agent], Replied | Faltered]


def echo(session: Session, turn: Turn, agent: Agent) -> Replied:
    return text(f"You said: {turn.text}", turn, agent, session)


def look_then_echo(session: Session, turn: Turn, agent: Agent) -> Replied:
    return echo(session, turn, agent) if turn.replies else call("look", turn, agent, session, at=turn.text)


ASK_ALWAYS = Approvals()


class ScriptedModel:
    """`script` says what comes; with `held`, every call first says that it began and then waits to be let go."""

    def __init__(self, script: Script = echo, *, held: bool = False) -> None:
        self.script = script
        self.asked: list[int] = []  # turns, in the order of the requests
        self.began = asyncio.Queue[int]()
        self.go = asyncio.Event()
        if not held:
            self.go.set()

    def frame(self, catalog: Catalog, tools: Mapping[str, ToolSpec]) -> Framed:
        return framed_by(catalog)

    async def reply(self, session: Session, turn: Turn, agent: Agent, live: Live) -> Replied | Faltered:
        self.asked.append(turn.id)
        self.began.put_nowait(turn.id)
        await self.go.wait()
        answer = self.script(session, turn, agent)
        await live.text("streamed")
        return answer


class WrittenSurface:
    """Keeps what it was given to draw. `broken` makes it fail."""

    def __init__(self) -> None:
        self.drawn: list[Session] = []
        self.streamed: list[str] = []
        self.broken = False

    async def draw(self, session: Session) -> None:
        self._fail_if_broken()
        self.drawn.append(session)

    async def live(self, session: Session, turn: Turn, agent: Agent) -> Live:
        return self

    async def text(self, delta: str) -> None:
        self._fail_if_broken()
        self.streamed.append(delta)

    async def working(self, call: str) -> None:
        self._fail_if_broken()

    def _fail_if_broken(self) -> None:
        if self.broken:
            raise ConnectionError("Slack is away")


class ScriptedLists:
    def __init__(self, make: Callable[[Fired, int], Listed | None] = lambda fired, turn: None) -> None:
        self.make = make

    async def list_for(self, fired: Fired, turn: int) -> Listed | None:
        return self.make(fired, turn)


class Everyone:
    """A directory in which every Slack id is a person."""

    async def find(self, slack_id: str) -> Person:
        return Person(slack_id, f"Name of {slack_id}", f"{slack_id.lower()}@example.com", "Europe/Berlin")


def writes(database: Database, clock: Clock, *tools: WriteTool, approvals: Approvals = ASK_ALWAYS) -> Writes:
    """Without pauses before a look."""
    return Writes.by(tools, Outbox(database, clock, "boot"), Everyone(), approvals, clock, looks=(0.0, 0.0))


class Look:
    """A read tool; `answer` makes what it returns."""

    spec = ToolSpec("look", "looks", {"type": "object"}, "read_trusted")

    def __init__(self, answer: Callable[[Call, CallContext], str] = lambda call, context: "seen") -> None:
        self.answer = answer

    async def run(self, call: Call, context: CallContext) -> Outcome:
        return Outcome(self.answer(call, context))
