"""Makes Slack agree with the log: the port `Surface`. What is wanted is decided in `posts`, and done in `putting`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from weakref import WeakValueDictionary

from app.core.agents import Agent, Catalog
from app.core.effects import Effect
from app.core.entries import Fired, Place, Said
from app.core.ports import Effects, Live, Store
from app.core.sessions import Session, Turn
from app.slack.live import Asked, Unseen, Writing
from app.slack.pace import Pace
from app.slack.pen import Pen
from app.slack.posts import allowed_for, reply_key, thread_title, wanted
from app.slack.putting import Putting, thread_of
from app.slack.queued import Queued
from app.slack.receipts import Receipts, posted
from app.slack.status import Status
from app.slack.wire import SlackError, Wire

log = logging.getLogger(__name__)


class Thread:
    def __init__(
        self,
        wire: Wire,
        store: Store,
        effects: Effects,
        catalog: Catalog,
        hosts: frozenset[str],
        pace: Pace,
    ) -> None:
        """`hosts`: where any answer may link to, for example app.hubspot.com."""
        self._store, self._effects, self._catalog, self._hosts = store, effects, catalog, hosts
        self._pen, self._status, self._receipts = Pen(wire), Status(wire, pace), Receipts(effects)
        self._putting = Putting(wire, self._pen, self._receipts, self._status)
        self._queued = Queued(wire, self._receipts)
        self._pace = pace
        self._writings: dict[str, Writing] = {}  # by session: it has one turn at a time
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def draw(self, session: Session) -> None:
        async with self._lock(session.id):
            await self._draw(session)

    async def redraw(self, session: str) -> None:
        """At once, beside the engine."""
        await self.draw(await self._store.load(session))

    async def live(self, session: Session, turn: Turn, agent: Agent) -> Live:
        if isinstance(turn.asked, Fired):
            return Unseen()  # nobody waits for it, it may have nothing to say, and its thread may not be there yet
        if isinstance(turn.asked, Said) and not turn.asked.ts:  # what is asked may not stand in the thread yet
            await self.draw(session)
            session = await self._store.load(session.id)
        async with self._lock(session.id):
            writing = self._writings.get(session.id)
            if writing is None or writing.asked.turn != turn.id:
                writing = self._writings[session.id] = await self._take_up(session, turn)
        writing.go_on(turn)
        return writing

    async def shown_until(self, session: Session, ts: str) -> int | None:
        """The seq of the latest line of the log that the message shows, where it is one of ours."""
        for row in (await self._receipts.of(session.id)).values():
            if (at := posted(row)) and at.ts == ts:
                shows = row.drawn.partition(":")[0]
                return int(shows) if shows.isdigit() else None
        return None

    async def recover(self) -> None:
        """At the start, before people are listened to: what a crash interrupted is looked up, so threads are known."""
        for session in dict.fromkeys(effect.session for effect in await self._effects.interrupted()):
            try:
                await self.draw(await self._store.load(session))
            except SlackError:
                log.exception("session %s: not recovered now; its next drawing looks again", session)

    async def close(self) -> None:
        """Ends the streams that are open; the next start edits these messages."""
        for session in list(self._writings):
            writing = self._writings.pop(session)
            await writing.close()
            for at in (part.at for part in writing.parts if part.state == "streaming" and part.at):
                try:
                    await self._pen.stop(at)
                except SlackError as error:
                    log.info("a stream is left to end by itself: %s", error)

    def _lock(self, session: str) -> asyncio.Lock:
        """A click redraws at once, beside the engine; what is put into one thread is put in turn."""
        return self._locks.setdefault(session, asyncio.Lock())

    async def _take_up(self, session: Session, turn: Turn) -> Writing:
        """A message that grows: a new one, or after a crash or a failed call the one that stands there already."""
        key = reply_key(session, turn)
        row = (await self._receipts.of(session.id)).get(key)
        if row is not None and row.state == "intended":
            row = await self._putting.resolve(session.place, row)
        allowed = allowed_for(session, turn, self._hosts)
        return Writing(
            Asked(session.id, turn.id, key, session.place, turn.asker, allowed),
            self._pen,
            self._receipts,
            self._pace,
            status=self._status.begin(session.place, thread_title(session), turn.asker),
            stands=posted(row) if row else None,
        )

    async def _draw(self, session: Session) -> None:
        rows, writing = await self._receipts.of(session.id), self._writings.get(session.id)
        place = session.place if session.place.thread_ts else _begun(rows.values()) or session.place
        if writing and not any(turn.id == writing.asked.turn and not turn.is_over for turn in session.turns):
            await writing.close()
        posts = wanted(session, self._catalog, self._hosts)
        for post in posts:
            row = rows.get(post.key)
            if row is not None and row.drawn == post.shows:
                continue
            place = await self._putting.put(session.id, place, post, row, writing)
            if place.thread_ts is None:
                return  # its first message was refused, so there is no thread to go on in
        await self._queued.show(session)
        if writing and writing.is_closed:
            if not any(post.key == writing.asked.key for post in posts):
                await self._putting.end_work(place, writing)
            del self._writings[session.id]


def _begun(rows: Iterable[Effect]) -> Place | None:
    """The thread that our first message began, also where the session could not be bound to it."""
    first = next((at for at in map(posted, rows) if at), None)
    return thread_of(first) if first else None
