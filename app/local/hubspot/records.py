"""Records, and the tables that hold them by kind: live, archived and merged away."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from app.local.hubspot.kinds import Kind

Values = dict[str, str | None]


class Version(NamedTuple):
    """One write, for `propertiesWithHistory`."""

    at: int  # milliseconds
    values: Values  # what it set; shared with whoever wrote it, so never changed
    by_api: bool


@dataclass(slots=True, eq=False)
class Record:
    kind: Kind
    id: str
    number: int  # the id's, for order
    properties: Values
    created: int  # milliseconds
    updated: int
    archived_at: int | None = None
    timestamp: int | None = None  # an activity's hs_timestamp, parsed once
    past: list[Version] = field(default_factory=list)
    stated: Values = field(default_factory=dict)  # calculated values that an import stated, such as a last contact
    kept_links: list[tuple[str, str, tuple[int, ...]]] = field(default_factory=list)  # while archived, for a restore


class Table:
    """All records of one kind. Pages go by number, in order; a merged-away id leads to its winner."""

    def __init__(self, kind: Kind, unique: tuple[str, ...]) -> None:
        self.kind = kind
        self.live: dict[str, Record] = {}
        self.archived: dict[str, Record] = {}
        self.merged: dict[str, str] = {}  # loser's id -> winner's id
        self.by_value: dict[str, dict[str, Record]] = {name: {} for name in unique}
        self._numbers: list[int] | None = []  # of live records, ascending; None: to be made again

    def find(self, id_: str) -> Record | None:
        """The live record of this id, or the winner it was merged into."""
        while id_ in self.merged:
            id_ = self.merged[id_]
        return self.live.get(id_)

    def find_by(self, unique: str, value: str) -> Record | None:
        return self.by_value[unique].get(value.lower())

    def put(self, record: Record) -> None:
        self.archived.pop(record.id, None)
        self.live[record.id] = record
        if self._numbers is not None:
            if not self._numbers or record.number > self._numbers[-1]:
                self._numbers.append(record.number)
            else:
                self._numbers = None
        self.index(record)

    def take(self, record: Record) -> None:
        """Out of the live ones; the caller says where to."""
        if self.live.pop(record.id, None):
            self._numbers = None
        self.unindex(record)

    def unindex(self, record: Record) -> None:
        for name, found in self.by_value.items():
            value = record.properties.get(name)
            if value and found.get(value.lower()) is record:
                del found[value.lower()]

    def index(self, record: Record) -> None:
        for name, found in self.by_value.items():
            if value := record.properties.get(name):
                found.setdefault(value.lower(), record)

    def page(self, after: int, limit: int, *, archived: bool = False) -> tuple[list[Record], bool]:
        """Up to `limit` records with a number above `after`, and whether there are more."""
        records = self.archived if archived else self.live
        numbers = sorted(map(int, self.archived)) if archived else self._sorted_numbers()
        start = bisect_right(numbers, after)
        chosen = numbers[start : start + limit]
        return [records[str(number)] for number in chosen], start + limit < len(numbers)

    def _sorted_numbers(self) -> list[int]:
        if self._numbers is None:
            self._numbers = sorted(map(int, self.live))
        return self._numbers
