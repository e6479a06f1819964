"""What came of each occasion of a trigger, for people to see; and what they asked to fire by hand.

That nothing fires twice is not decided here but by the log's keys.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.store.database import Database, insert_if_new
from app.store.tables import CURSORS, FIRINGS

ASKED = "asked"
FIRED = "fired"


@dataclass(frozen=True)
class Firing:
    key: str
    name: str
    person: str  # Slack id, or an email where it was asked for at the command line
    at: datetime
    result: str
    session: str | None = None


class Firings:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(self, firing: Firing) -> None:
        """The latest word on it stands."""

        def write(tx: sa.Connection) -> None:
            if not insert_if_new(tx, FIRINGS, **vars(firing)):
                changed = {"result": firing.result, "session": firing.session, "person": firing.person}
                tx.execute(sa.update(FIRINGS).where(FIRINGS.c.key == firing.key).values(**changed))

        await self._database.write(write)

    async def ask(self, name: str, person: str, at: datetime) -> str:
        """`serve` fires it at its next look; returns the key to find it by."""
        firing = Firing(f"{name}:now:{secrets.token_hex(6)}", name, person, at, ASKED)
        await self.record(firing)
        return firing.key

    async def asked(self) -> Sequence[Firing]:
        query = sa.select(FIRINGS).where(FIRINGS.c.result == ASKED).order_by(FIRINGS.c.at, FIRINGS.c.key)
        return await self._database.glance(lambda tx: [_firing(row) for row in tx.execute(query)])

    async def find(self, key: str) -> Firing | None:
        query = sa.select(FIRINGS).where(FIRINGS.c.key == key)
        return await self._database.read(lambda tx: _firing(row) if (row := tx.execute(query).first()) else None)

    async def latest(self) -> Mapping[str, Firing]:
        """By the trigger's name."""
        last = sa.select(FIRINGS.c.name, sa.func.max(FIRINGS.c.at).label("at")).group_by(FIRINGS.c.name).subquery()
        query = sa.select(FIRINGS).join(last, (FIRINGS.c.name == last.c.name) & (FIRINGS.c.at == last.c.at))
        return await self._database.read(lambda tx: {row.name: _firing(row) for row in tx.execute(query)})


class Cursors:
    """How far something has looked, by its name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, name: str) -> str | None:
        query = sa.select(CURSORS.c.value).where(CURSORS.c.name == name)
        return await self._database.glance(lambda tx: tx.execute(query).scalar())

    async def move(self, name: str, value: str) -> None:
        def write(tx: sa.Connection) -> None:
            if not insert_if_new(tx, CURSORS, name=name, value=value):
                tx.execute(sa.update(CURSORS).where(CURSORS.c.name == name).values(value=value))

        await self._database.write(write)


def _firing(row: sa.Row[tuple[object, ...]]) -> Firing:
    return Firing(**row._mapping)
