"""The local Messages API on a real port, spoken to by the real client."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestServer
from anthropic import AsyncAnthropic

from app.local.company.model import Company
from app.local.world import World, build

Post = Callable[[str, Any], Awaitable[Any]]


@pytest.fixture
def world() -> World:
    return World(Company("Northwind", (), (), {}, {}), options={"pace_ms": 0})


@pytest.fixture
async def address(world: World) -> AsyncIterator[str]:
    server = TestServer(build(world))
    await server.start_server(shutdown_timeout=0.1)
    yield str(server.make_url("")).rstrip("/")
    await server.close()


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
