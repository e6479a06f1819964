"""The outbox: a row for every outside write, intent first, then the receipt. The ports `Effects` and `Intents`."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from app.core.effects import Effect
from app.core.entries import Place
from app.core.ports import Clock
from app.store.database import Database, insert_if_new
from app.store.tables import EFFECTS, SESSIONS

log = logging.getLogger(__name__)


class Outbox:
    def __init__(self, database: Database, clock: Clock, owner: str) -> None:
        """`owner` is this boot of the program: an intent of another boot was interrupted, so look before acting."""
        self._database, self._clock, self._owner = database, clock, owner

    async def of_session(self, session: str) -> Sequence[Effect]:
        query = sa.select(EFFECTS).where(EFFECTS.c.session == session).order_by(EFFECTS.c.intended_at, EFFECTS.c.key)
        return await self._database.glance(lambda tx: [_effect(row) for row in tx.execute(query)])

    async def interrupted(self) -> Sequence[Effect]:
        query = sa.select(EFFECTS).where(EFFECTS.c.state == "intended").order_by(EFFECTS.c.intended_at, EFFECTS.c.key)
        return await self._database.read(lambda tx: [_effect(row) for row in tx.execute(query)])

    async def find(self, key: str) -> Effect | None:
        query = sa.select(EFFECTS).where(EFFECTS.c.key == key)
        return await self._database.read(lambda tx: _effect(row) if (row := tx.execute(query).first()) else None)

    async def intend(self, key: str, session: str, kind: str) -> Effect:
        now = self._clock.now()
        intent = Effect(key, session, kind, "intended", now, self._owner, {})

        def write(tx: sa.Connection) -> Effect:
            values = {**vars(intent), "receipt": "{}"}
            if insert_if_new(tx, EFFECTS, **values):
                return intent
            return _effect(tx.execute(sa.select(EFFECTS).where(EFFECTS.c.key == key)).one())

        return await self._database.write(write)

    async def receive(
        self, key: str, receipt: Mapping[str, str], *, drawn: str = "", bind: Place | None = None
    ) -> None:
        done = sa.update(EFFECTS).where(EFFECTS.c.key == key).returning(EFFECTS.c.session)

        def write(tx: sa.Connection) -> None:
            values = {"state": "done", "receipt": json.dumps(dict(receipt)), "drawn": drawn}
            session = tx.execute(done.values(**values)).scalar_one()
            if bind is not None:
                _bind(tx, session, bind)

        await self._database.write(write)

    async def doubt(self, key: str) -> None:
        sent = sa.update(EFFECTS).where(EFFECTS.c.key == key, EFFECTS.c.state == "intended").values(state="unknown")
        await self._database.write(lambda tx: tx.execute(sent))

    async def forget(self, key: str) -> None:
        gone = sa.delete(EFFECTS).where(EFFECTS.c.key == key, EFFECTS.c.state != "done")
        await self._database.write(lambda tx: tx.execute(gone))


def _bind(tx: sa.Connection, session: str, place: Place) -> None:
    """A thread has one session. Where somebody's word opened another one there first, that one keeps it."""
    here = sa.and_(SESSIONS.c.channel == place.channel, SESSIONS.c.thread_ts == place.thread_ts)
    holder = tx.execute(sa.select(SESSIONS.c.id).where(here)).scalar()
    if holder not in {None, session}:
        log.warning("thread %s of %s stays with session %s, not %s", place.thread_ts, place.channel, holder, session)
        return
    tx.execute(sa.update(SESSIONS).where(SESSIONS.c.id == session).values(**place.model_dump()))


def _effect(row: sa.Row[tuple[object, ...]]) -> Effect:
    return Effect(**{**row._mapping, "receipt": json.loads(row.receipt)})
