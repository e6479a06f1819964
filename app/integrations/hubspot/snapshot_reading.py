"""Looks an account up in a sealed snapshot, and what belongs to it, within what the asker may see."""

from __future__ import annotations

import difflib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Record = dict[str, Any]
CANDIDATES = 8
MOST = {"contacts": 20, "deals": 20, "tickets": 20, "activities": 15}
SHORT, LONG = 200, 600  # characters of a title, of a body: fifteen bodies then stay below 10,000
_ACCOUNTS = """
    SELECT a.*, o.name AS owner FROM accounts a LEFT JOIN owners o ON o.id = a.owner_id
    WHERE a.owner_id IN (SELECT value FROM json_each(:owners)) OR (:unowned AND a.owner_id IS NULL)
"""
_RELATED = {
    "contacts": "SELECT id, name, email, title FROM contacts WHERE account_id = ? ORDER BY name, id",
    "deals": """
        SELECT d.id, d.name, amount, pipeline, stage, stage_entered_at, close_on, is_closed, is_won, last_activity_at,
               next_step, url, o.name AS owner
        FROM deals d LEFT JOIN owners o ON o.id = d.owner_id
        WHERE account_id = ? ORDER BY is_closed, close_on DESC, d.id""",
    "tickets": """
        SELECT t.id, system, subject, priority, stage, is_closed, created_at, reopened_at, closed_at, first_reply_at,
               waiting_since, url, o.name AS owner
        FROM tickets t LEFT JOIN owners o ON o.id = t.owner_id
        WHERE account_id = ? ORDER BY is_closed, created_at DESC, t.id""",
    "activities": """
        SELECT t.id, kind, at, title, body, outcome, url, o.name AS owner
        FROM activities t LEFT JOIN owners o ON o.id = t.owner_id
        WHERE account_id = ? ORDER BY at DESC, t.id""",
}


@dataclass(frozen=True)
class Scope:
    """Whose accounts may be seen."""

    owners: tuple[str, ...]
    unowned: bool = False


@contextmanager
def opened(path: str) -> Iterator[sqlite3.Connection]:
    """A sealed file never changes, so SQLite needs neither locks nor a journal."""
    db = sqlite3.connect(f"{Path(path).resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    db.row_factory = sqlite3.Row
    try:
        yield db
    finally:
        db.close()


def visible(db: sqlite3.Connection, scope: Scope) -> list[Record]:
    found = db.execute(_ACCOUNTS, {"owners": json.dumps(scope.owners), "unowned": scope.unowned})
    return [dict(row) for row in found]


def match(accounts: Sequence[Record], asked: str) -> list[Record]:
    """By id, else domain, else name, else part of the name; the first way that finds any."""
    wanted = _plain(asked)
    ways = (
        [each for each in accounts if each["id"] == asked.strip()],
        [each for each in accounts if each["domain"] and _plain(each["domain"]) == wanted],
        [each for each in accounts if _plain(each["name"] or "") == wanted],
        [each for each in accounts if wanted and wanted in _plain(each["name"] or "")],
    )
    return next(filter(None, ways), [])


def nearest(accounts: Sequence[Record], asked: str) -> list[Record]:
    names = {_plain(each["name"] or ""): each for each in accounts}
    return [names[name] for name in difflib.get_close_matches(_plain(asked), names, CANDIDATES, cutoff=0.5)]


def related(db: sqlite3.Connection, account_id: str) -> dict[str, list[Record]]:
    return {
        table: [_cut(dict(row)) for row in db.execute(query, (account_id,)).fetchmany(MOST[table])]
        for table, query in _RELATED.items()
    }


def _plain(text: str) -> str:
    """`https://www.Globex.example/` and `globex.example` are one."""
    text = text.strip().casefold().removeprefix("https://").removeprefix("http://").removeprefix("www.")
    return text.rstrip("/")


def _cut(row: Record) -> Record:
    """Without what is empty, texts at sensible lengths."""
    limits = {"body": LONG}
    return {
        name: _shorten(value, limits.get(name, SHORT)) if isinstance(value, str) else value
        for name, value in row.items()
        if value is not None
    }


def _shorten(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
