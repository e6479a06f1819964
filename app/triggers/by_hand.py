"""What somebody asked to fire now, at the command line or in Slack: fired at the ticker's next look, once."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from app.core.entries import Fired, Place
from app.core.kinds import OfTerms
from app.core.occasions import Occasion, Trigger
from app.core.ports import Clock
from app.core.triggers import DailyTrigger
from app.store.firings import FIRED, Firing, Firings
from app.triggers.occurring import ByEmail, Fire, Occurring

log = logging.getLogger(__name__)


class ByHand:
    """A chore of the ticker."""

    def __init__(
        self,
        triggers: Iterable[Trigger],
        firings: Firings,
        occurring: Occurring,
        by_email: ByEmail,
        fire: Fire,
        clock: Clock,
    ) -> None:
        self._triggers: dict[str, object] = {each.name: each for each in triggers}
        self._firings, self._occurring, self._by_email = firings, occurring, by_email
        self._fire, self._clock = fire, clock

    async def earliest(self) -> datetime | None:
        asked = await self._firings.asked()
        return asked[0].at if asked else None

    async def work(self, now: datetime) -> None:
        for asked in await self._firings.asked():
            await self._one(asked, now)

    async def _one(self, asked: Firing, now: datetime) -> None:
        trigger = self._triggers.get(asked.name)
        if isinstance(trigger, OfTerms):
            on = replace(trigger, terms=replace(trigger.terms, is_on=True))  # whoever asks for it by name means it
            occasion = Occasion(asked.key.removeprefix(f"{asked.name}:"), now)
            if not await self._occurring.happen(on, occasion):  # a crash came between
                await self._firings.record(replace(asked, result=FIRED))
        elif isinstance(trigger, DailyTrigger):
            await self._firings.record(await self._daily(trigger, asked, now))
        else:
            await self._firings.record(replace(asked, result=f"there is no trigger {asked.name!r} any more"))

    async def _daily(self, trigger: DailyTrigger, asked: Firing, now: datetime) -> Firing:
        person = self._by_email(asked.person)
        if person is None:
            return replace(asked, result=f"{asked.person} is no member of the Slack workspace")
        on = now.astimezone(ZoneInfo(person.zone or "UTC")).date()
        fired = Fired(
            key=asked.key,
            trigger=trigger.name,
            agent=trigger.agent,
            person=person.slack_id,
            on=on,
            text=trigger.message,
        )
        session = await self._fire(fired, Place(channel=person.slack_id, is_direct=True))
        return replace(asked, result=FIRED, session=session)
