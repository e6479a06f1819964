"""The port `Store`, on both databases."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.entries import Noted, Opened, Place, Replied, Said
from app.core.ports import Conflict
from app.store.database import Database
from app.store.log import Log, UnknownSessionError
from tests.store.fakes import CALLS, SetClock, WrittenDelivery

THREAD = Place(channel="C1", thread_ts="1764000000.000100")


def said(text: str, key: str = "T1:C1:1") -> Said:
    return Said(key=key, ts="1", by="U1", text=text)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def log(database: Database, clock: SetClock) -> Log:
    return Log(database, WrittenDelivery(), clock)


async def opened(log: Log, place: Place = THREAD, key: str = "first") -> str:
    session = await log.open(place, Opened(place=place, by="U1"), said("hello"), key=key)
    assert session
    return session


def calls(database: Database) -> list[tuple[str, int]]:
    return database.read_now(lambda tx: [tuple(row) for row in tx.execute(sa.select(CALLS.c.session, CALLS.c.seq))])


async def test_a_session_comes_back_as_it_was_written(log: Log, clock: SetClock) -> None:
    session = await opened(log)
    clock.pass_(seconds=5)
    await log.append(session, Noted(text="one"), Noted(text="two"))
    loaded = await log.load(session)
    assert [entry.seq for entry in loaded.entries] == [1, 2, 3, 4]
    assert [entry.body for entry in loaded.entries[1:]] == [said("hello"), Noted(text="one"), Noted(text="two")]
    assert loaded.entries[3].at == clock.now()
    assert (loaded.entries[3].at - loaded.entries[0].at).total_seconds() == 5
    assert loaded.place == THREAD


async def test_a_decision_is_refused_when_the_log_moved_meanwhile(log: Log) -> None:
    session = await opened(log)
    seen = (await log.load(session)).seq
    await log.append(session, said("wait", key="T1:C1:2"))
    with pytest.raises(Conflict):
        await log.append(session, Noted(text="decided on old news"), expect=seen)
    assert [entry.body.kind for entry in (await log.load(session)).entries] == ["opened", "said", "said"]


async def test_what_arrives_twice_is_written_once(log: Log, database: Database) -> None:
    session = await opened(log)
    assert await log.append(session, said("again"), key="T1:C1:2") == 3
    assert await log.append(session, said("again"), key="T1:C1:2") == 0
    assert await log.open(Place(channel="C2"), said("elsewhere"), key="T1:C1:2") is None
    assert calls(database) == [(session, 2), (session, 3)]


async def test_one_key_from_many_threads_at_once_counts_once(log: Log, database: Database) -> None:
    session = await opened(log)
    start = threading.Barrier(12)

    def deliver(_: int) -> int:
        start.wait()
        return database.write_now(lambda tx: log.append_in(tx, session, [said("twin")], key="T1:C1:9"))

    with ThreadPoolExecutor(12) as threads:
        results = list(threads.map(deliver, range(12)))
    assert sorted(results) == [0] * 11 + [3]
    assert (await log.load(session)).seq == 3
    assert calls(database) == [(session, 2), (session, 3)]


async def test_one_thread_gets_one_session_however_many_words_arrive_at_once(log: Log) -> None:
    opens = [log.open(THREAD, Opened(place=THREAD, by="U1"), said(str(n)), key=f"k{n}") for n in range(8)]
    sessions = set(await asyncio.gather(*opens))
    assert len(sessions) == 1
    (session,) = sessions
    assert session is not None
    bodies = [entry.body for entry in (await log.load(session)).entries]
    assert sum(isinstance(body, Opened) for body in bodies) == 1
    assert {body.text for body in bodies if isinstance(body, Said)} == {str(n) for n in range(8)}
    assert await log.find(THREAD) == session


async def test_appends_from_everywhere_get_consecutive_numbers(log: Log) -> None:
    session = await opened(log)
    await asyncio.gather(*(log.append(session, Noted(text=str(n)), Noted(text=f"{n}'")) for n in range(20)))
    entries = (await log.load(session)).entries
    assert [entry.seq for entry in entries] == list(range(1, 43))
    texts = [entry.body.text for entry in entries[2:] if isinstance(entry.body, Noted)]
    assert all(second == f"{first}'" for first, second in zip(texts[::2], texts[1::2], strict=True))


async def test_an_entry_and_its_delivery_are_written_together_or_not_at_all(log: Log, database: Database) -> None:
    session = await opened(log)

    def fail(tx: sa.Connection) -> None:
        log.append_in(tx, session, [Noted(text="lost")], key="k")
        raise RuntimeError("the program dies here")

    with pytest.raises(RuntimeError):
        await database.write(fail)
    assert calls(database) == [(session, 2)]
    assert (await log.load(session)).seq == 2
    assert await log.append(session, Noted(text="kept"), key="k") == 3


async def test_a_result_of_the_running_loop_calls_nobody(log: Log, database: Database) -> None:
    session = await opened(log)
    await log.append(session, Noted(text="by the loop"), enqueue=False)
    assert calls(database) == [(session, 2)]
    assert (await log.load(session)).seq == 3


async def test_places_without_a_thread_are_as_many_sessions_as_are_opened(log: Log) -> None:
    direct = Place(channel="U1", is_direct=True)
    first, second = await opened(log, direct, "a"), await opened(log, direct, "b")
    assert first != second
    assert await log.find(direct) is None


async def test_a_session_that_nobody_opened_is_an_error_with_its_name(log: Log) -> None:
    with pytest.raises(UnknownSessionError, match="'nowhere'"):
        await log.load("nowhere")
    with pytest.raises(UnknownSessionError, match="'nowhere'"):
        await log.append("nowhere", Noted(text="x"), expect=0)


wire = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(block=st.dictionaries(st.text(), wire, max_size=4), text=st.text())
async def test_blocks_of_the_wire_come_back_exactly(database: Database, block: dict[str, object], text: str) -> None:
    log = Log(database, WrittenDelivery(), SetClock())
    place = Place(channel="U1", is_direct=True)
    reply = Replied(turn=1, agent="a", model="m", blocks=(block,), stop_reason="end_turn")
    session = await log.open(place, said(text), reply, key=f"{id(block)}-{asyncio.get_running_loop().time()}")
    assert session
    back = (await Log(database, WrittenDelivery(), SetClock()).load(session)).entries
    assert [entry.body for entry in back] == [said(text), reply]
    assert list(back[1].body.blocks[0]) == list(block)  # also the order of keys


async def test_half_a_surrogate_pair_is_kept_as_a_question_mark(log: Log) -> None:
    session = await opened(log)
    await log.append(session, said("broken \ud83d emoji, \x00 too", key="T1:C1:3"))
    body = (await Log(log._database, WrittenDelivery(), SetClock()).load(session)).entries[-1].body
    assert isinstance(body, Said)
    assert body.text == "broken ? emoji, \x00 too"
