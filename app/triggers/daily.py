"""The daily trigger: a row per person with the next due moment, fired once per local day."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date, datetime, timedelta

from app.core.people import Person
from app.core.triggers import DailyTrigger, decide, next_due
from app.passing import passing
from app.store.triggers import TriggerRow, TriggerRows

Away = Callable[[Person], Awaitable[Sequence[tuple[datetime, datetime]]]]
Find = Callable[[str], Awaitable[Person]]
FORGOTTEN = timedelta(
    days=2
)  # days that were missed are skipped one by one, today's may still go out; older ones at once


class DailyTriggers:
    """A chore of the ticker."""

    def __init__(
        self, triggers: Sequence[DailyTrigger], rows: TriggerRows, find: Find, away: Away, holidays: Iterable[date]
    ) -> None:
        self._triggers = {trigger.name: trigger for trigger in triggers}
        self._rows, self._find, self._away, self._holidays = rows, find, away, frozenset(holidays)

    async def enrol(self, people: Iterable[Person], now: datetime) -> None:
        """Those who have accounts, their team's or their own, from now on; a new zone moves what is due."""
        having = [person for person in people if person.standing == "member" and person.owner_ids]
        for trigger in self._triggers.values():
            rows = [_row(trigger, person, now) for person in having] if trigger.is_on else []
            await self._rows.enrol(trigger.name, rows)

    async def earliest(self) -> datetime | None:
        return await self._rows.earliest(self._triggers)

    async def work(self, now: datetime) -> None:
        while rows := await self._rows.due(now, names=self._triggers):
            for row in rows:
                await self._settle(row, now)

    async def _settle(self, row: TriggerRow, now: datetime) -> None:
        trigger = self._triggers[row.name]
        away = await self._away(await self._find(row.person))
        outcome = decide(
            trigger, row.due, person=row.person, zone=row.zone, now=now, holidays=self._holidays, away=away
        )
        after = max(row.due.at, now - FORGOTTEN)
        passing("firing.decided")
        await self._rows.settle(row, outcome, next_due(trigger, row.zone, share_of(row.person), after))
        passing("firing.settled")


def _row(trigger: DailyTrigger, person: Person, now: datetime) -> TriggerRow:
    schedule = f"{trigger.at:%H:%M} {' '.join(trigger.days)} +{trigger.spread.total_seconds():.0f}s"
    due = next_due(trigger, person.zone, share_of(person.slack_id), now)
    return TriggerRow(trigger.name, person.slack_id, person.zone, schedule, due)


def share_of(person: str) -> float:
    """A person's fixed place within the spread, in [0, 1)."""
    return int.from_bytes(hashlib.sha256(person.encode()).digest()[:4]) / 2**32
