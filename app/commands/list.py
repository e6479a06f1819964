"""Computes a person's list, as it would be sent"""

from __future__ import annotations

import argparse
import asyncio
import os
from datetime import date
from zoneinfo import ZoneInfo

from app.compose.workbench import Workbench
from app.core.entries import Listed
from app.core.snapshots import Snapshot

PLAYBOOK = "daily-priorities"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--for", dest="email", required=True, metavar="EMAIL", help="whose list")
    parser.add_argument("--at", type=date.fromisoformat, metavar="YYYY-MM-DD", help="their day; default: today")
    parser.add_argument("--json", action="store_true", help="the whole list as JSON")


def run(options: argparse.Namespace) -> int:
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    async with Workbench.open(os.environ) as bench:
        person = await bench.person(options.email)
        on = options.at or bench.clock.now().astimezone(ZoneInfo(person.zone)).date()
        snapshot = await snapshot_of(bench, options.at)
        listed = await bench.lists().make(PLAYBOOK, person, on, snapshot=snapshot)
    if listed is None:
        print(f"{person.name} owns no accounts, so there is no list for them.")
        return 1
    print(listed.model_dump_json(indent=2) if options.json else text_of(listed))
    return 0


async def snapshot_of(bench: Workbench, day: date | None) -> Snapshot | None:
    """That day's last one; the newest where there is none, or no day is meant."""
    return await bench.snapshots.of_day(day) if day else None


def text_of(listed: Listed) -> str:
    lines = [f"{listed.on:%A} {listed.on.isoformat()}, CRM as of {listed.data_as_of:%Y-%m-%d %H:%M} UTC"]
    for row in listed.rows:
        reasons = " · ".join(each.reason for each in row.results)
        lines.append(
            f"{row.rank:2}. {row.score:6.1f}  {row.name}  [{row.group.replace('_', ' ')}]\n            {reasons}"
        )
        lines += [f"            ticket: {ticket.subject} ({ticket.priority.lower()})" for ticket in row.tickets]
    lines += [f"note: {note}" for note in listed.notes]
    if not listed.rows:
        lines.append("Nothing needs them today.")
    if listed.more:
        lines.append(f"{listed.more} more with a reason, further down")
    return "\n".join(lines)
