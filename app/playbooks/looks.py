"""Small looks into a snapshot beside facts.sql: whose it is, which tickets to link, and what stood there before."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from app.core.playbooks import Ticket
from app.core.snapshots import Snapshot
from app.playbooks.snapshot import open_read_only

AT_ONCE = 500  # SQLite binds at least 999 values
_URGENCY = "CASE UPPER(priority) WHEN 'URGENT' THEN 0 WHEN 'HIGH' THEN 1 WHEN 'MEDIUM' THEN 2 ELSE 3 END"


@dataclass(frozen=True)
class Standing:
    """What the check before sending compares with."""

    last_contacted_at: str | None
    owner_id: str | None


@dataclass(frozen=True)
class NamedAccount:
    id: str
    name: str
    domain: str
    owner_id: str | None


def owns_anything(snapshot: Snapshot, owner_ids: Collection[str | None]) -> bool:
    accounts = "SELECT 1 FROM accounts WHERE {owner} UNION ALL SELECT 1 FROM deals WHERE account_id IS NULL AND {owner}"
    named = [each for each in owner_ids if each is not None]
    owner = f"owner_id IN ({', '.join('?' * len(named))})" + (" OR owner_id IS NULL" if None in owner_ids else "")
    with closing(open_read_only(snapshot.path)) as db:
        found = db.execute(f"SELECT EXISTS ({accounts.format(owner=f'({owner})')})", (*named, *named)).fetchone()
    return bool(found[0])


def open_tickets(snapshot: Snapshot, account_ids: Sequence[str]) -> list[Ticket]:
    """The most urgent of each account first, then those that wait longest."""
    statement = (
        "SELECT id, account_id, subject, priority, url FROM tickets WHERE COALESCE(is_closed, 0) = 0 "  # noqa: S608
        f"AND account_id IN ({{marks}}) ORDER BY {_URGENCY}, COALESCE(waiting_since, created_at), id"
    )
    with closing(open_read_only(snapshot.path)) as db:
        return [Ticket(row[0], row[1], *(each or "" for each in row[2:])) for row in _each(db, statement, account_ids)]


def standings(snapshot: Snapshot, account_ids: Sequence[str]) -> Mapping[str, Standing]:
    statement = "SELECT id, last_contacted_at, owner_id FROM accounts WHERE id IN ({marks})"
    with closing(open_read_only(snapshot.path)) as db:
        return {row[0]: Standing(row[1], row[2]) for row in _each(db, statement, account_ids)}


def named_accounts(snapshot: Snapshot, owner_ids: Collection[str | None]) -> list[NamedAccount]:
    """Those of these owners; of nobody, where None is among them."""
    wanted = set(owner_ids)
    with closing(open_read_only(snapshot.path)) as db:
        rows = db.execute("SELECT id, name, domain, owner_id FROM accounts ORDER BY id").fetchall()
    return [NamedAccount(row[0], row[1] or "", row[2] or "", row[3]) for row in rows if row[3] in wanted]


def _each(db: sqlite3.Connection, statement: str, ids: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        yield from db.execute(statement.format(marks=", ".join("?" * len(some))), some)
