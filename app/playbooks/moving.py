"""Where an account stands among those beside it, and the smallest change of one fact that would move it.

A pure search: it tries values of the facts that rules read, and asks the rules. It tells nothing it did not compute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.core.playbooks import Facts, Item, Move, Playbook, Scalar
from app.playbooks.rules import read_rules
from app.playbooks.scoring import score_rows

FARTHEST = 60  # steps of one that are tried in each direction
FEWER, MORE = (0.99, 0.95, 0.9, 0.75, 0.5, 0.25), (1.01, 1.05, 1.1, 1.25, 1.5, 2.0, 4.0)  # times an amount
ALL_ELSE = 1_000.0  # a change that cannot be counted in steps comes after those that can
NAMES = frozenset({"id", "name", "owner_id", "url"})  # facts that say who it is, not how it is

Score = Callable[[Sequence[Facts]], Sequence[int] | None]  # tenths of points of each; None where a rule broke


@dataclass(frozen=True)
class Neighbour:
    id: str
    name: str
    points: float  # between the two


@dataclass(frozen=True)
class Change:
    """One fact changed, all else equal."""

    fact: str
    now: Scalar
    then: Scalar
    words: str  # what a person does for it, as the playbook says; "" where it is only a supposition
    score: float
    rank: int | None  # None: off the list


@dataclass(frozen=True)
class Position:
    rank: int | None  # None: not on the list
    of: int  # how many there are
    above: Neighbour | None
    below: Neighbour | None
    deed: Change | None  # the first thing somebody can do that moves it
    supposed: Change | None  # the smallest change of any other fact


def position_of(items: Sequence[Item], item: Item, playbook: Playbook, score: Score) -> Position:
    """`items` are those of one list, in order; `item` has its facts and may be missing among them."""
    at = next((index for index, each in enumerate(items) if each.id == item.id), None)
    others = [(-_tenths(each), each.id) for each in items if each.id != item.id]
    above = items[at - 1] if at else None
    below = items[at + 1] if at is not None and at + 1 < len(items) else None
    rank = None if at is None else at + 1
    search = _Search(item, rank, others, playbook, score)
    return Position(
        rank=rank,
        of=len(items),
        above=_neighbour(above, item) if above else None,
        below=_neighbour(below, item) if below else None,
        deed=search.deed(),
        supposed=search.supposed(),
    )


def scorer(playbook: Playbook, left_out: Sequence[str], today: date, monty: Path | None = None) -> Score:
    """Asks the playbook's own rules, but not those that failed in the run."""
    rules = read_rules(playbook.rules_source)

    def score(many: Sequence[Facts]) -> Sequence[int] | None:
        columns = list(many[0]) if many else []
        rows = [list(each.values()) for each in many]
        scored = score_rows(playbook.rules_source, rules, playbook.params, rows, columns, today, monty)
        if scored.broken.keys() - set(left_out):
            return None
        totals = [0] * len(rows)
        for rule, given in scored.given.items():
            for row, tenths, _ in given if rule not in left_out else ():
                totals[row] += tenths
        return totals

    return score


def rank_with(tenths: int, item: str, others: Sequence[tuple[int, str]]) -> int | None:
    """The place of a score among others, each as (-tenths, id); None where it is on no list."""
    return None if tenths <= 0 else 1 + sum(1 for each in others if each < (-tenths, item))


class _Search:
    def __init__(
        self, item: Item, rank: int | None, others: Sequence[tuple[int, str]], playbook: Playbook, score: Score
    ) -> None:
        self._item, self._rank, self._others, self._score = item, rank, others, score
        self._moves: Mapping[str, Move] = playbook.moves
        read = read_rules(playbook.rules_source).columns
        self._facts = [each for each in read if each in item.facts and each not in NAMES]

    def deed(self) -> Change | None:
        tried = [
            Change(fact, self._item.facts[fact], move.to, move.words, 0.0, None)
            for fact, move in self._moves.items()
            if fact in self._facts and self._item.facts[fact] not in (move.to, None)
        ]
        return next(self._moving(tried), None)

    def supposed(self) -> Change | None:
        found = (
            (steps, fact, value)
            for fact in self._facts
            if fact not in self._moves
            for steps, value in values_near(fact, self._item.facts[fact])
        )
        near = sorted(found, key=lambda each: each[:2])
        tried = [Change(fact, self._item.facts[fact], value, "", 0.0, None) for _, fact, value in near]
        return next(self._moving(tried), None)

    def _moving(self, tried: Sequence[Change]) -> Iterator[Change]:
        """Those that move it: down or off where it is on the list, onto it where it is not."""
        totals = self._score([{**self._item.facts, each.fact: each.then} for each in tried]) if tried else None
        for each, tenths in zip(tried, totals or (), strict=False):
            rank = rank_with(tenths, self._item.id, self._others)
            is_moved = rank is not None if self._rank is None else rank is None or rank > self._rank
            if is_moved:
                yield Change(each.fact, each.now, each.then, each.words, tenths / 10, rank)


def values_near(fact: str, now: Scalar) -> Iterator[tuple[float, Scalar]]:
    """How many steps away, and the value. A whole number goes by one, an amount by a share of itself."""
    match now:
        case None | str():
            return
        case int() if fact.startswith(("is_", "has_")):
            yield 1.0, 0 if now else 1
        case int():
            for steps in range(1, FARTHEST + 1):
                yield float(steps), now + steps
                if now - steps >= 0 or now < 0:
                    yield float(steps), now - steps
        case float():
            for times in (*FEWER, *MORE):
                yield ALL_ELSE + abs(1 - times), round(now * times, 2)


def describe_position(position: Position) -> list[str]:
    """For people, in sentences; foreign names are only quoted in them."""
    lines = []
    if position.rank is not None:
        beside = [
            *([f"{position.below.points:g} points ahead of {position.below.name}"] if position.below else []),
            *([f"{position.above.points:g} points behind {position.above.name}"] if position.above else []),
        ]
        lines.append(f"Number {position.rank} of {position.of}" + (f": {' and '.join(beside)}." if beside else "."))
    is_listed = position.rank is not None
    lines += [describe_change(each, is_listed=is_listed) for each in (position.deed, position.supposed) if each]
    return lines


def describe_change(change: Change, *, is_listed: bool) -> str:
    put = "drop it to" if is_listed else "make it"
    effect = "take it off the list" if change.rank is None else f"{put} number {change.rank}"
    if change.words:
        return f"{change.words[:1].upper()}{change.words[1:]} would {effect}."
    fact = change.fact.replace("_", " ")
    return f"With {fact} at {spelled(change.then)} instead of {spelled(change.now)} it would {_be(effect)}."


def spelled(value: Scalar) -> str:
    if value is None:
        return "not known"
    return f"{value:,.0f}" if isinstance(value, float) and value.is_integer() else str(value)


def _be(effect: str) -> str:
    """A supposition does nothing, it is only so."""
    if effect == "take it off the list":
        return "not be on the list"
    return f"be {effect.removeprefix('drop it to ').removeprefix('make it ')}"


def _neighbour(other: Item, item: Item) -> Neighbour:
    return Neighbour(other.id, other.name, abs(_tenths(other) - _tenths(item)) / 10)


def _tenths(item: Item) -> int:
    return round(item.score * 10)
