"""Brings payloads to the app. Events are repeated three times when nobody acknowledges them; interactions never are."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

from app.local.slack.delivery.http import Endpoint
from app.local.slack.delivery.parcel import Parcel, UndeliveredError
from app.local.slack.delivery.socket import Sockets
from app.local.slack.pace import Pace


class Courier:
    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self.sockets = Sockets(pace.ack)
        self.endpoint: Endpoint | None = None  # None: Socket Mode
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, parcel: Parcel) -> dict[str, Any] | None:
        """Deliver once and return what the app answered with its acknowledgement; raises UndeliveredError."""
        return await (self.endpoint or self.sockets).carry(parcel)

    def send(self, event: dict[str, Any], *, attempt: int = 0, reason: str = "") -> None:
        """Deliver an event in the background, again and again as Slack does, then give up."""
        self._start(self._deliver(Parcel("events_api", event, attempt, reason)))

    async def _deliver(self, parcel: Parcel) -> None:
        for pause in (*self.pace.retries, None):
            try:
                await self.ask(parcel)
            except UndeliveredError as failure:
                if pause is None or failure.is_final:
                    return
                await asyncio.sleep(pause)
                parcel = replace(parcel, attempt=parcel.attempt + 1, reason=failure.reason)
            else:
                return

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)  # asyncio keeps only weak references
        task.add_done_callback(self._tasks.discard)

    async def use(self, url: str | None) -> None:
        """Deliver to this address from now on; None goes back to Socket Mode."""
        if self.endpoint:
            await self.endpoint.close()
        self.endpoint = Endpoint(url, self.pace.ack) if url else None

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.sockets.close()
        await self.use(None)
