"""Explains why an account stands on a person's list, or does not"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from contextlib import closing
from datetime import date
from zoneinfo import ZoneInfo

from app.commands.list import PLAYBOOK, snapshot_of
from app.compose.workbench import Workbench
from app.core.nearest import nearest
from app.core.playbooks import choose
from app.core.snapshots import Snapshot
from app.playbooks.answering import Asked, answer
from app.playbooks.explain import ExplainedItem
from app.playbooks.snapshot import open_read_only


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("account", help="its name, web domain or id")
    parser.add_argument("--for", dest="email", required=True, metavar="EMAIL", help="on whose list")
    parser.add_argument("--at", type=date.fromisoformat, metavar="YYYY-MM-DD", help="their day; default: today")


def run(options: argparse.Namespace) -> int:
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    async with Workbench.open(os.environ) as bench:
        person = await bench.person(options.email)
        on = options.at or bench.clock.now().astimezone(ZoneInfo(person.zone)).date()
        lists = bench.lists()
        snapshot = await snapshot_of(bench, options.at) or await lists.snapshot()
        found = _find(snapshot, options.account)
        if len(found) != 1:
            print(_unclear(snapshot, options.account, found), file=sys.stderr)
            return 2
        playbook, _ = await bench.playbook_of(PLAYBOOK, person.email)
        run_ = await lists.run_of(playbook, snapshot, on)
        owners = lists.owners_of(person)
        asked = Asked(choose(run_, owners, (), on=on), owners, on)
        told = answer(run_, playbook, found[0], snapshot, asked, bench.monty)
    if told.why is None:
        print(*told.absent, sep="\n")
        return 1
    print(text_of(told.why), *told.absent, *told.moves, sep="\n")
    return 0


def text_of(why: ExplainedItem) -> str:
    place = f"number {why.rank} of its owner's" if why.rank else "not on a list"
    lines = [f"{why.name}: {why.score:g} points, {place}"]
    for each in why.results:
        lines.append(f"{each.points:+8.1f}  {each.rule:18} {each.reason or '(says nothing here)'}")
        lines.append(" " * 29 + ", ".join(f"{name}={value}" for name, value in each.facts.items()))
    return "\n".join(lines)


def _find(snapshot: Snapshot, wanted: str) -> list[str]:
    with closing(open_read_only(snapshot.path)) as db:
        query = "SELECT id FROM accounts WHERE id = ?1 OR lower(name) = lower(?1) OR lower(domain) = lower(?1)"
        return [row[0] for row in db.execute(f"{query} ORDER BY id", (wanted,))]


def _unclear(snapshot: Snapshot, wanted: str, found: list[str]) -> str:
    if found:
        return f"{len(found)} accounts are called {wanted!r}: name one by its id, {', '.join(found)}."
    with closing(open_read_only(snapshot.path)) as db:
        names = [row[0] for row in db.execute("SELECT name FROM accounts WHERE name IS NOT NULL")]
    return f"There is no account {wanted!r}.{nearest(wanted, names) if len(names) < 5000 else ''}"
