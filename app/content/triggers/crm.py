"""`crm`: a record was created, a field changed, a stage was entered; seen when the data was read again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from app.content.triggers import terms
from app.core.kinds import CRM_TABLES, CrmTrigger
from app.core.nearest import nearest
from app.core.snapshots import TABLES


class Declared(terms.Declared):
    kind: Literal["crm"]
    record: Literal["account", "contact", "deal", "ticket"]
    event: Literal["created", "changed", "stage"]
    field: str | None = None  # of event changed
    stage: str | None = None  # of event stage: its label


def trigger(name: str, declared: Declared, wrong: Callable[[str, str], None]) -> CrmTrigger:
    columns = columns_of(declared.record)
    needed = {"changed": "field", "stage": "stage"}.get(declared.event)
    for key in ("field", "stage"):
        is_given = getattr(declared, key) is not None
        if is_given and key != needed:
            wrong(key, f"{key!r} says nothing for event {declared.event}: remove it.")
        elif not is_given and key == needed:
            wrong("event", f"event {declared.event} needs {key!r}: add it.")
    if declared.field is not None and declared.field not in columns:
        wrong("field", f"{declared.record} has no field {declared.field!r}.{nearest(declared.field, columns)}")
    if declared.event == "stage" and "stage" not in columns:
        wrong("record", f"{declared.record} has no stage: deal and ticket have.")
    if declared.to == "thread":
        wrong("to", "a record has no thread: write owner, an email or a channel's id.")
    found = CrmTrigger(
        terms.terms_of(name, declared),
        declared.record,
        declared.event,
        "stage" if declared.event == "stage" else declared.field or "",
        declared.stage or "",
    )
    for place in found.terms.message.unknown([*columns, "old", "new"]):
        wrong("message", f"{{{place}}} is nothing here. There are: {', '.join([*columns, 'old', 'new'])}.")
    return found


def columns_of(record: str) -> list[str]:
    return [column.name for table in TABLES if table.name == CRM_TABLES[record] for column in table.columns]
