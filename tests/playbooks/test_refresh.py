"""Systems are read into the mirror and sealed: one that is down keeps its last rows, the others go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from app.core.errors import ThreadworkError
from app.core.snapshots import Mirror, Progress, Snapshot
from app.playbooks.mirror import SqliteMirror
from app.playbooks.refresh import Refresh
from app.playbooks.snapshot import list_snapshots, open_read_only

from .making import NOW


class Kept:
    """The register, and the clock."""

    def __init__(self) -> None:
        self.registered: list[tuple[Snapshot, date]] = []
        self.of_runs: frozenset[str] = frozenset()
        self.time = NOW

    async def register(self, snapshot: Snapshot, day: date) -> None:
        self.registered.append((snapshot, day))

    async def named(self) -> frozenset[str]:
        return self.of_runs

    def now(self) -> datetime:
        return self.time


class Tickets:
    def __init__(self, system: str) -> None:
        self.system = system
        self.rows: list[str] = []
        self.fulls: list[bool] = []
        self.down = False

    async def sync(self, mirror: Mirror, *, full: bool, now: datetime, progress: Progress) -> None:
        if self.down:
            raise ThreadworkError(f"{self.system} answers 503: wait, it is tried again")
        self.fulls.append(full)
        mirror.replace("tickets", [{"id": f"{self.system}:{each}"} for each in self.rows], system=self.system)

    async def touched(self, account_ids: Sequence[str]) -> Mapping[str, Mapping[str, str | None]]:
        return {}


@pytest.fixture
def mirror(tmp_path: Path):
    opened = SqliteMirror(tmp_path / "mirror.sqlite")
    yield opened
    opened.close()


def tickets_in(snapshot: Snapshot | None) -> list[str]:
    assert snapshot is not None
    db = open_read_only(snapshot.path)
    found = [row[0] for row in db.execute("SELECT id FROM tickets ORDER BY id")]
    db.close()
    return found


async def test_a_system_that_is_down_keeps_its_rows_and_their_age(mirror: SqliteMirror, tmp_path: Path) -> None:
    kept, jira, desk = Kept(), Tickets("jira"), Tickets("desk")
    refresh = Refresh([jira, desk], mirror, tmp_path / "s", kept, kept)
    jira.rows, desk.rows = ["1"], ["2"]
    first = await refresh.run(full=False)
    assert (first.failures, jira.fulls) == ({}, [True])  # what was never read is read in full
    jira.down, desk.rows, kept.time = True, ["3"], NOW + timedelta(hours=1)
    second = await refresh.run(full=False)
    assert second.failures == {"jira": "jira answers 503: wait, it is tried again"}
    assert tickets_in(second.snapshot) == ["desk:3", "jira:1"]
    assert second.snapshot is not None
    assert second.snapshot.sources == {"jira": NOW, "desk": kept.time}
    assert desk.fulls == [True, False]
    assert [day for _, day in kept.registered] == [NOW.date(), NOW.date()]


async def test_when_nothing_could_be_read_nothing_is_sealed(mirror: SqliteMirror, tmp_path: Path) -> None:
    kept, jira = Kept(), Tickets("jira")
    jira.down = True
    assert (await Refresh([jira], mirror, tmp_path / "s", kept, kept).run(full=True)).snapshot is None
    assert not kept.registered


async def test_of_a_past_day_the_last_snapshot_stays_and_those_that_lists_were_made_from(
    mirror: SqliteMirror, tmp_path: Path
) -> None:
    kept, jira = Kept(), Tickets("jira")
    refresh = Refresh([jira], mirror, tmp_path / "s", kept, kept)
    for at, hours in enumerate((0, 1, 2, 3, 24)):
        kept.time, jira.rows = NOW + timedelta(hours=hours), [str(at)]
        done = await refresh.run(full=False)
        if at == 1:
            assert done.snapshot is not None
            kept.of_runs = frozenset({done.snapshot.hash})
    assert [str(path) for path in list_snapshots(tmp_path / "s")] == [kept.registered[at][0].path for at in (1, 3, 4)]
