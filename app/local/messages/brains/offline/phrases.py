"""How a note says days, sums, counts and names. What comes from tools is flattened, so that it stays on its line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any


def plain(text: Any) -> str:
    """Somebody's words inside a sentence: one line, nothing that would open a link or a code span."""
    flat = " ".join(str(text or "").split())
    return flat.replace("[", "(").replace("]", ")").replace("`", "'").replace("|", "/")


def link(name: Any, url: Any) -> str:
    shown, address = plain(name) or "without a name", str(url or "")
    return f"[{shown}]({address})" if re.fullmatch(r"https?://[^\s()<>]+", address) else shown


def cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def words(name: str) -> str:
    """`quiet_days_a` → "quiet days a"."""
    return name.replace("_", " ")


def number(value: Any) -> str:
    """17 and 19.2, never 17.0; thousands apart."""
    return f"{value:,.1f}".removesuffix(".0") if isinstance(value, int | float) else str(value)


def count(many: int, thing: str) -> str:
    return f"one {thing}" if many == 1 else f"{many} {thing}s"


def listing(parts: Iterable[str], last: str = "and") -> str:
    *front, end = list(parts) or [""]
    return f"{', '.join(front)} {last} {end}" if front else end


def day_of(moment: Any) -> date | None:
    """The day of a moment or of a day, as tools write them."""
    try:
        return date.fromisoformat(str(moment or "")[:10])
    except ValueError:
        return None


def day(on: date, today: date | None) -> str:
    shown = f"{on.day} {on:%b}"
    return shown if today is None or today.year == on.year else f"{shown} {on.year}"


def ago(on: date, today: date | None) -> str:
    """ "5 days ago"; the day itself where it is not known what today is, or where it is ahead."""
    if today is None or on > today:
        return f"on {day(on, today)}"
    days = (today - on).days
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


def in_days(since: date | None, today: date | None) -> str:
    """How long since then: "11 days"; "" where that is not known."""
    if since is None or today is None:
        return ""
    days = max(0, (today - since).days)
    return "since today" if days == 0 else "1 day" if days == 1 else f"{days} days"
