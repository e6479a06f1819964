"""What arrives from people: read, decided, written down, and only then acknowledged. It answers nothing itself.

Whatever can arrive twice has a key: a message and its mention are one, and so are Slack's repetitions of both.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from weakref import WeakValueDictionary

from app.core.agents import Catalog, read_wording
from app.core.entries import Deleted, Edited, EntryBody, Place, Said, Stopped
from app.core.people import Person
from app.core.ports import Store
from app.core.sessions import Session
from app.slack.background import Background
from app.slack.deciding import entries_for
from app.slack.needs import Arms, Deliver
from app.slack.people import People
from app.slack.reading import Changed, Heard, Payload, Removed, dig, read_event
from app.slack.wire import SlackError, Wire

log = logging.getLogger(__name__)

TOLD = 1_000  # people and places whose last refusal is remembered, so that it is not said twice
DENIED = {
    "guest": "I work for members of this workspace only, so I cannot answer guests. Please ask a member.",
    "stranger": "I work for members of this workspace only, and not in channels shared with another organisation.",
    "member": "This channel is shared with another organisation, so I stay out of it. Ask me in our direct messages.",
}


Private = Callable[[str, str, str | None], Coroutine[None, None, None]]  # person, channel, thread
Fork = Callable[[Session, Heard, str], Awaitable[None]]
Redraw = Callable[[str], Coroutine[None, None, None]]


class Intake:
    def __init__(
        self,
        wire: Wire,
        store: Store,
        deliver: Deliver,
        people: People,
        arms: Arms,
        catalog: Catalog,
        later: Background,
        private: Mapping[str, Private],
        fork: Fork,
        redraw: Redraw,
    ) -> None:
        """`private`: what the bot shows to whoever writes that command, and to nobody else."""
        self._wire, self._store, self._deliver = wire, store, deliver
        self._people, self._arms, self._catalog, self._later = people, arms, catalog, later
        self._private, self._fork, self._redraw = private, fork, redraw
        self._told: OrderedDict[str, None] = OrderedDict()
        self._threads: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def event(self, body: Payload) -> None:
        """A `message` or `app_mention`. What cannot be read is logged and taken, or Slack would send it for ever."""
        me, is_shared = await self._wire.me(), bool(body.get("is_ext_shared_channel"))
        match read_event(body, me.user):
            case Heard() as heard:
                await self.hear(heard, is_shared=is_shared)
            case Changed(heard=heard) as changed:
                async with self._turn(heard.channel, heard.root):
                    await self._change(changed, is_shared=is_shared)
            case Removed() as removed:
                async with self._turn(removed.channel, removed.root):
                    await self._remove(removed)
            case None:
                log.debug("event %s is no person's word", body.get("event_id"))

    async def hear(self, heard: Heard, *, is_shared: bool = False) -> None:
        """A person's message, from an event or read back from history."""
        async with self._turn(heard.channel, heard.root):
            await self._hear(heard, is_shared=is_shared)

    def _turn(self, channel: str, root: str) -> asyncio.Lock:
        """What was said in one thread is written down in the order in which it came."""
        return self._threads.setdefault(f"{channel}:{root}", asyncio.Lock())

    async def _hear(self, heard: Heard, *, is_shared: bool) -> None:
        is_addressed = heard.is_direct or heard.mentions_us
        if heard.thread_ts is None and not is_addressed:
            return
        place = Place(channel=heard.channel, thread_ts=heard.root, is_direct=heard.is_direct)
        session = await self._session(place) if heard.thread_ts else None
        if session is None and not is_addressed:
            return
        if not await self._is_welcome(heard, is_shared=is_shared, is_addressed=is_addressed):
            return
        wording = read_wording(heard.text)
        if show := self._private.get(wording.command or ""):
            self._later.do(show(heard.by, heard.channel, heard.thread_ts))
            return
        if wording.command == "fork" and session is not None:
            await self._fork(session, heard, wording.text)
            return
        person = await self._people.find(heard.by)
        bodies = [await self._armed(body, heard, person) for body in entries_for(heard, session, self._catalog)]
        await self._deliver(session.id if session else place, *bodies, key=heard.key, by=heard.by)
        if session and (session.open_turn or session.is_paused):
            self._later.do(self._redraw(session.id))  # the engine is busy with it: that this is kept is said at once

    async def _armed(self, body: EntryBody, heard: Heard, person: Person) -> EntryBody:
        """With the speaker's name. Who was picked by `/agent` answers, unless another was named or chosen here."""
        if not isinstance(body, Said):
            return body
        body = body.model_copy(update={"name": person.name})
        if body.agent or not body.wants_reply:
            return body
        agent = await self._arms.take(heard.channel, heard.by, heard.key)
        return body.model_copy(update={"agent": agent}) if agent else body

    async def stopped(self, body: Payload) -> None:
        """The native Stop button, which any member of the channel may press."""
        channel, thread_ts, by = (dig(body, "event", name) for name in ("channel", "thread_ts", "user"))
        if not (channel and thread_ts and by):
            log.warning("a Stop without a thread or a person: %r", body.get("event"))
            return
        person = await self._people.find(by)
        session = await self._session(Place(channel=channel, thread_ts=thread_ts))
        if person.standing != "member" or session is None:
            log.info("Stop by %s in %s is not taken: %s", by, channel, person.standing)
            return
        key = f"{body.get('team_id')}:{channel}:{thread_ts}:stop:{dig(body, 'event', 'event_ts')}"
        await self._deliver(session.id, Stopped(by=by), key=key)

    async def _change(self, changed: Changed, *, is_shared: bool) -> None:
        heard = changed.heard
        place = Place(channel=heard.channel, thread_ts=heard.root, is_direct=heard.is_direct)
        session = await self._session(place)
        if session is not None and _has_said(session, heard.key):
            wording = entries_for(heard, session, self._catalog)
            text = next((body.text for body in wording if isinstance(body, Said)), heard.text)
            await self._deliver(session.id, Edited(of=heard.key, text=text), key=changed.key)
        elif heard.mentions_us:  # the mention was forgotten at first
            await self._hear(heard, is_shared=is_shared)

    async def _remove(self, removed: Removed) -> None:
        session = await self._session(Place(channel=removed.channel, thread_ts=removed.root))
        if session is not None and _has_said(session, removed.of):
            await self._deliver(session.id, Deleted(of=removed.of), key=f"{removed.of}:deleted")

    async def _session(self, place: Place) -> Session | None:
        found = await self._store.find(place)
        return await self._store.load(found) if found else None

    async def _is_welcome(self, heard: Heard, *, is_shared: bool, is_addressed: bool) -> bool:
        person = await self._people.find(heard.by)
        if person.standing == "member" and not is_shared:
            return True
        log.info("%s (%s) is not answered in %s", heard.by, person.standing, heard.channel)
        if is_addressed and person.standing != "bot":
            self._deny(heard, person)
        return False

    def _deny(self, heard: Heard, person: Person) -> None:
        if heard.key in self._told:
            return
        self._told[heard.key] = None
        if len(self._told) > TOLD:
            self._told.popitem(last=False)
        text = DENIED.get(person.standing, DENIED["stranger"])
        self._later.do(self._say_privately(heard, text))

    async def _say_privately(self, heard: Heard, text: str) -> None:
        try:
            await self._wire.act(
                "chat.postEphemeral", channel=heard.channel, user=heard.by, thread_ts=heard.thread_ts, text=text
            )
        except SlackError as error:
            log.info("%s was not told why there is no answer: %s", heard.by, error)


def _has_said(session: Session, key: str) -> bool:
    return any(isinstance(entry.body, Said) and entry.body.key == key for entry in session.entries)
