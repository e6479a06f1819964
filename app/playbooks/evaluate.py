"""A playbook on a snapshot, for everybody at once: facts, points, order. The same inputs give the same bytes."""

from __future__ import annotations

import gc
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from app.core.playbooks import BrokenRule, Item, Playbook, RuleResult, Run, Scalar
from app.core.snapshots import Snapshot
from app.playbooks.facts import FactTable, select_facts
from app.playbooks.rules import RuleFile, read_rules
from app.playbooks.scoring import Scored, score_rows

KEPT_PER_OWNER = 50  # items whose facts stay in the run; those of others are found again in the snapshot

Given = list[tuple[int, int, str]]  # number of the rule, tenths of points, reason


def evaluate(playbook: Playbook, snapshot: Snapshot, today: date, monty: Path | None = None) -> Run:
    """Blocking; raises ContentError where the playbook cannot be run. `monty` as in score_rows."""
    rules = _runnable(playbook)
    with _without_collector():
        facts = select_facts(playbook.facts_sql, snapshot.path, today, f"agents/{playbook.name}/playbook/facts.sql")
        scored = score_rows(playbook.rules_source, rules, playbook.params, facts.rows, facts.columns, today, monty)
        items = _items(rules, facts, scored)
    return Run(
        id=run_id(playbook, snapshot, today),
        playbook=playbook.name,
        version=playbook.version,
        snapshot=snapshot.hash,
        today=today,
        data_as_of=min(snapshot.sources.values(), default=snapshot.taken_at),
        items=items,
        broken=_describe_broken(facts, scored),
    )


def evaluate_some(
    playbook: Playbook, snapshot: Snapshot, today: date, ids: Iterable[str], monty: Path | None = None
) -> tuple[Item, ...]:
    """The items of these accounts with all their facts, also those without points."""
    rules, wanted = _runnable(playbook), set(ids)
    facts = select_facts(playbook.facts_sql, snapshot.path, today, f"agents/{playbook.name}/playbook/facts.sql")
    at = facts.columns.index("id")
    some = FactTable(facts.columns, [row for row in facts.rows if row[at] in wanted], facts.reads)
    scored = score_rows(playbook.rules_source, rules, playbook.params, some.rows, some.columns, today, monty)
    given, make = _by_row(rules, scored), _Maker(rules, facts.columns)
    return tuple(make(row, given.get(index, []), keep=True) for index, row in enumerate(some.rows))


def run_id(playbook: Playbook, snapshot: Snapshot, today: date) -> str:
    inputs = [playbook.name, playbook.version, snapshot.hash, today.isoformat()]
    return hashlib.sha256(json.dumps(inputs).encode()).hexdigest()


def _describe_broken(facts: FactTable, scored: Scored) -> tuple[BrokenRule, ...]:
    at = facts.columns.index("id")
    return tuple(
        BrokenRule(rule, f"{broken.problem} (first seen on account {facts.rows[broken.row][at]})")
        for rule, broken in scored.broken.items()
    )


def _runnable(playbook: Playbook) -> RuleFile:
    rules = read_rules(playbook.rules_source, f"agents/{playbook.name}/playbook/rules.py")
    if rules.problems:
        raise rules.problems[0]
    return rules


def _items(rules: RuleFile, facts: FactTable, scored: Scored) -> tuple[Item, ...]:
    make, at, owner_at = _Maker(rules, facts.columns), facts.columns.index("id"), facts.columns.index("owner_id")
    rows = facts.rows
    listed = [
        (-total, rows[row][at], row, given)
        for row, given in _by_row(rules, scored).items()
        if (total := sum([tenths for _, tenths, _ in given])) > 0
    ]
    listed.sort(key=lambda each: each[:2])
    kept: Counter[Scalar] = Counter()
    items = []
    for _, _, row, given in listed:
        owner = rows[row][owner_at]
        kept[owner] += 1
        items.append(make(rows[row], given, keep=kept[owner] <= KEPT_PER_OWNER))
    return tuple(items)


def _by_row(rules: RuleFile, scored: Scored) -> dict[int, Given]:
    found: dict[int, Given] = {}
    for number, rule in enumerate(rules.rules):
        for row, tenths, reason in scored.given.get(rule.name, ()):
            found.setdefault(row, []).append((number, tenths, reason))
    return found


class _Maker:
    """Makes items of one run; what they have in common is made once."""

    def __init__(self, rules: RuleFile, columns: Sequence[str]) -> None:
        self._columns = columns
        self._places = tuple(columns.index(each) for each in ("id", "name", "owner_id"))
        self._names = [rule.name for rule in rules.rules]
        self._blank = [RuleResult(name, 0.0, "") for name in self._names]  # most rules give most accounts nothing
        self._made: dict[tuple[int, int, str], RuleResult] = {}  # and what they give to some, they give to many

    def __call__(self, row: Sequence[Scalar], given: Given, *, keep: bool) -> Item:
        results, score = self._blank.copy(), 0
        for each in given:
            number, tenths, reason = each
            result = self._made.get(each)
            if result is None:
                result = self._made[each] = RuleResult(self._names[number], tenths / 10, reason)
            results[number] = result
            score += tenths
        key, name, owner = (row[at] for at in self._places)
        facts = dict(zip(self._columns, row, strict=True)) if keep else {}
        return Item(str(key), str(name), None if owner is None else str(owner), score / 10, tuple(results), facts)


@contextmanager
def _without_collector() -> Iterator[None]:
    """A million small values that all stay would be walked again and again: half of the time at 100,000 accounts."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
