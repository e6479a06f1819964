"""Rows of what is due: each fires once, together with moving on, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.core.entries import Fired, Opened
from app.core.triggers import DAYS, DailyTrigger, Due, Skip, decide, next_due
from app.store.database import Database
from app.store.log import Log
from app.store.triggers import TriggerRow, TriggerRows
from tests.store.fakes import SetClock, WrittenDelivery

DAILY = DailyTrigger("daily", "daily-priorities", time(9), DAYS, time(12), timedelta())
ZONES = {"U1": "America/New_York", "U2": "Europe/Berlin", "U3": "Asia/Kolkata"}
START = datetime(2026, 10, 30, tzinfo=UTC)  # the clocks of New York go back on November 1


@pytest.fixture
def log(database: Database) -> Log:
    return Log(database, WrittenDelivery(), SetClock())


@pytest.fixture
def triggers(database: Database, log: Log) -> TriggerRows:
    return TriggerRows(database, log)


def row(person: str, zone: str, after: datetime = START, schedule: str = "09:00") -> TriggerRow:
    return TriggerRow("daily", person, zone, schedule, next_due(DAILY, zone, 0, after))


async def settle(triggers: TriggerRows, due: TriggerRow, now: datetime) -> str | None:
    outcome = decide(DAILY, due.due, person=due.person, zone=due.zone, now=now)
    return await triggers.settle(due, outcome, next_due(DAILY, due.zone, 0, due.due.at))


async def test_everybody_gets_one_firing_per_local_day_through_a_clock_change(triggers: TriggerRows, log: Log) -> None:
    await triggers.enrol("daily", [row(person, zone) for person, zone in ZONES.items()])
    firings: list[tuple[str, date]] = []
    while (now := await triggers.earliest()) and now < START + timedelta(days=4):
        for due in await triggers.due(now):
            session = await settle(triggers, due, now)
            assert session
            opened, fired = [entry.body for entry in (await log.load(session)).entries]
            assert isinstance(opened, Opened)
            assert isinstance(fired, Fired)
            assert (opened.place.channel, opened.place.is_direct) == (fired.person, True)
            firings.append((fired.person, fired.on))
    days = [date(2026, 10, 30) + timedelta(days=n) for n in range(4)]
    assert sorted(firings) == sorted((person, day) for person in ZONES for day in days)


async def test_replicas_that_settle_the_same_row_fire_it_once(triggers: TriggerRows) -> None:
    await triggers.enrol("daily", [row("U1", ZONES["U1"])])
    (due,) = await triggers.due(START + timedelta(days=1))
    sessions = await asyncio.gather(*(settle(triggers, due, due.due.at) for _ in range(8)))
    assert sum(session is not None for session in sessions) == 1
    (moved,) = await triggers.of_person("U1")
    assert (moved.due.on, moved.last_on, moved.last_result) == (date(2026, 10, 31), date(2026, 10, 30), "fired")


async def test_a_replica_that_comes_late_moves_nothing_back(triggers: TriggerRows) -> None:
    await triggers.enrol("daily", [row("U1", ZONES["U1"])])
    (stale,) = await triggers.due(START + timedelta(days=1))
    await settle(triggers, stale, stale.due.at)
    (next_one,) = await triggers.of_person("U1")
    await settle(triggers, next_one, next_one.due.at)
    assert await triggers.settle(stale, Skip("far too late"), next_one.due) is None
    (now,) = await triggers.of_person("U1")
    assert (now.due.on, now.last_on, now.last_result) == (date(2026, 11, 1), date(2026, 10, 31), "fired")


async def test_a_day_that_is_skipped_says_why_and_opens_nothing(triggers: TriggerRows) -> None:
    await triggers.enrol("daily", [row("U1", ZONES["U1"])])
    (due,) = await triggers.due(START + timedelta(days=1))
    assert await triggers.settle(due, Skip("holiday"), Due(date(2026, 10, 31), due.due.at + timedelta(days=1))) is None
    (moved,) = await triggers.of_person("U1")
    assert (moved.last_on, moved.last_result) == (date(2026, 10, 30), "holiday")


async def test_enrolling_again_keeps_what_is_due_but_follows_zone_schedule_and_people(triggers: TriggerRows) -> None:
    await triggers.enrol("daily", [row(person, zone) for person, zone in ZONES.items()])
    later = START + timedelta(days=3)
    moved_away = row("U2", "Asia/Tokyo", later)
    rescheduled = row("U3", ZONES["U3"], later, schedule="10:00")
    await triggers.enrol("daily", [row("U1", ZONES["U1"], later), moved_away, rescheduled])
    assert (await triggers.of_person("U1"))[0].due == row("U1", ZONES["U1"]).due  # still owed, not forgotten
    assert (await triggers.of_person("U2"))[0] == moved_away
    assert (await triggers.of_person("U3"))[0].due == rescheduled.due
    await triggers.enrol("daily", [row("U1", ZONES["U1"])])
    assert await triggers.of_person("U2") == []
    assert [each.person for each in await triggers.due(later)] == ["U1"]


async def test_a_second_hour_on_a_day_that_was_settled_does_not_fire_again(triggers: TriggerRows) -> None:
    first = row("U1", ZONES["U1"])
    await triggers.enrol("daily", [first])
    assert await settle(triggers, first, first.due.at)
    afternoon = replace(DAILY, at=time(15), late_until=time(18))
    again = Due(first.due.on, first.due.at + timedelta(hours=6))
    await triggers.enrol("daily", [replace(first, schedule="15:00", due=again)])
    (due,) = await triggers.due(again.at)
    outcome = decide(afternoon, due.due, person="U1", zone=due.zone, now=due.due.at)
    assert isinstance(outcome, Fired)
    assert await triggers.settle(due, outcome, next_due(afternoon, due.zone, 0, due.due.at)) is None
    (moved,) = await triggers.of_person("U1")
    assert moved.last_result == "already settled for that day"
    assert moved.due.on == date(2026, 10, 31)
