"""What tests and demos do to the CRM from outside its API, as people do in HubSpot's own screens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from app.local.company.model import Change
from app.local.hubspot.association_types import PLAIN
from app.local.hubspot.history import HistoryError, apply
from app.local.hubspot.kinds import KINDS, Kind, find_kind
from app.local.hubspot.owners import set_archived
from app.local.hubspot.portal import Portal
from app.local.hubspot.records import Record
from app.local.hubspot.times import to_iso

Act = Callable[[Portal, web.Request], Awaitable[dict[str, Any]]]
PREFIX = "/_control"


class ControlError(ValueError):
    """A control request that cannot be done; its text says what to send instead."""


def routes(portal: Portal) -> list[web.RouteDef]:
    def serve(act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answer(request: web.Request) -> web.Response:
            portal.catch_up()
            try:
                return web.json_response(await act(portal, request))
            except (ControlError, HistoryError) as error:
                return web.json_response({"error": f"{error}"}, status=400)

        return answer

    return [
        web.post(f"{PREFIX}/change", serve(_change)),
        web.post(f"{PREFIX}/restore", serve(_restore)),
        web.post(f"{PREFIX}/owner", serve(_owner)),
        web.get(f"{PREFIX}/record/{{kind}}/{{id}}", serve(_record)),
    ]


async def _change(portal: Portal, request: web.Request) -> dict[str, Any]:
    """{op, object_type, id?, properties?, associations?: [[kind, id]], merged_into?}, done now; answers the record."""
    body = await request.json()
    kind, op = _kind(_need(body, "object_type")).name, _need(body, "op")
    if op not in ("create", "update", "archive", "merge"):
        raise ControlError(f"op {op!r} is not known: give create, update, archive or merge")
    id_ = str(body.get("id") or (portal.store.new_id() if op == "create" else ""))
    if not id_.isdigit() or (portal.store.find(kind, id_) is None) != (op == "create"):
        raise ControlError(f"cannot {op} {kind} {id_!r}: to create, give a new number or none; else one that is live")
    properties = body.get("properties", {})
    if unknown := properties.keys() - portal.schema.properties[kind].keys():
        raise ControlError(f"{kind} have no properties {sorted(unknown)}: correct the names")
    associations = tuple((_kind(other).name, str(other_id)) for other, other_id in body.get("associations", ()))
    for other, other_id in associations:
        if (kind, other) not in PLAIN or portal.store.find(other, other_id) is None:
            raise ControlError(f"{kind} cannot be associated with {other} {other_id!r}: give another live record")
    change = Change(portal.world.now(), op, kind, id_, properties, associations, body.get("merged_into"))
    changed = apply(change, portal.store, portal.now(by_api=False))
    portal.catch_up()
    return _drawn(portal, kind, changed)


async def _restore(portal: Portal, request: web.Request) -> dict[str, Any]:
    """{object_type, id}: out of the recycle bin, with its associations."""
    body = await request.json()
    kind, id_ = _kind(_need(body, "object_type")).name, str(_need(body, "id"))
    record = portal.store.tables[kind].archived.get(id_)
    if record is None:
        raise ControlError(f"{kind} {id_!r} is not in the recycle bin")
    portal.store.restore(record, portal.now(by_api=False))
    portal.catch_up()
    return _drawn(portal, kind, id_)


async def _owner(portal: Portal, request: web.Request) -> dict[str, Any]:
    """{id, archived}: a person leaves, or comes back."""
    body = await request.json()
    owner = portal.owners.get(str(_need(body, "id")))
    if owner is None:
        raise ControlError(f"{body['id']!r} is no owner's id: use one of {', '.join(portal.owners)}")
    set_archived(owner, bool(_need(body, "archived")), portal.store, portal.now(by_api=False))
    return owner.as_json()


async def _record(portal: Portal, request: web.Request) -> dict[str, Any]:
    return _drawn(portal, _kind(request.match_info["kind"]).name, request.match_info["id"])


def _kind(word: Any) -> Kind:
    if kind := find_kind(str(word)):
        return kind
    raise ControlError(f"{word!r} is no kind of record: use one of {', '.join(KINDS)}")


def _need(body: Any, name: str) -> Any:
    if not isinstance(body, dict) or name not in body:
        raise ControlError(f"{name} is missing: send it in a JSON object")
    return body[name]


def _drawn(portal: Portal, kind: str, id_: str) -> dict[str, Any]:
    record = portal.store.find(kind, id_) or portal.store.tables[kind].archived.get(id_)
    if record is None:
        raise ControlError(f"{kind} {id_!r} never existed")
    return {
        "id": record.id,
        "archived": record.archived_at is not None,
        "properties": record.properties,
        "associations": portal.store.links.neighbours(kind, record.id),
        "history": [_version(record, position) for position in range(len(record.past))],
    }


def _version(record: Record, position: int) -> dict[str, Any]:
    version = record.past[position]
    return {"at": to_iso(version.at), "by_api": version.by_api, "values": version.values}
