"""The one writable copy of the CRM and the tickets. Syncs keep it up to date; snapshots are sealed from it.

It holds nothing that a full sync could not bring back, so a file of another layout is emptied rather than migrated.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.core.errors import ThreadworkError
from app.core.nearest import nearest
from app.core.snapshots import TABLES, Row, Table

SYSTEM = "_system"  # hidden column: whose row it is
NOTES = "_notes"  # hidden table: cursors of the sources, and when and from what a snapshot was taken
BUSY_SECONDS = 30  # `threadwork sync` may write while `serve` does
IDS_AT_ONCE = 500  # SQLite binds at least 999 values
_TABLES = {table.name: table for table in TABLES}


class MirrorError(ThreadworkError):
    """A source sent rows that do not fit; nothing of the call was written."""


def schema() -> Iterator[str]:
    """The statements that make an empty mirror."""
    for table in TABLES:
        key, *rest = (f"{column.name} {column.type}" for column in table.columns)
        columns = ", ".join((f"{key} NOT NULL PRIMARY KEY", *rest, f"{SYSTEM} TEXT NOT NULL"))
        yield f"CREATE TABLE {table.name} ({columns}) STRICT, WITHOUT ROWID"
        if any(column.name == "account_id" for column in table.columns):
            yield f"CREATE INDEX {table.name}_of_account ON {table.name} (account_id)"
    yield f"CREATE TABLE {NOTES} (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID"


class SqliteMirror:
    """Implements core.snapshots.Mirror. Blocking; safe to call from any thread."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        with self._transaction() as db:
            _lay_out(db)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def replace(self, table: str, rows: Iterable[Row], *, system: str) -> int:
        found = _table(table)
        with self._transaction() as db:
            db.execute(f"DELETE FROM {found.name} WHERE {SYSTEM} = ?", (system,))  # noqa: S608  # names of core.snapshots
            return _write(db, found, rows, system)

    def upsert(self, table: str, rows: Iterable[Row], *, system: str) -> int:
        found = _table(table)
        with self._transaction() as db:
            return _write(db, found, rows, system)

    def delete(self, table: str, ids: Sequence[str], *, system: str) -> int:
        found, gone = _table(table), 0
        with self._transaction() as db:
            for start in range(0, len(ids), IDS_AT_ONCE):
                some = ids[start : start + IDS_AT_ONCE]
                marks = ", ".join("?" * len(some))
                statement = f"DELETE FROM {found.name} WHERE {SYSTEM} = ? AND {_key(found)} IN ({marks})"  # noqa: S608
                gone += db.execute(statement, (system, *some)).rowcount
        return gone

    def note(self, key: str, value: str | None = None) -> str | None:
        with self._transaction() as db:
            if value is not None:
                db.execute(f"INSERT OR REPLACE INTO {NOTES} VALUES (?, ?)", (key, value))  # noqa: S608
                return value
            row = db.execute(f"SELECT value FROM {NOTES} WHERE key = ?", (key,)).fetchone()  # noqa: S608
        return row[0] if row else None

    def rows(self, table: str, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        found = _table(table)
        _check_names(found, [column.name for column in found.columns], columns)
        statement = f"SELECT {', '.join(columns)} FROM {found.name} ORDER BY {_key(found)}"  # noqa: S608
        with self._lock:
            return self._db.execute(statement).fetchall()

    def copy_to(self, path: Path, notes: Mapping[str, str]) -> None:
        """A compact copy of everything as it is now, with these notes in it."""
        for key, value in notes.items():
            self.note(key, value)
        with self._lock:
            self._db.execute("VACUUM INTO ?", (str(path),))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")


def _lay_out(db: sqlite3.Connection) -> None:
    wanted = {statement for statement in schema() if statement.startswith("CREATE TABLE")}
    there = {row[0]: row[1] for row in db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")}
    if set(there.values()) == wanted:
        return
    for name in there:
        db.execute(f'DROP TABLE "{name}"')
    for statement in schema():
        db.execute(statement)


def _write(db: sqlite3.Connection, table: Table, rows: Iterable[Row], system: str) -> int:
    names = [column.name for column in table.columns]
    values = [_values(table, names, row, system) for row in rows]
    key, columns = _key(table), [*names, SYSTEM]
    statement = (
        f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "  # noqa: S608
        f"ON CONFLICT ({key}) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in names[1:])} "
        f"WHERE {SYSTEM} = excluded.{SYSTEM}"
    )
    try:
        written = db.executemany(statement, values).rowcount if values else 0
    except sqlite3.Error as error:
        raise MirrorError(
            f"{table.name} from {system} does not fit: {error}. Send what core/snapshots.py says"
        ) from error
    if written < len(values):
        raise MirrorError(_taken(db, table, values, system))
    return written


def _values(table: Table, names: Sequence[str], row: Row, system: str) -> tuple[str | int | float | None, ...]:
    _check_names(table, names, row)
    return (*(row.get(name) for name in names), system)


def _check_names(table: Table, names: Sequence[str], given: Iterable[str]) -> None:
    unknown = set(given) - set(names)
    if unknown:
        name = min(unknown)
        raise MirrorError(f"{table.name} has no column {name!r}.{nearest(name, names)}")


def _taken(db: sqlite3.Connection, table: Table, values: Sequence[tuple[object, ...]], system: str) -> str:
    """Two systems with one id: neither may silently win."""
    statement = f"SELECT {SYSTEM} FROM {table.name} WHERE {_key(table)} = ?"  # noqa: S608
    for value in values:
        owner = db.execute(statement, (value[0],)).fetchone()
        if owner and owner[0] != system:
            return (
                f"{table.name} {value[0]!r} of {system} is a row of {owner[0]} too: put {system!r} in front of its id"
            )
    return f"{table.name} from {system}: fewer rows written than sent"


def _table(name: str) -> Table:
    found = _TABLES.get(name)
    if found is None:
        raise MirrorError(f"There is no table {name!r} in a snapshot.{nearest(name, _TABLES)}")
    return found


def _key(table: Table) -> str:
    return table.columns[0].name
