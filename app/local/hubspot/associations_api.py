"""The API of associations: between many pairs, of one record, and their labels."""

from __future__ import annotations

from typing import Any

from app.local.hubspot.association_types import PLAIN, PRIMARY, TYPES, AssociationType
from app.local.hubspot.batch_api import finish
from app.local.hubspot.errors import invalid
from app.local.hubspot.exchange import Answer, Ask, read_after, text_of
from app.local.hubspot.kinds import Kind
from app.local.hubspot.links import Numbers
from app.local.hubspot.portal import Portal
from app.local.hubspot.reading import named_associations
from app.local.hubspot.writing import read_types, resolve

MANY = 1_000  # ids of a batch read, since 10 February 2025
PAGE = 500  # of the other side's ids
Pair = tuple[AssociationType, str, str]


def batch_read(portal: Portal, ask: Ask) -> Answer:
    kind, other = _kinds(portal, ask)
    results, errors, ids = [], [], []
    for one in ask.inputs(MANY):
        id_ = text_of(one, "id")
        ids.append(id_)
        if drawn := _page(portal, kind, id_, other, read_after(one.get("after"))):
            results.append({"from": {"id": id_}, **drawn})
        else:
            errors.append(_nothing_found(kind, id_, other))
    return finish(portal, ask, results, errors, journal={"count": len(ids), "ids": ids[:100]})


def of_one(portal: Portal, ask: Ask) -> Answer:
    kind, other = portal.kind(ask.words[0]), portal.kind(ask.words[2])
    record = portal.record(kind, ask.words[1])
    if not ask.place.has_labels:
        return Answer({"results": named_associations(portal, record, other)})
    limit = ask.number("limit", PAGE, PAGE)
    drawn = _page(portal, kind, record.id, other, read_after(ask.first("after")), limit) or {"to": []}
    body = {"results": drawn["to"]}
    return Answer({**body, "paging": drawn["paging"]} if "paging" in drawn else body)


def batch_create(portal: Portal, ask: Ask) -> Answer:
    kind, other = _kinds(portal, ask)
    pairs = [
        _pair(portal, chosen, one) for one in ask.inputs() for chosen in read_types(kind, one.get("types") or [], other)
    ]
    return finish(portal, ask, _link(portal, pairs), [], 200 if ask.place.answers_all_with_200 else 201, _told(pairs))


def batch_default(portal: Portal, ask: Ask) -> Answer:
    kind, other = _kinds(portal, ask)
    pairs = [_pair(portal, _plain(kind, other), one) for one in ask.inputs()]
    _link(portal, pairs)
    return finish(portal, ask, [_drawn_default(pair) for pair in pairs], [], journal=_told(pairs))


def create(portal: Portal, ask: Ask) -> Answer:
    kind, other = portal.kind(ask.words[0]), portal.kind(ask.words[2])
    given = ask.body if isinstance(ask.body, list) else []
    ends = {"from": {"id": ask.words[1]}, "to": {"id": ask.words[3]}}
    pairs = [_pair(portal, chosen, ends) for chosen in read_types(kind, given, other)]
    return Answer(_link(portal, pairs)[0], 201, _told(pairs))


def create_default(portal: Portal, ask: Ask) -> Answer:
    kind, other = portal.kind(ask.words[0]), portal.kind(ask.words[2])
    pairs = [_pair(portal, _plain(kind, other), {"from": {"id": ask.words[1]}, "to": {"id": ask.words[3]}})]
    _link(portal, pairs)
    return finish(portal, ask, [_drawn_default(pair) for pair in pairs], [], journal=_told(pairs))


def remove(portal: Portal, ask: Ask) -> Answer:
    kind, other = portal.kind(ask.words[0]), portal.kind(ask.words[2])
    changed = portal.store.unlink(kind.name, ask.words[1], other.name, ask.words[3], portal.now())
    return Answer(None, 204, changed=changed)


def batch_archive(portal: Portal, ask: Ask) -> Answer:
    kind, other = _kinds(portal, ask)
    pairs = [(_end(one, "from"), text_of(to, "id")) for one in ask.inputs() for to in one.get("to") or []]
    removed = [pair for pair in pairs if portal.store.unlink(kind.name, pair[0], other.name, pair[1], portal.now())]
    return _removed(portal, ask, {"pairs": removed}, changed=bool(removed))


def batch_archive_labels(portal: Portal, ask: Ask) -> Answer:
    kind, other = _kinds(portal, ask)
    pairs = [
        (chosen, _end(one, "from"), _end(one, "to"))
        for one in ask.inputs()
        for chosen in read_types(kind, one.get("types") or [], other)
    ]
    for chosen, id_, other_id in pairs:
        portal.store.unlink_type(chosen, id_, other_id, portal.now())
    return _removed(portal, ask, _told(pairs))


def labels(portal: Portal, ask: Ask) -> Answer:
    kind, other = _kinds(portal, ask)
    found = [types[kind.name, other.name] for types in (PRIMARY, PLAIN) if (kind.name, other.name) in types]
    return Answer({"results": [_drawn_type(one.number) for one in found]})


def _kinds(portal: Portal, ask: Ask) -> tuple[Kind, Kind]:
    return portal.kind(ask.words[0]), portal.kind(ask.words[1])


def _page(portal: Portal, kind: Kind, id_: str, other: Kind, start: int, limit: int = PAGE) -> dict[str, Any] | None:
    """The other side's ids from `start` on; None if there are none at all."""
    record = portal.store.find(kind.name, id_)
    found = portal.store.links.of(kind.name, record.id, other.name) if record else {}
    if not found:
        return None
    pairs = list(found.items())
    drawn: dict[str, Any] = {"to": [_drawn_other(*pair) for pair in pairs[start : start + limit]]}
    if start + limit < len(pairs):
        drawn["paging"] = {"next": {"after": str(start + limit)}}
    return drawn


def _drawn_other(id_: str, numbers: Numbers) -> dict[str, Any]:
    # A number here, while from.id is a text: seen so in live answers, against HubSpot's own specification.
    return {"toObjectId": int(id_), "associationTypes": [_drawn_type(number) for number in numbers]}


def _drawn_type(number: int) -> dict[str, Any]:
    return {"category": "HUBSPOT_DEFINED", "typeId": number, "label": TYPES[number].label}


def _nothing_found(kind: Kind, id_: str, other: Kind) -> dict[str, Any]:
    return {
        "status": "error",
        "category": "OBJECT_NOT_FOUND",
        "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND",
        "message": f"No {other.singular} is associated with {kind.singular} {id_}.",
        "context": {"fromObjectId": [id_], "fromObjectType": [kind.singular], "toObjectType": [other.singular]},
        "links": {},
        "errors": [],
    }


def _plain(kind: Kind, other: Kind) -> AssociationType:
    if chosen := PLAIN.get((kind.name, other.name)):
        return chosen
    raise invalid(f"There is no default association from {kind.name} to {other.name}.")


def _pair(portal: Portal, chosen: AssociationType, one: dict[str, Any]) -> Pair:
    return chosen, resolve(portal, chosen.inverse, _end(one, "from")), resolve(portal, chosen, _end(one, "to"))


def _end(one: dict[str, Any], name: str) -> str:
    end = one.get(name)
    return text_of(end if isinstance(end, dict) else {}, "id")


def _link(portal: Portal, pairs: list[Pair]) -> list[dict[str, Any]]:
    for chosen, id_, other_id in pairs:
        portal.store.link(chosen, id_, other_id, portal.now())
    return [
        {
            "fromObjectTypeId": portal.kind(chosen.source).type_id,
            "fromObjectId": id_,
            "toObjectTypeId": portal.kind(chosen.target).type_id,
            "toObjectId": other_id,
            "labels": [chosen.label] if chosen.label else [],
        }
        for chosen, id_, other_id in pairs
    ]


def _drawn_default(pair: Pair) -> dict[str, Any]:
    chosen, id_, other_id = pair
    spec = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": chosen.number}
    return {"from": {"id": id_}, "to": {"id": other_id}, "associationSpec": spec}


def _removed(portal: Portal, ask: Ask, told: dict[str, Any], *, changed: bool = True) -> Answer:
    """Since 2026-09 the end of associations is a 200 with a body; before it was a 204."""
    if ask.place.answers_all_with_200:
        return finish(portal, ask, [], [], journal=told, changed=changed)
    return Answer(None, 204, told, changed)


def _told(pairs: list[Pair]) -> dict[str, Any]:
    return {"pairs": [[chosen.number, id_, other_id] for chosen, id_, other_id in pairs[:100]], "count": len(pairs)}
