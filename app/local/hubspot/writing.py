"""What single writes and batches share: check first, then write, so that a refusal has changed nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.local.hubspot.association_types import TYPES, AssociationType
from app.local.hubspot.errors import RefusedError, invalid
from app.local.hubspot.exchange import text_of
from app.local.hubspot.kinds import Kind
from app.local.hubspot.portal import Portal
from app.local.hubspot.records import Record
from app.local.hubspot.times import Moment

Write = Callable[[Moment], Record]  # checked and ready to be done


@dataclass(frozen=True)
class Link:
    type: AssociationType
    other_id: str


def prepare_create(portal: Portal, kind: Kind, fields: dict[str, Any]) -> Write:
    if kind.name == "users":
        raise invalid("Users are not created here: invite people in the account's settings.")
    values = portal.validation.check(fields.get("properties"), portal.table(kind), None)
    links = [
        Link(chosen, id_)
        for association in _list_of(fields, "associations")
        for chosen, id_ in read_association(portal, kind, association)
    ]

    def write(when: Moment) -> Record:
        record = portal.store.create(kind, portal.store.new_id(), values, when)
        for link in links:
            portal.store.link(link.type, record.id, link.other_id, when)
        return record

    return write


def prepare_update(portal: Portal, kind: Kind, record: Record, fields: dict[str, Any]) -> Write:
    values = portal.validation.check(fields.get("properties"), portal.table(kind), record)

    def write(when: Moment) -> Record:
        portal.store.change(record, values, when)
        return record

    return write


def read_association(portal: Portal, kind: Kind, given: Any) -> list[tuple[AssociationType, str]]:
    """{to: {id}, types: [{associationCategory, associationTypeId}]} of an inline association."""
    if not isinstance(given, dict) or not isinstance(given.get("to"), dict):
        raise invalid("Some required fields were not set: [to]. An association is {to: {id}, types: [...]}.")
    chosen = read_types(kind, _list_of(given, "types"))
    id_ = text_of(given["to"], "id")
    return [(one, resolve(portal, one, id_)) for one in chosen]


def read_types(kind: Kind, given: list[Any], other: Kind | None = None) -> list[AssociationType]:
    """The association types a write names, each going from `kind` (to `other`)."""
    if not given:
        raise invalid("Some required fields were not set: [types]. Name at least one association type.")
    return [_read_type(kind, one, other) for one in given]


def _read_type(kind: Kind, given: Any, other: Kind | None) -> AssociationType:
    number = given.get("associationTypeId") if isinstance(given, dict) else None
    category = given.get("associationCategory") if isinstance(given, dict) else None
    chosen = TYPES.get(number) if isinstance(number, int) else None
    if category != "HUBSPOT_DEFINED" or chosen is None:
        raise invalid(f"{category} {number} is no association type here: only HUBSPOT_DEFINED ones are known.")
    if chosen.source != kind.name or (other and chosen.target != other.name):
        raise invalid(
            f"The association type {number} goes from {chosen.source} to {chosen.target}, "
            f"not from {kind.name}{f' to {other.name}' if other else ''}."
        )
    return chosen


def resolve(portal: Portal, chosen: AssociationType, id_: str) -> str:
    """The id on the other side, of the winner where it was merged."""
    if found := portal.store.find(chosen.target, id_):
        return found.id
    raise RefusedError(
        400,
        "VALIDATION_ERROR",
        f"The {chosen.target} record {id_} does not exist or is archived: nothing was associated.",
        context={"ids": [id_]},
    )


def _list_of(fields: dict[str, Any], name: str) -> list[Any]:
    given = fields.get(name)
    if given is None:
        return []
    if not isinstance(given, list):
        raise invalid(f"Invalid input JSON: {name} must be a list.")
    return given
