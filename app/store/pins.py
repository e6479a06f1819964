"""The tools of MCP servers as people accepted them, beside what the servers say now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.core.pins import Definition, Pin
from app.core.ports import Clock
from app.store.database import Database, insert_if_new
from app.store.tables import PINS


class Pins:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def of_server(self, server: str) -> Mapping[str, Pin]:
        return await self._database.read(lambda tx: _read(tx, server))

    async def offer(self, server: str, definitions: Sequence[Definition]) -> Mapping[str, Pin]:
        """Writes down what a server says. The first time all of it is accepted: adding the server was the decision."""
        now = self._clock.now()

        def write(tx: sa.Connection) -> Mapping[str, Pin]:
            known = _read(tx, server)
            for definition in definitions:
                _offer(tx, server, definition, known.get(definition.tool), now, is_first=not known)
            for tool in known.keys() - {definition.tool for definition in definitions}:
                _withdraw(tx, server, known[tool], now)
            return _read(tx, server)

        return await self._database.write(write)

    async def accept(self, server: str) -> list[str]:
        """What the server was last heard to say is how its tools are from now on; the names of those that changed."""
        now = self._clock.now()

        def write(tx: sa.Connection) -> list[str]:
            changed = [pin for pin in _read(tx, server).values() if pin.state != "accepted"]
            for pin in changed:
                if pin.offered:
                    values = {"accepted": pin.offered.text, "accepted_at": now}
                    tx.execute(sa.update(PINS).where(*_one(server, pin.tool)).values(**values))
                else:
                    tx.execute(sa.delete(PINS).where(*_one(server, pin.tool)))
            return [pin.tool for pin in changed]

        return await self._database.write(write)


def _offer(
    tx: sa.Connection, server: str, definition: Definition, pin: Pin | None, now: datetime, *, is_first: bool
) -> None:
    if pin is None:
        accepted = {"accepted": definition.text, "accepted_at": now} if is_first else {}
        insert_if_new(
            tx, PINS, server=server, tool=definition.tool, offered=definition.text, offered_at=now, **accepted
        )
    elif pin.offered is None or pin.offered.digest != definition.digest:
        values = {"offered": definition.text, "offered_at": now}
        tx.execute(sa.update(PINS).where(*_one(server, definition.tool)).values(**values))


def _withdraw(tx: sa.Connection, server: str, pin: Pin, now: datetime) -> None:
    """A tool nobody accepted leaves no trace; another one may come back as it was."""
    if pin.accepted is None:
        tx.execute(sa.delete(PINS).where(*_one(server, pin.tool)))
    elif pin.offered is not None:
        tx.execute(sa.update(PINS).where(*_one(server, pin.tool)).values(offered=None, offered_at=now))


def _read(tx: sa.Connection, server: str) -> dict[str, Pin]:
    rows = tx.execute(sa.select(PINS).where(PINS.c.server == server).order_by(PINS.c.tool))
    return {row.tool: Pin(row.tool, _definition(row.accepted), _definition(row.offered)) for row in rows}


def _definition(text: Any) -> Definition | None:
    return Definition.of_text(text) if text else None


def _one(server: str, tool: str) -> tuple[sa.ColumnElement[bool], ...]:
    return PINS.c.server == server, PINS.c.tool == tool
