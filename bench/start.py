"""How quickly the program is there and how much memory it takes: the command line, imports, `serve`, 400 turns."""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from statistics import median

from bench.asking import ask, script
from bench.place import Serving, bare, place, serving
from bench.processes import memory
from bench.row import Goal, Reference, Row, at_least, at_most

TIMES = 5
STARTS = 3
TURNS = 400
SETTLED = 8.0  # seconds after the start: the first reading of the CRM is over
PATIENCE = 180.0  # seconds
HELP, READY, MEMORY = at_most(0.4), at_most(3.0), at_most(220)  # seconds, seconds, MB
BARE = "bare Bolt + SDK"
LIBRARIES = "slack_bolt.async_app, dbos, sqlalchemy, hubspot, pydantic_monty, apscheduler, alembic.command, aiohttp"


def measure() -> Iterator[Row]:
    nothing = _seconds([sys.executable, "-c", "pass"])
    console = Path(sys.executable).with_name("threadwork")
    command = [str(console)] if console.exists() else [sys.executable, "-m", "app"]
    yield _start("threadwork --help", _seconds([*command, "--help"]), HELP, "python -c pass", nothing)
    libraries = _seconds([sys.executable, "-c", f"import {LIBRARIES}"])
    program = _seconds([sys.executable, "-c", "import app.compose.program"])
    yield _start("import of the program", program, None, "its libraries alone", libraries)
    model = _seconds([sys.executable, "-c", "import anthropic"])
    yield _start("import of the model's SDK, at the first turn", model, None, "python -c pass", nothing)
    yield from asyncio.run(_serving())


def _start(name: str, one: tuple[float, float], goal: Goal | None, beside: str, other: tuple[float, float]) -> Row:
    return Row(name, one[0], "s", goal, Reference(beside, other[0]), f"CPU {one[1]:.2f} s")


def _seconds(command: Sequence[str]) -> tuple[float, float]:
    """Wall and CPU, the median of several."""
    found = []
    for _ in range(TIMES):
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        found.append((time.perf_counter() - begun, cpu))
    return median(wall for wall, _ in found), median(cpu for _, cpu in found)


async def _serving() -> list[Row]:
    ready: dict[str, list[float]] = {"ours": [], "bare": []}
    sizes: dict[str, list[float]] = {}
    async with place() as there:
        await there.post("/messages/_control/script", script())
        for number in range(STARTS):
            for name, start in (("ours", serving), ("bare", bare)):
                with tempfile.TemporaryDirectory() as home:
                    starting: AbstractAsyncContextManager[Serving] = start(there, Path(home))
                    async with starting as program:
                        ready[name].append(program.ready_in)
                        if number:
                            continue
                        await asyncio.sleep(SETTLED)
                        idle, before = memory(program.pid), program.cpu()
                        await asyncio.sleep(SETTLED)
                        share = (program.cpu() - before) / SETTLED * 100
                        asked = await ask(there, TURNS, patience=PATIENCE)
                        sizes[name] = [idle, memory(program.pid), share, asked.answered]
    ours, other = sizes["ours"], sizes["bare"]
    readiness, note = Reference(BARE, median(ready["bare"])), "from an empty home; HubSpot is read afterwards"
    return [
        Row("serve: until it is ready", median(ready["ours"]), "s", READY, readiness, note),
        Row(
            "serve: memory, idle", ours[0], "MB", MEMORY, Reference(BARE, other[0]), f"{BARE} has the model's SDK then"
        ),
        Row(f"serve: memory after {TURNS} turns", ours[1], "MB", MEMORY, Reference(BARE, other[1])),
        Row("serve: CPU of one core, idle", ours[2], "%", None, Reference(BARE, other[2])),
        Row("turns answered", ours[3], "", at_least(TURNS), Reference(BARE, other[3]), is_promise=True),
    ]
