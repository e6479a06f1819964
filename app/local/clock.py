"""The workspace clock: real time plus an offset that people and tests move.

It never jumps over a due moment. Whoever lives by this clock (the program) says when it wants to wake and whether it is
busy; a move stops at each such moment and goes on when everybody has worked it off. Who has not been heard of for LEASE
seconds of real time is not waited for, so a killed program holds the clock only that long.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

LEASE = 15.0  # seconds of real time; a restart of the program takes about two


@dataclass
class Participant:
    idle: bool
    until: datetime | None
    version: int  # of the clock, when it last spoke
    seen: float  # time.monotonic()


@dataclass
class WorldClock:
    offset: timedelta = timedelta()
    version: int = 0  # grows with every jump
    moving_to: datetime | None = None
    participants: dict[str, Participant] = field(default_factory=dict)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _move: asyncio.Lock = field(default_factory=asyncio.Lock)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def set(self, moment: datetime) -> None:
        """Jump there at once, walking through nothing: for the start of a workspace and for downtime in tests."""
        self.offset = moment - datetime.now(UTC)
        self.version += 1

    async def wait(self, name: str, *, idle: bool, until: datetime | None, hold: float) -> None:
        """A participant says how it stands; returns after the next jump, or after `hold` seconds of real time."""
        async with self._changed:
            self.participants[name] = Participant(idle, until, self.version, time.monotonic())
            self._changed.notify_all()
            version = self.version
            try:
                async with asyncio.timeout(hold):
                    await self._changed.wait_for(lambda: self.version != version)
            except TimeoutError:
                pass
            if name in self.participants:  # it may have left meanwhile
                self.participants[name].seen = time.monotonic()

    async def leave(self, name: str) -> None:
        async with self._changed:
            self.participants.pop(name, None)
            self._changed.notify_all()

    async def move_to(self, target: datetime) -> None:
        """Walk to `target`, stopping at every moment a participant asked to be woken at. Never goes back."""
        async with self._move:
            self.moving_to = target
            try:
                while self.now() < target:
                    await self._step(target)
            finally:
                self.moving_to = None

    async def _step(self, target: datetime) -> None:
        async with self._changed:
            while not self._settled():
                try:
                    async with asyncio.timeout(0.5):
                        await self._changed.wait()
                except TimeoutError:
                    continue
            wakes = [p.until for p in self._live() if p.until is not None]
            self.set(max(self.now(), min([target, *wakes])))
            self._changed.notify_all()

    def _live(self) -> list[Participant]:
        horizon = time.monotonic() - LEASE
        return [p for p in self.participants.values() if p.seen >= horizon]

    def _settled(self) -> bool:
        """Whether all have worked off everything up to now, as of the clock's latest jump."""
        now = self.now()
        return all(p.idle and p.version == self.version and (p.until is None or p.until > now) for p in self._live())
