"""The program's Slack room between a real SQLite file and the local Slack, with people on the other side."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from app.local.world import World
from app.slack.wire import Wire
from tests.local.served import served
from tests.slack.people import COMPANY, Control
from tests.slack.room import Room

MANIFEST = Path(__file__).parents[2] / "manifest.yml"


@pytest.fixture
def options() -> dict[str, Any]:
    """What a test may change before the world starts."""
    manifest = yaml.safe_load(MANIFEST.read_text())
    return {"manifest": manifest, "event_retry_seconds": (0.0, 0.05, 0.05), "ack_seconds": 1.0}


@pytest.fixture
def limits() -> bool:
    return False


@pytest.fixture
async def running(options: dict[str, Any], limits: bool) -> AsyncIterator[tuple[World, str]]:
    async with served(COMPANY, options=options, limits=limits) as made:
        yield made


@pytest.fixture
def world(running: tuple[World, str]) -> World:
    return running[0]


@pytest.fixture
def address(running: tuple[World, str]) -> str:
    return running[1]


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as made:
        yield made


@pytest.fixture
def client(address: str, http: ClientSession) -> AsyncWebClient:
    return AsyncWebClient("xoxb-local", base_url=f"{address}/slack/api/", session=http, retry_handlers=[])


@pytest.fixture
def wire(client: AsyncWebClient) -> Wire:
    return Wire(client)


@pytest.fixture
def control(address: str, http: ClientSession) -> Control:
    return Control(address, http)


@pytest.fixture
async def room(wire: Wire, world: World, tmp_path: Path) -> AsyncIterator[Room]:
    with Room.opened(wire, world.clock, tmp_path) as made:
        yield made
