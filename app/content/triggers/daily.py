"""`daily`: at one local time, in each person's own zone, for everybody who owns accounts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from typing import Annotated, Literal

from pydantic import Field

from app.content.fields import ClockTime
from app.content.shape import Shape
from app.core.triggers import DailyTrigger, Day

WORKDAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri")


class Declared(Shape):
    kind: Literal["daily"]
    agent: str
    at: ClockTime
    days: Annotated[tuple[Day, ...], Field(min_length=1)] = WORKDAYS
    late_until: ClockTime = time(12)
    spread_seconds: Annotated[int, Field(ge=0, le=600)] = 120
    message: Annotated[str, Field(max_length=4_000)] = ""
    enabled: bool = True


def trigger(name: str, declared: Declared, wrong: Callable[[str, str], None]) -> DailyTrigger:
    if declared.late_until <= declared.at:
        wrong("late_until", f"late_until is not after at ({declared.at:%H:%M}): move it later.")
    return DailyTrigger(
        name,
        declared.agent,
        declared.at,
        declared.days,
        declared.late_until,
        timedelta(seconds=declared.spread_seconds),
        declared.message.strip(),
        declared.enabled,
    )
