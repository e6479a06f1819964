"""agents/triggers.yaml: every trigger declared in files, on one screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from app.content.lines import parse
from app.content.shape import Shape, fit
from app.core.errors import ContentError
from app.core.nearest import nearest
from app.core.triggers import DailyTrigger, Day


def _clock_time(value: Any) -> time:
    try:
        hour, minute = str(value).split(":")
        return time(int(hour), int(minute))
    except (TypeError, ValueError):
        raise ValueError('write a time of day in quotes, such as "09:00"') from None


ClockTime = Annotated[time, BeforeValidator(_clock_time)]
WORKDAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri")


class Daily(Shape):
    kind: Literal["daily"]
    agent: str
    at: ClockTime
    days: Annotated[tuple[Day, ...], Field(min_length=1)] = WORKDAYS
    late_until: ClockTime = time(12)
    spread_seconds: Annotated[int, Field(ge=0, le=600)] = 120


def read_triggers(folder: Path, agents: set[str], complain: Callable[[ContentError], None]) -> tuple[DailyTrigger, ...]:
    path = folder / "triggers.yaml"
    if not path.exists():
        return ()
    file = f"{folder.name}/triggers.yaml"
    try:
        lined = parse(file, path.read_text(encoding="utf-8"))
    except ContentError as error:
        complain(error)
        return ()
    if lined.value is None:
        return ()
    if not isinstance(lined.value, dict):
        complain(lined.error((), "expected a name and its keys per trigger, for example `morning-list:`."))
        return ()
    found = []
    for name in lined.value:
        daily = fit(Daily, lined, complain, (name,))
        if daily is None:
            continue
        if daily.agent not in agents:
            complain(lined.error((name, "agent"), f"there is no agent {daily.agent!r}.{nearest(daily.agent, agents)}"))
        elif daily.late_until <= daily.at:
            complain(
                lined.error((name, "late_until"), f"late_until is not after at ({daily.at:%H:%M}): move it later.")
            )
        else:
            spread = timedelta(seconds=daily.spread_seconds)
            found.append(DailyTrigger(str(name), daily.agent, daily.at, daily.days, daily.late_until, spread))
    return tuple(found)
