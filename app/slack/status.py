"""What a thread says the bot is doing. Slack's agent sessions, or the older assistant status, or nothing, as it can."""

from __future__ import annotations

import logging
from typing import Literal

from app.core.entries import Place
from app.slack.pace import Pace
from app.slack.wire import SlackError, SlackRefusedError, Wire

log = logging.getLogger(__name__)

Doing = Literal["processing", "active", "suspended"]
WORDS: dict[Doing, str] = {"processing": "is working on it…", "active": "", "suspended": ""}
WAYS = ("agents.sessions.setStatus", "assistant.threads.setStatus")
# Slack says with these that the workspace or the app does not have the feature, so we stop asking for it.
CANNOT = frozenset(
    {"unknown_method", "feature_disabled", "method_not_supported_for_app", "missing_scope", "not_allowed"}
)


class Status:
    def __init__(self, wire: Wire, pace: Pace) -> None:
        self._wire, self._pace = wire, pace
        self._way = 0  # index into WAYS; behind its end there is none

    async def begin(self, place: Place, title: str, person: str) -> bool:
        """Says that work begins; skipped, with False, where Slack has no room for that now."""
        if not self._pace.statuses.try_take():
            return False
        try:
            await self._set(place, "processing", patience=0.0, title=title, person=person)
        except SlackError as error:
            log.info("no status in %s: %s", place.channel, error)
        return True

    async def end(self, place: Place, leaves: Literal["active", "suspended"] = "active") -> None:
        """Must come through, or the thread says for an hour that we work. Raises SlackError if Slack is away.

        `suspended` is Slack's word for waiting until a person decides.
        """
        await self._set(place, leaves)

    async def name(self, place: Place, title: str) -> None:
        """The thread's title; a thread without one is no harm."""
        if not title or self._way:
            return
        try:
            await self._wire.act(
                "agents.sessions.rename", patience=5.0, channel_id=place.channel, thread_ts=place.thread_ts, title=title
            )
        except SlackError as error:
            log.info("no title in %s: %s", place.channel, error)

    async def _set(
        self, place: Place, doing: Doing, *, patience: float = 90.0, title: str = "", person: str = ""
    ) -> None:
        while self._way < len(WAYS):
            method = WAYS[self._way]
            arguments = {"status": doing} if self._way == 0 else {"status": WORDS[doing]}
            if self._way == 0 and title:
                arguments |= {"title": title, "initiator_user_id": person}
            try:
                await self._wire.act(
                    method, patience=patience, channel_id=place.channel, thread_ts=place.thread_ts, **arguments
                )
            except SlackRefusedError as no:
                if no.code not in CANNOT:
                    log.info("no status in %s: %s", place.channel, no)
                    return
                log.warning("%s: statuses are shown in a simpler way from now on", no)
                self._way += 1
            else:
                return
