"""Sealed snapshots: files that are whole, hashed and never written again.

A file's name says when it was taken and how it hashes: `2026-11-25T090000Z-0123456789ab.sqlite`. A crash at any line
leaves either no new snapshot or a whole one, and at worst a `.sealing-` file that the next pruning removes.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import sqlite3
import tempfile
import time
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path

from app.core.errors import ThreadworkError
from app.core.snapshots import Snapshot
from app.playbooks.mirror import NOTES, SqliteMirror

SHOWN = 12  # hex digits of a hash in a name
UNFINISHED = ".sealing-"
LEFT_BEHIND_SECONDS = 3600  # sealing takes seconds; what is older was left by a crash
_NAME = re.compile(rf"(\d{{4}}-\d\d-\d\d)T\d{{6}}Z-([0-9a-f]{{{SHOWN}}})\.sqlite")
_log = logging.getLogger(__name__)


class SnapshotError(ThreadworkError):
    """A snapshot's file is not what was sealed."""


def seal(mirror: SqliteMirror, directory: Path, taken_at: datetime, sources: Mapping[str, datetime]) -> Snapshot:
    """The mirror as it is now, as a new snapshot. Blocking: 0.2 s for 100,000 accounts."""
    directory.mkdir(parents=True, exist_ok=True)
    taken_at = taken_at.astimezone(UTC).replace(microsecond=0)
    handle, name = tempfile.mkstemp(prefix=UNFINISHED, dir=directory)
    os.close(handle)
    unfinished = Path(name)
    try:
        mirror.copy_to(unfinished, {"taken_at": taken_at.isoformat(), "sources": _write_sources(sources)})
        unfinished.chmod(0o444)
        _flush(unfinished)
        digest = _digest(unfinished)
        path = directory / f"{taken_at:%Y-%m-%dT%H%M%SZ}-{digest[:SHOWN]}.sqlite"
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    _flush(directory)
    return Snapshot(digest, str(path), taken_at, dict(sources))


def read_snapshot(path: Path) -> Snapshot:
    """Raises SnapshotError where the bytes are not those that were sealed."""
    named = _NAME.fullmatch(path.name)
    if named is None:
        raise SnapshotError(
            f"{path} is not a snapshot: its name should look like 2026-11-25T090000Z-0123456789ab.sqlite"
        )
    digest = _digest(path)
    if not digest.startswith(named[2]):
        raise SnapshotError(
            f"{path} was changed or damaged: it now hashes to {digest[:SHOWN]}. Delete it and sync again"
        )
    with open_read_only(path) as db:
        notes = dict(db.execute(f"SELECT key, value FROM {NOTES} WHERE key IN ('taken_at', 'sources')"))  # noqa: S608
    db.close()
    sources = {system: datetime.fromisoformat(moment) for system, moment in json.loads(notes["sources"]).items()}
    return Snapshot(digest, str(path), datetime.fromisoformat(notes["taken_at"]), sources)


def open_read_only(path: Path | str) -> sqlite3.Connection:
    """SQLite neither locks nor writes; `immutable` also ignores any journal that lies beside the file."""
    return sqlite3.connect(f"{Path(path).resolve().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)


def list_snapshots(directory: Path) -> tuple[Path, ...]:
    """Oldest first."""
    return tuple(sorted(path for path in directory.glob("*.sqlite") if _NAME.fullmatch(path.name)))


def find_latest(directory: Path) -> Snapshot | None:
    """The newest whole one."""
    for path in reversed(list_snapshots(directory)):
        try:
            return read_snapshot(path)
        except (SnapshotError, sqlite3.Error, OSError) as error:
            _log.warning("A snapshot is passed over: %s", error)
    return None


def find_snapshot(directory: Path, digest: str) -> Snapshot | None:
    for path in directory.glob(f"*-{digest[:SHOWN]}.sqlite"):
        snapshot = read_snapshot(path)
        if snapshot.hash == digest:
            return snapshot
    return None


def prune(directory: Path, keep: Collection[str] = ()) -> tuple[Path, ...]:
    """Keeps the last of each UTC day and those whose hash is named; returns what was removed.

    Nothing of the newest day is removed: a list may be under way from a snapshot that was the latest a moment ago.
    """
    found, named = list_snapshots(directory), {digest[:SHOWN] for digest in keep}
    last_of_day = {path.name[:10]: path for path in found}
    newest_day = max(last_of_day, default="")
    removed = [
        path
        for path in found
        if path.name[:10] != newest_day
        and path != last_of_day[path.name[:10]]
        and path.stem.rpartition("-")[2] not in named
    ]
    removed += [path for path in directory.glob(f"{UNFINISHED}*") if _is_left_behind(path)]
    for path in removed:
        path.unlink(missing_ok=True)
    return tuple(removed)


def _is_left_behind(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > LEFT_BEHIND_SECONDS
    except FileNotFoundError:
        return False


def _write_sources(sources: Mapping[str, datetime]) -> str:
    return json.dumps({system: sources[system].astimezone(UTC).isoformat() for system in sorted(sources)})


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    """To the disk itself; for a directory, its names."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
