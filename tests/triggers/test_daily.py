"""The morning trigger fires once per person and local day: through clock changes, restarts, downtime and days off."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.core.entries import Fired
from app.core.people import Person
from app.core.triggers import DAYS, DailyTrigger
from app.store.database import Database
from app.store.log import Log
from app.store.migrate import migrate
from app.store.tables import SESSIONS
from app.store.triggers import TriggerRows
from app.triggers.daily import DailyTriggers

MORNING = DailyTrigger("morning", "daily-priorities", time(9), DAYS[:5], time(12), timedelta(minutes=2))
ZONES = [
    "America/New_York",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Europe/Berlin",
    "Europe/London",
    "Africa/Cairo",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "UTC",
]


class Clock:
    def __init__(self, at: str) -> None:
        self.at = datetime.fromisoformat(at).replace(tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


class NoDelivery:
    def enqueue(self, transaction: object, session: str, seq: int, due: datetime | None = None) -> None:
        return


class Office:
    """People, a database, and the trigger that is restarted at will."""

    def __init__(self, database: Database, at: str) -> None:
        self.clock = Clock(at)
        self.log = Log(database, NoDelivery(), self.clock)
        self.rows = TriggerRows(database, self.log)
        self.database = database
        self.people: dict[str, Person] = {}
        self.away: dict[str, Sequence[tuple[datetime, datetime]]] = {}
        self.holidays: tuple[date, ...] = ()

    def hire(self, slack_id: str, zone: str, owner: str | None = "1") -> None:
        self.people[slack_id] = Person(slack_id, slack_id, "", zone, owner_id=owner)

    async def restart(self) -> DailyTriggers:
        async def find(slack_id: str) -> Person:
            return self.people[slack_id]

        async def away(person: Person) -> Sequence[tuple[datetime, datetime]]:
            return self.away.get(person.slack_id, ())

        triggers = DailyTriggers([MORNING], self.rows, find, away, self.holidays)
        await triggers.enrol(self.people.values(), self.clock.now())
        return triggers

    async def walk(self, until: str) -> None:
        """From due moment to due moment, with a restart at each, as a demo's clock or a year does."""
        end = datetime.fromisoformat(until).replace(tzinfo=UTC)
        triggers = await self.restart()
        while (at := await triggers.earliest()) and at <= end:
            self.clock.at = max(self.clock.at, at)
            await triggers.work(self.clock.now())
            triggers = await self.restart()
        self.clock.at = end

    async def fired(self) -> list[tuple[Fired, datetime]]:
        sessions = await self.database.read(lambda tx: [row.id for row in tx.execute(SESSIONS.select())])
        entries = [entry for each in sessions for entry in (await self.log.load(each)).entries]
        return [(entry.body, entry.at) for entry in entries if isinstance(entry.body, Fired)]


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'threadwork.sqlite'}")
    migrate(database)
    yield database
    database.close()


async def test_sixty_people_in_twelve_zones_get_theirs_once_each_across_the_clock_change(database: Database) -> None:
    office = Office(database, "2026-10-22T16:00:00")  # Europe changes on the 25th, America on 1 November
    for number in range(60):
        office.hire(f"U{number:02}", ZONES[number % len(ZONES)])
    await office.walk("2026-10-27T11:00:00")
    fired = await office.fired()
    counted = Counter((each.person, each.on) for each, _ in fired)
    assert set(counted.values()) == {1}
    for each, at in fired:
        local = at.astimezone(ZoneInfo(office.people[each.person].zone))
        assert local.date() == each.on
        assert time(9) <= local.time() < time(9, 2)
        assert local.weekday() < 5
    berlin = sorted(each.on for each, _ in fired if office.people[each.person].zone == "Europe/Berlin")
    assert set(berlin) == {date(2026, 10, 23), date(2026, 10, 26), date(2026, 10, 27)}


async def test_after_downtime_the_list_still_goes_out_before_noon_and_missed_days_do_not(database: Database) -> None:
    office = Office(database, "2026-11-23T12:00:00")
    office.hire("U1", "Europe/Berlin")
    await office.restart()
    office.clock.at = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)  # 10:30 in Berlin, two mornings later
    await (await office.restart()).work(office.clock.now())
    assert [(each.on, each.late) for each, _ in await office.fired()] == [(date(2026, 11, 25), True)]
    row = (await office.rows.of_person("U1"))[0]
    assert (row.last_result, row.due.on) == ("fired", date(2026, 11, 26))


async def test_too_late_in_the_day_it_is_skipped_and_the_reason_is_kept(database: Database) -> None:
    office = Office(database, "2026-11-24T12:00:00")
    office.hire("U1", "Europe/Berlin")
    await office.restart()
    office.clock.at = datetime(2026, 11, 25, 13, 0, tzinfo=UTC)
    await (await office.restart()).work(office.clock.now())
    assert await office.fired() == []
    assert (await office.rows.of_person("U1"))[0].last_result == "too late: it was 14:00 when it could be sent"


async def test_holidays_and_days_out_of_office_are_left_out(database: Database) -> None:
    office = Office(database, "2026-11-23T12:00:00")
    office.hire("U1", "Europe/Berlin")
    office.holidays = (date(2026, 11, 25),)
    office.away["U1"] = [(datetime(2026, 11, 26, tzinfo=UTC), datetime(2026, 11, 27, tzinfo=UTC))]
    await office.walk("2026-11-27T12:00:00")
    assert [each.on for each, _ in await office.fired()] == [date(2026, 11, 24), date(2026, 11, 27)]


async def test_a_person_who_moves_gets_the_next_morning_there_and_never_two_on_one_day(database: Database) -> None:
    office = Office(database, "2026-11-23T12:00:00")
    office.hire("U1", "Asia/Tokyo")
    await office.walk("2026-11-24T01:00:00")
    office.hire("U1", "America/Los_Angeles")
    await office.walk("2026-11-25T18:00:00")
    assert [each.on for each, _ in await office.fired()] == [date(2026, 11, 24), date(2026, 11, 25)]


async def test_people_without_accounts_are_not_asked_for(database: Database) -> None:
    office = Office(database, "2026-11-23T12:00:00")
    office.hire("U1", "Europe/Berlin", owner=None)
    assert await (await office.restart()).earliest() is None
