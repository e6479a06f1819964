"""The world: what the rooms share, and how they are found and served on one port."""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

import app.local
from app.local.clock import WorldClock
from app.local.company.model import Company
from app.local.faults import Fault, Faults, ReplyLostError
from app.local.journal import Journal, as_json


@dataclass
class World:
    company: Company
    clock: WorldClock = field(default_factory=WorldClock)
    journal: Journal = field(default_factory=Journal)
    faults: Faults = field(default_factory=Faults)
    limits: bool = True  # vendors' rate limits; benchmarks switch them off and say so
    options: dict[str, Any] = field(default_factory=dict)  # what the command line said to a room, for example brain
    rooms: dict[str, Any] = field(default_factory=dict)  # a room's state by name, for the control API and the page
    listeners: set[asyncio.Queue[dict[str, Any]]] = field(default_factory=set)  # server-sent events to pages

    def now(self) -> datetime:
        return self.clock.now()

    def limits_of(self, room: str) -> bool:
        """Option `unlimited` names rooms without limits: a demo's day passes in seconds, a vendor's limits do not."""
        return self.limits and room not in self.options.get("unlimited", ())

    def record(self, system: str, method: str, arguments: dict[str, Any], *, effect: bool) -> None:
        self.journal.add(system, method, arguments, at=self.now(), effect=effect)

    def announce(self, kind: str, **details: Any) -> None:
        """Tell every open page that something changed; the page reads the rest from the control API."""
        for queue in self.listeners:
            queue.put_nowait({"kind": kind, **details})


WORLD: web.AppKey[World] = web.AppKey("world", World)


def build(world: World) -> web.Application:
    """The whole outside world as one application: the clock, the control API and every room that has a folder."""
    application = web.Application(middlewares=[_lose_replies], client_max_size=64 * 1024 * 1024)
    application[WORLD] = world
    application.add_routes(CONTROL)
    for name, mount in discover():
        application.add_subapp(f"/{name}/", mount(world))
    return application


def discover() -> list[tuple[str, Callable[[World], web.Application]]]:
    """Every folder here whose package has `mount(world) -> web.Application`, served under `/<folder>/`."""
    found = []
    for module in pkgutil.iter_modules([str(Path(app.local.__file__).parent)]):
        if module.ispkg:
            package = importlib.import_module(f"app.local.{module.name}")
            if mount := getattr(package, "mount", None):
                found.append((module.name, mount))
    return found


@web.middleware
async def _lose_replies(request: web.Request, handler: Any) -> web.StreamResponse:
    try:
        response: web.StreamResponse = await handler(request)
    except ReplyLostError:
        if request.transport:
            request.transport.close()
        return web.Response(status=500)
    return response


def _clock_state(world: World) -> dict[str, Any]:
    clock = world.clock
    return {
        "now": clock.now().isoformat(),
        "offset_seconds": clock.offset.total_seconds(),
        "version": clock.version,
        "participants": sorted(clock.participants),
        "moving_to": clock.moving_to.isoformat() if clock.moving_to else None,
    }


async def _read_clock(request: web.Request) -> web.Response:
    return web.json_response(_clock_state(request.app[WORLD]))


async def _live_by_clock(request: web.Request) -> web.Response:
    """The program's side of the clock: {participant, idle, until?, hold?}, held until the next jump."""
    world, body = request.app[WORLD], await request.json()
    if body.get("leave"):
        await world.clock.leave(body["participant"])
    else:
        until = datetime.fromisoformat(body["until"]) if body.get("until") else None
        hold = min(float(body.get("hold", 0)), 30.0)
        await world.clock.wait(body["participant"], idle=bool(body["idle"]), until=until, hold=hold)
    return web.json_response(_clock_state(world))


async def _move_clock(request: web.Request) -> web.Response:
    """{to} or {add_seconds}, walked; {set} jumps. Answers when it is there; {wait: false} answers at once."""
    world, body = request.app[WORLD], await request.json()
    if "set" in body:
        world.clock.set(datetime.fromisoformat(body["set"]))
    else:
        target = (
            datetime.fromisoformat(body["to"]) if "to" in body else world.now() + timedelta(seconds=body["add_seconds"])
        )
        if target.tzinfo is None or target < world.now():
            return web.json_response({"error": "the clock only moves forward: give a later moment"}, status=400)
        move = asyncio.create_task(_move_and_announce(world, target))
        world.rooms.setdefault("clock_moves", set()).add(move)  # asyncio keeps only weak references
        move.add_done_callback(world.rooms["clock_moves"].discard)
        if body.get("wait", True):
            await move
    world.announce("clock")
    return web.json_response(_clock_state(world))


async def _move_and_announce(world: World, target: datetime) -> None:
    world.announce("clock")
    await world.clock.move_to(target)
    world.announce("clock")


async def _read_journal(request: web.Request) -> web.Response:
    query, journal = request.query, request.app[WORLD].journal
    found = journal.find(query.get("system", ""), query.get("method", ""), int(query.get("after", 0)))
    return web.json_response([as_json(arrival) for arrival in found])


async def _set_faults(request: web.Request) -> web.Response:
    """A list of faults replaces those active; an empty list clears them."""
    faults = request.app[WORLD].faults
    faults.active = [Fault(**fault) for fault in await request.json()]
    return web.json_response([asdict(fault) for fault in faults.active])


async def _events(request: web.Request) -> web.StreamResponse:
    """Server-sent events for the page: one JSON object a change."""
    world = request.app[WORLD]
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
    await response.prepare(request)
    queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    world.listeners.add(queue)
    try:
        while True:
            try:
                event = await asyncio.wait_for(queue.get(), timeout=15)
                await response.write(f"data: {web.json_response(event).text}\n\n".encode())
            except TimeoutError:
                await response.write(b": still here\n\n")
    except (ConnectionResetError, asyncio.CancelledError):
        return response
    finally:
        world.listeners.discard(queue)


async def _health(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    return web.json_response({"ok": True, "company": world.company.name, "summary": list(world.company.summary)})


async def _company(request: web.Request) -> web.Response:
    """Who works here, and which properties of its own the portal has: what somebody must know to set a program up."""
    company = request.app[WORLD].company
    people = [
        {name: getattr(each, name) for name in ("email", "name", "timezone", "role", "slack_id", "owner_id")}
        | {"manager": each.manager_email, "is_active": each.is_active}
        for each in company.people
    ]
    own = {kind: [each["name"] for each in found] for kind, found in company.properties.items()}
    return web.json_response({"name": company.name, "people": people, "properties": own})


async def _to_page(request: web.Request) -> web.Response:
    raise web.HTTPFound("/page/")


CONTROL = [
    web.get("/", _to_page),
    web.get("/clock", _read_clock),
    web.post("/clock", _live_by_clock),
    web.get("/_control/health", _health),
    web.get("/_control/company", _company),
    web.post("/_control/clock", _move_clock),
    web.get("/_control/journal", _read_journal),
    web.post("/_control/faults", _set_faults),
    web.get("/_control/events", _events),
]
