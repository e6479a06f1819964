"""What a benchmark says: rows of a figure, its goal, and what the same machine did with the same work otherwise.

A benchmark is a file of this folder with a function `measure() -> Iterable[Row]`, best a generator: each row is
printed as it comes. The first line of the file's docstring is its title. There is nothing to register.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    limit: float
    is_ceiling: bool = True

    def is_met_by(self, figure: float) -> bool:
        return figure <= self.limit if self.is_ceiling else figure >= self.limit

    def __str__(self) -> str:
        return f"{'≤' if self.is_ceiling else '≥'} {number(self.limit)}"


def at_most(limit: float) -> Goal:
    return Goal(limit)


def at_least(limit: float) -> Goal:
    return Goal(limit, is_ceiling=False)


@dataclass(frozen=True)
class Reference:
    """The same, measured in the same run with something else, in the same unit."""

    what: str
    figure: float


@dataclass(frozen=True)
class Row:
    name: str
    figure: float
    unit: str = ""  # "ms", "s", "MB", "times" …
    goal: Goal | None = None
    reference: Reference | None = None
    note: str = ""
    is_promise: bool = False  # counted, not timed: missing the goal fails the run. A timing never does

    @property
    def is_missed(self) -> bool:
        return self.goal is not None and not self.goal.is_met_by(self.figure)


def quantile(values: Sequence[float], percent: float) -> float:
    """The value that `percent` of a hundred do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(len(ordered) * percent / 100) - 1)]


def number(value: float) -> str:
    """Three digits that matter, never an exponent."""
    if value == int(value) or abs(value) >= 1000:
        return f"{value:,.0f}"
    size = abs(value)
    return (
        f"{value:.0f}"
        if size >= 100
        else f"{value:.1f}"
        if size >= 10
        else f"{value:.2f}"
        if size >= 0.1
        else f"{value:.4f}"
    )


def line(row: Row) -> str:
    """One line of the report."""
    verdict = "MISSED" if row.is_missed else ""
    goal = f"goal {row.goal}" if row.goal else ""
    beside = f"{row.reference.what}: {number(row.reference.figure)}" if row.reference else ""
    figure = f"{number(row.figure):>10} {row.unit:<8}"
    return f"  {row.name:<52}{figure}{goal:<14}{verdict:<8}{beside:<44}{row.note}".rstrip()
