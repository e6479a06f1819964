"""Runs and snapshots come back as they were, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.playbooks import BrokenRule, Item, RuleResult, Run, Scalar
from app.core.snapshots import Snapshot
from app.store.database import Database
from app.store.runs import Runs, Snapshots
from tests.store.fakes import SetClock

AT = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
scalar = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
)


def run(facts: dict[str, Scalar]) -> Run:
    results = (RuleResult("quiet", 12.5, "no contact for 40 days"), RuleResult("tier", 0.0, ""))
    item = Item("7", "Åsa & Söhne “GmbH”", None, 12.5, results, facts)
    return Run("r1", "daily", "v1", "hash", AT.date(), AT, (item,), (BrokenRule("loop", "ran for 2 s"),))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), scalar, max_size=5))
async def test_a_run_comes_back_with_every_value_and_its_type(database: Database, facts: dict[str, Scalar]) -> None:
    saved = replace(run(facts), id=repr(facts))
    runs = Runs(database, SetClock())
    await runs.save(saved)
    loaded = await runs.load(saved.id)
    assert loaded == saved
    assert loaded is not None
    assert [type(value) for value in loaded.items[0].facts.values()] == [type(value) for value in facts.values()]


async def test_the_same_run_is_kept_once_and_an_unknown_one_is_none(database: Database) -> None:
    runs = Runs(database, SetClock())
    await runs.save(run({"x": 1}))
    await runs.save(run({"x": 2}))
    loaded = await runs.load("r1")
    assert loaded == run({"x": 1})
    assert await runs.load("r2") is None


async def test_the_last_snapshot_of_a_day_and_of_all_days(database: Database) -> None:
    snapshots = Snapshots(database)
    assert await snapshots.latest() is None
    today, yesterday = date(2026, 11, 25), date(2026, 11, 24)
    taken = [
        Snapshot(f"h{n}", f"/snapshots/h{n}.sqlite", AT - timedelta(hours=hours), {"hubspot": AT})
        for n, hours in enumerate((0, 2, 25))
    ]
    for snapshot, day in zip(taken, (today, today, yesterday), strict=True):
        await snapshots.register(snapshot, day)
        await snapshots.register(snapshot, day)
    assert await snapshots.latest() == taken[0]
    assert await snapshots.of_day(today) == taken[0]
    assert await snapshots.of_day(yesterday) == taken[2]
    assert await snapshots.of_day(date(2026, 11, 23)) is None
    assert await snapshots.find("h1") == taken[1]
    assert await snapshots.days() == [yesterday, today]
