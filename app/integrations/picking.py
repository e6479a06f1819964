"""Reads what vendors send without trusting its shape: what is not there, or is something else, is None.

Pure; nothing here raises, whatever it is given.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

EMPTY: dict[str, Any] = {}


def pick(value: Any, *path: str | int) -> Any:
    """`pick(issue, "fields", "status", "name")`; a number picks from a list."""
    for step in path:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and -len(value) <= step < len(value) else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def text(value: Any, *path: str | int, longest: int = 300) -> str | None:
    """A text or a number as text, trimmed and cut; None where it is empty or neither."""
    found = pick(value, *path)
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return None
    return str(found).strip()[:longest].rstrip() or None


def records(value: Any, *path: str | int) -> list[dict[str, Any]]:
    """The objects of a list; what is no object is left out."""
    found = pick(value, *path)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def texts(value: Any, *path: str | int) -> list[str]:
    found = pick(value, *path)
    return [each for one in found if (each := text(one))] if isinstance(found, list) else []


def moment(value: Any, *path: str | int) -> str | None:
    """ISO 8601 or seconds since 1970 as the snapshot writes moments; None where it is neither, or far from our time."""
    at = _parse(pick(value, *path))
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at and 1970 <= at.year <= 9998 else None


def _parse(value: Any) -> datetime | None:
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
        at = datetime.fromisoformat(value)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
