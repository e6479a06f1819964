"""The list for many accounts and 500 reps: seconds and memory of each stage, from the mirror to everybody's rows.

Beside it stand a bare sqlite3 and CPython: the same statement, and the same rules called in the same process, without
jail, limits, checks of what comes back, or a stored run. Every measurement is a process of its own.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, date, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

from app.clock import SystemClock
from app.core.people import Person
from app.core.playbooks import ROWS, Playbook
from app.core.snapshots import Snapshot
from app.playbooks.dates import add_date_functions
from app.playbooks.facts import select_facts
from app.playbooks.lists import DailyLists
from app.playbooks.load import load_playbook
from app.playbooks.mirror import SqliteMirror
from app.playbooks.rules import read_rules
from app.playbooks.scoring import score_rows
from app.playbooks.snapshot import open_read_only, seal
from app.sandbox.command import NoJailError, monty_command
from app.store.database import Database
from app.store.log import MarkedRows
from app.store.migrate import migrate
from app.store.runs import Runs
from bench.place import AGENTS
from bench.processes import Peak
from bench.row import Reference, Row, at_most
from bench.synthetic import SYSTEM, fill_mirror

T = TypeVar("T")
Stages = Mapping[str, Mapping[str, float]]

SIZES = (150, 10_000, 100_000)
REPS = 500
NAME = "daily-priorities"
TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 14, tzinfo=UTC)
TIMES = 3  # whole repetitions; medians of seconds are shown, and the highest peak
SECONDS, MEGABYTES = at_most(3.0), at_most(600.0)  # for the most accounts, from the mirror to 500 lists
WHOLE = ("seal", "run", "lists")  # what follows each other; facts and rules are what most of a run is


def measure() -> Iterator[Row]:
    for accounts in SIZES:
        yield from _rows(accounts, _repeated(accounts, "ours"), _repeated(accounts, "bare"))


def _rows(accounts: int, ours: Stages, bare: Stages) -> Iterator[Row]:
    for name, one in ours.items():
        beside = Reference("bare", bare[name]["seconds"]) if name in bare else None
        note = f"CPU {one['cpu']:.2f} s, up to {one['memory']:.0f} MB"
        yield Row(f"{accounts:,} accounts: {name}", one["seconds"], "s", None, beside, note)
    is_goal = accounts == max(SIZES)
    seconds, bare_seconds = (sum(each[name]["seconds"] for name in WHOLE) for each in (ours, bare))
    most, bare_most = (max(each[name]["memory"] for name in WHOLE) for each in (ours, bare))
    what, beside = " + ".join(WHOLE), Reference("bare", bare_seconds)
    yield Row(f"{accounts:,} accounts: all", seconds, "s", SECONDS if is_goal else None, beside, what)
    goal, beside = MEGABYTES if is_goal else None, Reference("bare", bare_most)
    yield Row(f"{accounts:,} accounts: peak memory", most, "MB", goal, beside, "with the processes that run rules")


def _repeated(accounts: int, whose: str) -> Stages:
    runs = [dict(_stages(accounts, whose)) for _ in range(TIMES)]
    merge: dict[str, Callable[[list[float]], float]] = {"seconds": median, "cpu": median, "memory": max}
    return {stage: {what: how([run[stage][what] for run in runs]) for what, how in merge.items()} for stage in runs[0]}


def _stages(accounts: int, whose: str) -> Iterator[tuple[str, dict[str, float]]]:
    """`python -m bench.list ACCOUNTS ours|bare` says a line a stage; its memory is watched from outside."""
    command = [sys.executable, "-m", "bench.list", str(accounts), whose]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process, Peak(process.pid) as peak:
        assert process.stdout is not None
        for line in process.stdout:
            stage, most = json.loads(line), peak.take()
            if stage["stage"]:
                yield stage.pop("stage"), {**stage, "memory": most}
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}; what it said stands above")


def main(accounts: int, whose: str) -> None:
    """The measured process: every stage in order."""
    playbook = load_playbook(AGENTS, NAME)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        mirror = fill_mirror(home / "mirror", accounts=accounts, tickets=accounts // 2, owners=REPS, today=TODAY)
        print(json.dumps({"stage": ""}), flush=True)
        with closing(mirror):
            if whose == "ours":
                asyncio.run(_ours(home, playbook, mirror))
            else:
                _bare(home, playbook)


def _stage(name: str, work: Callable[[], T]) -> T:
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    _say(name, wall, cpu)
    return result


def _say(name: str, wall: float, cpu: float) -> None:
    took = {"seconds": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    print(json.dumps({"stage": name, **took}), flush=True)


async def _ours(home: Path, playbook: Playbook, mirror: SqliteMirror) -> None:
    monty = _jail(home)
    with closing(Database(f"sqlite:///{home}/threadwork.sqlite")) as database:
        migrate(database)
        sealed = _stage("seal", lambda: seal(mirror, home / "snapshots", NOW, {SYSTEM: NOW}))

        async def latest() -> Snapshot:
            return sealed

        clock, marks = SystemClock(), MarkedRows(database)
        lists = DailyLists({NAME: playbook}, latest, Runs(database, clock), marks, clock, monty=monty)
        wall, cpu = time.perf_counter(), time.process_time()
        await lists.run_of(playbook, sealed, TODAY)
        _say("run", wall, cpu)
        wall, cpu = time.perf_counter(), time.process_time()
        made = [await lists.make(NAME, person, TODAY) for person in _reps()]
        _say("lists", wall, cpu)
        assert sum(1 for each in made if each) >= min(REPS, 50), "hardly anybody got a list, so nothing was measured"
    facts = _stage("facts", lambda: select_facts(playbook.facts_sql, sealed.path, TODAY))
    rules, source = read_rules(playbook.rules_source), playbook.rules_source
    _stage("rules", lambda: score_rows(source, rules, playbook.params, facts.rows, facts.columns, TODAY, monty))


def _reps() -> Iterator[Person]:
    for number in range(1, REPS + 1):
        yield Person(
            f"U{number}", f"Rep {number}", f"rep.{number}@example.com", "America/New_York", owner_id=str(number)
        )


def _jail(home: Path) -> Path | None:
    """As `serve` runs rules; where the kernel has no jail, without one, and said so."""
    try:
        return monty_command(home / "jail", "jail")
    except NoJailError as error:
        sys.stderr.write(f"rules run without a jail here: {error}\n")
        return None


def _bare(home: Path, playbook: Playbook) -> None:
    rules = _bare_rules(playbook)
    with closing(sqlite3.connect(home / "mirror")) as source:
        _stage("seal", lambda: source.execute("VACUUM INTO ?", (str(home / "copy.sqlite"),)))

    def run() -> list[dict[str, Any]]:
        rows = _bare_facts(home / "copy.sqlite", playbook)
        return _bare_scores(rows, rules, playbook)

    scored = _stage("run", run)
    _stage("lists", lambda: {owner: list(own)[:ROWS] for owner, own in groupby(scored, itemgetter("owner_id"))})
    rows = _stage("facts", lambda: _bare_facts(home / "copy.sqlite", playbook))
    _stage("rules", lambda: _bare_scores(rows, rules, playbook))


def _bare_facts(path: Path, playbook: Playbook) -> list[dict[str, Any]]:
    with closing(open_read_only(path)) as db:
        add_date_functions(db, print)  # facts.sql needs days_between
        cursor = db.execute(playbook.facts_sql, {"today": TODAY.isoformat()})
        names = [each[0] for each in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]


def _bare_rules(playbook: Playbook) -> list[Callable[..., tuple[float, str]]]:
    space: dict[str, Any] = dict.fromkeys(("Facts", "Params", "Points"))
    exec(playbook.rules_source, space)  # our own file
    return [space[rule.name] for rule in playbook.rules]


def _bare_scores(
    rows: list[dict[str, Any]], rules: list[Callable[..., tuple[float, str]]], playbook: Playbook
) -> list[dict[str, Any]]:
    for row in rows:
        row["results"] = [rule(row, playbook.params) for rule in rules]
        row["score"] = sum(points for points, _ in row["results"])
    return sorted(rows, key=lambda row: (row["owner_id"] or "", -row["score"], row["id"]))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
