"""The program dies at every step between an intent, its act and its receipt; then each message stands there once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from app.core.entries import Chose, Fired, Place, Replied, Said
from app.slack.pace import Pace
from app.slack.thread import Thread
from app.slack.wire import Answer, Wire
from app.store.outbox import Outbox
from tests.slack.people import SALES, Control, words
from tests.slack.room import HOSTS, Room
from tests.slack.values import AT, CATALOG, LIST

MAYA = "U0MAYA"
LONG = "\n".join(f"- line {n} " + "x" * 90 for n in range(150))


class Killed(BaseException):
    """Not an Exception: nothing in the program may catch it."""


class Life:
    """Ends before or after its n-th step; a dead program takes no further ones."""

    def __init__(self, steps: int, *, done: bool) -> None:
        self.left, self.done, self.is_over = steps, done, False

    async def step(self, work: Callable[[], Awaitable[Any]]) -> Any:
        self.left -= 1
        if self.is_over or (self.left < 0 and not self.done):
            self.is_over = True
            raise Killed
        result = await work()
        if self.left < 0:
            self.is_over = True
            raise Killed
        return result


class MortalWire(Wire):
    def __init__(self, client: AsyncWebClient, life: Life) -> None:
        super().__init__(client)
        self.life = life

    async def act(self, method: str, *, patience: float = 90.0, **arguments: Any) -> Answer:
        return await self.life.step(lambda: super(MortalWire, self).act(method, patience=patience, **arguments))


class MortalOutbox(Outbox):
    life: Life

    async def intend(self, *args: Any, **kwargs: Any) -> Any:
        return await self.life.step(lambda: super(MortalOutbox, self).intend(*args, **kwargs))

    async def receive(self, *args: Any, **kwargs: Any) -> Any:
        return await self.life.step(lambda: super(MortalOutbox, self).receive(*args, **kwargs))

    async def forget(self, *args: Any, **kwargs: Any) -> Any:
        return await self.life.step(lambda: super(MortalOutbox, self).forget(*args, **kwargs))


def mortal(room: Room, client: AsyncWebClient, life: Life) -> None:
    outbox = MortalOutbox(room.database, room.clock, "mortal")
    outbox.life = life
    room.thread = Thread(MortalWire(client, life), room.log, outbox, CATALOG, HOSTS, Pace(apart=0.0))


def replied(text: str) -> Replied:
    blocks = ({"type": "text", "text": text},)
    return Replied(turn=2, agent="assistant", model="m", blocks=blocks, stop_reason="end_turn")


async def live_through(room: Room, session: str, text: str, shown: Callable[[], Awaitable[object]]) -> None:
    """What the engine does with a turn: show it as it comes, write it down, draw it."""
    if (await room.load(session)).open_turn:
        live, _ = await room.write(session)
        for piece in text.splitlines(keepends=True)[:-1]:
            await live.text(piece)
        await shown()
        await room.adds(session, replied(text))
    await room.draw(session)
    await room.adds(session, Chose(by=MAYA, agent="security"))
    await room.draw(session)


async def reborn(room: Room, session: str, text: str, shown: Callable[[], Awaitable[object]]) -> None:
    room.boot(Pace(apart=0.0))
    await room.thread.recover()
    await room.draw(session)
    await live_through(room, session, text, shown)


@pytest.mark.parametrize("text", ["Acme is\nquiet.", LONG], ids=["short", "long"])
@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("steps", range(9))
async def test_a_reply_stands_there_once_and_whole(
    control: Control, room: Room, client: AsyncWebClient, steps: int, done: bool, text: str
) -> None:
    ts = (await control.act("say", MAYA, channel=SALES, text="How is Acme?"))["ts"]
    said = Said(key=f"T0LOCAL:{SALES}:{ts}", ts=ts, by=MAYA, text="How is Acme?")
    session = await room.opens(Place(channel=SALES, thread_ts=ts), said)
    life = Life(steps, done=done)
    mortal(room, client, life)

    async def shown() -> None:
        """The reply's first words are there, or nothing is to be expected any more."""

        async def look() -> bool:
            return life.is_over or bool(await control.from_bot(SALES))

        await control.eventually(look)

    try:
        await live_through(room, session, text, shown)
    except Killed:
        assert life.is_over
    await reborn(room, session, text, shown)

    messages = await control.from_bot(SALES)
    assert len(messages) == (1 if len(text) < 100 else 2)
    together = "\n".join(words(each) for each in messages)
    assert [line for line in together.splitlines() if line.startswith(("- line", "Acme", "quiet"))] == text.splitlines()
    assert together.count("Answered by *assistant*") == 1
    assert "the next message of <@U0MAYA> goes to *security*" in together
    assert not any(each["streaming"] for each in messages)
    assert await control.statuses(SALES, MAYA) == {ts: "active"}
    assert await room.outbox.interrupted() == []


@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("steps", range(4))
async def test_a_list_stands_there_once_and_its_thread_is_known(
    control: Control, room: Room, client: AsyncWebClient, steps: int, done: bool
) -> None:
    fired = Fired(key="f", trigger="mornings", agent="daily-priorities", person=MAYA, on=AT.date())
    session = await room.opens(Place(channel=MAYA, is_direct=True), fired, LIST)
    life = Life(steps, done=done)
    mortal(room, client, life)
    try:
        await room.draw(session)
    except Killed:
        assert life.is_over
    room.boot()
    await room.thread.recover()
    await room.draw(session)
    [message] = await control.from_bot(await control.dm(MAYA))
    assert (await room.load(session)).place.thread_ts == message["ts"]
