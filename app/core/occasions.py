"""What every trigger but the daily one says besides when: for whom, where to, with which words, and when not.

An occasion is what a kind of trigger noticed. What comes of it, a firing or nothing, is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Literal, Protocol
from zoneinfo import ZoneInfo

from app.core.entries import Fired, Place
from app.core.people import Person
from app.core.templates import Template
from app.core.triggers import Skip

CatchUp = Literal["once", "skip"]
LATE = timedelta(minutes=10)  # after that an occasion was missed: the program was down


class Trigger(Protocol):
    """What a list of triggers shows of any kind."""

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def agent(self) -> str: ...

    @property
    def owner(self) -> str:
        """Whose rights it works with: an email, or "" for each person's own."""

    @property
    def is_on(self) -> bool: ...

    @property
    def when(self) -> str:
        """In words."""


@dataclass(frozen=True)
class QuietHours:
    """Nothing is posted between these local times of the owner's; what happens waits for their end."""

    begins: time
    ends: time

    def until(self, now: datetime, zone: str) -> datetime | None:
        """When they end, where `now` is among them."""
        local = now.astimezone(ZoneInfo(zone))
        clock = local.time()
        runs_over = self.begins > self.ends
        if not (clock >= self.begins or clock < self.ends if runs_over else self.begins <= clock < self.ends):
            return None
        day = local.date() + timedelta(days=1 if runs_over and clock >= self.begins else 0)
        return datetime.combine(day, self.ends, ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))


@dataclass(frozen=True)
class Terms:
    name: str
    agent: str
    owner: str  # an email; its rights are used, and it approves
    to: str  # "owner", "thread", an email, or a channel's id
    message: Template
    is_on: bool = True
    catch_up: CatchUp = "once"
    quiet: QuietHours | None = None


@dataclass(frozen=True)
class Occasion:
    key: str  # unique among those of its trigger
    at: datetime
    values: Mapping[str, Any] = field(default_factory=dict)
    sources: tuple[str, ...] = ()  # where untrusted values came from
    thread: Place | None = None  # where it happened


def decide(terms: Terms, occasion: Occasion, owner: Person, now: datetime) -> Fired | Skip:
    if not terms.is_on:
        return Skip("off")
    is_late = now - occasion.at > LATE
    if is_late and terms.catch_up == "skip":
        return Skip(f"missed: it was {now - occasion.at} ago")
    zone = owner.zone or "UTC"
    return Fired(
        key=f"{terms.name}:{occasion.key}",
        trigger=terms.name,
        agent=terms.agent,
        person=owner.slack_id,
        on=now.astimezone(ZoneInfo(zone)).date(),
        late=is_late,
        text=terms.message.fill(occasion.values) if terms.message.text else "",
        sources=occasion.sources,
        not_before=terms.quiet.until(now, zone) if terms.quiet else None,
    )
