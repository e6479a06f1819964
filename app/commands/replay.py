"""Computes a stored run once more and compares it byte for byte"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys

from app.compose.workbench import Workbench
from app.core.runs import run_from_json
from app.playbooks.replay import Replayed, replay


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "run", nargs="?", metavar="RUN", help="the beginning of its id; without one the latest are shown"
    )


def run(options: argparse.Namespace) -> int:
    return asyncio.run(_replay(options.run) if options.run else _show())


async def _show() -> int:
    async with Workbench.open(os.environ) as bench:
        found = await bench.runs.recent()
    for key, playbook, version, today in found:
        print(f"{key[:12]}  {today.isoformat()}  {playbook}  version {version[:12]}")
    if not found:
        print("No run is stored yet: `threadwork list --for EMAIL` makes one.")
    return 0


async def _replay(begins: str) -> int:
    async with Workbench.open(os.environ) as bench:
        found = await bench.runs.stored(begins)
        if len(found) != 1:
            many = "Several runs begin" if found else "No run begins"
            print(f"{many} with {begins!r}. `threadwork replay` without a name shows the latest.", file=sys.stderr)
            return 2
        (key, stored), *_ = found.items()
        run_ = run_from_json(stored)
        playbook = await bench.version_of(run_.playbook, run_.version)
        done = await asyncio.to_thread(replay, stored, playbook, await bench.snapshots.find(run_.snapshot), bench.monty)
    print(f"run {key[:12]} of {run_.playbook} for {run_.today.isoformat()}, version {run_.version[:12]}")
    print(text_of(done))
    return 1 if done.differences else 0


def text_of(done: Replayed) -> str:
    if not done.differences:
        return f"the same {done.size:,} bytes, {done.items:,} accounts"
    return "\n".join(["it does not come out the same:", *(f"  {each}" for each in done.differences)])
