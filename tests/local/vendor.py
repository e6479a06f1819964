"""A caller of a stand-in who is no client of ours: plain HTTP, as the vendor's own documents show it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp

from app.local.clock import WorldClock
from app.local.company.model import Change, Company, Person
from app.local.world import World
from tests.local.served import served

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


@dataclass
class Caller:
    world: World
    http: aiohttp.ClientSession
    url: str
    headers: Mapping[str, str]

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any, Mapping[str, str]]:
        named = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        async with self.http.request(method, self.url + path, json=body, headers=named) as response:
            is_json = response.content_type == "application/json" and response.status != 204
            return response.status, await response.json() if is_json else await response.text(), response.headers

    async def get(self, path: str) -> Any:
        status, answer, _ = await self.ask("GET", path)
        assert status == 200, answer
        return answer

    async def post(self, path: str, body: Any) -> Any:
        status, answer, _ = await self.ask("POST", path, body)
        assert status in (200, 201, 204), answer
        return answer


@asynccontextmanager
async def calling(
    system: str, history: tuple[Change, ...], headers: Mapping[str, str], *, limits: bool = False, **options: Any
) -> AsyncIterator[Caller]:
    clock = WorldClock()
    clock.set(NOW)
    people = (Person("ann@acme.example", "Ann", "UTC", "member", None, None),)
    company = Company("Acme", people, (), {"deals": [], "tickets": []}, {}, elsewhere={system: history})
    async with (
        served(company, clock=clock, limits=limits, options=options) as (world, url),
        aiohttp.ClientSession() as http,
    ):
        yield Caller(world, http, f"{url}/{system}", headers)
