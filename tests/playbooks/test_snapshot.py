"""Snapshots are whole, hashed and never written again; the mirror is one transaction a call."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.playbooks.mirror import MirrorError, SqliteMirror
from app.playbooks.snapshot import (
    SnapshotError,
    find_latest,
    find_snapshot,
    list_snapshots,
    open_read_only,
    prune,
    read_snapshot,
    seal,
)

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
SOURCES = {"hubspot": NOW - timedelta(minutes=5)}


@pytest.fixture
def mirror(tmp_path: Path):
    opened = SqliteMirror(tmp_path / "mirror.sqlite")
    yield opened
    opened.close()


def accounts(*ids: str, name: str = "Acme") -> list[dict[str, str]]:
    return [{"id": each, "name": name} for each in ids]


def ids_in(path: str | Path) -> list[str]:
    db = open_read_only(path)
    found = [row[0] for row in db.execute("SELECT id FROM accounts ORDER BY id")]
    db.close()
    return found


def test_a_snapshot_is_what_the_mirror_was_and_stays_so(mirror: SqliteMirror, tmp_path: Path) -> None:
    mirror.replace("accounts", accounts("1", "2"), system="hubspot")
    sealed = seal(mirror, tmp_path / "snapshots", NOW, SOURCES)
    mirror.delete("accounts", ["1"], system="hubspot")
    assert Path(sealed.path).name == f"2026-11-25T090000Z-{sealed.hash[:12]}.sqlite"
    assert ids_in(sealed.path) == ["1", "2"]
    assert read_snapshot(Path(sealed.path)) == sealed == find_latest(tmp_path / "snapshots")
    assert find_snapshot(tmp_path / "snapshots", sealed.hash) == sealed
    db = open_read_only(sealed.path)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("DELETE FROM accounts")
    db.close()
    assert os.stat(sealed.path).st_mode & 0o222 == 0


def test_a_changed_byte_is_noticed_and_the_snapshot_before_is_used(mirror: SqliteMirror, tmp_path: Path) -> None:
    mirror.replace("accounts", accounts("1"), system="hubspot")
    older = seal(mirror, tmp_path / "s", NOW, SOURCES)
    mirror.replace("accounts", accounts("2"), system="hubspot")
    newer = Path(seal(mirror, tmp_path / "s", NOW + timedelta(hours=1), SOURCES).path)
    newer.chmod(0o644)
    content = bytearray(newer.read_bytes())
    content[5000] ^= 1
    newer.write_bytes(content)
    with pytest.raises(SnapshotError, match=r"changed or damaged.*sync again"):
        read_snapshot(newer)
    assert find_latest(tmp_path / "s") == older


def test_a_full_sync_replaces_only_its_own_systems_rows(mirror: SqliteMirror, tmp_path: Path) -> None:
    mirror.upsert("tickets", [{"id": "jira:1", "subject": "a"}], system="jira")
    assert mirror.replace("tickets", [{"id": "7"}, {"id": "8"}], system="hubspot") == 2
    assert mirror.replace("tickets", [{"id": "8", "subject": "new"}], system="hubspot") == 1
    assert mirror.delete("tickets", ["jira:1"], system="hubspot") == 0
    db = open_read_only(seal(mirror, tmp_path / "s", NOW, SOURCES).path)
    assert db.execute("SELECT id, subject FROM tickets ORDER BY id").fetchall() == [("8", "new"), ("jira:1", "a")]
    db.close()


def test_a_source_reads_what_other_systems_wrote_to_join_its_rows(mirror: SqliteMirror) -> None:
    mirror.upsert("accounts", [{"id": "2", "domain": "b.example"}, {"id": "1"}], system="hubspot")
    assert mirror.rows("accounts", ("id", "domain")) == [("1", None), ("2", "b.example")]
    with pytest.raises(MirrorError, match=r"no column 'domian'\. Did you mean 'domain'"):
        mirror.rows("accounts", ("id", "domian"))


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([{"id": "2"}, {"id": "3", "nmae": "x"}], "no column 'nmae'. Did you mean 'name'?"),
        ([{"id": "2"}, {"id": None}], "does not fit"),
        ([{"id": "2"}, {"id": "3", "revenue": "a lot"}], "does not fit"),
        ([{"id": "2"}, {"id": "1"}], "'1' of jira is a row of hubspot too: put 'jira' in front"),
    ],
)
def test_a_call_with_one_bad_row_writes_nothing(
    mirror: SqliteMirror, tmp_path: Path, rows: list[dict[str, str]], problem: str
) -> None:
    mirror.replace("accounts", accounts("1"), system="hubspot")
    with pytest.raises(MirrorError) as raised:
        mirror.upsert("accounts", rows, system="jira")
    assert problem in str(raised.value)
    assert ids_in(seal(mirror, tmp_path / "s", NOW, SOURCES).path) == ["1"]


def test_a_mirror_of_another_layout_starts_anew_and_forgets_its_cursors(tmp_path: Path) -> None:
    path = tmp_path / "mirror.sqlite"
    first = SqliteMirror(path)
    first.note("hubspot.cursor", "yesterday")
    first.close()
    again = SqliteMirror(path)
    assert again.note("hubspot.cursor") == "yesterday"
    again.close()
    db = sqlite3.connect(path)
    db.execute("ALTER TABLE deals DROP COLUMN amount")
    db.close()
    renewed = SqliteMirror(path)
    assert renewed.note("hubspot.cursor") is None
    assert renewed.upsert("deals", [{"id": "1", "amount": 5.0}], system="hubspot") == 1
    renewed.close()


def test_of_a_past_day_one_snapshot_is_kept_and_those_that_are_named(mirror: SqliteMirror, tmp_path: Path) -> None:
    sealed = []
    for hours in (0, 1, 2, 24, 25):
        mirror.replace("accounts", accounts(str(hours)), system="hubspot")
        sealed.append(seal(mirror, tmp_path / "s", NOW + timedelta(hours=hours), SOURCES))
    left_behind = tmp_path / "s" / ".sealing-x"
    left_behind.touch()
    os.utime(left_behind, (time.time() - 7200, time.time() - 7200))
    removed = prune(tmp_path / "s", keep=[sealed[0].hash])
    assert set(removed) == {Path(sealed[1].path), left_behind}
    assert [str(path) for path in list_snapshots(tmp_path / "s")] == [sealed[i].path for i in (0, 2, 3, 4)]


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from app.playbooks.mirror import SqliteMirror
from app.playbooks.snapshot import seal
mirror = SqliteMirror(Path(sys.argv[1]))
left = int(sys.argv[3])
def trace(frame, event, arg):
    global left
    if event == "line" and frame.f_code.co_filename.endswith(("snapshot.py", "mirror.py")):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    return trace
sys.settrace(trace)
now = datetime(2026, 11, 25, 10, tzinfo=UTC)
seal(mirror, Path(sys.argv[2]), now, {"hubspot": now})
sys.settrace(None)
print("finished")
"""


def test_a_kill_at_any_line_of_sealing_leaves_only_whole_snapshots(mirror: SqliteMirror, tmp_path: Path) -> None:
    mirror.replace("accounts", accounts("1"), system="hubspot")
    before = seal(mirror, tmp_path / "s", NOW, SOURCES)
    killed = 0
    for line in range(1, 200, 4):
        command = [sys.executable, "-c", KILLED, str(tmp_path / "mirror.sqlite"), str(tmp_path / "s"), str(line)]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
        for path in list_snapshots(tmp_path / "s"):
            assert read_snapshot(path).path == str(path)
        if done.stdout:
            break
        killed += 1
        assert done.returncode == -9, done.stderr
    assert killed > 5
    latest = find_latest(tmp_path / "s")
    assert latest is not None
    assert latest.taken_at > before.taken_at
    assert ids_in(latest.path) == ["1"]
