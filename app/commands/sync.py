"""Reads HubSpot and the other connected systems now, and seals a snapshot"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys

from tqdm import tqdm

from app.compose.workbench import Workbench


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--full", action="store_true", help="everything anew, not only what changed")


def run(options: argparse.Namespace) -> int:
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    async with Workbench.open(os.environ) as bench:
        if not bench.systems:
            print("No system is connected: set HUBSPOT_ACCESS_TOKEN. `threadwork doctor` says where to get it.")
            return 2
        with Bars() as bars:
            done = await bench.refresh.run(full=options.full, progress=bars)
    for system, failure in done.failures.items():
        print(f"{system}: {failure}", file=sys.stderr)
    if done.snapshot:
        print(f"snapshot {done.snapshot.hash[:12]}  {done.snapshot.path}")
    return 1 if done.failures else 0


class Bars:
    """A bar for what is being read; it says nothing where nobody looks at a terminal."""

    def __init__(self) -> None:
        self._what, self._bar = "", tqdm(disable=True)

    def __call__(self, what: str, done: int, of: int | None) -> None:
        if what != self._what:
            self._bar.close()
            self._what, self._bar = what, tqdm(desc=what, total=of, unit="", leave=False, disable=None)
        self._bar.update(done - self._bar.n)

    def __enter__(self) -> Bars:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()
