"""Forks: a thread goes on in a new one, from the message that somebody points at or from its latest."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Protocol

from app.core.branches import Branched, Forked
from app.core.entries import EntryBody, Place, Said
from app.core.ports import Store
from app.core.sessions import Session
from app.slack.background import Background
from app.slack.needs import Deliver
from app.slack.people import People
from app.slack.permalink import link_to
from app.slack.reading import Heard, Payload, dig
from app.slack.thread import Thread
from app.slack.views.forms import notice_view
from app.slack.wire import SlackError, Wire

log = logging.getLogger(__name__)

NOTHING = "I take no part in that thread, so there is nothing to fork. Use *Ask about this* instead."
MEMBERS = "Only members of this workspace can fork a thread."


class Forks(Protocol):
    async def fork(self, of: str, upto: int, place: Place, *bodies: EntryBody, key: str) -> str:
        """A new session with the lines of `of` up to the seq `upto`; by a known key, the one of then."""


class Forking:
    def __init__(
        self,
        wire: Wire,
        store: Store,
        deliver: Deliver,
        forks: Forks,
        people: People,
        thread: Thread,
        later: Background,
    ) -> None:
        self._wire, self._store, self._deliver, self._forks = wire, store, deliver, forks
        self._people, self._thread, self._later = people, thread, later

    async def said(self, session: Session, heard: Heard, question: str) -> None:
        """`!fork`, perhaps with what is asked first in the new thread."""
        key = f"{heard.key}:fork"
        asked = Said(key=key, ts="", by=heard.by, text=question) if question else None
        await self._fork(session, session.seq, heard.by, key, *([asked] if asked else []))

    async def here(self, body: Payload) -> None:
        """The message shortcut: from that message on."""
        by, channel, message = dig(body, "user", "id"), dig(body, "channel", "id"), body.get("message")
        ts = dig(message, "ts")
        place = Place(channel=channel, thread_ts=dig(message, "thread_ts") or ts)
        found = await self._store.find(place) if channel and ts else None
        if found is None:
            await self._tell(body, NOTHING)
        elif (await self._people.find(by)).standing != "member":
            await self._tell(body, MEMBERS)
        else:
            session = await self._store.load(found)
            upto = _said_at(session, ts) or await self._thread.shown_until(session, ts) or session.seq
            await self._fork(session, upto, by, f"fork:{dig(body, 'trigger_id')}")

    async def _fork(self, session: Session, upto: int, by: str, key: str, *more: EntryBody) -> None:
        """Durable when it returns; the thread and the way back are drawn after that."""
        place = Place(channel=session.place.channel, is_direct=session.place.is_direct)
        forked = Forked(of=session.id, by=by, link=link_to(session, await self._wire.me()))
        new = await self._forks.fork(session.id, upto, place, forked, *more, key=key)
        self._later.do(self._show(session.id, new, by, key))

    async def _show(self, old: str, new: str, by: str, key: str) -> None:
        await self._thread.draw(await self._store.load(new))
        link = link_to(await self._store.load(new), await self._wire.me())
        if link and await self._deliver(old, Branched(into=new, by=by, link=link), key=f"{key}:back"):
            await self._thread.draw(await self._store.load(old))

    async def _tell(self, body: Mapping[str, object], text: str) -> None:
        view = notice_view("Fork from here", text)
        try:
            await self._wire.act("views.open", patience=0.0, trigger_id=dig(body, "trigger_id"), view=view)
        except SlackError as error:
            log.info("not told that nothing is forked: %s", error)


def _said_at(session: Session, ts: str) -> int | None:
    return next((e.seq for e in session.entries if isinstance(e.body, Said) and e.body.ts == ts), None)
