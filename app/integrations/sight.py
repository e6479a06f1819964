"""What somebody may see: the accounts of a snapshot that they own, manage or look after, and what belongs to these."""

from __future__ import annotations

import asyncio
import difflib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.matching import Accounts
from app.core.people import Person
from app.core.snapshots import Snapshot
from app.integrations.joining import Hints, Link, find_account
from app.integrations.plug import Setting

Record = dict[str, Any]
CANDIDATES = 8
UNSEEN = "There is no snapshot of the CRM yet, so it cannot be told who may see what. Say so."
_ACCOUNTS = """
    SELECT a.*, o.name AS owner FROM accounts a LEFT JOIN owners o ON o.id = a.owner_id
    WHERE a.owner_id IN (SELECT value FROM json_each(:owners)) OR (:unowned AND a.owner_id IS NULL)
"""


@dataclass(frozen=True)
class Scope:
    """Whose accounts may be seen."""

    owners: tuple[str, ...]
    unowned: bool = False


@dataclass(frozen=True)
class Sight:
    """One person's view on records that lie in other systems than the CRM."""

    snapshot: Snapshot
    visible: tuple[Record, ...]  # the accounts that they may see
    known: Accounts  # every account, to tell what belongs to others
    may_see_unlinked: bool

    def allows(self, hints: Hints) -> bool:
        return self.allows_link(find_account(self.known, hints))

    def allows_link(self, link: Link) -> bool:
        """What has no account is seen by all who work here; what may belong to one of several, by who sees them all."""
        meant = (link.account_id,) if link.account_id is not None else link.candidates
        if not meant:
            return self.may_see_unlinked
        return set(meant) <= {account["id"] for account in self.visible}

    def name_of(self, account_id: str | None) -> str | None:
        return next((account["name"] for account in self.visible if account["id"] == account_id), None)


def scope_of(asker: Person, unowned_to: str | None) -> Scope:
    """`unowned_to`: the email of the person who looks after accounts that nobody owns."""
    looks_after = unowned_to is not None and asker.email.lower() == unowned_to.lower()
    return Scope(asker.owner_ids, unowned=looks_after)


async def look(setting: Setting, asker: Person) -> Sight | None:
    """None before the first snapshot: then nobody can tell who may see what."""
    if (snapshot := await setting.latest()) is None:
        return None
    scope = scope_of(asker, setting.unowned_to)
    return await asyncio.to_thread(_look, snapshot, scope, asker.standing == "member")


def _look(snapshot: Snapshot, scope: Scope, is_member: bool) -> Sight:
    with opened(snapshot.path) as db:
        accounts = [tuple(row) for row in db.execute("SELECT id, name, domain FROM accounts")]
        contacts = [tuple(row) for row in db.execute("SELECT email, account_id FROM contacts")]
        return Sight(snapshot, tuple(visible(db, scope)), Accounts(accounts, contacts), is_member)


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


def _plain(text: str) -> str:
    """`https://www.Globex.example/` and `globex.example` are one."""
    text = text.strip().casefold().removeprefix("https://").removeprefix("http://").removeprefix("www.")
    return text.rstrip("/")
