"""Serves the room: who may come in and how often, the routes, and what people do in Jira's own screens."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from app.local.company.model import Change
from app.local.front import Answer, Ask, Door, RefusedError, Route, Window, open_room
from app.local.jira import issue_api, pages, search_api
from app.local.jira.records import User, priority_json
from app.local.jira.site import FIELDS, Site
from app.local.world import World

TOKEN = "jira-local"  # noqa: S105  # what tokens of the local site begin with
BURST = (20, 1.0)  # calls in seconds; Atlassian publishes no figure for a site
WRITES_OF_ISSUE = (20, 2.0)  # Atlassian's rate limiting page: 20 writes in 2 seconds to one issue
API = "/rest/api/3"


class Desk:
    """The site with its door."""

    def __init__(self, world: World) -> None:
        self.world, self.site = world, Site(world)
        self._burst = Window(*BURST)
        self._writes: dict[str, Window] = {}

    def admit(self, ask: Ask, route: Route) -> Mapping[str, str]:
        self.caller(ask)
        headers = self._count(ask, route) if self.world.limits_of("jira") else {}
        self.site.catch_up()
        return headers

    def caller(self, ask: Ask) -> User:
        email, token = _credentials(ask.headers.get("Authorization", ""))
        if not token.startswith(TOKEN):
            headers = {"WWW-Authenticate": 'Basic realm="Jira"', "X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}
            told = f"Client must be authenticated to access this resource: send an address and {TOKEN}-<anything>."
            raise RefusedError(401, told, headers)
        return self.site.user(email, "Threadwork", "atlassian")

    def _count(self, ask: Ask, route: Route) -> dict[str, str]:
        if route.writes and (key := ask.words.get("key")):
            window = self._writes.setdefault(key, Window(*WRITES_OF_ISSUE))
            if not window.take():
                raise _too_many("jira-per-issue-on-write", WRITES_OF_ISSUE[1])
        if not self._burst.take():
            raise _too_many("jira-burst-based", BURST[1])
        return {"X-RateLimit-Limit": str(BURST[0]), "X-RateLimit-Remaining": str(self._burst.left())}


def mount(world: World) -> web.Application:
    desk = Desk(world)
    site = world.rooms["jira"] = desk.site
    routes = [
        Route("POST", f"{API}/search/jql", lambda ask: search_api.search(site, ask)),
        Route("POST", f"{API}/search/approximate-count", lambda ask: search_api.count(site, ask)),
        Route("POST", f"{API}/issue", lambda ask: issue_api.create(site, ask, desk.caller(ask)), writes=True),
        Route("GET", f"{API}/issue/{{key}}", lambda ask: issue_api.read(site, ask)),
        Route("GET", f"{API}/issue/{{key}}/comment", lambda ask: issue_api.comments(site, ask)),
        Route(
            "POST",
            f"{API}/issue/{{key}}/comment",
            lambda ask: issue_api.comment(site, ask, desk.caller(ask)),
            writes=True,
        ),
        Route("GET", f"{API}/issue/{{key}}/transitions", lambda ask: issue_api.transitions(site, ask)),
        Route("POST", f"{API}/issue/{{key}}/transitions", lambda ask: issue_api.transition(site, ask), writes=True),
        Route("PUT", f"{API}/issue/{{key}}/assignee", lambda ask: issue_api.assign(site, ask), writes=True),
        Route("GET", f"{API}/myself", lambda ask: Answer(desk.caller(ask).as_json())),
        Route("GET", f"{API}/project/search", lambda ask: _page(ask, [_project(key) for key in site.projects()])),
        Route(
            "GET", f"{API}/priority/search", lambda ask: _page(ask, [priority_json(name) for name in site.priorities])
        ),
        Route("GET", f"{API}/field", lambda _ask: Answer(_fields())),
        Route("GET", f"{API}/user/search", lambda ask: Answer(_people(site, ask.query.get("query", "")))),
    ]
    control = [web.post("/_control/change", _changing(site)), *pages.routes(site)]
    return open_room(world, Door("jira", desk.admit, _refusal), routes, control)


def _credentials(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    try:
        email, _, token = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return (email, token) if scheme == "Basic" else ("", "")


def _too_many(reason: str, seconds: float) -> RefusedError:
    headers = {"Retry-After": str(int(seconds) or 1), "RateLimit-Reason": reason, "X-RateLimit-Remaining": "0"}
    return RefusedError(429, "Rate limit exceeded.", {**headers, "X-RateLimit-Reset": datetime.now(UTC).isoformat()})


def _refusal(refused: RefusedError) -> Any:
    """What is wrong with one field stands under its name."""
    field, found, told = refused.message.partition(": ")
    if refused.status == 400 and found and field.isidentifier():
        return {"errorMessages": [], "errors": {field: told}}
    return {"errorMessages": [refused.message], "errors": {}}


def _page(ask: Ask, values: list[Any]) -> Answer:
    start, size = ask.number("startAt", 0, len(values)), ask.number("maxResults", 50, 100)
    page = values[start : start + size]
    return Answer({"startAt": start, "maxResults": size, "total": len(values), "isLast": start + size >= len(values),
                   "values": page})  # fmt: skip


def _project(key: str) -> dict[str, Any]:
    return {"id": str(10_000 + sum(map(ord, key))), "key": key, "name": key, "projectTypeKey": "service_desk"}


def _fields() -> list[dict[str, Any]]:
    system = [{"id": name, "key": name, "name": name.title(), "custom": False} for name in ("summary", "labels")]
    return system + [{"id": id_, "key": id_, "name": name, "custom": True} for id_, name in FIELDS.items()]


def _people(site: Site, query: str) -> list[Any]:
    wanted = query.casefold()
    shown = [user for user in site.users.values() if not user.hides_email]
    return [user.as_json() for user in shown if wanted and wanted in f"{user.name} {user.email}".casefold()]


def _changing(site: Site) -> Any:
    async def change(request: web.Request) -> web.Response:
        """{op, object_type: issues or comments, id, properties?, associations?}, done now."""
        site.catch_up()
        body = await request.json()
        associations = tuple((kind, str(id_)) for kind, id_ in body.get("associations", ()))
        done = Change(
            site.now(), body["op"], body["object_type"], str(body["id"]), body.get("properties", {}), associations
        )
        try:
            issue = site.play(done)
        except (KeyError, ValueError, StopIteration) as error:
            told = f"this cannot be done ({error!r}): name an issue that is there, and properties that it has"
            return web.json_response({"error": told}, status=400)
        return web.json_response({"id": str(issue.id), "key": issue.key})

    return change
