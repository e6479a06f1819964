"""How the sample company's history is written down: days counted from today, ids by kind, changes sorted by time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from app.local.company.model import Change

SEED = "quaymark-1"
PAST, FUTURE = -200, 60  # days from today that the busy part of the history reaches

FIRST_IDS = {
    "companies": 41_000,
    "contacts": 51_000,
    "deals": 61_000,
    "tickets": 71_000,
    "calls": 800_000,
    "emails": 820_000,
    "meetings": 840_000,
    "notes": 860_000,
    "tasks": 880_000,
}


def chance(*about: object) -> Random:
    """Luck of its own for every topic, so that a change in one place leaves all others as they were."""
    return Random("/".join((SEED, *map(str, about))))


def iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


@dataclass
class Diary:
    today: date
    changes: list[Change] = field(default_factory=list)
    _last_ids: dict[str, int] = field(default_factory=lambda: dict(FIRST_IDS))

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def work_moment(self, offset: int, zone: str, luck: Random) -> datetime:
        """In working hours of that day; off weekends, which move away from today."""
        day = self.day(offset)
        while day.weekday() > 4:
            day += timedelta(days=1 if offset > 0 else -1)
        return self._moment(day, 9 * 60 + luck.randrange(5, 510), zone)

    def any_moment(self, offset: int, zone: str, luck: Random) -> datetime:
        """At any waking hour of that very day: customers write on Sundays too."""
        return self._moment(self.day(offset), luck.randrange(6 * 60, 22 * 60), zone)

    def create(self, at: datetime, kind: str, properties: dict[str, str | None], *associations: tuple[str, str]) -> str:
        self._last_ids[kind] += 1
        id_ = str(self._last_ids[kind])
        present: dict[str, str | None] = {name: value for name, value in properties.items() if value is not None}
        self.changes.append(Change(at, "create", kind, id_, present, associations))
        return id_

    def update(self, at: datetime, kind: str, id_: str, **properties: str | None) -> None:
        self.changes.append(Change(at, "update", kind, id_, properties))

    def archive(self, at: datetime, kind: str, id_: str) -> None:
        self.changes.append(Change(at, "archive", kind, id_))

    def merge(self, at: datetime, kind: str, loser: str, winner: str) -> None:
        self.changes.append(Change(at, "merge", kind, loser, merged_into=winner))

    def history(self) -> tuple[Change, ...]:
        """Sorted by time; what was written first comes first where times are equal."""
        return tuple(sorted(self.changes, key=lambda change: change.at))

    @staticmethod
    def _moment(day: date, minutes: int, zone: str) -> datetime:
        return datetime.combine(day, time(minutes // 60, minutes % 60), ZoneInfo(zone)).astimezone(UTC)
