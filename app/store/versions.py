"""Every version of every playbook, and the pointers that say which one is live. Rows are only added."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.core.ports import Clock
from app.core.versions import Pointer, Version
from app.store.database import Database
from app.store.tables import POINTERS, VERSIONS


class Versions:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def of(self, playbook: str) -> tuple[list[Version], list[Pointer]]:
        """The oldest first."""
        return await self._database.read(lambda tx: (_versions(tx, playbook), _pointers(tx, playbook)))

    async def add(self, version: Version, *pointers: Pointer) -> Version:
        """Numbered here, whatever number it came with; pointers without one point to it."""
        return await self._database.write(lambda tx: self.add_in(tx, version, pointers))

    async def point(self, pointer: Pointer) -> None:
        await self._database.write(lambda tx: point_in(tx, pointer))

    def add_in(self, tx: sa.Connection, version: Version, pointers: Sequence[Pointer]) -> Version:
        latest = sa.select(sa.func.max(VERSIONS.c.number)).where(VERSIONS.c.playbook == version.playbook)
        number = int(tx.execute(latest).scalar() or 0) + 1
        values: dict[str, Any] = {**vars(version), "number": number, "texts": json.dumps(dict(version.texts))}
        tx.execute(sa.insert(VERSIONS).values(**values))
        for pointer in pointers:
            point_in(tx, pointer, number)
        return Version(**{**vars(version), "number": number})


def point_in(tx: sa.Connection, pointer: Pointer, number: int | None = None) -> None:
    latest = sa.select(sa.func.max(POINTERS.c.seq)).where(POINTERS.c.playbook == pointer.playbook)
    seq = int(tx.execute(latest).scalar() or 0) + 1
    values = {**vars(pointer), "seq": seq} | ({"number": number} if number is not None else {})
    tx.execute(sa.insert(POINTERS).values(**values))


def _versions(tx: sa.Connection, playbook: str) -> list[Version]:
    rows = tx.execute(sa.select(VERSIONS).where(VERSIONS.c.playbook == playbook).order_by(VERSIONS.c.number))
    return [Version(**{**row, "texts": json.loads(row["texts"])}) for row in rows.mappings()]


def _pointers(tx: sa.Connection, playbook: str) -> list[Pointer]:
    rows = tx.execute(sa.select(POINTERS).where(POINTERS.c.playbook == playbook).order_by(POINTERS.c.seq)).mappings()
    return [Pointer(**{name: value for name, value in row.items() if name != "seq"}) for row in rows]
