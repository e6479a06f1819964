"""The door of the API: who may come in, how often, what is written into the journal, and which faults strike."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from aiohttp import web

from app.local.faults import Fault, ReplyLostError, after, before
from app.local.hubspot import paths, routes
from app.local.hubspot.errors import RefusedError, invalid
from app.local.hubspot.exchange import Answer, Ask
from app.local.hubspot.portal import Portal
from app.local.hubspot.routes import Route

TOKEN = "Bearer pat-local"  # noqa: S105  # what the local portal's keys begin with
ROOM = "/hubspot"


@dataclass
class Arrival:
    """A request as the journal will tell of it."""

    method: str  # "POST /crm/objects/2026-09/calls"
    writes: bool = False


async def answer(portal: Portal, request: web.Request) -> web.Response:
    path = request.path.removeprefix(ROOM)
    arrival = Arrival(f"{request.method} {path}")
    fault = portal.world.faults.take("hubspot", arrival.method)
    try:
        if struck := await _strike(fault):
            raise struck
        headers, response = await _answer(portal, request, path, arrival)
    except RefusedError as refused:
        portal.world.record("hubspot", arrival.method, {"refused": refused.http}, effect=False)
        return _json(refused.body(), refused.http, refused.headers)
    except ReplyLostError:
        portal.world.record("hubspot", arrival.method, {"fault": "refuse"}, effect=False)
        raise
    portal.world.record("hubspot", arrival.method, response.journal, effect=arrival.writes and response.changed)
    after(fault)
    return _json(response.body, response.status, headers)


async def _answer(portal: Portal, request: web.Request, path: str, arrival: Arrival) -> tuple[dict[str, str], Answer]:
    place = paths.read(path)
    found = routes.find(request.method, place) if place else None
    if place is None or found is None:
        version = paths.names_unknown_version(path)
        why = f"version {version} is not played here, use 2026-09" if version else "check method and path"
        raise RefusedError(404, "NOT_FOUND", f"{arrival.method} is nothing here: {why}.")
    route, words = found
    body = await _read_body(request)
    arrival.writes = route.writes
    _authenticate(request)
    headers = _count(portal, route)
    _check_scopes(portal, route, words)
    portal.catch_up()
    query = {name: request.query.getall(name) for name in request.query}
    return headers, route.act(portal, Ask(place, words, query, body, str(request.url.with_query(None))))


async def _strike(fault: Fault | None) -> RefusedError | None:
    """A fault's status in the shape of HubSpot's own errors."""
    response = await before(fault)
    if response is None:
        return None
    headers = {name: value for name, value in response.headers.items() if name == "Retry-After"}
    return RefusedError(response.status, "FAULT_ON_DEMAND", "A fault was ordered for this request.", headers=headers)


async def _read_body(request: web.Request) -> Any:
    raw = await request.read()
    if not raw:
        return None
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise invalid(f"Invalid input JSON: {error}.") from error


def _authenticate(request: web.Request) -> None:
    given = request.headers.get("Authorization", "")
    if not given.startswith(TOKEN):
        trouble = "is not valid here" if given else "is missing"
        raise RefusedError(
            401, "INVALID_AUTHENTICATION", f"The access token {trouble}: send Authorization: {TOKEN}-<anything>."
        )


def _count(portal: Portal, route: Route) -> dict[str, str]:
    if not portal.world.limits_of("hubspot"):
        return {}
    return portal.limits.take(search=route.is_search, real=time.monotonic(), wall=datetime.now(UTC))


def _check_scopes(portal: Portal, route: Route, words: tuple[str, ...]) -> None:
    missing = sorted(route.scopes(words) & set(portal.world.options.get("hubspot_missing_scopes", ())))
    if missing:
        raise RefusedError(
            403,
            "MISSING_SCOPES",
            f"This key has not been granted all required scopes for this call: {', '.join(missing)}.",
            errors=[{"message": "Required scopes are missing.", "context": {"requiredGranularScopes": missing}}],
        )


def _json(body: Any, status: int, headers: dict[str, str]) -> web.Response:
    raw = None if body is None else orjson.dumps(body)
    return web.Response(body=raw, status=status, headers=headers, content_type="application/json", charset="utf-8")
