"""Client CPU of a streamed turn with one tool call: ours beside Bolt and the bare SDK, with Slack and without.

CPU, not time: the machine may be shared. Both answer the same questions of one local workspace with the same calls,
one after the other, several times in turn; medians are shown. Slack's rate limits are off.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from statistics import median

from app.demo.world import World
from bench.asking import ask, script
from bench.place import Serving, bare, place, serving
from bench.row import Reference, Row, at_most

BEFORE, TURNS, ROUNDS = 60, 300, 3
PATIENCE = 120.0  # seconds
GOAL = at_most(1.5)  # times the bare SDK
BARE, OURS = "bench.bare_bot", "bench.unseen"


def measure() -> Iterator[Row]:
    yield from asyncio.run(_measure())


async def _measure() -> list[Row]:
    with_slack: dict[str, list[float]] = {"ours": [], "bare": []}
    without: dict[str, list[float]] = {OURS: [], BARE: []}
    calls: dict[str, Counter[str]] = {}
    async with place() as there:
        await there.post("/messages/_control/script", script())
        for _ in range(ROUNDS):
            for name, start in (("ours", serving), ("bare", bare)):
                with tempfile.TemporaryDirectory() as home:
                    spent, calls[name] = await _with_slack(there, start(there, Path(home)))
                with_slack[name].append(spent)
            for module, found in without.items():
                found.append(await _without_slack(there, module))
    note = "; ".join(f"{name}: {_spelled(counted)}" for name, counted in calls.items())
    return [
        *_rows("a turn", with_slack["ours"], with_slack["bare"], note),
        *_rows("a turn without Slack", without[OURS], without[BARE], "neither Bolt nor Slack on either side"),
    ]


def _rows(name: str, ours: list[float], bare_ones: list[float], note: str) -> Iterator[Row]:
    mine, theirs = median(ours), median(bare_ones)
    all_of_them = ", ".join(f"{each:.1f}" for each in ours)
    yield Row(f"CPU of {name}", mine, "ms", None, Reference("bare SDK", theirs), f"each round: {all_of_them}")
    yield Row(f"CPU of {name}, compared", mine / theirs, "times", GOAL, Reference("bare SDK", 1.0), note)


async def _with_slack(there: World, starting: AbstractAsyncContextManager[Serving]) -> tuple[float, Counter[str]]:
    """Milliseconds a turn, and the calls of Slack that a turn takes."""
    async with starting as program:
        await ask(there, BEFORE, patience=PATIENCE)
        before = program.cpu()
        asked = await ask(there, TURNS, patience=PATIENCE)
        spent = program.cpu() - before
    assert asked.answered == TURNS, f"{asked.lost} of {TURNS} questions were not answered, so nothing was measured"
    return spent / TURNS * 1000, asked.calls


async def _without_slack(there: World, module: str) -> float:
    with tempfile.TemporaryDirectory() as home:
        own = {"BARE_HOME": home, "BARE_DATABASE": f"{home}/bare.sqlite", "PATH": ""}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", module, str(TURNS), stdout=asyncio.subprocess.PIPE, env=own | there.environment()
        )
        said, _ = await process.communicate()
    assert process.returncode == 0, f"python -m {module} {TURNS} failed; what it said stands above"
    return float(said) / TURNS * 1000


def _spelled(calls: Counter[str]) -> str:
    return ", ".join(f"{count / TURNS:.1f} {method.rpartition('.')[2]}" for method, count in calls.most_common(4))
