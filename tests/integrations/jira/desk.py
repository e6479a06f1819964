"""A small Jira site beside a CRM of three accounts, for tests: every case once, with dates relative to NOW."""

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
from app.integrations.jira import connected_through
from app.integrations.jira.client import Jira
from app.integrations.jira.settings import Settings
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
ANN, BEN = "11", "12"  # owners
SUPPORT = "sam@acme.example"
SECRET = "jira-local-hush"


def at(days: float) -> datetime:
    return NOW - timedelta(days=days)


def iso(days: float) -> str:
    return at(days).strftime("%Y-%m-%dT%H:%M:%SZ")


def issue(days: float, id_: str, key: str, summary: str, reporter: str, **properties: str | None) -> Change:
    given = {"key": key, "summary": summary, "reporter": reporter, "description": "It does not work.", **properties}
    return Change(at(days), "create", "issues", id_, given)


def comment(days: float, id_: str, of: str, author: str, body: str, **properties: str | None) -> Change:
    given = {"author": author, "body": body, **properties}
    return Change(at(days), "create", "comments", id_, given, (("issues", of),))


HISTORY = (
    issue(
        20, "1", "CS-1", "Reactor is down", "homer@globex.example", priority="Highest", labels="account-globex.example"
    ),
    issue(18, "2", "CS-2", "Invoice is wrong", "x@mail.example", priority="Medium", customfield_10050="Initech Ltd."),
    comment(17, "20", "2", SUPPORT, "We look into it."),
    comment(16.5, "21", "2", "bot@acme.example", "Ticket received.", author_type="app"),
    comment(3, "22", "2", "x@mail.example", "It is still wrong."),
    comment(2, "23", "2", "x@mail.example", "Hello?"),
    comment(1, "24", "2", SUPPORT, "Internal: ask finance.", public="false"),
    issue(15, "3", "CS-3", "How do I export?", "peter@initech.example", priority="Low"),
    comment(14, "30", "3", SUPPORT, "Like this.\n\nAnd like that."),
    Change(at(13), "update", "issues", "3", {"status": "Resolved", "assignee": "ann@acme.example"}),
    issue(9, "4", "CS-4", "Whose is this?", "nobody@nowhere.example", priority="Whenever"),
    issue(8, "5", "OPS-1", "Umbrella's site is slow", SUPPORT, reporter_type="atlassian", priority="High"),
    issue(300, "6", "CS-6", "Long closed", "homer@globex.example"),
    Change(at(290), "update", "issues", "6", {"status": "Resolved"}),
)
HISTORY = tuple(sorted(HISTORY, key=lambda change: change.at))
ACCOUNTS = (
    {"id": "1", "name": "Globex", "domain": "globex.example", "owner_id": ANN},
    {"id": "2", "name": "Initech", "domain": "initech.example", "owner_id": BEN},
    {"id": "3", "name": "Umbrella", "domain": None, "owner_id": None},
)
OWNERS = (
    {"id": ANN, "email": "ann@acme.example", "is_active": 1},
    {"id": BEN, "email": "ben@acme.example", "is_active": 1},
)


def company(*more: Change) -> Company:
    people = tuple(
        Person(email, email.partition("@")[0].title(), "UTC", "member", None, None)
        for email in (SUPPORT, "ann@acme.example", "us@acme.example")
    )
    history = tuple(sorted((*HISTORY, *more), key=lambda change: change.at))
    return Company("Acme", people, (), {"deals": [], "tickets": [TICKETS]}, {}, elsewhere={"jira": history})


@dataclass
class Desk:
    """The served site, our integration connected to it, and a mirror to fill."""

    world: World
    url: str
    jira: Connected
    client: Jira
    mirror: SqliteMirror
    directory: Path
    pauses: list[float]
    exchanges: list[Exchange]
    told: list[str] = field(default_factory=list)
    snapshot: Snapshot | None = None

    async def sync(self, *, full: bool = False) -> None:
        await self.jira.source.sync(self.mirror, full=full, now=self.world.now(), progress=self._progress)

    async def change(self, op: str, kind: str, id_: str, **more: Any) -> Any:
        """Something that people do in Jira's own screens."""
        body = {"op": op, "object_type": kind, "id": id_, **more}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.url}/jira/_control/change", json=body) as response,
        ):
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    async def say(self, id_: str, of: str, author: str, body: str, **more: str) -> None:
        """Somebody comments on an issue."""
        given = {"author": author, "body": body, **more}
        await self.change("create", "comments", id_, properties=given, associations=[["issues", of]])

    def asked(self) -> list[str]:
        return [arrival.method for arrival in self.world.journal.find("jira")]

    def row(self, table: str, id_: str) -> dict[str, Any]:
        return next(row for row in self.rows(table) if row["id"] == id_)

    def rows(self, table: str) -> list[dict[str, Any]]:
        cursor = self.mirror._db.execute(f"SELECT * FROM {table} WHERE _system = 'jira' ORDER BY 1")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def all_rows(self) -> Any:
        return json.loads(json.dumps([self.rows(table) for table in ("tickets", "activities", "links")]))

    def seal(self) -> None:
        self.snapshot = seal(self.mirror, self.directory / "snapshots", NOW, {"jira": NOW})

    def _progress(self, what: str, done: int, of: int | None) -> None:
        self.told.append(what)


@asynccontextmanager
async def desk(
    directory: Path, *more: Change, settings: dict[str, Any] | None = None, limits: bool = False, **options: Any
) -> AsyncIterator[Desk]:
    clock = WorldClock()
    clock.set(NOW)
    options = {"jira_search_lag_seconds": 0, **options}
    async with served(company(*more), clock=clock, limits=limits, options=options) as (world, url):
        pauses: list[float] = []
        exchanges: list[Exchange] = []

        async def pause(seconds: float) -> None:
            pauses.append(seconds)

        client = Jira(given_settings(url, **(settings or {})), pause, exchanges.append)
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
        "api_token": SECRET,
        "email": "us@acme.example",
        "base_url": f"{url}/jira",
        "account_fields": "customfield_10050",
        "account_projects": "OPS=Umbrella",
        "calls_a_second": 1000,
        **more,
    }
    return Settings(**values)
