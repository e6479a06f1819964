"""What the Slack room asks of the rows, on both databases: who is answered next, and what was in use lately."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

from app.core.entries import Listed, Noted, Opened, Place
from app.store.arms import Arms
from app.store.database import Database
from app.store.log import Log
from app.store.recent import Recent, SeenThread
from app.store.waiting import Waiting
from tests.core.proposing import proposed
from tests.store.fakes import SetClock, WrittenDelivery


async def test_the_latest_choice_of_an_agent_is_for_one_message(database: Database) -> None:
    arms = Arms(database)
    assert await arms.take("C1", "U1", "m1") is None
    await arms.arm("C1", "U1", "security")
    await arms.arm("C1", "U1", "assistant")
    assert await arms.take("C2", "U1", "m2") is None
    assert await Arms(database).take("C1", "U1", "m3") == "assistant"
    assert await arms.take("C1", "U1", "m4") is None
    assert await arms.take("C1", "U1", "m3") == "assistant"  # the same message again
    await arms.arm("C1", "U1", "security")
    assert await arms.take("C1", "U1", "m5") == "security"


async def test_of_two_messages_at_once_one_goes_to_the_chosen_agent(database: Database) -> None:
    arms = Arms(database)
    await arms.arm("C1", "U1", "security")
    taken = await asyncio.gather(*(arms.take("C1", "U1", f"m{n}") for n in range(6)))
    assert sorted(map(str, taken)) == ["None"] * 5 + ["security"]


async def test_threads_in_use_lately_come_latest_first(database: Database) -> None:
    clock = SetClock()
    log, recent, begin = Log(database, WrittenDelivery(), clock), Recent(database), clock.now()
    for number in (1, 2, 3):
        place = Place(channel="C1", thread_ts=f"{number}.0")
        await log.open(place, Opened(place=place, by="U1"), key=f"k{number}")
        clock.pass_(hours=1)
    unposted = Place(channel="U1", is_direct=True)
    await log.open(unposted, Opened(place=unposted, by="U1"), key="k4")
    assert await recent.threads(begin + timedelta(minutes=30)) == [
        SeenThread("C1", "3.0", False, begin + timedelta(hours=2)),
        SeenThread("C1", "2.0", False, begin + timedelta(hours=1)),
    ]


async def test_a_persons_latest_list_is_found(database: Database) -> None:
    clock = SetClock()
    log, recent = Log(database, WrittenDelivery(), clock), Recent(database)
    assert await recent.latest_list("U1") is None
    sessions = []
    for day in (24, 25):
        place = Place(channel="U1", is_direct=True)
        on = date(2026, 11, day)
        listed = Listed(turn=2, run="r", playbook="p", version="v", person="U1", on=on, rows=(), data_as_of=clock.now())
        sessions.append(await log.open(place, Opened(place=place, by="t"), Noted(text=""), listed, key=f"{day}"))
        clock.pass_(days=1)
    assert await recent.latest_list("U1") == sessions[-1]


async def test_where_writes_were_proposed_lately_the_oldest_first(database: Database) -> None:
    clock = SetClock()
    log, begin = Log(database, WrittenDelivery(), clock), clock.now()
    sessions = []
    for number in (1, 2, 3):
        place = Place(channel="C1", thread_ts=f"{number}.0")
        sessions.append(await log.open(place, Opened(place=place, by="U1"), proposed(1), key=f"k{number}"))
        await log.append(str(sessions[-1]), proposed(2))
        clock.pass_(hours=1)
    quiet = Place(channel="C1", thread_ts="4.0")
    await log.open(quiet, Opened(place=quiet, by="U1"), Noted(text="hi"), key="k4")
    assert await Waiting(database).sessions(begin) == sessions
    assert await Waiting(database).sessions(begin + timedelta(minutes=30)) == sessions[1:]
