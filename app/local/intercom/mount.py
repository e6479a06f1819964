"""Serves the room: who may come in and how often, the routes, and what people do in Intercom's own screens."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from app.local.company.model import Change
from app.local.front import Answer, Ask, Door, RefusedError, Route, Window, open_room
from app.local.intercom.drawing import draw
from app.local.intercom.records import WORKSPACE, Json, Part
from app.local.intercom.search import page_of
from app.local.intercom.workspace import Kind, Workspace
from app.local.record_page import draw as draw_page
from app.local.world import World

TOKEN = "Bearer intercom-local"  # noqa: S105  # what tokens of the local workspace begin with
VERSION = "2.15"
CALLS = (1_666, 10.0)  # in seconds: 10,000 a minute for an app, which Intercom deals out in windows of ten seconds
SCROLL_PAGE, SCROLL_LIFE = 100, 60.0  # companies; seconds of real time


class Desk:
    """The workspace with its door."""

    def __init__(self, world: World) -> None:
        self.world, self.workspace = world, Workspace(world)
        self.calls = Window(*CALLS)
        self._scroll: tuple[str, int, float] | None = None  # its parameter, where it stands, when it was used

    def admit(self, ask: Ask, _route: Route) -> Mapping[str, str]:
        if not ask.headers.get("Authorization", "").startswith(TOKEN):
            told = f"Access Token Invalid: send Authorization: {TOKEN}-<anything>"
            raise RefusedError(401, told, code="unauthorized")
        version = ask.headers.get("Intercom-Version")
        if version != VERSION:
            told = f"version {version!r} is not played here: send Intercom-Version: {VERSION}"
            raise RefusedError(400, told, code="intercom_version_invalid")
        if self.world.limits and not self.calls.take():
            headers = {**self._limits(), "X-RateLimit-Remaining": "0"}
            raise RefusedError(429, "Exceeded rate limit", headers, "rate_limit_exceeded")
        self.workspace.catch_up()
        return self._limits()

    def _limits(self) -> dict[str, str]:
        reset = str(int(time.time() // CALLS[1] * CALLS[1] + CALLS[1]))
        return {
            "X-RateLimit-Limit": str(CALLS[0]),
            "X-RateLimit-Remaining": str(self.calls.left()),
            "X-RateLimit-Reset": reset,
        }

    def scroll(self, ask: Ask) -> Answer:
        """One at a time, forgotten after a minute; the last page is empty."""
        given, now = ask.query.get("scroll_param"), time.monotonic()
        if self._scroll and now - self._scroll[2] > SCROLL_LIFE:
            self._scroll = None
        if given is None:
            if self._scroll:
                raise RefusedError(400, "scroll already exists for this workspace", code="scroll_exists")
            self._scroll = (uuid.uuid4().hex, 0, now)
        elif self._scroll is None or self._scroll[0] != given:
            raise RefusedError(404, "scroll parameter not found", code="not_found")
        parameter, start, _ = self._scroll
        page = list(self.workspace.companies.values())[start : start + SCROLL_PAGE]
        self._scroll = (parameter, start + SCROLL_PAGE, now) if page else None
        shown = [company.as_json() for company in page]
        return Answer({"type": "list", "data": shown, "pages": None, "total_count": None, "scroll_param": parameter})


def mount(world: World) -> web.Application:
    desk = Desk(world)
    workspace = world.rooms["intercom"] = desk.workspace
    world.rooms["intercom.door"] = desk.calls
    kinds: tuple[Kind, Kind] = ("conversations", "tickets")
    routes = [route for kind in kinds for route in _of_kind(workspace, kind)]
    routes += [
        Route("POST", "/contacts/search", lambda ask: _contacts(workspace, ask)),
        Route("GET", "/companies/scroll", desk.scroll),
        Route("POST", "/companies/list", lambda ask: _companies(workspace, ask)),
        Route("GET", "/companies/{id}", lambda ask: _company(workspace, ask)),
        Route("GET", "/admins", lambda _ask: Answer(_admins(workspace))),
        Route("GET", "/me", lambda _ask: Answer(_me(workspace))),
    ]
    control = [
        web.post("/_control/change", _changing(workspace)),
        web.get("/a/apps/{app}/conversations/{id}", _page(workspace)),
    ]
    return open_room(world, Door("intercom", desk.admit, _refusal), routes, control)


def _of_kind(workspace: Workspace, kind: Kind) -> list[Route]:
    def search(ask: Ask) -> Answer:
        page, pages, total = page_of(workspace.searched(kind), ask.body, 20)
        return Answer({"type": f"{kind[:-1]}.list", kind: page, "pages": pages, "total_count": total})

    def read(ask: Ask) -> Answer:
        return Answer(draw(workspace.find(kind, ask.words["id"]), workspace.companies, parts=True))

    return [
        Route("POST", f"/{kind}/search", search),
        Route("GET", f"/{kind}/{{id}}", read),
        Route("POST", f"/{kind}/{{id}}/reply", lambda ask: _reply(workspace, kind, ask), writes=True),
    ]


def _reply(workspace: Workspace, kind: Kind, ask: Ask) -> Answer:
    item, body = workspace.find(kind, ask.words["id"]), ask.fields()
    words, author = body.get("body"), workspace.admins.get(str(body.get("admin_id")))
    if body.get("type") != "admin" or author is None:
        raise RefusedError(400, "admin_id is of no teammate", code="admin_not_found")
    if body.get("message_type") not in ("comment", "note") or not isinstance(words, str) or not words.strip():
        raise RefusedError(400, "body is required, and message_type comment or note", code="parameter_invalid")
    made = Part(
        workspace.new_id(), workspace.now(), body["message_type"], "admin", author.id, author.name, author.email, words
    )
    workspace.add(item, made)
    return Answer(made.as_json("ticket_part") if kind == "tickets" else draw(item, workspace.companies, parts=True))


def _contacts(workspace: Workspace, ask: Ask) -> Answer:
    rows = [({**each.as_json()}, each.as_json()) for each in workspace.contacts.values()]
    page, pages, total = page_of(rows, ask.body, 50)
    return Answer({"type": "list", "data": page, "pages": pages, "total_count": total})


def _companies(workspace: Workspace, ask: Ask) -> Answer:
    """By pages without a cursor; Intercom stops at 10,000 companies."""
    size, number = ask.number("per_page", 20, 60) or 20, ask.number("page", 1, 500) or 1
    found = list(workspace.companies.values())
    shown = [company.as_json() for company in found[size * (number - 1) : size * number]]
    pages = {"type": "pages", "page": number, "per_page": size, "total_pages": max(1, -(-len(found) // size))}
    return Answer({"type": "list", "data": shown, "pages": pages, "total_count": len(found)})


def _company(workspace: Workspace, ask: Ask) -> Answer:
    company = workspace.companies.get(ask.words["id"])
    if company is None:
        raise RefusedError(404, "Company Not Found", code="company_not_found")
    return Answer(company.as_json())


def _admins(workspace: Workspace) -> Json:
    return {"type": "admin.list", "admins": [admin.as_json() for admin in workspace.admins.values()]}


def _me(workspace: Workspace) -> Json:
    admin = next(iter(workspace.admins.values()), None)
    app = {"type": "app", "id_code": WORKSPACE, "name": workspace.world.company.name, "region": workspace.region}
    return {**(admin.as_json() if admin else {"type": "admin", "id": "0"}), "app": app}


def _refusal(refused: RefusedError) -> Any:
    errors = [{"code": refused.code or "server_error", "message": refused.message}]
    return {"type": "error.list", "request_id": str(uuid.uuid4()), "errors": errors}


def _changing(workspace: Workspace) -> Any:
    async def change(request: web.Request) -> web.Response:
        """{op, object_type, id, properties?, associations?}, done now."""
        workspace.catch_up()
        body = await request.json()
        associations = tuple((kind, str(id_)) for kind, id_ in body.get("associations", ()))
        properties, id_ = body.get("properties", {}), str(body["id"])
        try:
            workspace.play(Change(workspace.now(), body["op"], body["object_type"], id_, properties, associations))
        except (KeyError, ValueError, StopIteration) as error:
            told = f"this cannot be done ({error!r}): name a record that is there"
            return web.json_response({"error": told}, status=400)
        return web.json_response({"id": id_})

    return change


def _page(workspace: Workspace) -> Any:
    async def page(request: web.Request) -> web.Response:
        workspace.catch_up()
        id_ = request.match_info["id"]
        item = workspace.items["conversations"].get(id_) or workspace.items["tickets"].get(id_)
        if item is None:
            raise web.HTTPNotFound(text=f"There is no conversation {id_}.")
        said = [(f"{part.author_name}, {part.at:%Y-%m-%d %H:%M}", part.body) for part in item.parts if part.body]
        facts = {"State": item.state, "From": item.contact.email, "Begun": f"{item.created:%Y-%m-%d %H:%M} UTC"}
        return draw_page(item.title or id_, facts, [(item.contact.name, item.body), *said])

    return page
