"""The day and time of a call as people and programs write it into names of files and first lines."""

from __future__ import annotations

import re
from datetime import UTC, datetime

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_SHAPES = (
    # 2026-11-20, 2026-11-20T14:03, 2026-11-20 14.03, 20261120, GMT20261120-140312 (Zoom, in UTC)
    re.compile(
        r"(?<!\d)(?P<year>20\d\d)[-_.]?(?P<month>0[1-9]|1[0-2])[-_.]?(?P<day>0[1-9]|[12]\d|3[01])"
        r"(?:[Tt _-](?P<hour>[01]\d|2[0-3])[:._h-]?(?P<minute>[0-5]\d)(?!\d\d\d))?(?!\d)"
    ),
    re.compile(
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ ._-]+(?P<name>{_MONTH})[ .,_-]+(?P<year>20\d\d)(?!\d)", re.I
    ),
    re.compile(rf"\b(?P<name>{_MONTH})[ ._-]+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ .,_-]+(?P<year>20\d\d)(?!\d)", re.I),
)


def read_day(text: str) -> datetime | None:
    """The first date in it, in UTC; None where there is none. 3/4/2026 is none: nobody can tell which is the month."""
    for shape in _SHAPES:
        for found in shape.finditer(text[:400]):
            if moment := _moment(found.groupdict()):
                return moment
    return None


def _moment(part: dict[str, str | None]) -> datetime | None:
    month = int(part["month"] or 0) if "month" in part else MONTHS.index((part["name"] or "")[:3].lower()) + 1
    try:
        return datetime(
            int(part["year"] or 0),
            month,
            int(part["day"] or 0),
            int(part.get("hour") or 0),
            int(part.get("minute") or 0),
            tzinfo=UTC,
        )
    except ValueError:  # 31 February
        return None
