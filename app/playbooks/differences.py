"""What is different between two sealed snapshots: found by one query over both files, read by nobody else."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.kinds import CRM_TABLES, CrmTrigger
from app.core.snapshots import TABLES, Snapshot
from app.playbooks.snapshot import open_read_only

LIMIT = 1_000  # rows; more are no events but a migration


@dataclass(frozen=True)
class Difference:
    id: str
    row: Mapping[str, Any]  # as it is now
    old: Any = None  # of the field that changed
    new: Any = None


def differences(before: Snapshot, after: Snapshot, trigger: CrmTrigger) -> list[Difference]:
    """Blocking. Rows of a system that `before` did not have are no news: it was connected meanwhile."""
    table = CRM_TABLES[trigger.record]
    known = [column.name for each in TABLES if each.name == table for column in each.columns]
    field = trigger.field or known[0]
    assert field in known, "the declaration was checked"
    with closing(open_read_only(after.path)) as db:
        db.execute("ATTACH DATABASE ? AS past", (f"{Path(before.path).resolve().as_uri()}?mode=ro&immutable=1",))
        db.row_factory = sqlite3.Row
        found = db.execute(_sql(trigger, table, field), {"stage": trigger.stage, "limit": LIMIT}).fetchall()
    rows = [row for row in found if "system" not in known or row["system"] in before.sources]
    return [Difference(row["id"], {name: row[name] for name in known}, row["__old"], row[field]) for row in rows]


def _sql(trigger: CrmTrigger, table: str, field: str) -> str:
    """Of names of our own only; what people wrote is bound."""
    where = {
        "created": "old.id IS NULL",
        "changed": f'old.id IS NOT NULL AND new."{field}" IS NOT old."{field}"',
        "stage": "new.stage = :stage COLLATE NOCASE AND old.stage IS NOT new.stage",
    }[trigger.event]
    return (
        f'SELECT new.*, old."{field}" AS __old FROM main."{table}" AS new '  # noqa: S608
        f'LEFT JOIN past."{table}" AS old ON old.id = new.id WHERE {where} ORDER BY new.id LIMIT :limit'
    )
