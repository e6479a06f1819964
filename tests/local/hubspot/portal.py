"""A tiny company in HubSpot, and a plain client that speaks to it over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp

from app.local.company.model import Change, Company, Person
from app.local.world import World

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
DAY = timedelta(days=1)
OOO = (datetime(2026, 12, 21, tzinfo=UTC), datetime(2027, 1, 2, tzinfo=UTC))

MAYA = Person(
    "maya@northwind.example",
    "Maya Lindqvist",
    "America/New_York",
    "rep",
    "U0MAYA",
    "501",
    out_of_office=(OOO,),
    hubspot_timezone="Europe/Stockholm",
)
TOM = Person("tom@northwind.example", "Tom Okafor", "Europe/Berlin", "manager", "U0TOM", "502")
GONE = Person("ines@northwind.example", "Ines Duarte", "Europe/Lisbon", "rep", None, "503", is_active=False)

ACME, BETA, ACME_TWIN = "101", "102", "103"
JO, DEAL, TICKET, CALL = "201", "301", "401", "501"
TIERS = {
    "name": "revenue_tier",
    "label": "Revenue tier",
    "type": "enumeration",
    "options": [{"value": "T1", "label": "Tier 1"}, {"value": "T2", "label": "Tier 2"}],
}
MARKER = {"name": "threadwork_key", "label": "Threadwork key", "type": "string", "hasUniqueValue": True}


def _made(days_ago: int, kind: str, id_: str, *others: tuple[str, str], **properties: str) -> Change:
    return Change(NOW - days_ago * DAY, "create", kind, id_, properties, others)


_OF_ACME = ("companies", ACME)
HISTORY = (
    _made(90, "companies", ACME, name="Acme Tools", domain="acme.example", revenue_tier="T1", hubspot_owner_id="501"),
    _made(80, "companies", BETA, name="Beta Foods", annualrevenue="50000", hubspot_owner_id="503"),
    _made(70, "contacts", JO, _OF_ACME, firstname="Jo", lastname="Berg", email="Jo@acme.example"),
    _made(60, "deals", DEAL, _OF_ACME, ("contacts", JO), dealname="Acme renewal", dealstage="qualifiedtobuy"),
    _made(50, "companies", ACME_TWIN, name="ACME tools inc", phone="+1 555 0100"),
    _made(40, "calls", CALL, _OF_ACME, hs_timestamp=(NOW - 40 * DAY).isoformat(), hs_call_title="Check-in"),
    _made(30, "tickets", TICKET, _OF_ACME, subject="Login fails", hs_pipeline_stage="1", hs_ticket_priority="HIGH"),
    Change(NOW + 1 * DAY, "update", "deals", DEAL, {"dealstage": "closedwon"}),
    Change(NOW + 2 * DAY, "merge", "companies", ACME_TWIN, merged_into=ACME),
    Change(NOW + 3 * DAY, "archive", "companies", BETA),
)

COMPANY = Company("Northwind", (MAYA, TOM, GONE), HISTORY, {}, {"companies": [TIERS], "calls": [MARKER]})


@dataclass
class Wire:
    """One HubSpot client of a test; `CRM` paths are of 2026-09 unless written out."""

    world: World
    url: str
    session: aiohttp.ClientSession

    async def ask(self, method: str, path: str, body: Any = None, **query: str) -> tuple[int, Any]:
        async with self.session.request(method, f"{self.url}/hubspot{path}", json=body, params=query) as response:
            return response.status, await response.json() if await response.read() else None

    async def get(self, path: str, **query: str) -> Any:
        status, body = await self.ask("GET", path, **query)
        assert status == 200, body
        return body

    async def post(self, path: str, body: Any, expected: int = 200) -> Any:
        status, answer = await self.ask("POST", path, body)
        assert status == expected, answer
        return answer

    async def search(self, kind: str, *filters: dict[str, Any], **more: Any) -> Any:
        groups = [{"filters": list(filters)}] if filters else []
        return await self.post(f"/crm/objects/2026-09/{kind}/search", {"filterGroups": groups, **more})

    async def properties(self, kind: str, id_: str, *names: str) -> dict[str, Any]:
        record = await self.get(f"/crm/objects/2026-09/{kind}/{id_}", properties=",".join(names))
        return record["properties"]

    async def control(self, path: str, body: Any, expected: int = 200) -> Any:
        return await self.post(f"/_control/{path}", body, expected)

    def move(self, moment: datetime) -> None:
        self.world.clock.set(moment)

    def arrivals(self, *, effects: bool = False) -> list[tuple[str, dict[str, Any]]]:
        found = self.world.journal.find("hubspot")
        return [(arrival.method, arrival.arguments) for arrival in found if arrival.effect or not effects]


def call_on(company: str, at: datetime, **properties: str) -> dict[str, Any]:
    """The body that logs a call on a company."""
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 182}]
    return {
        "properties": {"hs_timestamp": at.isoformat(), **properties},
        "associations": [{"to": {"id": company}, "types": types}],
    }


def ids(answer: dict[str, Any]) -> list[str]:
    return [record["id"] for record in answer["results"]]
