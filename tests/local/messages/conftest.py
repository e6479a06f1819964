"""The local Messages API on a real port, spoken to by the real client."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from anthropic import AsyncAnthropic

from app.local.company.model import Company
from app.local.world import World
from tests.local.served import served

Post = Callable[[str, Any], Awaitable[Any]]


@pytest.fixture
async def local() -> AsyncIterator[tuple[World, str]]:
    async with served(Company("Northwind", (), (), {}, {}), options={"pace_ms": 0}) as world_and_address:
        yield world_and_address


@pytest.fixture
def world(local: tuple[World, str]) -> World:
    return local[0]


@pytest.fixture
def address(local: tuple[World, str]) -> str:
    return local[1]


@pytest.fixture
async def client(address: str) -> AsyncIterator[AsyncAnthropic]:
    async with AsyncAnthropic(api_key="local-test", base_url=f"{address}/messages", max_retries=0, timeout=20) as made:
        yield made


@pytest.fixture
async def post(address: str) -> AsyncIterator[Post]:
    """POST JSON to the control API and read the JSON it answers."""
    async with aiohttp.ClientSession(address) as session:

        async def send(path: str, body: Any) -> Any:
            async with session.post(path, json=body) as response:
                return await response.json()

        yield send
