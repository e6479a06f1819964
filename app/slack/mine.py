"""`!sessions`: the threads that somebody took part in lately, for their eyes only."""

from __future__ import annotations

import logging

from app.core.ports import Store
from app.slack.needs import Recent
from app.slack.permalink import link_to
from app.slack.views.sessions import SeenSession, sessions_text
from app.slack.wire import SlackError, Wire

log = logging.getLogger(__name__)

SHOWN = 10


class Mine:
    def __init__(self, wire: Wire, store: Store, recent: Recent) -> None:
        self._wire, self._store, self._recent = wire, store, recent

    async def sessions(self, person: str, channel: str, thread_ts: str | None) -> None:
        me, seen = await self._wire.me(), []
        for found in await self._recent.of_person(person, SHOWN):
            session = await self._store.load(found)
            seen.append(SeenSession(session, link_to(session, me)))
        try:
            await self._wire.act(
                "chat.postEphemeral", channel=channel, user=person, thread_ts=thread_ts, text=sessions_text(seen)
            )
        except SlackError as error:
            log.warning("%s does not see their sessions: %s", person, error)
