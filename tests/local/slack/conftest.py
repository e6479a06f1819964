"""A small workspace on a real port, Slack's own clients that talk to it, and a Bolt app that listens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from app.local.company.model import Company, Person
from app.local.world import World
from tests.local.served import served
from tests.local.slack.people import Control, Listener

MAYA = Person("maya@northwind.example", "Maya Lindqvist", "America/New_York", "rep", "U0MAYA", "501")
TOM = Person("tom@northwind.example", "Tom Okafor", "Europe/Berlin", "manager", "U0TOM", "502")
GAIL = Person("gail@agency.example", "Gail Guest", "Europe/London", "guest", "U0GAIL", None)
SVEN = Person("sven@partner.example", "Sven Stranger", "Europe/Stockholm", "stranger", "U0SVEN", None)
DORA = Person("dora@northwind.example", "Dora Departed", "UTC", "rep", "U0DORA", "503", is_active=False)
ONLY_CRM = Person("olga@northwind.example", "Olga Owner", "UTC", "rep", None, "504")

COMPANY = Company(
    "Northwind",
    (MAYA, TOM, GAIL, SVEN, DORA, ONLY_CRM),
    (),
    {},
    {},
    channels=(("sales", (MAYA.email, TOM.email)), ("partners", (MAYA.email, SVEN.email))),
)
SALES, PARTNERS = "C00SALES", "C01PARTNERS"

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Threadwork"},
    "features": {
        "bot_user": {"display_name": "Threadwork"},
        "slash_commands": [{"command": "/agent", "description": "Choose an agent", "should_escape": True}],
        "shortcuts": [
            {"name": "My list", "type": "global", "callback_id": "my_list"},
            {"name": "Ask about this", "type": "message", "callback_id": "ask"},
        ],
        "agent_view": {"suggested_prompts": [{"title": "My list", "message": "Show my list"}]},
    },
}
QUICK = {"ack_seconds": 0.5, "event_retry_seconds": (0.0, 0.05, 0.05)}


@pytest.fixture
def options() -> dict[str, Any]:
    """What a test may change before the world starts."""
    return {"manifest": MANIFEST, **QUICK}


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
def slack(address: str, http: ClientSession) -> AsyncWebClient:
    return AsyncWebClient("xoxb-local", base_url=f"{address}/slack/api/", session=http, retry_handlers=[])


@pytest.fixture
def control(address: str, http: ClientSession) -> Control:
    return Control(address, http)


@pytest.fixture
async def app(address: str, slack: AsyncWebClient) -> AsyncIterator[Listener]:
    """A Bolt app on Socket Mode that keeps what it hears."""
    async with AsyncExitStack() as stack:
        yield await stack.enter_async_context(Listener.connected(slack))
