"""Moments as HubSpot writes them: milliseconds since 1970 inside, ISO 8601 in UTC on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a write happened, on both clocks, and whether it came in through the API."""

    at: int  # milliseconds, workspace clock: what records are stamped with
    real: float  # seconds, time.monotonic(): what lags are counted from
    by_api: bool  # only writes of the API lag behind in search and in calculated properties


def to_ms(moment: datetime) -> int:
    return (moment - EPOCH) // MILLISECOND


def to_iso(ms: int) -> str:
    """HubSpot writes milliseconds only where there are any."""
    moment = EPOCH + timedelta(milliseconds=ms)
    text = moment.isoformat(timespec="milliseconds" if ms % 1000 else "seconds")
    return text[:-6] + "Z"


def parse_ms(text: str) -> int:
    """A moment as clients write it: milliseconds, ISO 8601, or a date (midnight UTC). Raises ValueError."""
    if text.isdigit() or (text[:1] == "-" and text[1:].isdigit()):
        return int(text)
    moment = datetime.fromisoformat(text)
    return to_ms(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def parse_day(text: str) -> str:
    """A date as HubSpot keeps it; milliseconds must be a midnight in UTC. Raises ValueError."""
    if len(text) == 10:
        return date.fromisoformat(text).isoformat()
    ms = parse_ms(text)
    if ms % 86_400_000:
        raise ValueError(f"{text} is at {to_iso(ms)[11:]} not midnight UTC")
    return to_iso(ms)[:10]
