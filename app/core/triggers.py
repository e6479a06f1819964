"""Triggers say when to invoke an agent; a firing is one occurrence, and its key makes it happen once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from app.core.entries import Fired
from app.core.templates import QUIETLY

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class DailyTrigger:
    """At one local time, in each person's own zone, on some days of the week."""

    name: str
    agent: str
    at: time
    days: tuple[Day, ...]
    late_until: time  # fires once up to this local time after downtime; later the day is skipped, with a note
    spread: timedelta  # a stable share of it is added per person, so that 9:00 is not one burst
    message: str = ""  # the first message to an agent without a playbook
    is_on: bool = True
    kind: str = "daily"
    owner: str = ""  # each person's own

    @property
    def when(self) -> str:
        return f"{self.at:%H:%M} in each person's zone, {' '.join(self.days)}"


@dataclass(frozen=True)
class Due:
    """One occurrence for one person: its local day and the instant it is due."""

    on: date
    at: datetime  # UTC


def key_of(trigger: DailyTrigger, person: str, on: date) -> str:
    """The local date and time, not the instant, so a clock change neither skips nor doubles a day."""
    return f"{trigger.name}:{person}:{on.isoformat()}T{trigger.at:%H:%M}"


def next_due(trigger: DailyTrigger, zone: str, share: float, after: datetime) -> Due:
    """The first occurrence strictly after `after` (UTC). `share` in [0, 1) is the person's part of the spread."""
    here = ZoneInfo(zone)
    day = after.astimezone(here).date() - timedelta(days=1)
    for _ in range(10):
        if DAYS[day.weekday()] in trigger.days:
            at = datetime.combine(day, trigger.at, here).astimezone(ZoneInfo("UTC")) + trigger.spread * share
            if at > after:
                return Due(day, at)
        day += timedelta(days=1)
    raise AssertionError("a trigger has at least one day of the week")


@dataclass(frozen=True)
class Skip:
    """Nothing is sent on this day, and why."""

    reason: str


def decide(
    trigger: DailyTrigger,
    due: Due,
    *,
    person: str,
    zone: str,
    now: datetime,
    holidays: Iterable[date] = (),
    away: Iterable[tuple[datetime, datetime]] = (),
) -> Fired | Skip:
    """What a due moment becomes: a firing, or a day that is skipped."""
    if due.on in set(holidays):
        return Skip("holiday")
    if any(start <= due.at < end for start, end in away):
        return Skip("out of office")
    local = now.astimezone(ZoneInfo(zone))
    if local.date() > due.on or local.time() >= trigger.late_until:
        return Skip(f"too late: it was {local:%H:%M} when it could be sent")
    late = now - due.at > timedelta(minutes=10)
    key = key_of(trigger, person, due.on)
    text = f"{trigger.message}\n\n{QUIETLY}" if trigger.message else ""
    return Fired(key=key, trigger=trigger.name, agent=trigger.agent, person=person, on=due.on, late=late, text=text)
