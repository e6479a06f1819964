"""Shows what was written outside: who, on whose word, what, before and after, who said yes"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import os
import sys
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from app.compose.workbench import Workbench
from app.core.audit import WRITTEN, AuditLine, audit
from app.store.waiting import Waiting

COLUMNS = (
    "at", "session", "number", "event", "by", "on_word_of", "approved_by", "agent", "tool",
    "record", "field", "old", "new", "told", "url",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would compute


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--session", help="its name, or its thread as CHANNEL:TS")
    parser.add_argument("--account", help="name or id of the account or record")
    parser.add_argument("--person", metavar="SLACK_ID", help="on whose word, or who decided")
    parser.add_argument("--day", type=date.fromisoformat, metavar="YYYY-MM-DD", help="in the office's zone")
    parser.add_argument("--written", action="store_true", help="only what was done and undone")
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="one JSON object a line, the exact payload included")
    shape.add_argument("--csv", action="store_true", help="a line for each field that changed")


def run(options: argparse.Namespace) -> int:
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    async with Workbench.open(os.environ) as bench:
        zone = ZoneInfo(bench.content.workspace.zone)
        lines = [line async for line in _lines(bench, options.session) if _fits(line, options, zone)]
    lines.sort(key=lambda line: (line.at, line.session, line.number))
    if options.csv:
        _write_csv(lines)
        return 0
    for line in lines:
        print(json.dumps(line.as_dict(), ensure_ascii=False) if options.json else text_of(line, zone))
    if not lines and not options.json:
        print("Nothing was written, nor proposed, that fits.")
    return 0


async def _lines(bench: Workbench, session: str | None) -> AsyncIterator[AuditLine]:
    if session:
        names = [(await bench.find_session(session)).id]
    else:
        names = list(await Waiting(bench.database).sessions(datetime.min.replace(tzinfo=UTC)))
    for name in names:
        for line in audit(await bench.log.load(name)):
            yield line


def _fits(line: AuditLine, options: argparse.Namespace, zone: ZoneInfo) -> bool:
    action, wanted = line.action, (options.account or "").casefold()
    people = (line.by, line.on_word_of, line.approved_by)
    return (
        (not wanted or wanted in (action.account, action.record.id, action.record.name.casefold()))
        and (not options.person or options.person in people)
        and (not options.day or line.at.astimezone(zone).date() == options.day)
        and (not options.written or line.event in WRITTEN)
    )


def text_of(line: AuditLine, zone: ZoneInfo) -> str:
    """`2026-11-25 15:00  s1a2#1  done  log_call on Globex, word of U1, yes of U1: outcome: Left voicemail`."""
    changes = "; ".join(
        f"{each.label}: {f'{each.old} → ' if each.old else ''}{each.new}" for each in line.action.changes
    )
    approved = f", yes of {line.approved_by}" if line.approved_by else ""
    by = f" by {line.by}" if line.by else ""
    head = f"{line.at.astimezone(zone):%Y-%m-%d %H:%M}  {line.session}#{line.number}  {line.event}{by}"
    words = f"{head}  {line.tool} on {line.action.record.name}, word of {line.on_word_of}{approved}: {changes}"
    return _one_line(f"{words}  {line.told} {line.url}".rstrip())


def _write_csv(lines: Iterable[AuditLine]) -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow(COLUMNS)
    for line in lines:
        told = line.as_dict()
        for change in line.action.changes:
            own = {"record": line.action.record.name, "field": change.label, "old": change.old, "new": change.new}
            writer.writerow([_cell(str((told | own)[name])) for name in COLUMNS])


def _cell(text: str) -> str:
    """A text that a spreadsheet shows and never computes: names and notes are written by anybody."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _one_line(text: str) -> str:
    return " ".join(text.split()) if "\n" in text else text
