"""A session begun with the lines of another, in one transaction with its key: done once, and found again by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.core.entries import EntryBody, Place
from app.core.ports import Clock
from app.store.database import Database, insert_if_new
from app.store.log import Log, new_session
from app.store.tables import ENTRIES, KEYS, SESSIONS

# Whoever looks for lists, marks or writes across sessions finds each once, where it happened.
COPIED = "copied"


@dataclass(frozen=True)
class Forks:
    database: Database
    log: Log
    clock: Clock

    async def fork(self, of: str, upto: int, place: Place, *bodies: EntryBody, key: str) -> str:
        """The new session: the lines of `of` up to the seq `upto`, then `bodies`. By a known key, the one of then."""
        return await self.database.write(lambda tx: self._fork(tx, of, upto, place, bodies, key))

    def _fork(self, tx: sa.Connection, of: str, upto: int, place: Place, bodies: Sequence[EntryBody], key: str) -> str:
        session, now = new_session(), self.clock.now()
        if not insert_if_new(tx, KEYS, key=key, at=now, session=session):
            return str(tx.execute(sa.select(KEYS.c.session).where(KEYS.c.key == key)).scalar_one())
        insert_if_new(tx, SESSIONS, id=session, seq=upto, opened_at=now, **place.model_dump())
        columns = (sa.literal(session), ENTRIES.c.seq, ENTRIES.c.at, sa.literal(COPIED), ENTRIES.c.body)
        lines = sa.select(*columns).where(ENTRIES.c.session == of, ENTRIES.c.seq <= upto)
        tx.execute(sa.insert(ENTRIES).from_select(["session", "seq", "at", "kind", "body"], lines))
        self.log.append_in(tx, session, bodies)
        return session
