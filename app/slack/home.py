"""App Home: drawn when somebody looks at it, never kept."""

from __future__ import annotations

import logging

from app.core.agents import Catalog
from app.core.entries import Marked
from app.core.ports import Clock, Store
from app.slack.needs import Recent
from app.slack.permalink import link_to
from app.slack.reading import Payload, dig
from app.slack.views.home import home_view
from app.slack.views.kit import cut
from app.slack.waits import WaitingFor
from app.slack.wire import SlackError, Wire

log = logging.getLogger(__name__)


class Home:
    def __init__(
        self, wire: Wire, store: Store, recent: Recent, catalog: Catalog, clock: Clock, waits: WaitingFor
    ) -> None:
        self._wire, self._store, self._recent = wire, store, recent
        self._catalog, self._clock, self._waits = catalog, clock, waits

    async def opened(self, body: Payload) -> None:
        person, channel = dig(body, "event", "user"), dig(body, "event", "channel")
        if dig(body, "event", "tab") == "home" and person:
            await self.publish(person)
        elif person and channel:
            await self._suggest(person, channel)

    async def publish(self, person: str) -> None:
        found = await self._recent.latest_list(person)
        session = await self._store.load(found) if found else None
        marks = [e.body for e in session.entries if isinstance(e.body, Marked)] if session else []
        link = link_to(session, await self._wire.me()) if session else ""
        listed = session.listed() if session else None
        waits = await self._waits.person(person)
        view = home_view(self._catalog, listed, marks, link, waits, at=self._clock.now())
        try:
            await self._wire.act("views.publish", patience=5.0, user_id=person, view=view)
        except SlackError as error:
            log.warning("the Home tab of %s is not drawn: %s", person, error)

    async def _suggest(self, person: str, channel: str) -> None:
        """What to ask first, from the person's own list; the manifest's suggestions stand where there is none."""
        found = await self._recent.latest_list(person)
        listed = (await self._store.load(found)).listed() if found else None
        if listed is None or not listed.rows:
            return
        asks = [f"Why is {row.name} on my list?" for row in listed.rows[:2]]
        prompts = [{"title": cut(text, 75), "message": text} for text in [*asks, "What is on my list today?", "!help"]]
        try:
            await self._wire.act(
                "assistant.threads.setSuggestedPrompts", patience=5.0, channel_id=channel, prompts=prompts
            )
        except SlackError as error:
            log.info("no suggestions for %s: %s", person, error)
