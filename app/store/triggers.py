"""When each person's next firing is due. One row moves together with what it fires, so nothing fires twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.core.entries import Fired, Opened, Place
from app.core.triggers import Due, Skip
from app.store.database import Database, insert_if_new
from app.store.log import Log
from app.store.tables import TRIGGERS


@dataclass(frozen=True)
class TriggerRow:
    """One trigger for one person: `due` is next."""

    name: str
    person: str
    zone: str
    schedule: str  # the declaration as text; where it or the zone changes, `due` is computed anew
    due: Due
    last_on: date | None = None
    last_result: str | None = None


class TriggerRows:
    def __init__(self, database: Database, log: Log) -> None:
        self._database, self._log = database, log

    async def enrol(self, name: str, rows: Iterable[TriggerRow]) -> None:
        """Exactly these people from now on. A row whose zone and schedule did not change keeps what is due."""
        wanted = {row.person: row for row in rows}
        await self._database.write(lambda tx: _enrol(tx, name, wanted))

    async def keep_only(self, names: Collection[str]) -> None:
        """Rows of triggers that are not declared any more go."""
        gone = sa.delete(TRIGGERS).where(TRIGGERS.c.name.not_in(names))
        await self._database.write(lambda tx: tx.execute(gone))

    async def due(
        self, until: datetime, limit: int = 100, names: Collection[str] | None = None
    ) -> Sequence[TriggerRow]:
        """Due at `until` or before, the earliest first; of these triggers, or of all."""
        query = _of(names).where(TRIGGERS.c.next_at <= until)
        ordered = query.order_by(TRIGGERS.c.next_at, TRIGGERS.c.name, TRIGGERS.c.person).limit(limit)
        return await self._database.read(lambda tx: [_trigger_row(row) for row in tx.execute(ordered)])

    async def of_person(self, person: str) -> Sequence[TriggerRow]:
        query = sa.select(TRIGGERS).where(TRIGGERS.c.person == person).order_by(TRIGGERS.c.name)
        return await self._database.read(lambda tx: [_trigger_row(row) for row in tx.execute(query)])

    async def all(self) -> Sequence[TriggerRow]:
        return await self._database.read(lambda tx: [_trigger_row(row) for row in tx.execute(sa.select(TRIGGERS))])

    async def earliest(self, names: Collection[str] | None = None) -> datetime | None:
        query = _of(names).with_only_columns(TRIGGERS.c.next_at).order_by(TRIGGERS.c.next_at).limit(1)
        return await self._database.glance(lambda tx: tx.execute(query).scalar())

    async def settle(
        self, row: TriggerRow, outcome: Fired | Skip, upcoming: Due, place: Place | None = None
    ) -> str | None:
        """Fires or skips what is due and moves on, at once. The new session; None where there is none to open.

        Without a place it is the person's own firing of that day: in their direct messages, once.
        """
        return await self._database.write(lambda tx: self._settle(tx, row, outcome, upcoming, place))

    def _settle(
        self, tx: sa.Connection, row: TriggerRow, outcome: Fired | Skip, upcoming: Due, place: Place | None
    ) -> str | None:
        is_again = place is None and row.last_on is not None and row.due.on <= row.last_on
        if isinstance(outcome, Fired) and is_again:
            outcome = Skip("already settled for that day")  # the schedule or the zone moved during it
        result = outcome.reason if isinstance(outcome, Skip) else "fired"
        moved = (
            sa.update(TRIGGERS)
            .where(TRIGGERS.c.name == row.name, TRIGGERS.c.person == row.person, TRIGGERS.c.next_at == row.due.at)
            .values(on_day=upcoming.on, next_at=upcoming.at, last_on=row.due.on, last_result=result)
        )
        if not tx.execute(moved.returning(TRIGGERS.c.name)).all() or isinstance(outcome, Skip):
            return None  # another replica was here first, or nothing is to be said
        place = place or Place(channel=outcome.person, is_direct=True)
        return self._log.open_in(tx, place, [Opened(place=place, by=row.name), outcome], outcome.key)


def _of(names: Collection[str] | None) -> sa.Select[Any]:
    query = sa.select(TRIGGERS)
    return query if names is None else query.where(TRIGGERS.c.name.in_(names))


def _enrol(tx: sa.Connection, name: str, wanted: dict[str, TriggerRow]) -> None:
    here = TRIGGERS.c.name == name
    known = {row.person: row for row in tx.execute(sa.select(TRIGGERS).where(here))}
    for person in known.keys() - wanted.keys():
        tx.execute(sa.delete(TRIGGERS).where(here, TRIGGERS.c.person == person))
    for person, row in wanted.items():
        was = known.get(person)
        terms = {"zone": row.zone, "schedule": row.schedule, "on_day": row.due.on, "next_at": row.due.at}
        if was is None:
            insert_if_new(tx, TRIGGERS, name=name, person=person, **terms)
        elif (was.zone, was.schedule) != (row.zone, row.schedule):
            tx.execute(sa.update(TRIGGERS).where(here, TRIGGERS.c.person == person).values(**terms))


def _trigger_row(row: sa.Row[tuple[object, ...]]) -> TriggerRow:
    due = Due(row.on_day, row.next_at)
    return TriggerRow(row.name, row.person, row.zone, row.schedule, due, row.last_on, row.last_result)
