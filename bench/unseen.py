"""Our log, delivery, engine and model without Slack, for what a turn costs then: `python -m bench.unseen TURNS`.

Everything is as in `threadwork serve` but the surface, which shows nothing, and the directory, which knows everybody.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

from app.claude.model import ClaudeModel
from app.clock import SystemClock
from app.core.agents import Agent, Catalog
from app.core.entries import Place, Said
from app.core.ports import Live
from app.core.sessions import Session, Turn
from app.delivery import DbosDelivery
from app.engine import Engine
from app.playbooks.load import load_playbook
from app.playbooks.tools import ExplainRule, ListRecords
from app.store.database import Database
from app.store.log import Log
from app.store.migrate import migrate
from app.store.wakes import Wakes
from bench.asking import TOOL
from bench.place import AGENTS
from tests.scripted import Everyone, ScriptedLists, writes

BEFORE = 32  # turns that are not counted
PATIENCE = 120.0  # seconds
LIST = "daily-priorities"


class Unseen:
    """A surface that shows nothing, and counts the sessions that were answered."""

    def __init__(self) -> None:
        self._answered: set[str] = set()
        self._wanted, self.are_answered = 0, asyncio.Event()

    def want(self, count: int) -> None:
        self._wanted = len(self._answered) + count
        self.are_answered.clear()

    async def draw(self, session: Session) -> None:
        if session.turns and all(turn.is_over for turn in session.turns):
            self._answered.add(session.id)
            if len(self._answered) >= self._wanted:
                self.are_answered.set()

    async def live(self, session: Session, turn: Turn, agent: Agent) -> Live:
        return self

    async def text(self, delta: str) -> None: ...

    async def working(self, call: str) -> None: ...


async def main(home: Path, turns: int) -> None:
    """Says what they cost, in seconds of CPU."""
    database, clock, surface = Database(f"sqlite:///{home}/threadwork.sqlite"), SystemClock(), Unseen()
    migrate(database)
    delivery = DbosDelivery(database.url)
    model = ClaudeModel(os.environ["ANTHROPIC_API_KEY"], os.environ["ANTHROPIC_BASE_URL"], clock)
    log, wakes = Log(database, delivery, clock), Wakes(database, delivery)
    tools, lists, changes = {TOOL: _tool()}, ScriptedLists(), writes(database, clock)
    engine = Engine(log, model, surface, lists, tools, _catalog(), Everyone(), clock, wakes, changes)
    await delivery.start(engine.advance, engine.give_up)
    try:
        await _ask(engine, surface, "before", BEFORE)
        before = time.process_time()
        await _ask(engine, surface, "counted", turns)
        print(time.process_time() - before)
    finally:
        await delivery.stop()
        await model.close()
        database.close()


async def _ask(engine: Engine, surface: Unseen, name: str, count: int) -> None:
    surface.want(count)
    for number in range(count):
        ts = f"{name}.{number}"
        said = Said(key=ts, ts=ts, by="U1", text="What counts?", agent=None, wants_reply=True)
        await engine.deliver(Place(channel="C1", thread_ts=ts, is_direct=True), said, key=ts, by="U1")
    await asyncio.wait_for(surface.are_answered.wait(), PATIENCE)


def _catalog() -> Catalog:
    agent = Agent("assistant", "answers", "Answer in a few short lines.", "claude-sonnet-5-5", tools=(TOOL,))
    return Catalog({agent.name: agent}, agent.name)


def _tool() -> ExplainRule:
    async def nothing(_: str) -> None:
        return None

    return ExplainRule(ListRecords({LIST: load_playbook(AGENTS, LIST)}, nothing, nothing, nothing))


if __name__ == "__main__":
    asyncio.run(main(Path(os.environ["BARE_HOME"]), int(sys.argv[1])))
