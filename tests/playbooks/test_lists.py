"""A person's list of a day: theirs, as fresh as can be, and sent whatever fails."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.core.entries import Fired, Listed, Marked
from app.core.errors import ThreadworkError
from app.core.people import Person
from app.core.playbooks import Playbook, Run
from app.core.runs import run_from_json, run_to_json
from app.core.snapshots import Snapshot
from app.playbooks.evaluate import KEPT_PER_OWNER
from app.playbooks.lists import DailyLists, NothingReadError

from .making import NOW, RULES, TODAY, account, playbook, snapshot

PEOPLE = {
    "U1": Person("U1", "Anna", "anna@example.com", "Europe/Berlin", owner_id="1"),
    "U2": Person("U2", "Ben", "ben@example.com", "America/New_York", owner_id="2"),
    "U3": Person("U3", "Lea", "Lead@example.com", "Asia/Kolkata", owner_id=None, team=("1", "2")),
    "U4": Person("U4", "Di", "di@example.com", "UTC", owner_id="4"),
    "U5": Person("U5", "Ed", "ed@example.com", "UTC", owner_id="5"),
    "U6": Person("U6", "Flo", "flo@example.com", "UTC"),
}
Current = Mapping[str, Mapping[str, str | None]]


class World:
    """What a list needs, held in memory."""

    def __init__(self, sealed: Snapshot | None, rules: str = RULES) -> None:
        self.sealed, self.playbook = sealed, playbook(rules)
        self.time = NOW + timedelta(minutes=30)
        self.kept: dict[str, bytes] = {}
        self.marks: list[Marked] = []
        self.asked: list[list[str]] = []
        self.told: list[tuple[str, str]] = []
        self.current: Callable[[], Current] | None = None
        self.changes: dict[str, dict[str, str | None] | None] = {}
        self.lists = self.start()

    def start(self) -> DailyLists:
        return DailyLists(
            {"test": self.playbook},
            self.latest,
            self,
            self,
            self,
            self.find,
            self.touched,
            tell=self.tell,
            unowned_to="lead@example.com",
        )

    async def list_of(self, person: str = "U1", on: Any = TODAY) -> Listed | None:
        fired = Fired(key=f"k:{person}", trigger="morning", agent="test", person=person, on=on)
        return await self.lists.list_for(fired, 2)

    def now(self) -> datetime:
        return self.time

    async def latest(self) -> Snapshot | None:
        return self.sealed

    async def find(self, person: str) -> Person:
        return PEOPLE[person]

    async def save(self, run: Run) -> None:
        assert run.id not in self.kept, "a run is computed once"
        self.kept[run.id] = run_to_json(run)

    async def load(self, run: str) -> Run | None:
        return run_from_json(self.kept[run]) if run in self.kept else None

    async def of_person(self, person: str) -> Sequence[Marked]:
        return [mark for mark in self.marks if mark.by == person]

    async def tell(self, email: str, words: str) -> None:
        self.told.append((email, words))

    async def touched(self, ids: Sequence[str]) -> Current:
        self.asked.append(list(ids))
        if self.current:
            return self.current()
        known: dict[str, dict[str, str | None] | None] = {
            each: {"last_contacted_at": None, "owner_id": "1"} for each in ids
        }
        return {each: found for each, found in (known | self.changes).items() if found is not None and each in ids}


def accounts(count: int) -> list[dict[str, Any]]:
    return [account(n, days=100 - n) for n in range(1, count + 1)]


@pytest.fixture
def world(tmp_path: Path) -> World:
    rest = [account("b", days=60, owner="2"), account("n", days=50, owner=None), account("q", days=2, owner="4")]
    tickets = [
        {"id": "t1", "account_id": "1", "subject": "Slow", "priority": "LOW", "is_closed": 0},
        {"id": "t2", "account_id": "1", "subject": "Down", "priority": "URGENT", "is_closed": 0, "url": "https://t"},
        {"id": "t3", "account_id": "1", "subject": "Old", "priority": "URGENT", "is_closed": 1},
    ]
    return World(snapshot(tmp_path, [*accounts(9), *rest], tickets=tickets))


def ids(listed: Listed | None) -> list[str]:
    assert listed is not None
    return [row.item for row in listed.rows]


def mark(item: str, kind: Any, **more: Any) -> Marked:
    return Marked(key=f"{item}{kind}", item=item, name=item, mark=kind, by="U1", playbook="test", on=TODAY, **more)


async def test_a_list_has_seven_rows_and_says_how_many_more(world: World) -> None:
    listed = await world.list_of()
    assert ids(listed) == ["1", "2", "3", "4", "5", "6", "7"]
    assert listed is not None
    assert (listed.more, listed.turn, listed.person, listed.on, listed.notes) == (2, 2, "U1", TODAY, ())
    first = listed.rows[0]
    assert (first.rank, first.group, first.score, first.url) == (1, "gone_quiet", 89, "https://crm.example.com/1")
    assert [ticket.id for ticket in first.tickets] == ["t2", "t1"]
    assert listed.data_as_of == NOW


async def test_everybody_gets_their_own_and_one_person_what_nobody_owns(world: World) -> None:
    world.current = lambda: {
        "b": {"last_contacted_at": None, "owner_id": "2"},
        "n": {"last_contacted_at": None, "owner_id": None},
    }
    assert ids(await world.list_of("U2")) == ["b"]
    unowned = await world.list_of("U3")
    assert ids(unowned) == ["n"]
    assert unowned is not None
    assert unowned.notes[:1] == ("This has no owner in the CRM, so you get it.",)
    assert len(world.kept) == 1


async def test_who_owns_nothing_gets_nothing_and_a_quiet_day_is_said(world: World) -> None:
    quiet = await world.list_of("U4")
    assert quiet is not None
    assert (quiet.rows, quiet.more) == ((), 0)
    assert await world.list_of("U5") is None
    assert await world.list_of("U6") is None


async def test_marks_are_obeyed(world: World) -> None:
    tomorrow = TODAY + timedelta(days=1)
    world.marks = [mark("1", "done"), mark("2", "snoozed", until=TODAY + timedelta(days=3)), mark("3", "not_mine")]
    assert ids(await world.list_of()) == ["4", "5", "6", "7", "8", "9"]
    assert ids(await world.list_of(on=tomorrow))[:2] == ["1", "4"]


async def test_what_was_touched_moved_or_removed_since_is_left_out_and_said(world: World) -> None:
    world.changes = {
        "1": {"last_contacted_at": "2026-11-25T09:20:00Z", "owner_id": "1"},
        "2": {"last_contacted_at": None, "owner_id": "7"},
        "4": None,
        "9": {"last_contacted_at": "2026-11-25T09:25:00Z", "owner_id": "1"},
    }
    listed = await world.list_of()
    assert ids(listed) == ["3", "5", "6", "7", "8"]
    assert listed is not None
    assert listed.notes == (
        "2 accounts left out: touched since 10:00.",
        "1 account left out: given to somebody else.",
        "1 account left out: no longer in the CRM.",
    )
    assert listed.more == 0


async def test_only_what_was_looked_at_is_shown(tmp_path: Path) -> None:
    world = World(snapshot(tmp_path, accounts(60)))
    world.changes = {str(n): None for n in range(1, 30)}
    listed = await world.list_of()
    assert ids(listed) == ["30", "31", "32", "33", "34", "35", "36"]
    assert {each for asked in world.asked for each in asked} >= set(ids(listed))
    assert all(len(asked) <= 20 for asked in world.asked)


@pytest.mark.parametrize("error", [ThreadworkError("HubSpot says 503"), RuntimeError("odd"), TimeoutError()])
async def test_when_the_crm_cannot_be_asked_the_list_goes_out_and_says_so(world: World, error: Exception) -> None:
    def fail() -> Current:
        raise error

    world.current = fail
    listed = await world.list_of()
    assert ids(listed) == ["1", "2", "3", "4", "5", "6", "7"]
    assert listed is not None
    assert listed.notes == ("The CRM did not answer just now, so calls logged in the last minutes may be missing.",)


async def test_old_data_is_used_and_its_age_is_said(world: World) -> None:
    world.time = NOW + timedelta(hours=20)
    listed = await world.list_of()
    assert listed is not None
    assert listed.notes == ("Data of hubspot is 20 hours old, from Wed 25 Nov 10:00.",)
    world.time = NOW + timedelta(days=4)
    later = await world.list_of()
    assert later is not None
    assert "4 days old" in later.notes[0]


async def test_a_failing_rule_is_left_out_and_its_owner_hears_of_it_once(tmp_path: Path) -> None:
    odd = '\n\ndef odd(a: Facts, p: Params) -> Points:\n    """Odd."""\n    return 1 / 0, ""\n'
    world = World(snapshot(tmp_path, accounts(3)), RULES + odd)
    listed = await world.list_of()
    assert ids(listed) == ["1", "2", "3"]
    assert listed is not None
    assert listed.notes == ("The rule odd failed and was left out today; owner@example.com was told.",)
    await world.list_of()
    ((email, words),) = world.told
    assert email == "owner@example.com"
    assert "The rule odd of 'Test list' failed and is left out: ZeroDivisionError" in words


async def test_the_run_of_a_morning_is_computed_once_also_after_a_restart(world: World) -> None:
    await asyncio.gather(*(world.list_of(person) for person in ("U1", "U2", "U3", "U1")))
    world.lists = world.start()
    before = dict(world.kept)
    assert await world.list_of() is not None
    assert world.kept == before
    assert len(before) == 1
    await world.list_of(on=TODAY + timedelta(days=1))
    assert len(world.kept) == 2


async def test_a_row_from_far_down_still_has_its_link(tmp_path: Path) -> None:
    world = World(snapshot(tmp_path, accounts(KEPT_PER_OWNER + 5)))
    world.marks = [mark(str(n), "not_mine") for n in range(1, KEPT_PER_OWNER + 2)]
    listed = await world.list_of()
    assert listed is not None
    assert listed.rows[0].url == f"https://crm.example.com/{KEPT_PER_OWNER + 2}"


async def test_before_the_first_sync_it_is_said_what_to_do() -> None:
    with pytest.raises(NothingReadError, match="threadwork sync"):
        await World(None).list_of()


async def test_a_changed_playbook_makes_a_new_run(world: World) -> None:
    await world.list_of()
    changed: Playbook = replace(world.playbook, params={"limit": 95}, version="2")
    world.playbook = changed
    world.lists = world.start()
    assert ids(await world.list_of()) == ["1", "2", "3", "4"]
    assert len(world.kept) == 2
