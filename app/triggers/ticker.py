"""Watches product time: whatever is due is worked off, then it rests until the next moment.

The local workspace's clock stands still while work is under way, so moving it walks through every due moment in order.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Protocol

from app.core.ports import Clock

log = logging.getLogger(__name__)

LONGEST = 1.0  # seconds of real time between looks: another replica, or a person, may have made something due
BREATH = 0.05  # seconds between looks while the workspace's clock stands for us
BEAT = 3.0  # seconds between words to the workspace's clock while a chore is under way
PENALTY = 30.0  # seconds of real time before a chore that failed is tried again


class Chore(Protocol):
    """Something that is due at moments of product time. Doing it twice does no harm."""

    async def earliest(self) -> datetime | None: ...

    async def work(self, now: datetime) -> None:
        """Works off everything due up to `now`."""


class RestingClock(Clock, Protocol):
    async def rest(self, until: datetime | None, longest: float) -> None: ...

    async def busy(self) -> None: ...

    @property
    def stands_for_us(self) -> bool:
        """Whether it waits until we are idle."""


class Ticker:
    def __init__(self, clock: RestingClock, chores: Sequence[Chore], pending: Callable[[], Awaitable[int]]) -> None:
        """`pending` counts sessions that are being advanced or wait for that."""
        self._clock, self._chores, self._pending = clock, chores, pending
        self._barred: dict[int, float] = {}  # chore → real time before which it is left alone after a failure

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.tick()
                await self._rest()
            except Exception:  # the ticker outlives a database that is away for a moment
                log.exception("the ticker stumbled; going on in %s seconds", LONGEST)
                await asyncio.sleep(LONGEST)

    async def tick(self) -> None:
        now = self._clock.now()
        for number, chore in enumerate(self._chores):
            if self._is_barred(number):
                continue
            at = await chore.earliest()
            if at is not None and at <= now:
                await self._work(number, chore, now)

    async def _work(self, number: int, chore: Chore, now: datetime) -> None:
        beat = asyncio.create_task(self._stand_still()) if self._clock.stands_for_us else None
        try:
            await chore.work(now)
        except Exception:  # one chore's failure must not keep the others from their hour
            log.exception("%s failed; trying again in %d s", type(chore).__name__, PENALTY)
            self._barred[number] = asyncio.get_running_loop().time() + PENALTY
        finally:
            if beat:
                beat.cancel()

    async def _stand_still(self) -> None:
        """The workspace's clock forgets who is silent for long, and a chore may take long."""
        while True:
            await asyncio.sleep(BEAT)
            await self._clock.busy()

    def _is_barred(self, number: int) -> bool:
        return asyncio.get_running_loop().time() < self._barred.get(number, 0.0)

    async def _rest(self) -> None:
        if self._clock.stands_for_us and await self._pending():
            await self._clock.busy()
            await asyncio.sleep(BREATH)
            return
        until = await self._next()
        if until is None or until > self._clock.now():
            await self._clock.rest(until, LONGEST)

    async def _next(self) -> datetime | None:
        moments = [await chore.earliest() for n, chore in enumerate(self._chores) if not self._is_barred(n)]
        return min((moment for moment in moments if moment), default=None)
