"""What is sent to the model: nothing for a list, and for a question a short system text with the agent's own tools.

The clock moves through nine o'clock everywhere first; then a person asks in a thread of their own, and asks another
agent. Sizes are those on the wire.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.content import read
from app.demo.person import Visitor, is_finished, seen
from app.demo.world import World
from bench.place import AGENTS, people, place, serving
from bench.row import Reference, Row, at_least, at_most

A_DAY = timedelta(hours=22)
KILOBYTES = at_most(1.5)
ASKED = ("assistant", "security")  # the default agent, and one that is chosen for a message

Request = dict[str, Any]


def measure() -> Iterator[Row]:
    yield from asyncio.run(_measure())


async def _measure() -> list[Row]:
    async with place(brain="offline") as there:
        with tempfile.TemporaryDirectory() as home:
            async with serving(there, Path(home), lists=True):
                await _read_once(Path(home) / "threadwork.sqlite")
                await there.move_to(await there.now() + A_DAY)
                visitors = [Visitor(there, person, "", "UTC") for person, _ in await people(there)]
                lists = sum([len(await each.lists()) for each in visitors])
                calls = len(await _requests(there))
                requests = {agent: await _ask(visitors[0], agent) for agent in ASKED}
    beside = Reference("for one question", len(requests[ASKED[0]]))
    note = f"{lists} lists were sent"
    return [
        Row("model calls for all lists", calls, "", at_most(0), beside, note, is_promise=True),
        Row("lists sent", lists, "", at_least(1), Reference("people", len(visitors)), is_promise=True),
        *(row for agent, found in requests.items() for row in _sizes(agent, found[0])),
    ]


async def _read_once(database: Path) -> None:
    """Until the CRM was read for the first time: before that there is nothing to make a list of."""

    async def snapshots() -> int | None:
        with closing(sqlite3.connect(database)) as db:
            return int(db.execute("SELECT count(*) FROM snapshots").fetchone()[0]) or None

    await seen(snapshots, "the first snapshot")


async def _ask(visitor: Visitor, agent: str) -> list[Request]:
    """What is sent for a question to that agent, in a new thread."""
    there = visitor.world
    before = len(await _requests(there))
    channel = str((await there.act("open_dm", **{"as": visitor.id}))["channel"]["id"])
    words = "what is on my list today?" if agent == ASKED[0] else f"!agent {agent} check this thread"
    ts = await visitor.say(channel, words)

    async def answered() -> bool | None:
        return any(each.get("bot_id") and is_finished(each) for each in await visitor.thread(channel, ts)) or None

    await seen(answered, f"an answer of {agent}")
    return (await _requests(there))[before:]


async def _requests(there: World) -> list[Request]:
    found: list[Request] = await there.get("/messages/_control/requests")
    return found


def _sizes(agent: str, request: Request) -> Iterator[Row]:
    system = "".join(block["text"] for block in request["system"])
    told = [message["content"] for message in request["messages"] if message["role"] == "system"]
    added = "".join(block["text"] for content in told for block in content if block["type"] == "text")
    beside = Reference("its AGENT.md", _kilobytes(read(AGENTS).catalog.agents[agent].prompt))
    if added:  # the prefix of the thread stays, so that its cache does
        note = f"behind the thread's own {_kilobytes(system):.2f} KB, which stay as they are"
        yield Row(f"{agent}, chosen: system text", _kilobytes(added), "KB", KILOBYTES, beside, note)
        return
    yield Row(f"{agent}: system text", _kilobytes(system), "KB", KILOBYTES, beside, "the whole")
    loaded = [tool for tool in request["tools"] if not tool.get("defer_loading")]
    size, names = _kilobytes(json.dumps(loaded)), ", ".join(tool["name"] for tool in loaded)
    yield Row(f"{agent}: tool definitions", size, "KB", None, _deferred(request), names)


def _deferred(request: Request) -> Reference:
    deferred = [tool for tool in request["tools"] if tool.get("defer_loading")]
    return Reference(f"and {len(deferred)} deferred", _kilobytes(json.dumps(deferred)))


def _kilobytes(text: str) -> float:
    return len(text.encode()) / 1024
