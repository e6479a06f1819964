"""Which agent a person picked for their next message in a channel, before there is a session to write it into."""

from __future__ import annotations

import sqlalchemy as sa

from app.store.database import Database
from app.store.tables import ARMS


class Arms:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def arm(self, channel: str, person: str, agent: str) -> None:
        """The latest choice counts."""

        def write(tx: sa.Connection) -> None:
            tx.execute(sa.delete(ARMS).where(*_here(channel, person)))
            tx.execute(sa.insert(ARMS).values(channel=channel, person=person, agent=agent))

        await self._database.write(write)

    async def take(self, channel: str, person: str, key: str) -> str | None:
        """For the message of that key, once; asked again for it, the same again. Nobody armed costs one read."""
        mine = sa.and_(*_here(channel, person), sa.or_(ARMS.c.used_by.is_(None), ARMS.c.used_by == key))
        there = sa.select(ARMS.c.agent).where(mine)
        if await self._database.glance(lambda tx: tx.execute(there).scalar()) is None:
            return None
        claim = sa.update(ARMS).where(mine).values(used_by=key).returning(ARMS.c.agent)
        return await self._database.write(lambda tx: tx.execute(claim).scalar())


def _here(channel: str, person: str) -> tuple[sa.ColumnElement[bool], ...]:
    return ARMS.c.channel == channel, ARMS.c.person == person
