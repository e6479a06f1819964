"""`schedule`: a row with the next moment; what is due fires together with moving on, so it happens once."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from app.core.kinds import ScheduleTrigger
from app.core.occasions import Occasion
from app.core.triggers import Due, Skip
from app.passing import passing
from app.store.triggers import TriggerRow
from app.triggers.kinds import Needs, Running

log = logging.getLogger(__name__)


def run(triggers: Sequence[ScheduleTrigger], needs: Needs) -> Running:
    scheduled = Scheduled(triggers, needs)
    return Running(chores=(scheduled,), enrol=scheduled.enrol)


class Scheduled:
    """A chore of the ticker."""

    def __init__(self, triggers: Sequence[ScheduleTrigger], needs: Needs) -> None:
        self._triggers = {each.name: each for each in triggers}
        self._needs = needs

    async def enrol(self) -> None:
        """One row each, from now on; a row whose line and zone did not change keeps what is due."""
        now = self._needs.clock.now()
        for trigger in self._triggers.values():
            owner = self._needs.by_email(trigger.owner)
            if owner is None:
                log.error("the trigger %s rests: %s is no member of the workspace", trigger.name, trigger.owner)
            due = next_due(trigger, now) if owner and trigger.is_on else None
            person = owner.slack_id if owner else ""
            rows = [TriggerRow(trigger.name, person, trigger.zone, trigger.cron.text, due)] if due else []
            await self._needs.rows.enrol(trigger.name, rows)

    async def earliest(self) -> datetime | None:
        return await self._needs.rows.earliest(self._triggers)

    async def work(self, now: datetime) -> None:
        while rows := await self._needs.rows.due(now, names=self._triggers):
            for row in rows:
                await self._settle(self._triggers[row.name], row, now)

    async def _settle(self, trigger: ScheduleTrigger, row: TriggerRow, now: datetime) -> None:
        """After downtime the missed ones are one occasion, the latest of them."""
        due, upcoming = row.due, next_due(trigger, row.due.at)
        while upcoming and upcoming.at <= now:
            due, upcoming = upcoming, next_due(trigger, upcoming.at)
        if upcoming is None:
            await self._needs.rows.enrol(row.name, ())
            return
        local = due.at.astimezone(ZoneInfo(trigger.zone))
        occasion = Occasion(trigger.cron.key(local), due.at)
        outcome = self._needs.occurring.decide(trigger, occasion)
        fired, place = (outcome, None) if isinstance(outcome, Skip) else outcome
        passing("firing.decided")
        session = await self._needs.rows.settle(row, fired, upcoming, place)
        passing("firing.settled")
        if session or isinstance(outcome, Skip):
            await self._needs.occurring.record(trigger, occasion, outcome, session)


def next_due(trigger: ScheduleTrigger, after: datetime) -> Due | None:
    """Strictly after. A local time that a clock change leaves out is due as much later as the clocks were moved."""
    found: datetime | None = cron_of(trigger).get_next_fire_time(after, after)
    if found is None:
        return None
    at = found.astimezone(ZoneInfo("UTC"))
    return Due(at.astimezone(ZoneInfo(trigger.zone)).date(), at)


def cron_of(trigger: ScheduleTrigger) -> Any:
    cron = trigger.cron
    return CronTrigger(
        minute=cron.minute,
        hour=cron.hour,
        day=cron.day,
        month=cron.month,
        day_of_week=cron.weekday,
        timezone=ZoneInfo(trigger.zone),
    )
