"""Product time: the machine's clock, or the local workspace's, which people move.

Only product time comes from here. Leases, time-outs and request signatures use the machine's own clock.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp

log = logging.getLogger(__name__)

HOLD = 10.0  # seconds one report of the workspace's clock is held; it forgets who is silent for 15


class SystemClock:
    """Real time; waiting for a moment is waiting."""

    stands_for_us = False

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def start(self) -> None:
        return

    async def look(self) -> None:
        return

    async def stop(self) -> None:
        return

    async def rest(self, until: datetime | None, longest: float) -> None:
        """Returns at `until`, or after `longest` seconds of real time."""
        wanted = longest if until is None else (until - self.now()).total_seconds()
        await asyncio.sleep(max(0.0, min(longest, wanted)))

    async def busy(self) -> None:
        return


class WorkspaceClock:
    """The local workspace's clock: real time plus an offset. It waits for us at every moment we ask to be woken at."""

    stands_for_us = True

    def __init__(self, url: str, participant: str = "threadwork") -> None:
        self._url, self._participant = url, participant
        self._offset = timedelta()
        self._http: aiohttp.ClientSession | None = None

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    async def start(self) -> None:
        """Reads the offset. Raises when nobody answers there."""
        self._http = aiohttp.ClientSession()
        await self.look()

    async def look(self) -> None:
        """Reads the offset anew, for who moved the clock."""
        assert self._http is not None, "the clock is started first"
        async with self._http.get(self._url) as answer:
            self._read(await answer.json())

    async def stop(self) -> None:
        if self._http:
            await self._report({"leave": True})
            await self._http.close()

    async def rest(self, until: datetime | None, longest: float) -> None:
        """Says that all is done up to now, and returns at `until`, at the next jump, or after `longest` seconds."""
        wanted = longest if until is None else (until - self.now()).total_seconds()
        hold = max(0.0, min(longest, wanted, HOLD))
        report = {"idle": True, "hold": hold, "until": until.isoformat() if until else None}
        if not await self._report(report):
            await asyncio.sleep(hold)

    async def busy(self) -> None:
        """Says that work is under way, so the clock stands."""
        await self._report({"idle": False, "hold": 0})

    async def _report(self, report: dict[str, Any]) -> bool:
        assert self._http is not None, "the clock is started first"
        try:
            body = {"participant": self._participant, **report}
            timeout = aiohttp.ClientTimeout(total=HOLD + 10)
            async with self._http.post(self._url, json=body, timeout=timeout) as answer:
                self._read(await answer.json())
        except (aiohttp.ClientError, TimeoutError) as error:
            log.warning("the workspace clock at %s does not answer (%s); time goes on as it was", self._url, error)
            return False
        return True

    def _read(self, state: dict[str, Any]) -> None:
        self._offset = timedelta(seconds=state["offset_seconds"])
