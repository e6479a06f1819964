"""What was said while no socket was open, read back from history and heard like anything else: by the same keys."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any

from app.core.ports import Clock
from app.slack.intake import Intake
from app.slack.needs import Recent, SeenThread
from app.slack.reading import read_message
from app.slack.wire import SlackError, Wire

log = logging.getLogger(__name__)

REACH = timedelta(days=2)  # how far back a thread in use may lie; a longer outage is for people to notice
THREADS = 30  # of them, the latest; with the top level of their channels that is some 50 reads, a minute's worth
OVERLAP = timedelta(seconds=30)  # what was written last and what was said last differ by a little
PAGE = 200


class Backfill:
    def __init__(self, wire: Wire, intake: Intake, recent: Recent, clock: Clock) -> None:
        self._wire, self._intake, self._recent, self._clock = wire, intake, recent, clock

    async def read_back(self) -> None:
        """Every thread in use lately, and the top level of its channel. A failure leaves the rest to be read."""
        threads = await self._recent.threads(self._clock.now() - REACH, THREADS)
        latest: dict[str, SeenThread] = {}  # of each channel
        for thread in threads:
            latest.setdefault(thread.channel, thread)
        closed = {channel for channel in latest if not await self._is_open(channel)}
        found = 0
        for thread in threads:
            if thread.channel not in closed:
                found += await self._hear(thread, thread.thread_ts)
        for thread in latest.values():
            if thread.channel not in closed:
                found += await self._hear(thread, None)
        log.info("read back %s threads in %s conversations: %s messages", len(threads), len(latest), found)

    async def _is_open(self, channel: str) -> bool:
        """Not shared with another organisation meanwhile; events say so by themselves, history does not."""
        if channel.startswith("D"):
            return True
        try:
            found = await self._wire.read("conversations.info", channel=channel)
        except SlackError as error:
            log.warning("%s is not read back: %s", channel, error)
            return False
        return not found["channel"].get("is_ext_shared")

    async def _hear(self, thread: SeenThread, root: str | None) -> int:
        """The replies to `root`, or what was said at the top level."""
        oldest = f"{(thread.last_at - OVERLAP).timestamp():.6f}"
        me, count = await self._wire.me(), 0
        try:
            async for message in self._messages(thread.channel, root, oldest):
                heard = read_message(message, me.team, me.user, channel=thread.channel)
                if heard and float(heard.ts) >= float(oldest):  # the root comes with every page of replies
                    await self._intake.hear(heard)
                    count += 1
        except SlackError as error:
            log.warning("%s could not be read back: %s", thread.channel, error)
        return count

    async def _messages(self, channel: str, root: str | None, oldest: str) -> AsyncIterator[Mapping[str, Any]]:
        """Oldest first."""
        method = "conversations.replies" if root else "conversations.history"
        pages, cursor = [], None
        while True:
            page = await self._wire.read(method, channel=channel, ts=root, oldest=oldest, limit=PAGE, cursor=cursor)
            pages += page["messages"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break
        for message in sorted(pages, key=lambda each: float(each["ts"])):
            yield message
