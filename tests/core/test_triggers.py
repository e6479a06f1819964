"""A daily trigger is due once per local day, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.entries import Fired
from app.core.triggers import DAYS, DailyTrigger, Due, Skip, decide, key_of, next_due

MORNING = DailyTrigger("morning", "daily-priorities", time(9), DAYS[:5], time(12), timedelta(minutes=2))
ZONES = ["America/New_York", "America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata", "Pacific/Chatham", "UTC"]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "after", "due"),
    [
        ("America/New_York", "2026-11-25T13:59:00", "2026-11-25T14:00:00"),
        ("America/New_York", "2026-11-25T14:00:00", "2026-11-26T14:00:00"),
        ("America/New_York", "2026-11-27T20:00:00", "2026-11-30T14:00:00"),  # over a weekend
        ("America/New_York", "2026-03-06T20:00:00", "2026-03-09T13:00:00"),  # over the clock change
        ("Europe/Berlin", "2026-10-23T12:00:00", "2026-10-26T08:00:00"),
        ("Asia/Kolkata", "2026-11-25T00:00:00", "2026-11-25T03:30:00"),
    ],
)
def test_the_next_morning_is_at_nine_in_the_persons_zone(zone: str, after: str, due: str) -> None:
    assert next_due(MORNING, zone, 0.0, utc(after)).at == utc(due)


@given(
    zone=st.sampled_from(ZONES),
    minutes=st.integers(0, 700 * 24 * 60),
    share=st.floats(0, 0.999),
)
def test_walking_from_due_to_due_visits_every_workday_once(zone: str, minutes: int, share: float) -> None:
    seen = [next_due(MORNING, zone, share, utc("2026-01-01T00:00:00") + timedelta(minutes=minutes))]
    for _ in range(10):
        seen.append(next_due(MORNING, zone, share, seen[-1].at))
    days = [due.on for due in seen]
    assert len(set(days)) == len(days)
    expected, day = [days[0]], days[0]
    while len(expected) < len(days):
        day += timedelta(days=1)
        if day.weekday() < 5:
            expected.append(day)
    assert days == expected


def test_the_key_is_the_local_day_and_time() -> None:
    assert key_of(MORNING, "U1", date(2026, 11, 25)) == "morning:U1:2026-11-25T09:00"


DUE = Due(date(2026, 11, 25), utc("2026-11-25T14:00:30"))
CASES = [
    ("2026-11-25T14:00:31", {}, "on time"),
    ("2026-11-25T16:40:00", {}, "late"),
    ("2026-11-25T17:00:00", {}, "too late"),
    ("2026-11-26T14:00:00", {}, "too late"),
    ("2026-11-25T14:00:31", {"holidays": [date(2026, 11, 25)]}, "holiday"),
    ("2026-11-25T14:00:31", {"away": [(utc("2026-11-24T00:00:00"), utc("2026-11-26T00:00:00"))]}, "out of office"),
]


@pytest.mark.parametrize(("now", "more", "expected"), CASES)
def test_a_due_moment_fires_late_up_to_noon_and_not_on_days_off(
    now: str, more: dict[str, object], expected: str
) -> None:
    found = decide(MORNING, DUE, person="U1", zone="America/New_York", now=utc(now), **more)  # type: ignore[arg-type]
    match found:
        case Fired(late=late):
            assert expected == ("late" if late else "on time")
        case Skip(reason):
            assert reason.startswith(expected)
