"""What belongs to an account in a sealed snapshot, at lengths that a model can read."""

from __future__ import annotations

import sqlite3

from app.integrations.sight import Record

MOST = {"contacts": 20, "deals": 20, "tickets": 20, "activities": 15}
SHORT, LONG = 200, 600  # characters of a title, of a body: fifteen bodies then stay below 10,000
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


def related(db: sqlite3.Connection, account_id: str) -> dict[str, list[Record]]:
    return {
        table: [_cut(dict(row)) for row in db.execute(query, (account_id,)).fetchmany(MOST[table])]
        for table, query in _RELATED.items()
    }


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
