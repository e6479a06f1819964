"""Where writes were proposed lately: the sessions to look at for what waits. What waits is read off their logs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.store.database import Database
from app.store.tables import ENTRIES


class Waiting:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def sessions(self, since: datetime) -> Sequence[str]:
        """The oldest proposal first."""
        query = (
            sa.select(ENTRIES.c.session)
            .where(ENTRIES.c.kind == "proposed", ENTRIES.c.at >= since)
            .group_by(ENTRIES.c.session)
            .order_by(sa.func.min(ENTRIES.c.at), ENTRIES.c.session)
        )
        return await self._database.read(lambda tx: list(tx.execute(query).scalars()))
