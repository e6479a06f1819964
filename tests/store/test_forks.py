"""A fork is made once, and what it was given is counted where it happened."""

from __future__ import annotations

from datetime import date

from app.core.branches import Forked
from app.core.entries import Listed, Noted, Opened, Place
from app.store.database import Database
from app.store.forks import Forks
from app.store.log import Log
from app.store.recent import Recent
from tests.store.fakes import SetClock, WrittenDelivery

THREAD = Place(channel="C1", thread_ts="1.0")
NEW = Place(channel="C1")


async def test_a_fork_has_the_lines_up_to_there_and_the_same_key_makes_no_other(database: Database) -> None:
    clock = SetClock()
    log = Log(database, WrittenDelivery(), clock)
    forks = Forks(database, log, clock)
    old = await log.open(THREAD, Opened(place=THREAD, by="U1"), Noted(text="one"), Noted(text="two"), key="k")
    assert old
    clock.pass_(hours=1)
    new = await forks.fork(old, 2, NEW, Forked(of=old, by="U2"), key="fork")
    assert await forks.fork(old, 3, NEW, Forked(of=old, by="U2"), key="fork") == new
    fork, original = await log.load(new), await log.load(old)
    assert fork.entries[:2] == original.entries[:2]
    assert [entry.body for entry in fork.entries[2:]] == [Forked(of=old, by="U2")]
    assert (fork.seq, fork.place) == (3, NEW)


async def test_a_list_in_a_fork_is_nobodys_latest_list(database: Database) -> None:
    clock = SetClock()
    log, recent = Log(database, WrittenDelivery(), clock), Recent(database)
    on = date(2026, 11, 25)
    listed = Listed(turn=2, run="r", playbook="p", version="v", person="U1", on=on, rows=(), data_as_of=clock.now())
    old = await log.open(THREAD, Opened(place=THREAD, by="daily"), listed, key="k")
    assert old
    new = await Forks(database, log, clock).fork(old, 2, NEW, Forked(of=old, by="U2"), key="fork")
    assert await recent.latest_list("U1") == old
    assert await recent.of_person("U1", 10) == [old]
    assert await recent.of_person("U2", 10) == [new]
