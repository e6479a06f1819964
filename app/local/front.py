"""The door of a vendor's API that speaks JSON: who may come in, how often, what the journal says, which faults strike.

A room lists its routes; the shape of its refusals and how it knows a caller are its own.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web

from app.local.faults import ReplyLostError, after, before
from app.local.world import World


@dataclass(frozen=True)
class Ask:
    """One request, free of HTTP."""

    words: Mapping[str, str]  # what stood in the holes of the path
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any

    def fields(self) -> dict[str, Any]:
        if not isinstance(self.body, dict):
            raise RefusedError(400, "send a JSON object")
        return self.body

    def number(self, name: str, default: int, most: int) -> int:
        """A number of the query, at most `most`, as vendors silently do."""
        given = self.query.get(name, "")
        return min(int(given), most) if given.isdecimal() else default


@dataclass(frozen=True)
class Answer:
    body: Any = None
    status: int = 200
    changed: bool = True  # False for a write that found its work done


@dataclass
class RefusedError(Exception):
    """One request is refused; the room says it in its vendor's shape."""

    status: int
    message: str
    headers: dict[str, str] = field(default_factory=dict)
    code: str = ""  # the vendor's name of the reason, where it has one


@dataclass(frozen=True)
class Route:
    method: str
    path: str  # in aiohttp's pattern: "/rest/api/3/issue/{key}"
    act: Callable[[Ask], Answer]
    writes: bool = False


class Window:
    """A limit of the vendor's: so many in so many seconds of real time."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.most, self.seconds, self._clock = most, seconds, clock
        self._taken: deque[float] = deque()

    def take(self) -> bool:
        now = self._clock()
        while self._taken and self._taken[0] <= now - self.seconds:
            self._taken.popleft()
        if len(self._taken) >= self.most:
            return False
        self._taken.append(now)
        return True

    def left(self) -> int:
        return self.most - len(self._taken)


@dataclass(frozen=True)
class Door:
    """What is a vendor's own about its door."""

    system: str  # the room's name
    admit: Callable[[Ask, Route], Mapping[str, str]]  # raises RefusedError, or gives headers for the answer
    refusal: Callable[[RefusedError], Any]  # the body


def open_room(
    world: World, door: Door, routes: Sequence[Route], control: Sequence[web.RouteDef] = ()
) -> web.Application:
    room = web.Application()
    room.add_routes(control)
    for route in routes:
        room.router.add_route(route.method, route.path, _served(world, door, route))
    nothing = Route("*", "/{path:.*}", _nothing)
    room.router.add_route("*", nothing.path, _served(world, door, nothing))
    return room


def _served(world: World, door: Door, route: Route) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(request: web.Request) -> web.Response:
        method = f"{request.method} {request.path.removeprefix(f'/{door.system}')}"
        fault = world.faults.take(door.system, method)
        try:
            if (struck := await before(fault)) is not None:
                raise RefusedError(struck.status, "a fault was ordered for this request", _retry_after(struck))
            ask = await _read(request)
            headers = door.admit(ask, route)
            found = route.act(ask)
        except RefusedError as refused:
            world.record(door.system, method, {"refused": refused.status}, effect=False)
            return _json(door.refusal(refused), refused.status, refused.headers)
        except ReplyLostError:
            world.record(door.system, method, {"fault": "refuse"}, effect=False)
            raise
        arguments = {**ask.words, **({"body": ask.body} if ask.body is not None else dict(ask.query))}
        world.record(door.system, method, arguments, effect=route.writes and found.changed)
        after(fault)
        return _json(found.body, found.status, headers)

    return answer


def _nothing(_ask: Ask) -> Answer:
    raise RefusedError(404, "nothing is here: check method and path", code="not_found")


async def _read(request: web.Request) -> Ask:
    raw = await request.read()
    try:
        body = orjson.loads(raw) if raw else None
    except orjson.JSONDecodeError as error:
        raise RefusedError(400, f"the body is no JSON: {error}", code="bad_request") from error
    query = {name: ",".join(request.query.getall(name)) for name in request.query}
    return Ask(dict(request.match_info), query, request.headers, body)


def _retry_after(response: web.Response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name == "Retry-After"}


def _json(body: Any, status: int, headers: Mapping[str, str]) -> web.Response:
    raw = None if body is None else orjson.dumps(body)
    return web.Response(
        body=raw, status=status, headers=dict(headers), content_type="application/json", charset="utf-8"
    )
