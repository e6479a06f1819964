"""A log, its effect rows and the thread that draws them, in one SQLite file that outlives a boot of the program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.core.entries import EntryBody, Opened, Place
from app.core.ports import Clock
from app.core.sessions import Session, Turn
from app.slack.live import Writing
from app.slack.pace import Pace
from app.slack.thread import Thread
from app.slack.wire import Wire
from app.store.database import Database
from app.store.log import Log
from app.store.migrate import migrate
from app.store.outbox import Outbox
from tests.slack.values import CATALOG
from tests.store.fakes import WrittenDelivery

HOSTS = frozenset({"app.hubspot.com"})


@dataclass
class Room:
    wire: Wire
    clock: Clock
    database: Database
    log: Log
    outbox: Outbox
    thread: Thread
    boots: int = 1

    @classmethod
    @contextmanager
    def opened(cls, wire: Wire, clock: Clock, folder: Path) -> Iterator[Room]:
        database = Database(f"sqlite:///{folder / 'threadwork.sqlite'}")
        migrate(database)
        log, outbox = Log(database, WrittenDelivery(), clock), Outbox(database, clock, "boot1")
        try:
            yield cls(wire, clock, database, log, outbox, cls._thread(wire, log, outbox, Pace(apart=0.01)))
        finally:
            database.close()

    @staticmethod
    def _thread(wire: Wire, log: Log, outbox: Outbox, pace: Pace) -> Thread:
        return Thread(wire, log, outbox, CATALOG, HOSTS, pace)

    def boot(self, pace: Pace | None = None) -> None:
        """The program starts again: what was only in memory is gone."""
        self.boots += 1
        self.log = Log(self.database, WrittenDelivery(), self.clock)
        self.outbox = Outbox(self.database, self.clock, f"boot{self.boots}")
        self.thread = self._thread(self.wire, self.log, self.outbox, pace or Pace(apart=0.01))

    async def opens(self, place: Place, *bodies: EntryBody) -> str:
        session = await self.log.open(place, Opened(place=place, by="U0MAYA"), *bodies, key=f"{place}{bodies}")
        assert session
        return session

    async def adds(self, session: str, *bodies: EntryBody) -> None:
        await self.log.append(session, *bodies)

    async def load(self, session: str) -> Session:
        return await self.log.load(session)

    async def draw(self, session: str) -> None:
        await self.thread.draw(await self.load(session))

    async def write(self, session: str) -> tuple[Writing, Turn]:
        """The open turn's reply begins."""
        loaded = await self.load(session)
        turn = loaded.open_turn
        assert turn
        live = await self.thread.live(loaded, turn, CATALOG.agents["assistant"])
        assert isinstance(live, Writing)
        return live, turn
