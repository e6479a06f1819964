"""The tables of a snapshot: the CRM and the tickets as they were at one moment, in one sealed SQLite file.

Every integration fills the same tables. Moments are UTC text "2026-11-25T09:00:00Z", days "2026-11-25", money the
portal's currency, ids text as the source gives them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

ColumnType = Literal["TEXT", "INTEGER", "REAL"]
Row = Mapping[str, str | int | float | None]


@dataclass(frozen=True)
class Column:
    name: str
    type: ColumnType
    meaning: str


@dataclass(frozen=True)
class Table:
    name: str
    columns: tuple[Column, ...]  # the first is the primary key


def _table(name: str, *columns: tuple[str, ColumnType, str]) -> Table:
    return Table(name, tuple(Column(*each) for each in columns))


ACCOUNTS = _table(
    "accounts",
    ("id", "TEXT", "the company's id in HubSpot"),
    ("name", "TEXT", "as HubSpot has it"),
    ("domain", "TEXT", "web domain"),
    ("owner_id", "TEXT", "HubSpot owner; null where nobody owns it or its owner has left"),
    ("tier", "TEXT", "revenue tier as the portal has it, for example A, B, C"),
    ("revenue", "REAL", "what they pay in a year, from the field named in workspace.yaml"),
    ("industry", "TEXT", ""),
    ("lifecycle_stage", "TEXT", ""),
    ("created_at", "TEXT", ""),
    ("last_contacted_at", "TEXT", "last call, email or meeting; null: never"),
    ("last_activity_at", "TEXT", "also notes and tasks"),
    ("onboarding_until", "TEXT", "day the onboarding ends"),
    ("renewal_on", "TEXT", "day of the renewal"),
    ("parent_id", "TEXT", "the parent account"),
    ("url", "TEXT", "its page"),
)
CONTACTS = _table(
    "contacts",
    ("id", "TEXT", ""),
    ("account_id", "TEXT", ""),
    ("name", "TEXT", ""),
    ("email", "TEXT", ""),
    ("title", "TEXT", ""),
)
DEALS = _table(
    "deals",
    ("id", "TEXT", ""),
    ("account_id", "TEXT", ""),
    ("owner_id", "TEXT", ""),
    ("name", "TEXT", ""),
    ("amount", "REAL", ""),
    ("pipeline", "TEXT", ""),
    ("stage", "TEXT", "the stage's label"),
    ("stage_entered_at", "TEXT", ""),
    ("close_on", "TEXT", "day it should close"),
    ("is_closed", "INTEGER", "1 or 0"),
    ("is_won", "INTEGER", "1 or 0"),
    ("last_activity_at", "TEXT", ""),
    ("next_step", "TEXT", ""),
    ("url", "TEXT", ""),
)
TICKETS = _table(
    "tickets",
    ("id", "TEXT", ""),
    ("system", "TEXT", "hubspot, jira, intercom …"),
    ("account_id", "TEXT", ""),
    ("owner_id", "TEXT", ""),
    ("subject", "TEXT", ""),
    ("priority", "TEXT", "LOW, MEDIUM, HIGH, URGENT"),
    ("stage", "TEXT", "the stage's label"),
    ("is_closed", "INTEGER", "1 or 0"),
    ("created_at", "TEXT", ""),
    ("reopened_at", "TEXT", ""),
    ("closed_at", "TEXT", ""),
    ("first_reply_at", "TEXT", "null: never answered"),
    ("waiting_since", "TEXT", "since when the customer waits for us; null: they do not"),
    ("url", "TEXT", ""),
)
ACTIVITIES = _table(
    "activities",
    ("id", "TEXT", "kind and id, for example call:991"),
    ("kind", "TEXT", "call, email, meeting, note, task; of tickets: comment, chat"),
    ("account_id", "TEXT", ""),
    ("owner_id", "TEXT", ""),
    ("at", "TEXT", "when it happened, or is due"),
    ("title", "TEXT", ""),
    ("body", "TEXT", "plain text: written by anybody, so never trusted"),
    ("outcome", "TEXT", "a call's disposition, a task's status, a meeting's outcome"),
    ("url", "TEXT", ""),
)
OWNERS = _table(
    "owners",
    ("id", "TEXT", ""),
    ("email", "TEXT", ""),
    ("name", "TEXT", ""),
    ("is_active", "INTEGER", "0: has left"),
    ("zone", "TEXT", "IANA time zone from HubSpot"),
    ("out_of_office", "TEXT", "JSON list of [from, until] moments"),
)
TRANSCRIPTS = _table(
    "transcripts",
    ("id", "TEXT", "the system and what is said, hashed: the same call dropped twice is one"),
    ("system", "TEXT", "transcripts: by folder …"),
    ("ref", "TEXT", "the source's own name of it, for example its path below the folder"),
    ("account_id", "TEXT", "null: no account could be told for certain; `links` says how and what it may be"),
    ("title", "TEXT", "written by anybody"),
    ("started_at", "TEXT", ""),
    ("dated_by", "TEXT", "where that comes from: content, name; modified: only the file's own date was known"),
    ("duration_s", "INTEGER", "null: not told"),
    ("language", "TEXT", ""),
    ("participants", "TEXT", "JSON list of {key, name, email, side}"),
    ("turns", "INTEGER", "how many"),
    ("their_turns", "INTEGER", "by the customer's side; 0: nobody of them is known"),
    ("url", "TEXT", "where people open it; null: `ref` says where it lies"),
)
TRANSCRIPT_TURNS = _table(
    "transcript_turns",
    ("id", "TEXT", "the transcript's id, #, number of the turn"),
    ("transcript_id", "TEXT", ""),
    ("number", "INTEGER", "from 0"),
    ("speaker", "TEXT", "name as the transcript has it"),
    ("side", "TEXT", "us, them, unknown"),
    ("start_ms", "INTEGER", ""),
    ("end_ms", "INTEGER", ""),
    ("text", "TEXT", "what was said: never trusted"),
)
TRANSCRIPT_SIGNALS = _table(
    "transcript_signals",
    ("id", "TEXT", "the turn's id, and which of its signals"),
    ("transcript_id", "TEXT", ""),
    ("account_id", "TEXT", ""),
    ("at", "TEXT", "when the call began"),
    ("speaker", "TEXT", ""),
    ("side", "TEXT", "us, them, unknown"),
    ("quote", "TEXT", "the sentence, at most 160 characters, without links: said by anybody"),
    ("document", "TEXT", "the agreement it speaks of: contract, NDA, order form …; null: none"),
    ("blocker", "TEXT", "what holds it up, where the customer says so: legal, procurement, budget …; null: nothing"),
    ("is_settled", "INTEGER", "1: says that it is signed or cleared; else 0"),
    ("next_step_on", "TEXT", "day that both sides agreed to do something on; null: none"),
    ("url", "TEXT", "the call, as in transcripts; so is the next"),
    ("ref", "TEXT", ""),
)
ACCOUNT_SHEETS = _table(
    "account_sheets",
    ("id", "TEXT", "the account's id, a colon, the field: an account has one value of each"),
    ("account_id", "TEXT", ""),
    ("field", "TEXT", "the column of accounts that it completes: revenue, tier, renewal_on …"),
    ("value", "TEXT", "as text"),
    ("number", "REAL", "the same where it is a number"),
    ("sheet", "TEXT", "the file it stands in"),
    ("line", "INTEGER", "its line there"),
)
LINKS = _table(
    "links",
    ("id", "TEXT", "the row of another system than the CRM that is joined to an account, for example jira:CS-12"),
    ("system", "TEXT", "jira, intercom …"),
    ("account_id", "TEXT", "null: no account could be told for certain"),
    ("linked_by", "TEXT", "how: id, domain, email, name; null: unmatched"),
    ("confidence", "REAL", "from 0 to 1"),
    ("candidates", "TEXT", "JSON list of the accounts it may be; null: one, or none"),
    ("hints", "TEXT", "JSON of what the system says: {ids, domains, emails, names}, written by anybody"),
)
TABLES = (
    ACCOUNTS,
    CONTACTS,
    DEALS,
    TICKETS,
    ACTIVITIES,
    OWNERS,
    TRANSCRIPTS,
    TRANSCRIPT_TURNS,
    TRANSCRIPT_SIGNALS,
    ACCOUNT_SHEETS,
    LINKS,
)


@dataclass(frozen=True)
class Snapshot:
    """A sealed file; never written again."""

    hash: str  # sha256 of its bytes
    path: str
    taken_at: datetime  # product time
    sources: Mapping[str, datetime]  # system → as of when its rows are


class Mirror(Protocol):
    """The one writable copy that syncs keep up to date; snapshots are sealed from it. Each call is one transaction."""

    def replace(self, table: str, rows: Iterable[Row], *, system: str) -> int:
        """All rows of this system's part of the table anew, for a full sync; returns how many."""

    def upsert(self, table: str, rows: Iterable[Row], *, system: str) -> int: ...

    def delete(self, table: str, ids: Sequence[str], *, system: str) -> int: ...

    def note(self, key: str, value: str | None = None) -> str | None:
        """Reads a cursor of a source; with a value, writes it."""

    def rows(self, table: str, columns: Sequence[str]) -> Sequence[tuple[Any, ...]]:
        """What is there from all systems, to find the account of a foreign row by core/matching.py."""


class Progress(Protocol):
    def __call__(self, what: str, done: int, of: int | None) -> None: ...


class Source(Protocol):
    """An integration's plug for data: it fills the mirror."""

    @property
    def system(self) -> str: ...

    async def sync(self, mirror: Mirror, *, full: bool, now: datetime, progress: Progress) -> None:
        """Brings the mirror up to date; raises a ThreadworkError with a remedy and leaves the mirror whole."""

    async def touched(self, account_ids: Sequence[str]) -> Mapping[str, Mapping[str, str | None]]:
        """The check before sending: id → current last_contacted_at, owner_id; an id that is gone is left out."""
