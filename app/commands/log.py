"""Shows a session's log, entry by entry"""

from __future__ import annotations

import argparse
import asyncio
import os

from app.compose.workbench import Workbench
from app.core.entries import Entry


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("session", help="the session's name, as the program's log shows it, or a thread: CHANNEL:TS")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(options: argparse.Namespace) -> int:
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    async with Workbench.open(os.environ) as bench:
        session = await bench.find_session(options.session)
        for entry in session.entries:
            print(entry.model_dump_json() if options.json else line_of(entry))
    return 0


def line_of(entry: Entry) -> str:
    """`  12  2026-11-25 14:00:03  replied  assistant …`: everything of the entry but its wire blocks, on one line."""
    body = entry.body.model_dump(mode="json", exclude={"kind", "system", "tools"}, exclude_defaults=True)
    words = " ".join(f"{name}={_short(value)}" for name, value in body.items())
    return f"{entry.seq:4}  {entry.at:%Y-%m-%d %H:%M:%S}  {entry.body.kind:13}  {words}"


def _short(value: object, limit: int = 160) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= limit else f"{text[:limit]}…"
