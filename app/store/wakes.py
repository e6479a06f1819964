"""Delayed deliveries: when a session that waits until a time is to be looked at again, in product time."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.core.ports import Delivery
from app.store.database import Database, insert_if_new
from app.store.tables import SESSIONS, WAKES

AT_ONCE = 100  # deliveries in one transaction, so that nobody else waits long for the database


class Wakes:
    def __init__(self, database: Database, delivery: Delivery) -> None:
        self._database, self._delivery = database, delivery

    async def set(self, session: str, at: datetime) -> None:
        """Once per session and moment."""
        await self._database.write(lambda tx: insert_if_new(tx, WAKES, session=session, at=at))

    async def earliest(self) -> datetime | None:
        return await self._database.glance(lambda tx: tx.execute(sa.select(sa.func.min(WAKES.c.at))).scalar())

    async def deliver_due(self, now: datetime) -> int:
        """Hands every wake up to `now` to the delivery; returns how many. Row and delivery change hands together."""
        total = 0
        while moved := await self._database.write(lambda tx: self._move(tx, now)):
            total += moved
        return total

    def _move(self, tx: sa.Connection, now: datetime) -> int:
        due = sa.select(WAKES.c.session, WAKES.c.at, SESSIONS.c.seq).join(SESSIONS, SESSIONS.c.id == WAKES.c.session)
        first = due.where(WAKES.c.at <= now).order_by(WAKES.c.at).limit(AT_ONCE)
        rows = tx.execute(first.with_for_update(of=WAKES, skip_locked=True)).all()
        for row in rows:
            self._delivery.enqueue(tx, row.session, row.seq, row.at)
            tx.execute(sa.delete(WAKES).where(WAKES.c.session == row.session, WAKES.c.at == row.at))
        return len(rows)
