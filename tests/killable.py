"""A program of its own, for tests to kill: log, delivery and engine, with a scripted model and surface.

It writes a line to its output whenever something happens, so a test can kill it right there.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime

from app.core.agents import Agent
from app.core.entries import Replied
from app.core.ports import Live
from app.core.sessions import Session, Turn
from app.delivery import DbosDelivery
from app.engine import Engine
from app.store.alone import Alone
from app.store.database import Database
from app.store.log import Log
from app.store.migrate import migrate
from app.store.wakes import Wakes
from tests.scripted import CATALOG, Everyone, Look, ScriptedLists, ScriptedModel, WrittenSurface, look_then_echo, writes

THINKING = 0.05  # seconds that a model call takes, so that some are always under way


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class SlowModel(ScriptedModel):
    async def reply(self, session: Session, turn: Turn, agent: Agent, live: Live) -> Replied:
        tell("asked", session.id, turn.id)
        await asyncio.sleep(THINKING)
        return look_then_echo(session, turn, agent)


class ToldSurface(WrittenSurface):
    async def draw(self, session: Session) -> None:
        tell("drawn", session.id, session.seq)


def tell(*what: object) -> None:
    print(*what, flush=True)


async def main(url: str) -> None:
    database, clock = Database(url), SystemClock()
    alone = Alone(database)
    await alone.take()
    migrate(database)
    delivery = DbosDelivery(database.url)
    log = Log(database, delivery, clock)
    wakes = Wakes(database, delivery)
    look = Look(lambda call, context: "seen")
    engine = Engine(
        log,
        SlowModel(),
        ToldSurface(),
        ScriptedLists(),
        {"look": look},
        CATALOG,
        Everyone(),
        clock,
        wakes,
        writes(database, clock),
    )
    await delivery.start(engine.advance, engine.give_up)
    tell("ready")
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
