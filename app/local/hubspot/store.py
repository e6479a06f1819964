"""All records with their associations, and every way to change them: the one place that keeps them consistent.

It neither checks what a client sends (`validation`) nor works out activity figures (`calculated`); it notes which
records need those anew.
"""

from __future__ import annotations

from app.local.hubspot.association_types import PLAIN, TYPES, AssociationType
from app.local.hubspot.kinds import KINDS, Kind
from app.local.hubspot.links import Links
from app.local.hubspot.records import Record, Table, Values, Version
from app.local.hubspot.schema import Schema
from app.local.hubspot.search_index import SearchIndex
from app.local.hubspot.stages import follow
from app.local.hubspot.times import Moment, parse_ms, to_iso

_COUNTED = frozenset(("companies", "contacts", "deals", "tickets"))  # kinds with calculated properties
# A write to one of these may change what is calculated for the records around it.
_FELT_AROUND = frozenset(("hs_timestamp", "dealstage", "name"))


class Store:
    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.tables = {name: Table(kind, schema.unique(kind)) for name, kind in KINDS.items()}
        self.links = Links()
        self.index = SearchIndex()
        self.stale: dict[Record, Moment] = {}  # to be calculated anew, and since when
        self.next_id = 1

    def find(self, kind: str, id_: str) -> Record | None:
        return self.tables[kind].find(id_)

    def new_id(self) -> str:
        self.next_id += 1
        return str(self.next_id - 1)

    def create(self, kind: Kind, id_: str, values: Values, when: Moment) -> Record:
        created = values.get(kind.created)
        text = to_iso(when.at)
        fixed = {kind.created: created or text, "hs_object_id": id_, kind.modified: text}
        properties = {**values, **follow(kind.name, self.schema, {}, values, text), **fixed}
        record = Record(kind, id_, int(id_), properties, parse_ms(created) if created else when.at, when.at)
        record.past.append(Version(when.at, values, when.by_api))
        self._read_timestamp(record)
        self._keep_stated(record, values)
        self.tables[kind.name].put(record)
        if when.by_api:
            self.index.will_lag(record, None, when.real)
        self.mark(record, when)
        return record

    def change(self, record: Record, values: Values, when: Moment) -> None:
        table, before = self.tables[record.kind.name], record.properties
        if when.by_api:
            self.index.will_lag(record, dict(before), when.real)
        followed = follow(record.kind.name, self.schema, before, values, to_iso(when.at))
        reindexed = not table.by_value.keys().isdisjoint(values)
        if reindexed:
            table.unindex(record)
        record.properties.update(values)
        record.properties.update(followed)
        if reindexed:
            table.index(record)
        record.past.append(Version(when.at, values, when.by_api))
        self._read_timestamp(record)
        self._keep_stated(record, values)
        self._stamp(record, when)
        self.mark(record, when)
        if not _FELT_AROUND.isdisjoint(values):
            self._mark_around(record, when)

    def calculate(self, record: Record, values: Values, when: Moment) -> None:
        """Sets what HubSpot works out itself: no version in the record's history, but it counts as modified."""
        if when.by_api:
            self.index.will_lag(record, dict(record.properties), when.real)
        record.properties.update(values)
        self._stamp(record, when)

    def archive(self, record: Record, when: Moment) -> None:
        self._mark_around(record, when)
        record.kept_links = self.links.detach(record.kind.name, record.id)
        table = self.tables[record.kind.name]
        table.take(record)
        table.archived[record.id] = record
        record.archived_at = when.at
        self._stamp(record, when)

    def restore(self, record: Record, when: Moment) -> None:
        record.archived_at = None
        self.tables[record.kind.name].put(record)
        for other, other_id, numbers in record.kept_links:
            if self.find(other, other_id):
                for number in numbers:
                    self.link(TYPES[number], record.id, other_id, when)
        record.kept_links = []
        self._stamp(record, when)
        self.mark(record, when)

    def merge(self, winner: Record, loser: Record, when: Moment) -> None:
        """The winner keeps its values, takes what it lacks, and all associations."""
        kind = winner.kind
        for _, other_id, numbers in self.links.detach(kind.name, loser.id):
            for number in numbers:
                if not TYPES[number].is_primary:  # a record has its primary company already, or gets this one now
                    self.link(TYPES[number], winner.id, other_id, when)
        table = self.tables[kind.name]
        table.take(loser)
        table.archived.pop(loser.id, None)
        table.merged[loser.id] = winner.id
        known = winner.properties.get("hs_merged_object_ids") or ""
        calculated = self.schema.calculated[kind.name]
        lacking = {
            name: value
            for name, value in loser.properties.items()
            if value is not None and name not in calculated and winner.properties.get(name) is None
        }
        merged = ";".join(filter(None, (known, loser.properties.get("hs_merged_object_ids"), loser.id)))
        self.change(winner, {**lacking, "hs_merged_object_ids": merged}, when)

    def link(self, chosen: AssociationType, id_: str, other_id: str, when: Moment) -> None:
        self.links.add(chosen, id_, other_id)
        self._mark_pair(chosen.source, id_, chosen.target, other_id, when)

    def link_plainly(self, kind: str, id_: str, other: str, other_id: str, when: Moment) -> None:
        self.link(PLAIN[kind, other], id_, other_id, when)

    def unlink(self, kind: str, id_: str, other: str, other_id: str, when: Moment) -> bool:
        """False if there was nothing to take away."""
        found = self.links.remove(kind, id_, other, other_id)
        if found:
            self._mark_pair(kind, id_, other, other_id, when)
        return found

    def unlink_type(self, chosen: AssociationType, id_: str, other_id: str, when: Moment) -> None:
        self.links.remove_type(chosen, id_, other_id)
        self._mark_pair(chosen.source, id_, chosen.target, other_id, when)

    def mark(self, record: Record, when: Moment) -> None:
        """To be calculated anew; the first write of the API that is waited for sets the time, others do not wait."""
        if record.kind.name in _COUNTED and (record not in self.stale or not when.by_api):
            self.stale[record] = when

    def _mark_pair(self, kind: str, id_: str, other: str, other_id: str, when: Moment) -> None:
        for one, one_id in ((kind, id_), (other, other_id)):
            if one in _COUNTED and (record := self.tables[one].live.get(one_id)):
                self.mark(record, when)

    def _mark_around(self, record: Record, when: Moment) -> None:
        for other, other_id in self.links.neighbours(record.kind.name, record.id):
            if other in _COUNTED and (neighbour := self.tables[other].live.get(other_id)):
                self.mark(neighbour, when)

    def _keep_stated(self, record: Record, values: Values) -> None:
        if names := self.schema.calculated[record.kind.name] & values.keys():
            record.stated |= {name: values[name] for name in names}

    def _read_timestamp(self, record: Record) -> None:
        if record.kind.is_activity:
            value = record.properties.get("hs_timestamp")
            record.timestamp = parse_ms(value) if value else None

    def _stamp(self, record: Record, when: Moment) -> None:
        record.updated = max(record.updated, when.at)
        record.properties[record.kind.modified] = to_iso(record.updated)
