"""Plays the company's dated history into the store, each change once the workspace clock has passed it.

Changes count as made by people in HubSpot's own screens: they lag behind nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.local.company.model import Change
from app.local.hubspot.association_types import PLAIN
from app.local.hubspot.kinds import KINDS
from app.local.hubspot.schema import Schema
from app.local.hubspot.store import Store
from app.local.hubspot.times import Moment, to_ms


class HistoryError(ValueError):
    """A company's history cannot be played; what makes the company must be corrected."""


class Replay:
    def __init__(self, history: Sequence[Change], store: Store) -> None:
        check(history, store.schema)
        self._history = history
        self._store = store
        self._next = 0
        numbers = (int(change.id) for change in history)
        store.next_id = max(numbers, default=0) + 1  # later changes must find their ids free

    def catch_up(self, now: Moment) -> None:
        history, position = self._history, self._next
        while position < len(history):
            change = history[position]
            at = to_ms(change.at)
            if at > now.at:
                break
            position += 1
            self._next = position
            apply(change, self._store, Moment(at, now.real, by_api=False))


def apply(change: Change, store: Store, when: Moment) -> str:
    """Does the change, or nothing if the API has meanwhile archived its record; answers the record's id."""
    kind = KINDS[change.object_type]
    try:
        values = store.schema.canonical(kind, change.properties)
    except ValueError as error:
        raise HistoryError(f"{_name(change)} holds a value that is no moment or date: {error}") from error
    record = store.find(kind.name, change.id)
    if change.op == "create":
        record = store.create(kind, change.id, values, when)
    elif record is None:
        return change.id
    elif change.op == "archive":
        store.archive(record, when)
        return change.id
    elif change.op == "merge":
        winner = store.find(kind.name, change.merged_into or "")
        if winner and winner is not record:
            store.merge(winner, record, when)
        return change.id
    else:
        store.change(record, values, when)
    for other, other_id in change.associations:
        if found := store.find(KINDS[other].name, other_id):
            store.link_plainly(kind.name, record.id, found.kind.name, found.id, when)
    return record.id


def check(history: Sequence[Change], schema: Schema) -> None:
    """Raises HistoryError at the first change that could not have happened."""
    known = {name: properties.keys() for name, properties in schema.properties.items()}
    seen: dict[str, set[str]] = {name: set() for name in KINDS}
    last = None
    for change in history:
        if change.object_type not in KINDS:
            raise HistoryError(f"{_name(change)} is of no kind we know: use one of {', '.join(KINDS)}")
        if not change.id.isascii() or not change.id.isdigit():
            raise HistoryError(f"{_name(change)}: HubSpot's ids are numbers, give it digits")
        if last and change.at < last.at:
            raise HistoryError(f"{_name(change)} comes after {_name(last)}: sort the history by `at`")
        if unknown := change.properties.keys() - known[change.object_type]:
            raise HistoryError(
                f"{_name(change)} sets {sorted(unknown)}, which {change.object_type} do not have: "
                "correct the name, or define the property in Company.properties"
            )
        _check_references(change, seen)
        last = change


def _check_references(change: Change, seen: dict[str, set[str]]) -> None:
    ids = seen[change.object_type]
    if (change.op == "create") == (change.id in ids):
        trouble = "exists already" if change.op == "create" else "was never created"
        raise HistoryError(f"{_name(change)}: this record {trouble}")
    if change.op == "merge" and change.merged_into not in ids:
        raise HistoryError(f"{_name(change)}: its winner {change.merged_into!r} was never created")
    ids.add(change.id)
    for other, other_id in change.associations:
        if other not in seen or other_id not in seen[other]:
            raise HistoryError(f"{_name(change)} is associated with {other} {other_id!r}, which was never created")
        if (change.object_type, other) not in PLAIN:
            raise HistoryError(f"{_name(change)}: HubSpot has no association of its own from it to {other}")


def _name(change: Change) -> str:
    return f"The {change.op} of {change.object_type} {change.id!r} at {change.at.isoformat()}"
