"""The tables, as the newest migration leaves them. JSON is kept as text, so it comes back as it went in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa


class Moment(sa.TypeDecorator[datetime]):
    """An aware moment, kept as UTC; SQLite has no zones."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no zone; pass an aware datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = sa.MetaData()

SESSIONS = sa.Table(
    "sessions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("thread_ts", sa.Text),  # null until its first message is posted; nulls are not alike
    sa.Column("is_direct", sa.Boolean, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),  # of the latest entry; moving it is what takes the session's lock
    sa.Column("opened_at", Moment, nullable=False),
    sa.UniqueConstraint("channel", "thread_ts", name="sessions_place"),
)

ENTRIES = sa.Table(
    "entries",
    metadata,
    sa.Column("session", sa.Text, sa.ForeignKey("sessions.id"), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("person", sa.Text),  # whose word it is, or for whom; null where nobody's
    sa.Column("body", sa.Text, nullable=False),
    sa.Index("entries_kind_person", "kind", "person"),
)

KEYS = sa.Table(
    "keys",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("session", sa.Text, nullable=False),
)

EFFECTS = sa.Table(
    "effects",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("session", sa.Text, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("intended_at", Moment, nullable=False),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("receipt", sa.Text, nullable=False),
    sa.Column("drawn", sa.Text, nullable=False),
)

ARMS = sa.Table(
    "arms",
    metadata,
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("agent", sa.Text, nullable=False),
    sa.Column("used_by", sa.Text),  # the key of the message it was for; null until then
)

WAKES = sa.Table(
    "wakes",
    metadata,
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("at", Moment, primary_key=True, index=True),
)

TRIGGERS = sa.Table(
    "triggers",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("schedule", sa.Text, nullable=False),  # what `next_at` was computed from; another text recomputes it
    sa.Column("on_day", sa.Date, nullable=False),  # the person's local day of `next_at`
    sa.Column("next_at", Moment, nullable=False, index=True),
    sa.Column("last_on", sa.Date),
    sa.Column("last_result", sa.Text),
)

RUNS = sa.Table(
    "runs",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("playbook", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("snapshot", sa.Text, nullable=False),
    sa.Column("today", sa.Date, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),  # zlib of JSON
)

SNAPSHOTS = sa.Table(
    "snapshots",
    metadata,
    sa.Column("hash", sa.Text, primary_key=True),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("taken_at", Moment, nullable=False),
    sa.Column("sources", sa.Text, nullable=False),
    sa.Column("day", sa.Date, nullable=False, index=True),
)

PINS = sa.Table(
    "pins",
    metadata,
    sa.Column("server", sa.Text, primary_key=True),
    sa.Column("tool", sa.Text, primary_key=True),
    sa.Column("accepted", sa.Text),  # null: nobody has looked yet
    sa.Column("accepted_at", Moment),
    sa.Column("offered", sa.Text),  # null: the server no longer offers it
    sa.Column("offered_at", Moment, nullable=False),  # when `offered` came to be what it is
)

VERSIONS = sa.Table(
    "versions",
    metadata,
    sa.Column("playbook", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),  # from 1 within the playbook
    sa.Column("version", sa.Text, nullable=False),  # what decides, hashed: a run names it
    sa.Column("digest", sa.Text, nullable=False),  # of all its files
    sa.Column("texts", sa.Text, nullable=False),  # JSON: file → text
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("base", sa.Integer),
    sa.Column("file_digest", sa.Text, nullable=False),  # of the folder as it stood then
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
)

POINTERS = sa.Table(
    "pointers",
    metadata,
    sa.Column("playbook", sa.Text, primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("number", sa.Integer),  # null: the scope has no version of its own any more
    sa.Column("at", Moment, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("until", Moment),
)

REVISIONS = sa.Table(
    "revisions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("playbook", sa.Text, nullable=False),
    sa.Column("base", sa.Integer, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("texts", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),  # Slack id
    sa.Column("author_name", sa.Text, nullable=False),
    sa.Column("author_email", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("taint", sa.Text, nullable=False),  # JSON: where untrusted text that may have led to it came from
    sa.Column("origin", sa.Text),  # the session it was asked in
    sa.Column("card", sa.Text),  # the session of its review
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
)

FIRINGS = sa.Table(
    "firings",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),  # of the trigger
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("result", sa.Text, nullable=False),  # fired, asked (by hand, not done yet), or why not
    sa.Column("session", sa.Text),
    sa.Index("firings_name_at", "name", "at"),
    sa.Index("firings_result", "result"),
)

CURSORS = sa.Table(
    "cursors",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
