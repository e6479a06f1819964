"""A small company for tests of the HubSpot integration: every case once, with dates relative to NOW."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from app.integrations.hubspot import connected_through
from app.integrations.hubspot.client import HubSpot
from app.integrations.hubspot.settings import Settings
from app.integrations.plug import Connected, Setting
from app.local.clock import WorldClock
from app.local.company.model import Change, Company, Person
from app.local.company.pipelines import TICKETS
from app.local.world import World
from app.playbooks.mirror import SqliteMirror
from tests.local.served import served

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
FIELDS = {
    "revenue": "arr",
    "tier": "revenue_tier",
    "onboarding_until": "onboarding_until",
    "renewal_on": "renewal_date",
}
ANN, BEN, GONE = "11", "12", "19"  # owners


def at(days: float) -> datetime:
    return NOW - timedelta(days=days)


def iso(days: float) -> str:
    return at(days).isoformat()


def _person(owner_id: str, name: str, zone: str, **more: Any) -> Person:
    return Person(f"{name.lower()}@acme.example", f"{name} Doe", zone, "rep", f"U{owner_id}", owner_id, **more)


def _made(days: float, kind: str, id_: str, *associations: tuple[str, str], **properties: str | None) -> Change:
    return Change(at(days), "create", kind, id_, properties, associations)


HISTORY = (
    _made(
        600,
        "companies",
        "1",
        name="Globex",
        domain="globex.example",
        hubspot_owner_id=ANN,
        arr="120000.5",
        revenue_tier="A",
        onboarding_until="2027-01-15",
        renewal_date="2026-12-20",
        industry="MACHINERY",
        lifecyclestage="customer",
    ),
    _made(
        300, "companies", "2", name="Initech", domain="initech.example", hubspot_owner_id=BEN, hs_parent_company_id="1"
    ),
    _made(300, "companies", "3", name="Umbrella", hubspot_owner_id=GONE),
    _made(300, "companies", "4", name="Nobody's"),
    _made(299, "companies", "5", name="Initech Inc", domain="initech.example", hubspot_owner_id=BEN),
    _made(290, "contacts", "101", ("companies", "1"), firstname="Homer", lastname="S", email="homer@globex.example"),
    _made(290, "contacts", "105", ("companies", "5"), firstname="Peter", email="peter@initech.example", jobtitle="CEO"),
    _made(
        200,
        "deals",
        "201",
        ("companies", "1"),
        dealname="Globex renewal",
        dealstage="signing",
        pipeline="sales",
        amount="5000",
        closedate="2026-12-01T02:00:00Z",
        hubspot_owner_id=ANN,
        hs_next_step="send the order form",
    ),
    _made(200, "deals", "205", ("companies", "5"), dealname="Initech seats", dealstage="talking", pipeline="sales"),
    _made(
        190, "deals", "209", dealname="Without an account", dealstage="talking", pipeline="sales", hubspot_owner_id=BEN
    ),
    _made(
        20,
        "tickets",
        "301",
        ("companies", "1"),
        subject="Reactor is down",
        hs_pipeline="0",
        hs_pipeline_stage="3",
        hs_ticket_priority="URGENT",
    ),
    _made(
        19,
        "tickets",
        "302",
        ("companies", "2"),
        subject="Invoice",
        hs_pipeline="0",
        hs_pipeline_stage="2",
        first_agent_reply_date=iso(18),
        hs_last_message_from_visitor="true",
        hs_last_message_received_at=iso(3),
    ),
    _made(500, "notes", "401", ("companies", "1"), hs_timestamp=iso(500), hs_note_body="too old to be read"),
    _made(
        30,
        "calls",
        "402",
        ("companies", "1"),
        hs_timestamp=iso(30),
        hs_call_title="Check-in",
        hs_call_body="<p>They like it.</p><ul><li>More &amp; more</li></ul><script>no()</script>",
        hs_call_disposition="f240bbac-87c9-4f6e-bf70-924b57d47db7",
        hubspot_owner_id=ANN,
    ),
    _made(
        25, "tasks", "403", ("companies", "1"), hs_timestamp=iso(-5), hs_task_subject="Call", hs_task_status="WAITING"
    ),
    _made(21, "emails", "404", ("companies", "5"), hs_timestamp=iso(21), hs_email_subject="Hi", hs_email_text="Hello"),
)
HISTORY = tuple(sorted(HISTORY, key=lambda change: change.at))

PIPELINES = {
    "deals": [
        {
            "id": "sales",
            "label": "Sales",
            "displayOrder": 0,
            "stages": [
                {"id": "talking", "label": "Talking", "displayOrder": 0, "metadata": {"probability": "0.2"}},
                {"id": "signing", "label": "Signing", "displayOrder": 1, "metadata": {"probability": "0.9"}},
                {
                    "id": "won",
                    "label": "Won",
                    "displayOrder": 2,
                    "metadata": {"probability": "1.0", "isClosed": "true"},
                },
            ],
        }
    ],
    "tickets": [TICKETS],
}


def _property(name: str, type_: str = "string") -> dict[str, Any]:
    return {"name": name, "label": name, "type": type_, "fieldType": "text", "groupName": "ours"}


PROPERTIES = {
    "companies": [
        _property("arr", "number"),
        _property("revenue_tier"),
        _property("onboarding_until", "date"),
        _property("renewal_date", "date"),
    ]
}


def company(*more: Change) -> Company:
    people = (
        _person(ANN, "Ann", "Europe/Berlin", out_of_office=((at(-1), at(-3)),)),
        _person(BEN, "Ben", "America/New_York"),
        _person(GONE, "Gus", "America/New_York", is_active=False),
    )
    history = tuple(sorted((*HISTORY, *more), key=lambda change: change.at))
    return Company("Acme", people, history, PIPELINES, PROPERTIES)


@dataclass
class Desk:
    """The served company, our integration connected to it, and a mirror to fill."""

    world: World
    url: str
    hubspot: Connected
    client: HubSpot
    mirror: SqliteMirror
    pauses: list[float]  # seconds that our client would have waited; it does not
    when_pausing: list[Callable[[], None]]
    told: list[tuple[str, int, int | None]] = field(default_factory=list)

    async def sync(self, *, full: bool = False) -> None:
        await self.hubspot.source.sync(self.mirror, full=full, now=self.world.now(), progress=self._progress)

    async def control(self, what: str, **body: Any) -> Any:
        """Something that people do in HubSpot's own screens."""
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.url}/hubspot/_control/{what}", json=body) as response,
        ):
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    async def change(self, op: str, kind: str, id_: str, **more: Any) -> Any:
        return await self.control("change", op=op, object_type=kind, id=id_, **more)

    def asked(self) -> list[str]:
        return [arrival.method for arrival in self.world.journal.find("hubspot")]

    def _progress(self, what: str, done: int, of: int | None) -> None:
        self.told.append((what, done, of))


@asynccontextmanager
async def desk(
    directory: Path, *more: Change, settings: dict[str, Any] | None = None, limits: bool = False, **options: Any
) -> AsyncIterator[Desk]:
    clock = WorldClock()
    clock.set(NOW)
    options = {"search_lag_seconds": 0, "calculated_lag_seconds": 0, **options}
    async with served(company(*more), clock=clock, limits=limits, options=options) as (world, url):
        pauses: list[float] = []
        when_pausing: list[Callable[[], None]] = []

        async def pause(seconds: float) -> None:
            pauses.append(seconds)
            for act in when_pausing:
                act()

        client = HubSpot(given_settings(url, **(settings or {})), pause)
        hubspot = connected_through(client, Setting(no_snapshot, own=FIELDS))
        mirror = SqliteMirror(directory / "mirror.sqlite")
        try:
            yield Desk(world, url, hubspot, client, mirror, pauses, when_pausing)
        finally:
            mirror.close()
            await hubspot.close()


def given_settings(url: str, **more: Any) -> Settings:
    values = {
        "access_token": "pat-local-secret",
        "portal_id": 4242,
        "base_url": f"{url}/hubspot",
        "links_url": f"{url}/hubspot",
        "searches_a_second": 1000,
        "calls_in_ten_seconds": 1000,
        **more,
    }
    return Settings(**values)


def rows(mirror: SqliteMirror) -> dict[str, list[tuple[Any, ...]]]:
    """All that the mirror holds, for comparison."""
    found = {}
    for table in ("accounts", "contacts", "deals", "tickets", "activities", "owners"):
        cursor = mirror._db.execute(f"SELECT * FROM {table} ORDER BY 1")
        names = [column[0] for column in cursor.description]
        found[table] = [tuple(sorted(zip(names, row, strict=True), key=str)) for row in cursor]
    return json.loads(json.dumps(found))


async def no_snapshot() -> None:
    """Nothing was sealed yet."""
