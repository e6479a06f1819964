"""The local world for tests: in this process on a free port, or as the real process that the demo starts."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp.test_utils import TestServer

from app.local.company.model import Company
from app.local.world import World, build

START = 20.0  # seconds; it takes about one on a quiet machine


@asynccontextmanager
async def served(company: Company, **world_fields: Any) -> AsyncIterator[tuple[World, str]]:
    """The world and its address, `http://127.0.0.1:PORT` without a slash at the end."""
    world = World(company, **world_fields)
    server = TestServer(build(world))
    await server.start_server(shutdown_timeout=0.1)  # open lines of events are cut
    try:
        yield world, str(server.make_url("")).rstrip("/")
    finally:
        await server.close()


@asynccontextmanager
async def process(*arguments: str) -> AsyncIterator[str]:
    """The address of a real `python -m app.local`, which is gone afterwards."""
    child, url = await start(*arguments)
    try:
        yield url
    finally:
        await stop(child)


async def start(*arguments: str) -> tuple[Process, str]:
    """Start `python -m app.local` and wait until it says where it listens."""
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", "app.local", *arguments, stdout=PIPE)
    assert child.stdout is not None
    line = await asyncio.wait_for(child.stdout.readline(), START)
    assert line, f"app.local {arguments} ended with {await child.wait()} before it was ready"
    return child, json.loads(line)["url"]


async def stop(child: Process) -> int:
    """Ask it to end, as a terminal or a container would; returns its exit code."""
    if child.returncode is None:
        child.terminate()
    return await asyncio.wait_for(child.wait(), START)
