"""Outside writes as rows: the port `Effects`, on both databases."""

from __future__ import annotations

import asyncio
import logging

import pytest

from app.core.entries import Place, Said
from app.store.database import Database
from app.store.log import Log
from app.store.outbox import Outbox
from tests.store.fakes import SetClock, WrittenDelivery

DIRECT = Place(channel="U1", is_direct=True)
THREAD = Place(channel="D1", thread_ts="1764000000.000100", is_direct=True)


@pytest.fixture
def log(database: Database) -> Log:
    return Log(database, WrittenDelivery(), SetClock())


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database, SetClock(), "boot 1")


async def opened(log: Log, place: Place, key: str) -> str:
    session = await log.open(place, Said(key=key, ts="1", by="U1", text="hi"), key=key)
    assert session
    return session


async def test_an_intent_is_written_once_and_found_by_the_next_boot(database: Database, outbox: Outbox) -> None:
    first = await outbox.intend("s:post:2", "s", "slack.post")
    assert (first.state, first.owner, first.receipt) == ("intended", "boot 1", {})
    assert await Outbox(database, SetClock(), "boot 2").intend("s:post:2", "s", "slack.post") == first
    assert await outbox.of_session("s") == [first]
    assert await outbox.of_session("another") == []


async def test_one_of_many_that_intend_at_once_wins(database: Database) -> None:
    boots = [Outbox(database, SetClock(), f"boot {n}") for n in range(8)]
    effects = await asyncio.gather(*(boot.intend("s:post:2", "s", "slack.post") for boot in boots))
    assert len({effect.owner for effect in effects}) == 1


async def test_a_receipt_and_the_thread_it_brings_are_written_together(log: Log, outbox: Outbox) -> None:
    session = await opened(log, DIRECT, "k")
    key = f"{session}:post:1"
    await outbox.intend(key, session, "slack.post")
    await outbox.receive(key, {"channel": "D1", "ts": "1764000000.000100"}, drawn="abc", bind=THREAD)
    (effect,) = await outbox.of_session(session)
    assert (effect.state, effect.drawn) == ("done", "abc")
    assert effect.receipt == {"channel": "D1", "ts": "1764000000.000100"}
    assert await log.find(THREAD) == session
    assert (await log.load(session)).place == THREAD
    assert await outbox.intend(key, session, "slack.post") == effect


async def test_a_thread_that_has_a_session_keeps_it(log: Log, outbox: Outbox, caplog: pytest.LogCaptureFixture) -> None:
    session, first = await opened(log, DIRECT, "a"), await opened(log, THREAD, "b")
    await outbox.intend("e", session, "slack.post")
    with caplog.at_level(logging.WARNING):
        await outbox.receive("e", {"ts": "1"}, bind=THREAD)
    assert await log.find(THREAD) == first
    assert (await outbox.of_session(session))[0].state == "done"
    assert first in caplog.text


async def test_only_what_did_not_happen_can_be_taken_back(outbox: Outbox) -> None:
    for key in ("refused", "made"):
        await outbox.intend(key, "s", "slack.post")
    await outbox.receive("made", {"ts": "1"})
    for key in ("refused", "made"):
        await outbox.forget(key)
    assert [effect.key for effect in await outbox.of_session("s")] == ["made"]


async def test_what_a_crash_interrupted_is_known_at_the_next_start(database: Database, outbox: Outbox) -> None:
    await outbox.intend("s:post:2", "s", "slack.post")
    await outbox.intend("s:post:3", "s", "slack.post")
    await outbox.receive("s:post:2", {"channel": "D1", "ts": "1"})
    assert [each.key for each in await Outbox(database, SetClock(), "boot 2").interrupted()] == ["s:post:3"]
