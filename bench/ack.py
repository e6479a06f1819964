"""A signed event over HTTP: written down for good, then acknowledged, at 200 a second, beside a bare Bolt AsyncApp.

The events are words that people say to each other in threads that we follow: all are kept, none starts a turn, so the
way in is measured alone. What it is while turns run stands in `burst`.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from app.demo.world import World
from app.local.slack.delivery.http import sign
from app.local.slack.identity import BOT_USER_ID, SIGNING_SECRET
from bench.place import free_port, people, place, serving, started
from bench.row import Reference, Row, at_least, at_most, quantile

A_SECOND = 200
BEFORE, EVENTS = 200, 1_000
THREADS = 100
PATH = "/slack/events"
P50, P99 = at_most(10), at_most(100)  # ms; Slack waits 3,000


@dataclass(frozen=True)
class Sent:
    """How long each acknowledgement took, in milliseconds."""

    waits: list[float]
    a_second: float


def measure() -> Iterator[Row]:
    yield from asyncio.run(_measure())


async def _measure() -> list[Row]:
    async with place() as there:
        with tempfile.TemporaryDirectory() as home:
            async with serving(there, Path(home)) as program:
                event, roots = await _threads(there)
                ours = await _send(there, program.url, event, roots)
            kept = _kept(Path(home) / "threadwork.sqlite")
        found = {}
        for name, with_rows in (("bare Bolt", False), ("bare Bolt + SQLite", True)):
            async with _bare(with_rows=with_rows) as url:
                found[name] = await _send(there, url, event, roots)
    return [
        *_rows("event to ack", ours, "bare Bolt", found["bare Bolt"]),
        *_rows("bare Bolt and a row", found["bare Bolt + SQLite"], "bare Bolt", found["bare Bolt"], is_ours=False),
        Row("events in the log afterwards", kept, "", at_least(BEFORE + EVENTS), Reference("sent", BEFORE + EVENTS),
            "none was acknowledged and not kept", is_promise=True),
    ]  # fmt: skip


def _rows(name: str, one: Sent, beside: str, other: Sent, *, is_ours: bool = True) -> Iterator[Row]:
    for percent, goal in ((50, P50), (99, P99)):
        reference = Reference(beside, quantile(other.waits, percent))
        note = f"at {one.a_second:.0f} events/s"
        yield Row(f"{name}, p{percent}", quantile(one.waits, percent), "ms", goal if is_ours else None, reference, note)


async def _threads(there: World) -> tuple[dict[str, Any], list[str]]:
    """Threads of a channel that have a session and are quiet, and an event as Slack makes them there."""
    (person, _), *_ = await people(there)
    seen = (await there.look("workspace", **{"as": person}))["conversations"]
    channel = next(each["id"] for each in seen if each["kind"] == "channel" and BOT_USER_ID in each["members"])
    text = f"<@{BOT_USER_ID}> !quiet"
    said = [await there.act("say", **{"as": person, "channel": channel, "text": text}) for _ in range(THREADS)]
    events = (await there.look("events"))["events"]
    last: dict[str, Any] = next(each for each in reversed(events) if each["event"]["type"] == "message")
    return last, [str(each["ts"]) for each in said]


async def _send(there: World, url: str, event: dict[str, Any], roots: list[str]) -> Sent:
    numbers = count(time.time_ns() // 1000)
    bodies = [_body(event, roots[number % THREADS], next(numbers)) for number in range(BEFORE + EVENTS)]
    await _at_a_pace(there, url, bodies[:BEFORE])
    begun = time.perf_counter()
    waits = await _at_a_pace(there, url, bodies[BEFORE:])
    return Sent(waits, EVENTS / (time.perf_counter() - begun))


async def _at_a_pace(there: World, url: str, bodies: list[bytes]) -> list[float]:
    """Each at its moment, whatever became of those before."""
    begun = time.perf_counter()

    async def send(number: int, body: bytes) -> float:
        await asyncio.sleep(begun + number / A_SECOND - time.perf_counter())
        headers = {"Content-Type": "application/json", **sign(body)}
        sent = time.perf_counter()
        async with there.http.post(url + PATH, data=body, headers=headers) as answer:
            assert answer.status == 200, f"{answer.status} for an event: {await answer.text()}"
        return (time.perf_counter() - sent) * 1000

    return await asyncio.gather(*(send(number, body) for number, body in enumerate(bodies)))


def _body(like: dict[str, Any], root: str, number: int) -> bytes:
    """Another message than all before, in that thread, of one person to another."""
    ts = f"{number // 1_000_000}.{number % 1_000_000:06}"
    words = {"text": f"<@U0SOMEBODY> word {number}", "ts": ts, "event_ts": ts, "thread_ts": root}
    event = {**like["event"], **words, "client_msg_id": str(number), "blocks": []}
    return json.dumps({**like, "event": event, "event_id": f"Ev{number}"}).encode()


def _kept(database: Path) -> int:
    with closing(sqlite3.connect(database)) as db:
        kept: int = db.execute("SELECT count(*) FROM entries WHERE body LIKE '%<@U0SOMEBODY> word%'").fetchone()[0]
        return kept


@asynccontextmanager
async def _bare(*, with_rows: bool) -> AsyncIterator[str]:
    port = free_port()
    with tempfile.TemporaryDirectory() as home:
        own = {"PORT": str(port), "SECRET": SIGNING_SECRET, "DATABASE": f"{home}/bare.sqlite" if with_rows else ""}
        command = (sys.executable, "-m", "bench.bare_ack")
        async with started(command, own, Path(home) / "bare.log", port) as program:
            yield program.url
