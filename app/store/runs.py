"""Every run of a playbook and every snapshot it read, so that any list can be explained and replayed."""

from __future__ import annotations

import json
import zlib
from datetime import date, datetime

import sqlalchemy as sa

from app.core.playbooks import Run
from app.core.ports import Clock
from app.core.runs import run_from_json, run_to_json
from app.core.snapshots import Snapshot
from app.store.database import Database, insert_if_new
from app.store.tables import RUNS, SNAPSHOTS

QUICK = 1  # zlib level: a run of 100,000 accounts is some 12 MB of JSON


class Runs:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def save(self, run: Run) -> None:
        """The same inputs are the same run, so one that is known stays as it is."""

        def write(tx: sa.Connection) -> None:
            insert_if_new(
                tx,
                RUNS,
                id=run.id,
                playbook=run.playbook,
                version=run.version,
                snapshot=run.snapshot,
                today=run.today,
                created_at=self._clock.now(),
                body=body,
            )

        body = await self._database.read(lambda _: zlib.compress(run_to_json(run), QUICK))
        await self._database.write(write)

    async def load(self, run: str) -> Run | None:
        query = sa.select(RUNS.c.body).where(RUNS.c.id == run)

        def read(tx: sa.Connection) -> Run | None:
            body = tx.execute(query).scalar()
            return None if body is None else run_from_json(zlib.decompress(body))

        return await self._database.read(read)

    async def stored(self, begins: str) -> dict[str, bytes]:
        """The very bytes of those runs whose id begins so, by their id; at most two, to tell that there are more."""
        query = (
            sa.select(RUNS.c.id, RUNS.c.body)
            .where(RUNS.c.id.startswith(begins, autoescape=True))
            .order_by(RUNS.c.created_at.desc(), RUNS.c.id)
            .limit(2)
        )
        return await self._database.read(lambda tx: {row.id: zlib.decompress(row.body) for row in tx.execute(query)})

    async def recent(self, limit: int = 20) -> list[tuple[str, str, str, date]]:
        """Id, playbook, version and day; the latest first."""
        columns = (RUNS.c.id, RUNS.c.playbook, RUNS.c.version, RUNS.c.today)
        query = sa.select(*columns).order_by(RUNS.c.created_at.desc(), RUNS.c.id).limit(limit)
        return await self._database.read(lambda tx: [(*row,) for row in tx.execute(query)])


class Snapshots:
    """Where the sealed files are; the files themselves are not kept here."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def register(self, snapshot: Snapshot, day: date) -> None:
        sources = json.dumps({system: at.isoformat() for system, at in snapshot.sources.items()})
        values = {**vars(snapshot), "sources": sources, "day": day}
        await self._database.write(lambda tx: insert_if_new(tx, SNAPSHOTS, **values))

    async def latest(self) -> Snapshot | None:
        return await self._first(sa.select(SNAPSHOTS))

    async def of_day(self, day: date) -> Snapshot | None:
        """The last one of that day."""
        return await self._first(sa.select(SNAPSHOTS).where(SNAPSHOTS.c.day == day))

    async def find(self, hash: str) -> Snapshot | None:  # noqa: A002  # it is the field's name
        return await self._first(sa.select(SNAPSHOTS).where(SNAPSHOTS.c.hash == hash))

    async def named(self) -> frozenset[str]:
        """The hashes of those that a run was made from: their files are kept."""
        query = sa.select(RUNS.c.snapshot).distinct()
        return await self._database.read(lambda tx: frozenset(tx.execute(query).scalars()))

    async def days(self) -> list[date]:
        """Those of which there is a snapshot, the earliest first."""
        query = sa.select(SNAPSHOTS.c.day).distinct().order_by(SNAPSHOTS.c.day)
        return await self._database.read(lambda tx: list(tx.execute(query).scalars()))

    async def _first(self, query: sa.Select[tuple[object, ...]]) -> Snapshot | None:
        newest = query.order_by(SNAPSHOTS.c.taken_at.desc(), SNAPSHOTS.c.hash).limit(1)
        row = await self._database.glance(lambda tx: tx.execute(newest).mappings().first())
        if row is None:
            return None
        sources = {system: datetime.fromisoformat(at) for system, at in json.loads(row["sources"]).items()}
        return Snapshot(row["hash"], row["path"], row["taken_at"], sources)
