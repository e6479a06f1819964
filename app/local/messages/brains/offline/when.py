"""Days and times as people say them, counted from the moment of their message."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = tuple(
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
_MONTH = "|".join(f"{month}|{month[:3]}" for month in MONTHS)
_DAY = "|".join(f"{day}|{day[:3]}" for day in DAYS)
_TIME = r"(?: at (?P<hour>\d{1,2})(?::(?P<minute>\d\d))? ?(?P<half>am|pm)?)?"
WHEN = (
    rf"(?:(?:on |by |until )?(?:the )?)(?:(?P<iso>\d{{4}}-\d\d-\d\d)|(?P<near>today|tomorrow|next week)"
    rf"|(?:next |this |coming )?(?P<day>{_DAY})|in (?P<count>\d{{1,3}}) (?P<unit>day|week|month)s?"
    rf"|(?P<number>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})"
    rf"|(?P<month2>{_MONTH})(?: (?P<number2>\d{{1,2}})(?:st|nd|rd|th)?)?)(?:,? (?P<year>\d{{4}}))?{_TIME}"
)
_WHEN = re.compile(WHEN, re.IGNORECASE)


def read_when(text: str, now: datetime) -> tuple[date, str] | None:
    """The day, and "T10:00" where a time is said; None where no day is."""
    found = _WHEN.fullmatch(text.strip(" .!?"))
    try:
        day = _day(found, now.date()) if found else None
    except ValueError:  # no month has it
        return None
    return (day, _time(found)) if found and day else None


def _day(found: re.Match[str], today: date) -> date | None:
    if found["iso"]:
        return date.fromisoformat(found["iso"])
    if found["near"]:
        return today + timedelta(days={"today": 0, "tomorrow": 1}.get(found["near"].lower(), 7 - today.weekday()))
    if found["day"]:
        wanted = next(at for at, day in enumerate(DAYS) if day.startswith(found["day"].lower()))
        return today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)
    if found["count"]:
        return today + timedelta(days=int(found["count"]) * {"day": 1, "week": 7}.get(found["unit"].lower(), 30))
    return _of_month(found, today)


def _of_month(found: re.Match[str], today: date) -> date:
    """Without a year the next such day; without a number the first of the month."""
    name, number = found["month"] or found["month2"], int(found["number"] or found["number2"] or 1)
    month = next(at for at, each in enumerate(MONTHS, 1) if each.startswith(name.lower()))
    day = date(int(found["year"] or today.year), month, number)
    return day.replace(year=day.year + 1) if not found["year"] and day < today else day


def _time(found: re.Match[str]) -> str:
    if not found["hour"]:
        return ""
    hour = (
        int(found["hour"]) % 12 + (12 if found["half"].lower() == "pm" else 0) if found["half"] else int(found["hour"])
    )
    return f"T{hour:02}:{found['minute'] or '00'}" if hour < 24 else ""
