"""300 messages at once: how soon each is acknowledged, how fast they are answered, and whether any is lost or doubled.

First with Slack's rate limits off and a model that takes 50 ms a call, then with its limits on. The events pass through
a relay of ours over HTTP, which measures from the request to its acknowledgement.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from aiohttp import web

from app.demo.world import World
from bench.asking import Asked, ask, script
from bench.place import Serving, bare, place, serving
from bench.row import Reference, Row, at_least, at_most, quantile

BEFORE, MESSAGES = 40, 300
DELAY_MS = 50  # of each call of the model
ACK, TURNS = at_most(100), at_least(60)  # ms; a second
PATIENCE = 300.0  # seconds
BARE = "bare Bolt + SDK"
PATH = "/slack/events"


def measure() -> Iterator[Row]:
    yield from asyncio.run(_without_limits())
    yield from asyncio.run(_with_limits())


async def _without_limits() -> Iterator[Row]:
    rows: list[Row] = []
    async with place() as there:
        for name, with_tool in (("an answer", False), ("a tool and an answer", True)):
            await there.post("/messages/_control/script", script(delay_ms=DELAY_MS, with_tool=with_tool))
            with tempfile.TemporaryDirectory() as home:
                ours, waits = await _burst(there, serving(there, Path(home)))
            with tempfile.TemporaryDirectory() as home:
                theirs, their_waits = await _burst(there, bare(there, Path(home), over_http=True))
            rows += _rows(name, ours, waits, theirs, their_waits)
    return iter(rows)


def _rows(name: str, ours: Asked, waits: list[float], theirs: Asked, their_waits: list[float]) -> Iterator[Row]:
    note = f"Slack's limits off; {MESSAGES} messages said within {ours.saying:.1f} s"
    for percent in (50, 99):
        beside = Reference(f"{BARE}, acks first", quantile(their_waits, percent))
        goal = ACK if percent == 99 else None
        yield Row(f"{name}: event to ack, p{percent}", quantile(waits, percent), "ms", goal, beside, note)
    pace, their_pace = MESSAGES / ours.seconds, MESSAGES / theirs.seconds
    goal = None if "tool" in name else TURNS
    yield Row(
        f"{name}: turns a second", pace, "", goal, Reference(BARE, their_pace), f"a model of {DELAY_MS} ms a call"
    )
    yield from _counts(name, ours, theirs)


def _counts(name: str, ours: Asked, theirs: Asked | None) -> Iterator[Row]:
    for what in ("lost", "doubled"):
        beside = Reference(BARE, getattr(theirs, what)) if theirs else Reference("said", len(ours.said))
        yield Row(f"{name}: {what}", getattr(ours, what), "", at_most(0), beside, is_promise=True)


async def _burst(there: World, starting: AbstractAsyncContextManager[Serving]) -> tuple[Asked, list[float]]:
    """What became of the messages, and the milliseconds of each acknowledgement."""
    async with starting as program, _relay(there, program.url) as relay:
        await ask(there, BEFORE, patience=PATIENCE)
        relay.waits.clear()
        asked = await ask(there, MESSAGES, patience=PATIENCE)
    return asked, relay.waits


async def _with_limits() -> Iterator[Row]:
    async with place(limits=True) as there:
        await there.post("/messages/_control/script", script(delay_ms=DELAY_MS))
        with tempfile.TemporaryDirectory() as home:
            async with serving(there, Path(home), limits=True):
                ours = await ask(there, MESSAGES, patience=PATIENCE)
        with tempfile.TemporaryDirectory() as home:
            async with bare(there, Path(home)):
                theirs = await ask(there, MESSAGES, patience=60.0)
    rows = []
    for percent in (50, 99):
        waits = [quantile(each.waits, percent) if each.waits else 0.0 for each in (ours, theirs)]
        beside = Reference(f"{BARE}, those answered", waits[1])
        rows.append(Row(f"limits on: word to answer, p{percent}", waits[0], "s", None, beside, _spelled(ours)))
    return iter([*rows, *_counts("limits on", ours, theirs)])


def _spelled(asked: Asked) -> str:
    return ", ".join(f"{count} {method}" for method, count in asked.calls.most_common(5))


@dataclass
class Relay:
    """Takes events for the program, and how long it took to acknowledge each, in milliseconds."""

    target: str
    http: aiohttp.ClientSession
    waits: list[float] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        kept = {name: value for name, value in request.headers.items() if name.startswith(("X-Slack", "Content-Type"))}
        begun = time.perf_counter()
        async with self.http.post(self.target, data=body, headers=kept) as answer:
            text = await answer.text()
        self.waits.append((time.perf_counter() - begun) * 1000)
        return web.Response(status=answer.status, text=text, content_type=answer.content_type)


@asynccontextmanager
async def _relay(there: World, url: str) -> AsyncIterator[Relay]:
    """Between the local Slack, which delivers over HTTP meanwhile, and the program."""
    relay = Relay(url + PATH, there.http)
    application = web.Application()
    application.add_routes([web.post(PATH, relay.take)])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        await there.act("deliver_to", url=f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}")
        yield relay
        await there.act("deliver_to")
    finally:
        await runner.cleanup()
