"""What all ticketing systems share: when everything is read, what is counted, and that nothing is half written."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.integrations.errors import BrokenError
from app.integrations.filling import Found
from app.integrations.joining import Hints
from app.integrations.ticketing import Gone, Page, TicketSource
from app.playbooks.mirror import SqliteMirror

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


class Vendor:
    """Gives these pages; an error among them is raised."""

    def __init__(self, *pages: Page | Exception) -> None:
        self.pages = pages
        self.asked: list[datetime | None] = []

    async def read(self, since: datetime | None, _now: datetime) -> AsyncIterator[Page]:
        self.asked.append(since)
        for page in self.pages:
            if isinstance(page, Exception):
                raise page
            yield page


def found(number: int, *words: str) -> Found:
    id_ = f"acme:{number}"
    said = tuple({"id": f"comment:{id_}:{word}", "kind": "comment", "body": word} for word in words)
    return Found({"id": id_, "system": "acme", "subject": f"No {number}"}, Hints(names=("Globex",)), said)


@pytest.fixture
def mirror(tmp_path: Path):
    mirror = SqliteMirror(tmp_path / "mirror.sqlite")
    mirror.replace("accounts", [{"id": "1", "name": "Globex"}], system="hubspot")
    mirror.replace("activities", [{"id": "call:9", "kind": "call"}], system="hubspot")
    mirror.replace("tickets", [{"id": "9", "system": "hubspot"}], system="hubspot")
    yield mirror
    mirror.close()


async def sync(vendor: Vendor, mirror: SqliteMirror, *, full: bool = False, now: datetime = NOW) -> None:
    await TicketSource("acme", vendor.read).sync(mirror, full=full, now=now, progress=lambda *_: None)


def ids(mirror: SqliteMirror, table: str) -> list[str]:
    return [row[0] for row in mirror.rows(table, ("id",))]


async def test_everything_is_read_first_then_changes_with_an_overlap_and_everything_after_a_week(mirror):
    vendor = Vendor([found(1)])
    for later in (0, 1, 2, 10, 11):
        await sync(vendor, mirror, now=NOW + timedelta(days=later), full=later == 11)
    overlap = timedelta(minutes=15)
    assert vendor.asked == [None, NOW - overlap, NOW + timedelta(days=1) - overlap, None, None]


async def test_what_cannot_be_read_is_passed_over_and_counted(mirror, caplog):
    await sync(Vendor([None, found(1)], [None, None]), mirror)
    assert ids(mirror, "tickets") == ["9", "acme:1"]
    assert mirror.note("acme.unreadable") == "3"
    assert "3 records of acme" in caplog.text


async def test_an_empty_answer_empties_only_the_systems_own_rows(mirror):
    await sync(Vendor([found(1, "a")]), mirror)
    await sync(Vendor([]), mirror)
    assert ids(mirror, "tickets") == ["9", "acme:1"]  # nothing changed
    await sync(Vendor(), mirror, full=True)
    assert (ids(mirror, "tickets"), ids(mirror, "activities"), ids(mirror, "links")) == (["9"], ["call:9"], [])


async def test_the_last_of_several_versions_counts_and_what_is_gone_goes_with_its_words(mirror):
    await sync(Vendor([found(1, "a", "b"), found(2, "c")], [found(1, "a")]), mirror)
    assert ids(mirror, "activities") == ["call:9", "comment:acme:1:a", "comment:acme:2:c"]
    await sync(Vendor([Gone("acme:2"), Gone("acme:7"), found(1)]), mirror)
    assert ids(mirror, "activities") == ["call:9"]
    assert (ids(mirror, "tickets"), ids(mirror, "links")) == (["9", "acme:1"], ["acme:1"])


@pytest.mark.parametrize("full", [True, False])
async def test_a_failure_midway_writes_nothing(mirror, full):
    await sync(Vendor([found(1)]), mirror)
    with pytest.raises(BrokenError):
        await sync(Vendor([found(2)], BrokenError("Acme is down", "Wait")), mirror, full=full, now=NOW + timedelta(1))
    assert ids(mirror, "tickets") == ["9", "acme:1"]
    assert mirror.note("acme.cursor") == NOW.isoformat()
