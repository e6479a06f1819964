"""How a record is answered: which of its properties, their history and its associations a request asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.local.hubspot.association_types import PRIMARY, TYPES
from app.local.hubspot.kinds import Kind
from app.local.hubspot.portal import Portal
from app.local.hubspot.records import Record, Values
from app.local.hubspot.times import to_iso


@dataclass(frozen=True)
class Reading:
    portal: Portal
    kind: Kind
    names: tuple[str, ...]
    history: tuple[str, ...] = ()
    associations: tuple[Kind, ...] = ()

    def draw(self, record: Record, seen: Values | None = None) -> dict[str, Any]:
        """`seen`: the values to show instead of the record's own, as search knows them."""
        properties = record.properties if seen is None else seen
        get = properties.get
        drawn: dict[str, Any] = {
            "id": record.id,
            "properties": {name: get(name) for name in self.names},
            "createdAt": get(self.kind.created),
            "updatedAt": get(self.kind.modified),
            "archived": record.archived_at is not None,
        }
        if record.archived_at is not None:
            drawn["archivedAt"] = to_iso(record.archived_at)
        if self.history:
            drawn["propertiesWithHistory"] = {name: _versions(record, name) for name in self.history}
        if self.associations:
            drawn["associations"] = self._draw_associations(record)
        return drawn

    def _draw_associations(self, record: Record) -> dict[str, Any]:
        found = {}
        for other in self.associations:
            if results := named_associations(self.portal, record, other):
                found[other.name] = {"results": results}
        return found


def reading(
    portal: Portal, kind: Kind, names: Iterable[str], history: Iterable[str] = (), associations: Iterable[str] = ()
) -> Reading:
    """Unknown names are left out without a word, as HubSpot does."""
    known = portal.schema.properties[kind.name]
    asked = [name for name in names if name in known] or list(kind.shown)
    return Reading(
        portal,
        kind,
        tuple(dict.fromkeys((*asked, *kind.always))),
        tuple(name for name in history if name in known),
        tuple(portal.kind(word) for word in associations),
    )


def named_associations(portal: Portal, record: Record, other: Kind) -> list[dict[str, str]]:
    """v3 says the type of an association by a name; where there is a primary one, the plain one is "unlabeled"."""
    name = f"{record.kind.singular}_to_{other.singular}"
    plain = f"{name}_unlabeled" if (record.kind.name, other.name) in PRIMARY else name
    return [
        {"id": id_, "type": name if TYPES[number].is_primary else plain}
        for id_, numbers in portal.store.links.of(record.kind.name, record.id, other.name).items()
        for number in numbers
    ]


def _versions(record: Record, name: str) -> list[dict[str, str | None]]:
    """Newest first."""
    found = [
        {
            "value": version.values[name],
            "timestamp": to_iso(version.at),
            "sourceType": "INTEGRATION" if version.by_api else "CRM_UI",
        }
        for version in reversed(record.past)
        if name in version.values
    ]
    if not found and (value := record.properties.get(name)) is not None:
        return [{"value": value, "timestamp": to_iso(record.updated), "sourceType": "CALCULATED"}]
    return found
