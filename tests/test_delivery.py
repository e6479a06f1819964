"""DBOS behind the port, on both databases: in order, one at a time, again after failures, never without the entry."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.core.entries import Noted, Place, Said
from app.delivery import DbosDelivery
from app.store.database import Database
from app.store.log import Log
from app.store.wakes import Wakes
from tests.store.fakes import SetClock

QUICK = (0.0, 0.0)  # two more attempts, at once


class Calls:
    """What the delivery calls: it notes each call, and does what a test put there."""

    def __init__(self) -> None:
        self.advanced: list[str] = []
        self.given_up: list[tuple[str, int, str]] = []
        self.changed = asyncio.Condition()
        self.do: Callable[[str], Awaitable[None]] = self.nothing

    async def nothing(self, session: str) -> None:
        pass

    async def advance(self, session: str) -> None:
        await self.do(session)
        await self._note(self.advanced, session)

    async def give_up(self, session: str, seq: int, reason: str) -> None:
        await self._note(self.given_up, (session, seq, reason))

    async def until(self, happened: Callable[[], bool]) -> None:
        async with asyncio.timeout(20), self.changed:
            await self.changed.wait_for(happened)

    async def _note(self, where: list[Any], what: Any) -> None:
        async with self.changed:
            where.append(what)
            self.changed.notify_all()


@pytest.fixture
def calls() -> Calls:
    return Calls()


@pytest.fixture
async def delivery(database: Database, calls: Calls) -> AsyncIterator[DbosDelivery]:
    delivery = DbosDelivery(database.url, concurrency=16, retry_after=QUICK)
    await delivery.start(calls.advance, calls.give_up)
    yield delivery
    await delivery.stop(drain=0)


@pytest.fixture
def log(database: Database, delivery: DbosDelivery) -> Log:
    return Log(database, delivery, SetClock())


async def opened(log: Log, name: str) -> str:
    said = Said(key=name, ts="1", by="U1", text=name)
    session = await log.open(Place(channel=name), said, key=name)
    assert session
    return session


async def idle(delivery: DbosDelivery) -> None:
    """Until also the outcome of the last call is written."""
    async with asyncio.timeout(20):
        while await delivery.pending():
            pass


async def test_a_session_is_never_advanced_twice_at_a_time_while_others_are(log: Log, calls: Calls) -> None:
    running: dict[str, int] = defaultdict(int)
    together = asyncio.Barrier(8)

    async def meet(session: str) -> None:
        running[session] += 1
        assert running[session] == 1
        if session not in calls.advanced:
            await together.wait()  # passed only if eight different sessions run at once
        running[session] -= 1

    calls.do = meet
    sessions = [await opened(log, f"C{n}") for n in range(8)]
    for session in sessions:
        await log.append(session, Noted(text="more"))
        await log.append(session, Noted(text="and more"))
    await calls.until(lambda: len(calls.advanced) == 24)
    assert all(calls.advanced.count(session) == 3 for session in sessions)
    assert calls.given_up == []


async def test_an_entry_that_is_rolled_back_calls_nobody(log: Log, calls: Calls, database: Database) -> None:
    session = await opened(log, "C1")

    def fail(tx: sa.Connection) -> None:
        log.append_in(tx, session, [Noted(text="lost")])
        raise RuntimeError("the program dies here")

    with pytest.raises(RuntimeError):
        await database.write(fail)
    other = await opened(log, "C2")
    await calls.until(lambda: {session, other} <= set(calls.advanced))
    assert len(calls.advanced) == 2


async def test_a_wake_is_a_delivery_of_its_own(
    log: Log, calls: Calls, database: Database, delivery: DbosDelivery
) -> None:
    clock = SetClock()
    wakes = Wakes(database, delivery)
    session = await opened(log, "C1")
    await calls.until(lambda: calls.advanced == [session])
    for minutes in (1, 2):
        await wakes.set(session, clock.now() + timedelta(minutes=minutes))
    await wakes.set(session, clock.now() + timedelta(minutes=2))
    assert await wakes.deliver_due(clock.now()) == 0
    assert await wakes.deliver_due(clock.pass_(minutes=2)) == 2
    await calls.until(lambda: calls.advanced == [session] * 3)


async def test_what_waits_and_runs_is_counted(log: Log, calls: Calls, delivery: DbosDelivery) -> None:
    go = asyncio.Event()

    async def wait(session: str) -> None:
        await go.wait()

    calls.do = wait
    session = await opened(log, "C1")
    await log.append(session, Noted(text="queued behind it"))
    assert await delivery.pending() == 2
    go.set()
    await calls.until(lambda: len(calls.advanced) == 2)
    await idle(delivery)


async def test_a_call_that_fails_for_a_moment_is_repeated(log: Log, calls: Calls) -> None:
    failures = iter([OSError("away"), OSError("away")])

    async def fail_twice(session: str) -> None:
        if problem := next(failures, None):
            raise problem

    calls.do = fail_twice
    session = await opened(log, "C1")
    await calls.until(lambda: calls.advanced == [session])
    assert calls.given_up == []


async def test_a_call_that_always_fails_is_given_up_once_with_its_reason(
    log: Log, calls: Calls, delivery: DbosDelivery
) -> None:
    attempts: list[str] = []

    async def fail(session: str) -> None:
        attempts.append(session)
        raise ValueError("an entry nobody can read")

    calls.do = fail
    session = await opened(log, "C1")
    async with asyncio.timeout(20):
        while not calls.given_up:
            await delivery.sweep()
    await delivery.sweep()
    assert calls.given_up == [(session, 1, "ValueError: an entry nobody can read")]
    assert len(attempts) == 3
    assert await delivery.pending() == 0


async def test_what_runs_when_the_program_stops_is_run_again_by_the_next_one(database: Database, calls: Calls) -> None:
    first = DbosDelivery(database.url)
    begun = asyncio.Event()

    async def hang(session: str) -> None:
        begun.set()
        await asyncio.Event().wait()

    calls.do = hang
    await first.start(calls.advance, calls.give_up)
    session = await opened(Log(database, first, SetClock()), "C1")
    await asyncio.wait_for(begun.wait(), 20)
    await first.stop(drain=0)
    assert calls.advanced == []

    calls.do = calls.nothing
    second = DbosDelivery(database.url)
    await second.start(calls.advance, calls.give_up)
    await calls.until(lambda: calls.advanced == [session])
    await second.stop()


async def test_a_call_that_ends_the_program_again_and_again_is_given_up(database: Database, calls: Calls) -> None:
    begun = asyncio.Queue[str]()

    async def die(session: str) -> None:
        begun.put_nowait(session)
        await asyncio.Event().wait()

    calls.do = die
    session = ""
    for boot in range(3):  # the first time, and two crashes more
        delivery = DbosDelivery(database.url, crashes=2)
        await delivery.start(calls.advance, calls.give_up)
        session = session or await opened(Log(database, delivery, SetClock()), "C1")
        assert await asyncio.wait_for(begun.get(), 20) == session, boot
        await delivery.stop(drain=0)
    delivery = DbosDelivery(database.url, crashes=2)
    await delivery.start(calls.advance, calls.give_up)
    async with asyncio.timeout(20):
        while not calls.given_up:
            await delivery.sweep()
    await delivery.stop(drain=0)
    assert calls.given_up == [(session, 1, "the program ended more than 2 times while it worked on this")]
    assert begun.empty()


async def test_stopping_waits_for_what_runs(database: Database, calls: Calls) -> None:
    delivery = DbosDelivery(database.url)
    begun, go = asyncio.Event(), asyncio.Event()

    async def work(session: str) -> None:
        begun.set()
        await go.wait()

    calls.do = work
    await delivery.start(calls.advance, calls.give_up)
    session = await opened(Log(database, delivery, SetClock()), "C1")
    await asyncio.wait_for(begun.wait(), 20)
    stopping = asyncio.create_task(delivery.stop(drain=20))
    go.set()
    await asyncio.wait_for(stopping, 20)
    assert calls.advanced == [session]
    assert await asyncio.to_thread(lambda: "threads work after it") == "threads work after it"


async def test_finished_calls_are_forgotten(log: Log, calls: Calls, delivery: DbosDelivery, database: Database) -> None:
    session = await opened(log, "C1")
    await calls.until(lambda: calls.advanced == [session])
    name = "workflow_status" if database.is_sqlite else "dbos.workflow_status"
    count = sa.text(f"SELECT count(*) FROM {name}")
    assert await database.read(lambda tx: tx.execute(count).scalar()) == 1
    await idle(delivery)
    await delivery.sweep()
    assert await database.read(lambda tx: tx.execute(count).scalar()) == 1
    await delivery.sweep(kept=timedelta(seconds=-2))
    assert await database.read(lambda tx: tx.execute(count).scalar()) == 0
