"""Date functions for facts.sql that know no clock: SQLite's own would read it for 'now', or for a date left out."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date
from functools import lru_cache

Value = str | int | float | bytes | None
CACHED = 200_000  # calls; 100,000 accounts have about as many different moments
BUILT_IN = {"date": 1, "time": 1, "datetime": 1, "julianday": 1, "unixepoch": 1, "strftime": 2}  # least arguments
OURS = "days_between"


def add_date_functions(db: sqlite3.Connection, complain: Callable[[str], None]) -> None:
    """`complain` gets the remedy; SQLite itself only says that a function raised."""
    inner = sqlite3.connect(":memory:")
    for name, least in BUILT_IN.items():
        db.create_function(name, -1, _without_clock(inner, name, least, complain), deterministic=True)
    db.create_function(OURS, 2, _days_between, deterministic=True)


def _without_clock(
    inner: sqlite3.Connection, name: str, least: int, complain: Callable[[str], None]
) -> Callable[..., Value]:
    @lru_cache(CACHED)
    def evaluate(*arguments: Value) -> Value:
        asks_clock = any(isinstance(each, str) and each.strip().lower() == "now" for each in arguments)
        if asks_clock or len(arguments) < least:
            problem = f"{name}() would read the clock: give it a column or :today, so that a list can be replayed"
            complain(problem)
            raise ValueError(problem)
        marks = ", ".join("?" * len(arguments))
        found: tuple[Value] = inner.execute(f"SELECT {name}({marks})", arguments).fetchone()  # BUILT_IN
        return found[0]

    return evaluate


@lru_cache(CACHED)
def _days_between(start: Value, end: Value) -> int | None:
    """Whole days from one day or moment to another; null where either is null or no date."""
    if not isinstance(start, str) or not isinstance(end, str):
        return None
    try:
        return (date.fromisoformat(end[:10]) - date.fromisoformat(start[:10])).days
    except ValueError:
        return None
