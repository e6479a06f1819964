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

    async def armed(self, channel: str, person: str) -> str | None:
        chosen = sa.select(ARMS.c.agent).where(*_here(channel, person))
        return await self._database.read(lambda tx: tx.execute(chosen).scalar())

    async def disarm(self, channel: str, person: str) -> None:
        await self._database.write(lambda tx: tx.execute(sa.delete(ARMS).where(*_here(channel, person))))


def _here(channel: str, person: str) -> tuple[sa.ColumnElement[bool], ...]:
    return ARMS.c.channel == channel, ARMS.c.person == person
