"""Sessions that asked to be looked at again at a time: a chore of the ticker."""

from __future__ import annotations

from datetime import datetime

from app.store.wakes import Wakes


class Waking:
    def __init__(self, wakes: Wakes) -> None:
        self._wakes = wakes

    async def earliest(self) -> datetime | None:
        return await self._wakes.earliest()

    async def work(self, now: datetime) -> None:
        await self._wakes.deliver_due(now)
