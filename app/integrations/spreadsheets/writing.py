"""What all sheets say, as rows of the mirror: one value for each account and column, with its sheet and line."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from app.core.snapshots import ACCOUNT_SHEETS, LINKS, Mirror, Table
from app.integrations.dropping import Faulty
from app.integrations.spreadsheets.reading import Joined, SheetRead, Value

SYSTEM = "spreadsheets"
FAULTS, UNMATCHED = "spreadsheets.faults", "spreadsheets.unmatched"  # the mirror's notes
Row = dict[str, Any]
_log = logging.getLogger(__name__)


@dataclass
class Found:
    """What the folder says, sheet by sheet."""

    sheets: dict[str, SheetRead] = field(default_factory=dict)
    kept_out: dict[str, Faulty] = field(default_factory=dict)  # sheets that cannot be read this time


def write(mirror: Mirror, found: Found) -> None:
    """Blocking. Of sheets that contradict each other the first by name counts; the other is told of."""
    values, twice = _agreed([*_fresh_values(found), *_last_values(mirror, found)])
    links = [*_fresh_links(found), *_last_links(mirror, found)]
    faults = [*found.kept_out.values(), *(each for sheet in found.sheets.values() for each in sheet.faults), *twice]
    for fault in faults:
        _log.warning("A sheet is not used as it stands: %s", fault)
    mirror.replace("account_sheets", values, system=SYSTEM)
    mirror.replace("links", links, system=SYSTEM)
    mirror.note(FAULTS, orjson.dumps([str(each) for each in faults]).decode())
    mirror.note(UNMATCHED, str(sum(row["account_id"] is None for row in links)))


def _agreed(rows: list[Row]) -> tuple[list[Row], list[Faulty]]:
    values: dict[str, Row] = {}
    twice = []
    for row in sorted(rows, key=lambda row: (row["sheet"], row["line"])):
        first = values.setdefault(row["id"], row)
        if first is not row and first["value"] != row["value"]:
            said = f"{first['sheet']}:{first['line']} says {first['value']!r}"
            problem = f"{row['field']} of the account {row['account_id']} is {row['value']!r}, but {said}: keep one"
            twice.append(Faulty(row["sheet"], row["line"], problem))
    return list(values.values()), twice


def _fresh_values(found: Found) -> Iterator[Row]:
    for ref, sheet in found.sheets.items():
        for value in sheet.values:
            yield _value_row(ref, value)


def _fresh_links(found: Found) -> Iterator[Row]:
    for ref, sheet in found.sheets.items():
        for joined in sheet.joined:
            yield _link_row(ref, joined)


def _last_values(mirror: Mirror, found: Found) -> list[Row]:
    return [row for row in _rows(mirror, ACCOUNT_SHEETS) if row["sheet"] in found.kept_out]


def _last_links(mirror: Mirror, found: Found) -> list[Row]:
    ours = (row for row in _rows(mirror, LINKS) if row["system"] == SYSTEM)
    return [row for row in ours if row["id"].removeprefix(f"{SYSTEM}:").rpartition(":")[0] in found.kept_out]


def _rows(mirror: Mirror, table: Table) -> Iterator[Row]:
    names = [column.name for column in table.columns]
    return (dict(zip(names, values, strict=True)) for values in mirror.rows(table.name, names))


def _value_row(ref: str, value: Value) -> Row:
    return {
        "id": f"{value.account_id}:{value.field}",
        "account_id": value.account_id,
        "field": value.field,
        "value": value.value,
        "number": value.number,
        "sheet": ref,
        "line": value.line,
    }


def _link_row(ref: str, joined: Joined) -> Row:
    link = joined.link
    return {
        "id": f"{SYSTEM}:{ref}:{joined.line}",
        "system": SYSTEM,
        "account_id": link.account_id,
        "linked_by": link.linked_by,
        "confidence": link.confidence,
        "candidates": orjson.dumps(link.candidates).decode() if link.candidates else None,
        "hints": joined.hints.as_json(),
    }
