"""A small company, its world on a real port, and a browser that stands in front of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestServer

from app.local.company.model import Company, Person
from app.local.world import World, build
from tests.local.page.browser import Browser, browser, missing

MAYA = Person("maya@northwind.example", "Maya Lindqvist", "America/New_York", "rep", "U0MAYA", "501")
TOM = Person("tom@northwind.example", "Tom Okafor", "Europe/Berlin", "manager", "U0TOM", "502")


@pytest.fixture
def world() -> World:
    channels = (("sales", (MAYA.email, TOM.email)),)
    return World(Company("Northwind", (MAYA, TOM), (), {}, {}, channels=channels))


@pytest.fixture
async def address(world: World) -> AsyncIterator[str]:
    server = TestServer(build(world))
    await server.start_server(shutdown_timeout=0.1)  # an open page holds its line of events until it is cut
    yield str(server.make_url("/page/"))
    await server.close()


@pytest.fixture
async def page() -> AsyncIterator[Browser]:
    if reason := missing():
        pytest.skip(f"a browser test {reason}")
    async with browser() as made:
        yield made
