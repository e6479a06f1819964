"""Our share of a limit that others use too: at most so many turns in so many seconds, first come first served."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

Pause = Callable[[float], Awaitable[None]]


class Pace:
    def __init__(
        self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic, pause: Pause = asyncio.sleep
    ) -> None:
        self._most, self._seconds = most, seconds
        self._clock, self._pause = clock, pause
        self._taken: deque[float] = deque()
        self._queue = asyncio.Lock()

    @classmethod
    def a_second(cls, rate: float, clock: Callable[[], float] = time.monotonic, pause: Pause = asyncio.sleep) -> Pace:
        """`rate` may be less than one."""
        most = max(1, int(rate))
        return cls(most, most / rate, clock, pause)

    async def turn(self) -> None:
        """Returns when it is our turn."""
        async with self._queue:
            while (wait := self._wait()) > 0:
                await self._pause(wait)
            self._taken.append(self._clock())

    def _wait(self) -> float:
        now = self._clock()
        while self._taken and self._taken[0] <= now - self._seconds:
            self._taken.popleft()
        return self._taken[0] + self._seconds - now if len(self._taken) >= self._most else 0.0
