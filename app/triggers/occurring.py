"""From an occasion to a session: the one way that every kind of trigger takes but the daily one of each person."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from app.core.entries import Fired, Place
from app.core.kinds import OfTerms
from app.core.occasions import Occasion, decide
from app.core.people import Person
from app.core.ports import Clock
from app.core.triggers import Skip
from app.store.firings import FIRED, Firing, Firings

log = logging.getLogger(__name__)

Fire = Callable[[Fired, Place], Awaitable[str | None]]  # Engine.fire
ByEmail = Callable[[str], Person | None]  # members of the workspace


class Occurring:
    def __init__(self, fire: Fire, by_email: ByEmail, firings: Firings, clock: Clock) -> None:
        self._fire, self._by_email, self._firings, self._clock = fire, by_email, firings, clock

    def decide(self, trigger: OfTerms, occasion: Occasion) -> tuple[Fired, Place] | Skip:
        """What comes of it, and where."""
        owner = self._by_email(trigger.owner)
        if owner is None:
            return Skip(f"{trigger.owner} is no member of the Slack workspace: name another owner")
        place = self._place(trigger.terms.to, owner, occasion)
        if place is None:
            return Skip(f"{trigger.terms.to} is no member of the Slack workspace: name somebody else in `to`")
        outcome = decide(trigger.terms, occasion, owner, self._clock.now())
        return outcome if isinstance(outcome, Skip) else (outcome, place)

    async def happen(self, trigger: OfTerms, occasion: Occasion) -> bool:
        """Whether it is new. What happened before starts nothing again."""
        outcome = self.decide(trigger, occasion)
        session = None if isinstance(outcome, Skip) else await self._fire(*outcome)
        is_new = bool(session) or isinstance(outcome, Skip)
        if is_new:
            await self.record(trigger, occasion, outcome, session)
        return is_new

    async def record(
        self, trigger: OfTerms, occasion: Occasion, outcome: tuple[Fired, Place] | Skip, session: str | None
    ) -> None:
        result = FIRED
        if isinstance(outcome, Skip):
            result = outcome.reason
            log.warning("the trigger %s does nothing: %s", trigger.name, result)
        firing = Firing(
            f"{trigger.name}:{occasion.key}", trigger.name, trigger.owner, self._clock.now(), result, session
        )
        await self._firings.record(firing)

    def _place(self, to: str, owner: Person, occasion: Occasion) -> Place | None:
        if to == "thread":
            return occasion.thread or Place(channel=owner.slack_id, is_direct=True)
        if "@" in to:
            person = self._by_email(to)
            return Place(channel=person.slack_id, is_direct=True) if person else None
        return Place(channel=owner.slack_id, is_direct=True) if to == "owner" else Place(channel=to)
