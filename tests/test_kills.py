"""The program is killed without warning while it works; the next start owes nobody an answer."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.core.entries import Place, Replied, Said
from app.core.sessions import Session
from app.delivery import DbosDelivery
from app.store.alone import Alone, AlreadyServedError
from app.store.database import Database
from app.store.log import Log
from tests.killable import SystemClock

ROOT = Path(__file__).parent.parent
SESSIONS, WORDS = 6, 3


class Program:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def until(self, line: str, times: int = 1) -> None:
        """Until it has written that many lines which begin so."""
        assert self.process.stdout
        async with asyncio.timeout(30):
            while times:
                told = await self.process.stdout.readline()
                assert told, "the program ended by itself"
                times -= told.decode().startswith(line)

    async def kill(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
        await self.process.communicate()


@asynccontextmanager
async def program(url: str) -> AsyncIterator[Program]:
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.killable", url, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    running = Program(started)
    try:
        await running.until("ready")
        yield running
    finally:
        await running.kill()


@pytest.fixture
async def log(database: Database) -> AsyncIterator[Log]:
    """The log as another process writes it: what is said here is answered by the program."""
    delivery = DbosDelivery(database.url)
    await asyncio.to_thread(delivery.prepare)
    yield Log(database, delivery, SystemClock())
    await delivery.close()


async def say(log: Log, name: str, word: int) -> str | None:
    said = Said(key=f"{name}:{word}", ts=str(word), by="U1", text=f"{name} {word}")
    return await log.open(Place(channel=name, thread_ts="1"), said, key=said.key)


async def all_said(log: Log) -> set[str]:
    saying = [say(log, f"C{n}", word) for word in range(WORDS) for n in range(SESSIONS)]
    return {session for session in await asyncio.gather(*saying) if session}


async def wait_for(log: Log, sessions: set[str], done: Callable[[Session], bool], running: Program) -> None:
    async with asyncio.timeout(30):
        while not all([done(await log.load(session)) for session in sessions]):
            await running.until("drawn")


@pytest.mark.parametrize("seed", [1])
async def test_no_answer_is_lost_or_doubled_however_often_the_program_is_killed(
    database_url: str, log: Log, seed: int
) -> None:
    chance = random.Random(seed)
    sessions: set[str] = set()
    for kill in range(3):
        async with program(database_url) as running:
            if kill == 0:
                sessions = await all_said(log)
            await running.until(chance.choice(["asked", "drawn"]), chance.randint(2, 9))
    async with program(database_url) as running:
        await wait_for(log, sessions, lambda session: session.open_turn is None, running)
    assert len(sessions) == SESSIONS
    for name in sessions:
        session = await log.load(name)
        finals = [e.body for e in session.entries if isinstance(e.body, Replied) and e.body.stop_reason == "end_turn"]
        assert [turn.is_over for turn in session.turns] == [True] * WORDS
        assert [final.turn for final in finals] == [turn.id for turn in session.turns]  # once each, in order
        assert [final.blocks[0]["text"] for final in finals] == [f"You said: {turn.text}" for turn in session.turns]
        returned = Counter(each.call_id for turn in session.turns for each in turn.returns)
        assert set(returned.values()) == {1}


async def test_what_was_under_way_goes_on_within_seconds_of_the_restart(database_url: str, log: Log) -> None:
    async with program(database_url) as running:
        session = await say(log, "C1", 1)
        await running.until("asked")
    assert session
    async with program(database_url) as running:
        ready = time.monotonic()
        await running.until("asked")
        assert time.monotonic() - ready < 3
        await wait_for(log, {session}, lambda session: session.open_turn is None, running)


async def test_a_second_program_on_one_database_refuses_and_says_who_is_there(
    database_url: str, database: Database, log: Log
) -> None:
    async with program(database_url) as running:
        with pytest.raises(AlreadyServedError, match=f"pid {running.process.pid}|process {running.process.pid}") as no:
            await Alone(database).take(patience=0)
        assert "DATABASE_URL" in str(no.value)
    alone = Alone(database)
    await alone.take()
    alone.release()
