"""Values that people write in more than one file: a time of day, a zone, an email. Each says what to write instead."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator


def _clock_time(value: Any) -> time:
    try:
        hour, minute = str(value).split(":")
        return time(int(hour), int(minute))
    except (TypeError, ValueError):
        raise ValueError('write a time of day in quotes, such as "09:00"') from None


def _zone(value: Any) -> str:
    try:
        return ZoneInfo(str(value)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError('write an IANA time zone, such as "Europe/Berlin"') from None


def _email(value: Any) -> str:
    if not isinstance(value, str) or value.count("@") != 1:
        raise ValueError("write an email address")
    return value.strip().lower()


ClockTime = Annotated[time, BeforeValidator(_clock_time)]
Zone = Annotated[str, BeforeValidator(_zone)]
Email = Annotated[str, BeforeValidator(_email)]
