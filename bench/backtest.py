"""A change of a playbook tried on past days, and *Why?* of a row: seconds. Facts and rules are those that run.

Beside the back-test stands what it would take to evaluate every day under both versions as a stored run.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from app.core.playbooks import Playbook, choose
from app.core.snapshots import Snapshot
from app.playbooks.answering import Asked, answer
from app.playbooks.backtest import back_test
from app.playbooks.evaluate import evaluate
from app.playbooks.fact_cache import FactCache
from app.playbooks.load import load_playbook
from app.playbooks.snapshot import seal
from app.sandbox.command import NoJailError, monty_command
from bench.place import AGENTS
from bench.row import Goal, Reference, Row, at_most
from bench.synthetic import SYSTEM, fill_mirror

NAME = "daily-priorities"
LAST = date(2026, 11, 25)


def measure() -> Iterator[Row]:
    yield from _tried(30, 10, 1_000, at_most(2.0), beside=True)
    yield from _tried(60, 50, 5_000, at_most(10.0), beside=False)


def _tried(days: int, reps: int, accounts: int, goal: Goal, *, beside: bool) -> Iterator[Row]:
    old = load_playbook(AGENTS, NAME)
    said = f"{days} days × {reps} reps × {accounts:,} accounts"
    with tempfile.TemporaryDirectory() as folder:
        monty = _jail(Path(folder))
        taken = list(_snapshots(Path(folder), days, reps, accounts))
        reference = Reference("as stored runs", _stored_runs(old, taken, monty)) if beside else None
        cache = FactCache(Path(folder) / "facts")
        for what, new in (
            ("one number changed, first time", _with_number(old)),
            ("one number changed", _with_number(old)),
            ("every rule changed", _with_every_rule(old)),
        ):
            began = time.perf_counter()
            done = back_test(old, new, taken, monty=monty, select=cache.select)
            took = time.perf_counter() - began
            note = f"{done.changed_lists:,} of {done.lists:,} lists differ"
            yield Row(f"{said}, {what}", took, "s", goal, reference, note)
        yield _why(old, taken[-1], monty, accounts)


def _why(playbook: Playbook, taken: Snapshot, monty: Path | None, accounts: int) -> Row:
    run = evaluate(playbook, taken, LAST, monty)
    item, took = run.items[len(run.items) // 3], []
    asked = Asked(choose(run, {item.owner_id}, (), on=LAST), {item.owner_id}, LAST)
    for _ in range(5):
        began = time.perf_counter()
        answer(run, playbook, item.id, taken, asked, monty)
        took.append((time.perf_counter() - began) * 1000)
    return Row(f"Why? with the smallest change, of {accounts:,} accounts", median(took), "ms", at_most(100.0))


def _stored_runs(playbook: Playbook, taken: list[Snapshot], monty: Path | None) -> float:
    began = time.perf_counter()
    for snapshot in taken:
        for _ in ("old", "new"):
            evaluate(playbook, snapshot, snapshot.taken_at.date(), monty)
    return time.perf_counter() - began


def _with_number(playbook: Playbook) -> Playbook:
    return replace(playbook, params={**playbook.params, "quiet_days_b": 14}, version="other")


def _with_every_rule(playbook: Playbook) -> Playbook:
    """Every rule's code differs, as after a rewrite: nothing of the first evaluation can be used again."""
    lines = []
    for line in playbook.rules_source.splitlines():
        lines.append(line)
        if line.strip().startswith('"""') and line.strip().endswith('"""') and line.startswith("    "):
            lines.append("    again = 1")
    return replace(
        playbook, rules_source="\n".join(lines), params={**playbook.params, "quiet_days_b": 14}, version="other"
    )


def _snapshots(home: Path, days: int, reps: int, accounts: int) -> Iterator[Snapshot]:
    for back in range(days - 1, -1, -1):
        on = LAST - timedelta(days=back)
        moment = datetime.combine(on, datetime.min.time(), UTC) + timedelta(hours=8)
        path = home / f"mirror-{back}"
        with closing(
            fill_mirror(path, accounts=accounts, tickets=accounts // 2, owners=reps, today=on, seed=back // 7)
        ) as mirror:
            yield seal(mirror, home / "snapshots", moment, {SYSTEM: moment})
        path.unlink()


def _jail(home: Path) -> Path | None:
    try:
        return monty_command(home / "jail", "jail")
    except NoJailError as error:
        sys.stderr.write(f"rules run without a jail here: {error}\n")
        return None
