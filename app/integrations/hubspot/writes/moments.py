"""Local times as models and people write them, checked in the person's own zone. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

WRITE = "write the local date and time without a zone, such as 2026-12-01T10:00"


class MomentProblem(ValueError):  # noqa: N818  # it is an answer for whoever wrote it
    pass


def read_moment(text: str, zone: ZoneInfo, *, at: time | None = None) -> datetime:
    """A local date and time as UTC. `at`: for a day without a time; None refuses one. Raises MomentProblem."""
    try:
        local = datetime.fromisoformat(text.strip())
    except ValueError:
        raise MomentProblem(f"{text[:80]!r} is no date and time: {WRITE}") from None
    if local.tzinfo is not None:
        raise MomentProblem(f"{text[:80]!r} names a zone: {WRITE}; it is read in {zone.key}")
    if len(text.strip()) <= 10:
        if at is None:
            raise MomentProblem(f"{text[:80]!r} has no time of day: {WRITE}")
        local = datetime.combine(local.date(), at)
    utc = local.replace(tzinfo=zone).astimezone(UTC)
    if utc.astimezone(zone).replace(tzinfo=None) != local:
        raise MomentProblem(f"{local:%Y-%m-%d %H:%M} does not exist in {zone.key}: clocks go forward then")
    return utc


def as_wire(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def show_day(text: str) -> str:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return text
    return f"{day:%a} {day.day} {day:%b %Y}"


def show_moment(text: str, zone: ZoneInfo) -> str:
    """Midnight UTC is how HubSpot writes a day."""
    try:
        at = datetime.fromtimestamp(int(text) / 1000, UTC) if text.isdigit() else datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return text
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    if at.astimezone(UTC).time() == time():
        return show_day(at.astimezone(UTC).date().isoformat())
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"
