"""Which sessions are in use lately: where to read back what was missed, and a person's latest list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.core.delegating import CHILD
from app.store.database import Database
from app.store.tables import ENTRIES, SESSIONS


@dataclass(frozen=True)
class SeenThread:
    """A thread with a session, and when something was last written into its log."""

    channel: str
    thread_ts: str
    is_direct: bool
    last_at: datetime


class Recent:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def threads(self, since: datetime, limit: int = 100) -> Sequence[SeenThread]:
        """The latest first."""
        last = sa.func.max(ENTRIES.c.at).label("last_at")
        query = (
            sa.select(SESSIONS.c.channel, SESSIONS.c.thread_ts, SESSIONS.c.is_direct, last)
            .join(ENTRIES, ENTRIES.c.session == SESSIONS.c.id)
            .where(SESSIONS.c.thread_ts.is_not(None), SESSIONS.c.channel != CHILD)
            .group_by(SESSIONS.c.id, SESSIONS.c.channel, SESSIONS.c.thread_ts, SESSIONS.c.is_direct)
            .having(last >= since)
            .order_by(last.desc())
            .limit(limit)
        )
        return await self._database.read(lambda tx: [SeenThread(*row) for row in tx.execute(query)])

    async def of_person(self, person: str, limit: int) -> Sequence[str]:
        """The sessions they spoke in or got, the latest word of anybody first."""
        theirs = sa.select(ENTRIES.c.session).where(
            ENTRIES.c.kind.in_(["said", "fired", "listed", "forked"]), ENTRIES.c.person == person
        )
        query = (
            sa.select(ENTRIES.c.session)
            .where(ENTRIES.c.session.in_(theirs))
            .group_by(ENTRIES.c.session)
            .order_by(sa.func.max(ENTRIES.c.at).desc(), ENTRIES.c.session)
            .limit(limit)
        )
        return await self._database.read(lambda tx: list(tx.execute(query).scalars()))

    async def latest_list(self, person: str) -> str | None:
        """The session of the list this person got last."""
        query = (
            sa.select(ENTRIES.c.session)
            .where(ENTRIES.c.kind == "listed", ENTRIES.c.person == person)
            .order_by(ENTRIES.c.at.desc())
            .limit(1)
        )
        return await self._database.glance(lambda tx: tx.execute(query).scalar())
