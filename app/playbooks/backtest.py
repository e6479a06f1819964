"""Two versions of a playbook over the snapshots of past days: who would have entered, left or moved.

It looks at the lists as the rules rank them; people's marks are only counted against what would have happened to them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.core.entries import Marked
from app.core.playbooks import ROWS, Playbook
from app.core.snapshots import Snapshot
from app.playbooks.distinct import Tenths, points_of
from app.playbooks.facts import FactTable, select_facts
from app.playbooks.sameness import fingerprints

ENOUGH = 5  # days; fewer say little
DAYS = 30
ROWS_AT_ONCE = 100_000  # in memory and scored together, however many days they are of

Select = Callable[[str, Snapshot, date], FactTable]
Tops = dict[str | None, list[str]]  # owner → the ids of their rows in order


@dataclass(frozen=True)
class Moved:
    """An account that would have entered or left, and on how many days."""

    item: str
    name: str
    days: int


@dataclass(frozen=True)
class BackTest:
    days: tuple[date, ...]
    people: int  # with a list under either version
    lists: int  # of one person on one day
    changed_lists: int
    entered: tuple[Moved, ...]  # most days first
    left: tuple[Moved, ...]
    shifts: Mapping[int, int]  # places up (positive) → how often, of rows that both versions show
    rows_before: float  # per person and day
    rows_after: float
    judged: int  # rows that people had snoozed or called wrong on these days
    judged_gone: int  # of these, no longer shown
    judged_come: int  # judged on a day when only the new version would have shown them
    broken: tuple[str, ...] = ()  # rules of the new version that failed somewhere, with the problem

    @property
    def is_enough(self) -> bool:
        return len(self.days) >= ENOUGH


@dataclass
class _Count:
    people: set[str | None] = field(default_factory=set)
    lists: int = 0
    changed: int = 0
    entered: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    shifts: Counter[int] = field(default_factory=Counter)
    before: int = 0
    after: int = 0
    judged: int = 0
    gone: int = 0
    come: int = 0
    names: dict[str, str] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)


def read_facts(sql: str, snapshot: Snapshot, today: date) -> FactTable:
    return select_facts(sql, snapshot.path, today)


def back_test(
    old: Playbook,
    new: Playbook,
    snapshots: Sequence[Snapshot],
    marks: Iterable[Marked] = (),
    monty: Path | None = None,
    select: Select = read_facts,
) -> BackTest:
    """`snapshots`: one a day, in order; `select`: a cache's, for example. Blocking; `monty` as in score_rows."""
    count, judged = _Count(), _by_day(marks)
    for some in _batches(old, new, snapshots, select):
        for day, before, after in _tops(old, new, some, count, monty):
            _compare(before, after, count)
            _judge(before, after, judged.get(day, ()), count)
    most_first = [
        tuple(Moved(item, count.names.get(item, item), days) for item, days in each.most_common())
        for each in (count.entered, count.left)
    ]
    lists = count.lists or 1
    return BackTest(
        days=tuple(each.taken_at.date() for each in snapshots),
        people=len(count.people),
        lists=count.lists,
        changed_lists=count.changed,
        entered=most_first[0],
        left=most_first[1],
        shifts=dict(sorted(count.shifts.items())),
        rows_before=count.before / lists,
        rows_after=count.after / lists,
        judged=count.judged,
        judged_gone=count.gone,
        judged_come=count.come,
        broken=tuple(f"{rule}: {problem}" for rule, problem in count.broken.items()),
    )


@dataclass(frozen=True)
class _Day:
    on: date
    old: FactTable
    new: FactTable  # the same where facts.sql is


def _batches(old: Playbook, new: Playbook, snapshots: Sequence[Snapshot], select: Select) -> Iterator[list[_Day]]:
    batch: list[_Day] = []
    rows = 0
    for snapshot in snapshots:
        on = snapshot.taken_at.date()
        facts = select(old.facts_sql, snapshot, on)
        is_same = old.facts_sql == new.facts_sql
        batch.append(_Day(on, facts, facts if is_same else select(new.facts_sql, snapshot, on)))
        rows += len(facts.rows)
        if rows >= ROWS_AT_ONCE:
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch


def _tops(
    old: Playbook, new: Playbook, days: Sequence[_Day], count: _Count, monty: Path | None
) -> Iterator[tuple[date, Tops, Tops]]:
    on = days[-1].on
    known = points_of(old, [day.old for day in days], (), on, monty).given
    same = _same_rules(old, new) & known.keys()  # what is the same rule on the same facts gives the same
    points = points_of(new, [day.new for day in days], same, on, monty)
    count.broken |= points.broken
    before = _totals([day.old for day in days], known)
    after = _totals([day.new for day in days], {**points.given, **{name: known[name] for name in same}})
    start_old = start_new = 0
    for day in days:
        yield day.on, _rank(day.old, before, start_old, count.names), _rank(day.new, after, start_new, count.names)
        start_old, start_new = start_old + len(day.old.rows), start_new + len(day.new.rows)


def _same_rules(old: Playbook, new: Playbook) -> set[str]:
    if old.facts_sql != new.facts_sql:
        return set()
    before, after = fingerprints(old), fingerprints(new)
    return {name for name in after if before.get(name) == after[name]}


def _totals(tables: Sequence[FactTable], given: Mapping[str, Tenths]) -> list[int]:
    totals = [0] * sum(len(table.rows) for table in tables)
    for each in given.values():
        for row, tenths in each.items():
            totals[row] += tenths
    return totals


def _rank(table: FactTable, totals: Sequence[int], start: int, names: dict[str, str]) -> Tops:
    at, name_at, owner_at = (table.columns.index(each) for each in ("id", "name", "owner_id"))
    by_owner: dict[str | None, list[tuple[int, str, str]]] = {}
    for index, row in enumerate(table.rows):
        if (tenths := totals[start + index]) > 0:
            owner = row[owner_at]
            found = by_owner.setdefault(None if owner is None else str(owner), [])
            found.append((-tenths, str(row[at]), str(row[name_at])))
    tops: Tops = {}
    for key, own in by_owner.items():
        own.sort()
        tops[key] = [item for _, item, _ in own[:ROWS]]
        names.update((item, name) for _, item, name in own[:ROWS])
    return tops


def _compare(before: Tops, after: Tops, count: _Count) -> None:
    for owner in before.keys() | after.keys():
        old, new = before.get(owner, []), after.get(owner, [])
        count.people.add(owner)
        count.lists += 1
        count.changed += old != new
        count.before += len(old)
        count.after += len(new)
        places = {item: place for place, item in enumerate(new)}
        count.entered.update(places.keys() - set(old))
        for place, item in enumerate(old):
            if item not in places:
                count.left[item] += 1
            elif shift := place - places[item]:
                count.shifts[shift] += 1


def _judge(before: Tops, after: Tops, items: Iterable[str], count: _Count) -> None:
    old = {item for top in before.values() for item in top}
    new = {item for top in after.values() for item in top}
    for item in items:
        count.judged += 1
        count.gone += item in old and item not in new
        count.come += item not in old and item in new


def _by_day(marks: Iterable[Marked]) -> dict[date, list[str]]:
    found: dict[date, list[str]] = {}
    for mark in marks:
        if mark.mark in ("snoozed", "wrong"):
            found.setdefault(mark.on, []).append(mark.item)
    return found


def describe_back_test(test: BackTest) -> list[str]:
    """Sentences for people; names of accounts are only quoted in them."""
    if not test.days:
        return ["There is no past day to try it on: too little history."]
    days = "1 past day" if len(test.days) == 1 else f"{len(test.days)} past days"
    lines = [] if test.is_enough else [f"Too little history: {days}, and {ENOUGH} is the least that says something."]
    lines.append(
        f"On {days}, {test.changed_lists:,} of {test.lists:,} lists of {test.people:,} people would have been others; "
        f"{test.rows_before:.1f} rows a person before, {test.rows_after:.1f} after."
    )
    for word, moved in (("Entered", test.entered), ("Left", test.left)):
        if moved:
            most = ", ".join(f"{each.name} ({each.days} d)" for each in moved[:5])
            more = f" and {len(moved) - 5:,} more" if len(moved) > 5 else ""
            lines.append(f"{word}: {most}{more}.")
    if test.shifts:
        up = sum(often for shift, often in test.shifts.items() if shift > 0)
        down = sum(test.shifts.values()) - up
        lines.append(f"Of the rows that stay, {up:,} move up and {down:,} down.")
    if test.judged:
        lines.append(
            f"Of {test.judged:,} rows that people snoozed or called wrong, {test.judged_gone:,} would not have come, "
            f"and {test.judged_come:,} more would have."
        )
    return lines + [f"A rule failed: {each}." for each in test.broken]


def picture(test: BackTest, width: int = 24) -> str:
    """Rank changes as bars of text, for a code block; empty where nothing moved."""
    groups = {"up 3 or more": 0, "up 1 or 2": 0, "down 1 or 2": 0, "down 3 or more": 0}
    for shift, often in test.shifts.items():
        name = f"{'up' if shift > 0 else 'down'} {'3 or more' if abs(shift) > 2 else '1 or 2'}"
        groups[name] += often
    groups = {"entered": sum(each.days for each in test.entered)} | groups
    groups["left"] = sum(each.days for each in test.left)
    most = max(groups.values())
    if not most:
        return ""
    return "\n".join(f"{name:15} {'█' * -(-often * width // most):{width}} {often:,}" for name, often in groups.items())
