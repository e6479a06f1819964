"""Rules over many days at once: a rule is asked once for each combination of the facts that it reads.

Most rules read two or three facts, so of 300,000 rows a few hundred differ to them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from app.core.playbooks import Playbook, Scalar
from app.playbooks.facts import FactTable
from app.playbooks.rules import RuleCode, read_rules
from app.playbooks.scoring import open_pool, score_in

Tenths = Mapping[int, int]  # number of the row → tenths of points


@dataclass
class Points:
    given: dict[str, Tenths] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)  # rule → the problem; it gives nothing then


def points_of(
    playbook: Playbook, tables: Sequence[FactTable], without: Collection[str], on: date, monty: Path | None
) -> Points:
    """Rows are numbered through all tables. `on` is what a rule's clock shows, which it cannot read."""
    rules, found = read_rules(playbook.rules_source), Points()
    wanted = [rule for rule in rules.rules if rule.name not in without]
    if not wanted or not any(table.rows for table in tables):
        return found
    columns = {name: _column(tables, name) for name in {each for rule in wanted for each in rule.columns}}
    count = sum(len(table.rows) for table in tables)
    with open_pool(monty) as pool:
        for rule in wanted:
            numbers, rows = _combinations(rule, columns, count)
            one = replace(rules, rules=(rule,))
            scored = score_in(pool, playbook.rules_source, one, playbook.params, rows, sorted(rule.columns), on)
            _spread(rule, numbers, scored.given.get(rule.name, ()), found)
            found.broken |= {name: broken.problem for name, broken in scored.broken.items()}
    return found


def _column(tables: Sequence[FactTable], name: str) -> list[Scalar]:
    return [row[at] for table in tables for at in [table.columns.index(name)] for row in table.rows]


def _combinations(
    rule: RuleCode, columns: Mapping[str, Sequence[Scalar]], count: int
) -> tuple[Sequence[int], Sequence[Sequence[Scalar]]]:
    """For each row the number of its combination, and the combinations. 1 and 1.0 read alike, but not to a rule."""
    read = [columns[name] for name in sorted(rule.columns)]
    if not read:
        return [0] * count, [()]
    known: dict[tuple[object, ...], int] = {}
    numbers = [known.setdefault(each, len(known)) for each in zip(*map(_typed, read), strict=True)]
    first = dict(zip(reversed(numbers), reversed(range(count)), strict=True))
    return numbers, [[column[first[number]] for column in read] for number in range(len(known))]


def _typed(column: Sequence[Scalar]) -> Sequence[object]:
    """Told apart by type where a column mixes whole numbers and fractions."""
    return [(type(each), each) for each in column] if {int, float} <= set(map(type, column)) else column


def _spread(rule: RuleCode, numbers: Sequence[int], given: Sequence[tuple[int, int, str]], found: Points) -> None:
    by_number = {number: tenths for number, tenths, _ in given if tenths}
    found.given[rule.name] = {row: by_number[number] for row, number in enumerate(numbers) if number in by_number}
