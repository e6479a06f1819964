"""`python -m app.local`: the outside world as a process of its own, on the loopback address only.

Says where it listens in one JSON line on stdout; ends on SIGTERM or SIGINT or, with `--with-parent`, with its parent.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from aiohttp import web

from app.local.clock import WorldClock
from app.local.company import csv_folder, sample
from app.local.company.model import Company
from app.local.journal import Journal
from app.local.world import World, build

PARENT_LOOK = 0.5  # seconds between looks at whether the parent still lives
LAST_WORDS = 0.2  # seconds that open requests get, twice, when the process is told to stop; pages hold theirs for ever


def main(arguments: Sequence[str] | None = None) -> int:
    parent = os.getppid()  # first of all: it may die while the company is being made
    asked = _parser().parse_args(arguments)
    try:
        world = world_for(asked, datetime.now(UTC))
    except (csv_folder.CompanyError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return asyncio.run(_serve(world, asked.port, parent if asked.with_parent else None))


def world_for(asked: argparse.Namespace, real_now: datetime) -> World:
    """The world that the command line asked for, its clock already set."""
    start: datetime = asked.at or (_midnight(asked.today) if asked.today else real_now)
    clock = WorldClock()
    if start != real_now or asked.history_days:
        clock.set(start - timedelta(days=asked.history_days))
    return World(
        _company(asked.company, asked.today or start.astimezone(UTC).date()),
        clock,
        Journal(asked.journal),
        limits=not asked.no_limits,
        options={
            "brain": asked.brain,
            **({"manifest": asked.manifest} if asked.manifest else {}),
            **dict(asked.option),
        },
    )


def _company(wanted: str, today: date) -> Company:
    return sample.sample(today) if wanted == "sample" else csv_folder.load(Path(wanted), today)


async def _serve(world: World, port: int, parent: int | None) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    runner = web.AppRunner(build(world), access_log=None, shutdown_timeout=LAST_WORDS)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
        except OSError as error:
            sys.stderr.write(f"port {port} cannot be used ({error.strerror}): choose another, or --port 0 for any\n")
            return 2
        ready = {"url": f"http://127.0.0.1:{runner.addresses[0][1]}", "pid": os.getpid()}
        sys.stdout.write(json.dumps(ready) + "\n")
        sys.stdout.flush()
        await _until_told_or_orphaned(stop, parent)
        return 0
    finally:
        await runner.cleanup()


async def _until_told_or_orphaned(stop: asyncio.Event, parent: int | None) -> None:
    while parent is None or os.getppid() == parent:
        try:
            await asyncio.wait_for(stop.wait(), timeout=None if parent is None else PARENT_LOOK)
        except TimeoutError:
            continue
        return


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m app.local", description=(__doc__ or "").splitlines()[0])
    add = parser.add_argument
    add("--port", type=int, default=0, help="0, the default, takes a free one")
    add(
        "--today",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="the company's today; the clock starts at 0:00 UTC",
    )
    add("--at", type=_moment, metavar="ISO", help="where the workspace clock starts (default: the real time)")
    add("--history-days", type=int, default=0, metavar="N", help="start the clock N days earlier")
    add("--company", default="sample", metavar="sample|DIR", help="the sample company, or a folder of CSV files")
    add("--brain", choices=("offline", "script"), default="offline", help="who answers as the Messages API")
    add("--no-limits", action="store_true", help="without the vendors' rate limits, for benchmarks")
    add("--journal", type=Path, metavar="FILE", help="append what arrives to this file, a JSON object a line")
    add("--manifest", type=_manifest, metavar="FILE", help="the Slack app's manifest, YAML or JSON")
    add("--option", type=_option, action="append", default=[], metavar="NAME=JSON", help="an option for a room")
    add("--with-parent", action="store_true", help="end when the process that started this one ends")
    return parser


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text!r} has no time zone: write it as {text}+00:00")
    return moment


def _option(text: str) -> tuple[str, Any]:
    name, found, value = text.partition("=")
    try:
        return name, json.loads(value)
    except json.JSONDecodeError as error:
        hint = f'{name}="{value}" with the quotes' if found else f"{name}=VALUE"
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=JSON: for a text write {hint}") from error


def _manifest(name: str) -> dict[str, Any]:
    try:
        parsed = yaml.safe_load(Path(name).read_text(encoding="utf-8"))  # JSON is YAML
    except (OSError, yaml.YAMLError) as error:
        raise argparse.ArgumentTypeError(f"{name!r} cannot be read as a manifest: {error}") from error
    if not isinstance(parsed, dict):
        raise argparse.ArgumentTypeError(f"{name!r} holds no mapping: give the app's manifest, as Slack exports it")
    return parsed


if __name__ == "__main__":
    sys.exit(main())
