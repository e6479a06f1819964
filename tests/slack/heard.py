"""The whole Slack room over real sockets; instead of the engine, a deliver that only writes the log down."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from app.core.entries import EntryBody, Listed, Opened, Place
from app.core.people import Person
from app.core.permissions import Approvals
from app.core.sessions import Session
from app.slack.app import SlackApp
from app.slack.needs import Gate
from app.slack.people import People
from app.slack.views.why import ExplainedRule, Explanation, explained_by_log
from app.store.arms import Arms
from app.store.forks import Forks
from app.store.recent import Recent
from app.store.waiting import Waiting
from tests.slack.room import Room
from tests.slack.values import CATALOG

Adorn = Callable[[Person], Person]


@dataclass(frozen=True)
class Adorned:
    """People as a CRM knows them, too."""

    people: People
    adorn: Adorn

    async def find(self, slack_id: str) -> Person:
        return self.adorn(await self.people.find(slack_id))


@dataclass
class Heard:
    """What reached the log."""

    room: Room
    people: People
    app: SlackApp | None = None
    changed: list[Person] = field(default_factory=list)
    watched: list[str] = field(default_factory=list)  # kinds of events that triggers were shown
    sessions: list[str] = field(default_factory=list)
    failures: int = 0  # how many of the next deliveries fail, as with a database that is away

    async def deliver(self, to: str | Place, *bodies: EntryBody, key: str, by: str = "") -> str | None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the database is away")
        if isinstance(to, Place):
            made = await self.room.log.open(to, Opened(place=to, by=by), *bodies, key=key)
            if made and made not in self.sessions:
                self.sessions.append(made)
            return made
        return to if await self.room.log.append(to, *bodies, key=key) else None

    async def explain(self, listed: Listed, item: str) -> Explanation | None:
        row = next(row for row in listed.rows if row.item == item)
        by_log = explained_by_log(listed, row)
        facts = (ExplainedRule("tickets", "Who waits?", row.score, "1 urgent ticket", (("urgent", "1"),)),)
        return Explanation(**{**vars(by_log), "rules": facts, "owner": "dana@northwind.example"})

    async def watch(self, body: Mapping[str, Any]) -> None:
        self.watched.append(body["event"]["type"])

    async def person_changed(self, person: Person) -> None:
        self.changed.append(person)

    async def latest(self) -> Session | None:
        return await self.room.load(self.sessions[-1]) if self.sessions else None

    async def bodies(self) -> list[EntryBody]:
        """Of every session, in order, without how each was opened."""
        loaded = [await self.room.load(each) for each in self.sessions]
        return [e.body for session in loaded for e in session.entries if not isinstance(e.body, Opened)]

    @classmethod
    @asynccontextmanager
    async def listening(
        cls, room: Room, *, socket: bool = True, adorn: Adorn = lambda person: person
    ) -> AsyncIterator[Heard]:
        """`adorn` adds what a CRM knows of people."""
        heard = cls(room, People(room.wire))
        client = room.wire._client
        heard.app = SlackApp(
            client,
            room.wire,
            heard.people,
            room.thread,
            room.log,
            heard.deliver,
            Arms(room.database),
            Recent(room.database),
            heard,
            CATALOG,
            room.clock,
            heard.person_changed,
            Gate(Adorned(heard.people, adorn), Approvals(), Waiting(room.database)),
            Forks(room.database, room.log, room.clock),
            heard.watch,
            app_token="xapp-local" if socket else "",
            signing_secret="local-signing-secret",
        )
        await heard.app.start()
        try:
            yield heard
        finally:
            await heard.app.stop_listening()
            await heard.app.stop()
