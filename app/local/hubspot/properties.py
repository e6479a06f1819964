"""A property's definition, as the properties API shows it and as values are checked by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Property:
    name: str
    label: str
    type: str = "string"  # string, number, bool, date, datetime, enumeration
    field_type: str = "text"
    options: tuple[tuple[str, str], ...] = ()  # (value, label)
    calculated: bool = False
    read_only: bool = False
    unique: bool = False
    refers_to: str | None = None  # "OWNER": options are the owners
    group: str = "information"
    ours: bool = True  # HubSpot's own, not the portal's
    extra: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def closed_to_writes(self) -> bool:
        return self.calculated or self.read_only

    @cached_property
    def values(self) -> frozenset[str]:
        return frozenset(value for value, _ in self.options)

    @property
    def takes_many(self) -> bool:
        return self.field_type == "checkbox"

    def as_json(self) -> dict[str, Any]:
        drawn = {
            "name": self.name,
            "label": self.label,
            "type": self.type,
            "fieldType": self.field_type,
            "description": "",
            "groupName": self.group,
            "options": [
                {"value": value, "label": label, "displayOrder": order, "hidden": False}
                for order, (value, label) in enumerate(self.options)
            ],
            "displayOrder": -1,
            "calculated": self.calculated,
            "externalOptions": self.refers_to is not None,
            "hasUniqueValue": self.unique,
            "hidden": False,
            "hubspotDefined": self.ours,
            "formField": not self.closed_to_writes,
            "archived": False,
            "modificationMetadata": {
                "archivable": not self.ours,
                "readOnlyDefinition": self.ours,
                "readOnlyValue": self.closed_to_writes,
            },
        }
        if self.refers_to:
            drawn["referencedObjectType"] = self.refers_to
        return {**drawn, **self.extra}


def text(name: str, label: str, **more: Any) -> Property:
    return Property(name, label, **more)


def number(name: str, label: str, **more: Any) -> Property:
    return Property(name, label, "number", "number", **more)


def flag(name: str, label: str, **more: Any) -> Property:
    return Property(name, label, "bool", "booleancheckbox", (("true", "Yes"), ("false", "No")), **more)


def moment(name: str, label: str, **more: Any) -> Property:
    return Property(name, label, "datetime", "date", **more)


def choice(name: str, label: str, options: Iterable[tuple[str, str]], **more: Any) -> Property:
    return Property(name, label, "enumeration", "select", tuple(options), **more)


def words(name: str, label: str, values: str, **more: Any) -> Property:
    """A choice whose values are words in capitals, their labels the same words in small ones."""
    return choice(name, label, ((value, value.replace("_", " ").capitalize()) for value in values.split()), **more)


def owner(name: str = "hubspot_owner_id", label: str = "Owner") -> Property:
    return Property(name, label, "enumeration", "select", refers_to="OWNER")


def from_json(given: dict[str, Any]) -> Property:
    """A portal's own definition, in the shape of the properties API; what it leaves out is a plain text."""
    options = tuple(
        (str(option["value"]), str(option.get("label", option["value"]))) for option in given.get("options", ())
    )
    kind = given.get("type", "string")
    return Property(
        given["name"],
        given.get("label", given["name"]),
        kind,
        given.get("fieldType", "select" if kind == "enumeration" else "text"),
        options,
        calculated=bool(given.get("calculated")),
        unique=bool(given.get("hasUniqueValue")),
        refers_to=given.get("referencedObjectType"),
        group=given.get("groupName", "information"),
        ours=bool(given.get("hubspotDefined")),
        extra={name: given[name] for name in ("description", "displayOrder", "hidden") if name in given},
    )
