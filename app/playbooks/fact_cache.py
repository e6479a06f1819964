"""The facts of past days kept beside the snapshots, since a snapshot never changes: a back-test reads them again.

What is lost here is computed anew. It is no part of a run: a list and a replay always read the snapshot itself.
"""

from __future__ import annotations

import hashlib
import logging
import os
from datetime import date
from pathlib import Path

import orjson

from app.core.snapshots import Snapshot
from app.playbooks.facts import FactTable, select_facts

KEPT = 400  # files; of 5,000 accounts each takes a megabyte
log = logging.getLogger(__name__)


class FactCache:
    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def select(self, sql: str, snapshot: Snapshot, today: date) -> FactTable:
        """As select_facts. Blocking."""
        path = self._directory / f"{snapshot.hash[:16]}-{_digest(sql, today)}.json"
        if (found := _read(path)) is not None:
            return found
        table = select_facts(sql, snapshot.path, today)
        self._write(path, table)
        return table

    def _write(self, path: Path, table: FactTable) -> None:
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(f".{os.getpid()}.new")
            unfinished.write_bytes(orjson.dumps([table.columns, table.rows, sorted(table.reads)]))
            unfinished.replace(path)
            for old in sorted(self._directory.glob("*.json"), key=lambda each: each.stat().st_mtime)[:-KEPT]:
                old.unlink(missing_ok=True)
        except (OSError, TypeError) as error:  # TypeError: a number beyond 64 bits
            log.info("the facts of a day are not kept: %s", error)


def _read(path: Path) -> FactTable | None:
    try:
        columns, rows, reads = orjson.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        log.warning("%s cannot be read and is made anew: %s", path, error)
        return None
    return FactTable(tuple(columns), rows, frozenset((table, column) for table, column in reads))


def _digest(sql: str, today: date) -> str:
    return hashlib.sha256(f"{today.isoformat()}\n{sql}".encode()).hexdigest()[:16]
