"""How old the data of a list is, and which accounts changed since: touched, moved or removed. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from app.playbooks.looks import Standing

STALE = timedelta(hours=6)  # older data is said; the night between two syncs is not
Why = Literal["touched", "moved", "gone"]


def left_out(before: Mapping[str, Standing], now: Mapping[str, Mapping[str, str | None]]) -> dict[str, Why]:
    """Account → why it is not shown. `now` has their last_contacted_at and owner_id as the CRM has them."""
    found: dict[str, Why] = {}
    for account, standing in before.items():
        current = now.get(account)
        if current is None:
            found[account] = "gone"
        elif current.get("owner_id") != standing.owner_id:
            found[account] = "moved"
        elif _is_later(current.get("last_contacted_at"), standing.last_contacted_at):
            found[account] = "touched"
    return found


def describe_left_out(found: Mapping[str, Why], as_of: datetime, zone: str) -> list[str]:
    since = f"{as_of.astimezone(ZoneInfo(zone)):%H:%M}"
    words = {"touched": f"touched since {since}", "moved": "given to somebody else", "gone": "no longer in the CRM"}
    counts = Counter(found.values())
    return [f"{_accounts(counts[why])} left out: {words[why]}." for why in ("touched", "moved", "gone") if counts[why]]


def describe_age(sources: Mapping[str, datetime], now: datetime, zone: str) -> list[str]:
    return [
        f"Data of {system} is {_age(now - moment)} old, from {_day_and_time(moment, now, zone)}."
        for system, moment in sorted(sources.items())
        if now - moment > STALE
    ]


def _accounts(count: int) -> str:
    return "1 account" if count == 1 else f"{count} accounts"


def _is_later(moment: str | None, than: str | None) -> bool:
    if moment is None:
        return False
    return than is None or datetime.fromisoformat(moment) > datetime.fromisoformat(than)


def _day_and_time(moment: datetime, now: datetime, zone: str) -> str:
    there, today = moment.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    return f"{there:%H:%M}" if there.date() == today else f"{there:%a} {there.day} {there:%b %H:%M}"


def _age(age: timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    return f"{hours} hours" if hours < 48 else f"{hours // 24} days"
