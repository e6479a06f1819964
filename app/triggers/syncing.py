"""When the outside systems are read: changes every so often in working hours, everything once a night."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, time
from typing import Any

from apscheduler.triggers.cron import CronTrigger


class Syncing:
    """A chore of the ticker. The night's full reading counts as that moment's reading of changes."""

    def __init__(
        self,
        sync: Callable[[bool], Awaitable[None]],
        *,
        zone: str,
        every_minutes: int,
        begins: time,
        ends: time,
        full_at: time,
        first: datetime,
    ) -> None:
        """`sync(full)` reads; `first` is when to begin, for example now."""
        self._sync = sync
        self._changes, self._hours = _changes(zone, every_minutes), (begins, ends)
        self._night = CronTrigger(hour=full_at.hour, minute=full_at.minute, timezone=zone)
        self._next_changes: datetime = first
        self._next_night = _fire_time(self._night, first)

    async def earliest(self) -> datetime | None:
        return min(self._next_changes, self._next_night)

    async def work(self, now: datetime) -> None:
        full = self._next_night <= now
        try:
            await self._sync(full)
        finally:  # what failed is read again at its next moment; the data's age is shown meanwhile
            self._next_night = _fire_time(self._night, now) if full else self._next_night
            self._next_changes = self._within_hours(now)

    def _within_hours(self, now: datetime) -> datetime:
        moment = _fire_time(self._changes, now)
        begins, ends = self._hours
        for _ in range(24 * 60):
            if begins <= moment.timetz().replace(tzinfo=None) < ends:
                return moment
            moment = _fire_time(self._changes, moment)
        return moment


def _changes(zone: str, every_minutes: int) -> Any:
    if every_minutes < 60:
        return CronTrigger(minute=f"*/{every_minutes}", timezone=zone)
    return CronTrigger(hour=f"*/{min(23, every_minutes // 60)}", minute=0, timezone=zone)


def _fire_time(trigger: Any, after: datetime) -> datetime:
    """Strictly after: the library's own `now` is inclusive unless it is told the previous time."""
    found: datetime = trigger.get_next_fire_time(after, after)
    return found
