"""facts.sql tried on a made-up snapshot: which columns it gives, of which type, and whether it runs at all.

The rows are one of each kind that matters to a statement: filled and empty, open and closed, past and future.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date, timedelta

from app.core.playbooks import Scalar
from app.core.snapshots import TABLES, Column, Table
from app.playbooks.facts import SECONDS, FactTable, select_in
from app.playbooks.mirror import schema

TODAY = date(2026, 1, 15)
BARE = "probe bare"  # the account of which nothing is known
COPIES = 6  # enough for a statement that wants several deals in a stage
TYPES = {str: "str", int: "int", float: "float"}


def probe_facts(sql: str, path: str = "facts.sql", seconds: float = SECONDS) -> FactTable:
    """Raises ContentError with the file's line."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        for statement in schema():
            db.execute(statement)
        for table in TABLES:
            rows = [(*row, "probe") for row in _rows_of(table)]
            db.executemany(f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(rows[0]))})", rows)  # noqa: S608
        return select_in(db, sql, TODAY, path, seconds)


def column_types(table: FactTable) -> Mapping[str, str]:
    """Column → Python type as a rule sees it, for example `int | None`. A column without values may be anything."""
    return {name: _type_of({row[at] for row in table.rows}) for at, name in enumerate(table.columns)}


def _type_of(values: set[Scalar]) -> str:
    found = {TYPES[type(value)] for value in values if value is not None}
    if "float" in found:
        found.discard("int")  # a whole number is a float to a type checker
    if not found:
        return "str | int | float | None"
    return " | ".join([*sorted(found), *(["None"] if None in values else [])])


def _rows_of(table: Table) -> Iterator[tuple[Scalar, ...]]:
    """One row with its key only, full rows of every kind, and full rows that lack one column each."""
    columns = table.columns
    yield tuple(BARE if at == 0 else None for at, column in enumerate(columns))
    for closed in (0, 1):
        for days in (-20, 20):
            for copy in range(COPIES):
                yield tuple(_value(column, f"{closed}.{days}.{copy}", days, closed) for column in columns)
    for missing in columns[1:]:
        key = f"without {missing.name}"
        yield tuple(None if column is missing else _value(column, key, -20, 0) for column in columns)


def _value(column: Column, key: str, days: int, closed: int) -> Scalar:
    if column.name in ("id", "account_id"):
        return f"probe {key}"
    if column.type == "REAL":
        return 1000.5
    if column.type == "INTEGER":
        return closed
    day = (TODAY + timedelta(days=days)).isoformat()
    if column.name.endswith(("_on", "_until")):
        return day
    if column.name.endswith("_at") or column.name in ("at", "waiting_since"):
        return f"{day}T09:00:00Z"
    return {"priority": "URGENT" if days < 0 else "LOW", "out_of_office": "[]"}.get(column.name, "a")
