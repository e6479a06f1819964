"""A small Intercom workspace beside a CRM of three accounts, for tests: every case once, with dates relative to NOW."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from app.core.snapshots import Snapshot
from app.integrations.intercom import connected_through
from app.integrations.intercom.client import Intercom
from app.integrations.intercom.settings import Settings
from app.integrations.plug import Connected, Setting
from app.integrations.transport import Exchange
from app.local.clock import WorldClock
from app.local.company.model import Change, Company, Person
from app.local.company.pipelines import TICKETS
from app.local.world import World
from app.playbooks.mirror import SqliteMirror
from app.playbooks.snapshot import seal
from tests.local.served import served

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
ANN, BEN = "11", "12"  # owners in the CRM
SUPPORT = "ann@acme.example"  # the teammate 7001
SECRET = "intercom-local-hush"
FILLED = ("tickets", "activities", "links")


def at(days: float) -> datetime:
    return NOW - timedelta(days=days)


def iso(days: float) -> str:
    return at(days).strftime("%Y-%m-%dT%H:%M:%SZ")


def made(days: float, kind: str, id_: str, *of: tuple[str, str], **properties: str | None) -> Change:
    return Change(at(days), "create", kind, id_, properties, of)


def said(days: float, id_: str, whose: str, of: str, author: str, body: str, **more: str) -> Change:
    type_ = "admin" if author.endswith("@acme.example") else "user"
    properties = {"author": author, "author_type": type_, "body": body, **more}
    return Change(at(days), "create", "parts", id_, properties, ((whose, of),))


HISTORY = (
    made(400, "companies", "c1", name="Globex Corporation", company_id="1"),
    made(400, "companies", "c2", name="Initech", website="https://www.initech.example/about"),
    made(400, "companies", "c3", name="Umbrella"),
    made(390, "contacts", "p1", ("companies", "c1"), email="homer@private.example", name="Homer"),
    made(390, "contacts", "p2", ("companies", "c2"), email="peter@mail.example", name="Peter"),
    made(390, "contacts", "p3", email="who@nowhere.example"),
    made(390, "contacts", "p4", ("companies", "c3"), email="ada@umbrella-labs.example", name="Ada"),
    made(20, "conversations", "101", ("contacts", "p1"), body="The reactor is down.\n\nHelp!", priority="true"),
    made(18, "conversations", "102", ("contacts", "p2"), title="Invoice", body="It is wrong."),
    said(17, "201", "conversations", "102", SUPPORT, "We look into it."),
    said(3, "202", "conversations", "102", "peter@mail.example", "Still wrong."),
    said(2, "203", "conversations", "102", SUPPORT, "Ask finance?", kind="note"),
    made(15, "conversations", "103", ("contacts", "p2"), body="How do I export?", assignee="7001"),
    said(14, "204", "conversations", "103", SUPPORT, "Like this."),
    said(13, "205", "conversations", "103", SUPPORT, "", kind="close"),
    made(9, "conversations", "104", ("contacts", "p3"), body="Whose am I?"),
    made(12, "conversations", "105", ("contacts", "p4"), body="Please file this.", ticket="301"),
    made(12, "tickets", "301", ("contacts", "p4"), title="Filed", body="This.", **{"attribute.Urgency": "P1"}),
    said(11, "206", "tickets", "301", SUPPORT, "Filed."),
    said(10, "207", "tickets", "301", "ada@umbrella-labs.example", "Where?"),
    made(12, "tickets", "302", ("contacts", "p4"), title="For us alone", category="Back-office"),
    made(300, "conversations", "106", ("contacts", "p1"), body="Long ago", state="closed"),
)
HISTORY = tuple(sorted(HISTORY, key=lambda change: change.at))
ACCOUNTS = (
    {"id": "1", "name": "Globex", "domain": "globex.example", "owner_id": ANN},
    {"id": "2", "name": "Initech AG", "domain": "initech.example", "owner_id": BEN},
    {"id": "3", "name": "Umbrella", "domain": None, "owner_id": None},
)
OWNERS = ({"id": ANN, "email": SUPPORT, "is_active": 1},)


def company(*more: Change) -> Company:
    team = ((SUPPORT, "Ann"), ("sam@acme.example", "Sam"))
    people = tuple(Person(email, name, "UTC", "member", None, None) for email, name in team)
    history = tuple(sorted((*HISTORY, *more), key=lambda change: change.at))
    return Company("Acme", people, (), {"deals": [], "tickets": [TICKETS]}, {}, elsewhere={"intercom": history})


@dataclass
class Desk:
    """The served workspace, our integration connected to it, and a mirror to fill."""

    world: World
    url: str
    intercom: Connected
    client: Intercom
    mirror: SqliteMirror
    directory: Path
    pauses: list[float]
    exchanges: list[Exchange]
    told: list[str] = field(default_factory=list)
    snapshot: Snapshot | None = None

    async def sync(self, *, full: bool = False) -> None:
        await self.intercom.source.sync(self.mirror, full=full, now=self.world.now(), progress=self._progress)

    async def change(self, op: str, kind: str, id_: str, **more: Any) -> Any:
        """Something that people do in Intercom's own screens."""
        body = {"op": op, "object_type": kind, "id": id_, **more}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.url}/intercom/_control/change", json=body) as response,
        ):
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    async def say(self, id_: str, whose: str, of: str, author: str, body: str, **more: str) -> None:
        properties = said(0, id_, whose, of, author, body, **more).properties
        await self.change("create", "parts", id_, properties=properties, associations=[[whose, of]])

    def asked(self) -> list[str]:
        return [arrival.method for arrival in self.world.journal.find("intercom")]

    def row(self, table: str, id_: str) -> dict[str, Any]:
        return next(row for row in self.rows(table) if row["id"] == id_)

    def rows(self, table: str) -> list[dict[str, Any]]:
        cursor = self.mirror._db.execute(f"SELECT * FROM {table} WHERE _system = 'intercom' ORDER BY 1")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def all_rows(self) -> Any:
        return json.loads(json.dumps([self.rows(table) for table in FILLED]))

    def seal(self) -> None:
        self.snapshot = seal(self.mirror, self.directory / "snapshots", NOW, {"intercom": NOW})

    def _progress(self, what: str, done: int, of: int | None) -> None:
        self.told.append(what)


@asynccontextmanager
async def desk(
    directory: Path, *more: Change, settings: dict[str, Any] | None = None, limits: bool = False, **options: Any
) -> AsyncIterator[Desk]:
    clock = WorldClock()
    clock.set(NOW)
    async with served(company(*more), clock=clock, limits=limits, options=options) as (world, url):
        pauses: list[float] = []
        exchanges: list[Exchange] = []

        async def pause(seconds: float) -> None:
            pauses.append(seconds)

        client = Intercom(given_settings(url, **(settings or {})), pause, exchanges.append)
        mirror = SqliteMirror(directory / "mirror.sqlite")
        mirror.replace("accounts", ACCOUNTS, system="hubspot")
        mirror.replace("owners", OWNERS, system="hubspot")

        async def latest() -> Snapshot | None:
            return it.snapshot

        connected = connected_through(client, Setting(latest, unowned_to="boss@acme.example"))
        it = Desk(world, url, connected, client, mirror, directory, pauses, exchanges)
        try:
            yield it
        finally:
            mirror.close()
            await connected.close()


def given_settings(url: str, **more: Any) -> Settings:
    values = {
        "access_token": SECRET,
        "base_url": f"{url}/intercom",
        "links_url": f"{url}/intercom",
        "priority_attribute": "Urgency",
        "calls_in_ten_seconds": 5000,
        **more,
    }
    return Settings(**values)
