"""The Messages API over HTTP: refuse or answer, in the order the real one does, and write down what arrived."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from app.local import faults as world_faults
from app.local.faults import ReplyLostError
from app.local.messages import checks, faults, thinking, wire
from app.local.messages.control import routes
from app.local.messages.errors import ApiError, body_of
from app.local.messages.models import MODELS, as_json
from app.local.messages.prefix import pieces
from app.local.messages.reading import authenticate, betas, known_model, read_body, understood
from app.local.messages.reply import compose
from app.local.messages.request import Request
from app.local.messages.room import Room
from app.local.messages.stream import Sender, hang_up, pass_time
from app.local.world import World

CREATE = "POST /v1/messages"

REQUEST_ID: web.RequestKey[str] = web.RequestKey("request_id", str)

Endpoint = Callable[[web.Request], Awaitable[web.StreamResponse]]


def mount(world: World) -> web.Application:
    options = {key: world.options[key] for key in ("pace_ms",) if key in world.options}
    room = world.rooms["messages"] = Room(settings=options)
    room.choose(world.options.get("brain", room.brain), options)
    api = _Api(world, room)
    application = web.Application(middlewares=[_answer_refusals])
    application.add_routes(
        [
            web.post("/v1/messages", api.create),
            web.post("/v1/messages/count_tokens", api.count_tokens),
            web.get("/v1/models", api.list_models),
            web.get("/v1/models/{id}", api.read_model),
            *routes(world, room),
            web.route("*", "/{path:.*}", _unknown_path),
        ]
    )
    application.on_shutdown.append(_close(room))
    return application


class _Api:
    def __init__(self, world: World, room: Room) -> None:
        self._world, self._room = world, room

    async def create(self, http: web.Request) -> web.StreamResponse:
        body = await read_body(http)
        fault = self._world.faults.take("messages", CREATE)
        arguments = {**body, "betas": sorted(betas(http))}
        try:
            _fail_with_status(fault)
            await world_faults.before(fault)
            request = understood(http, body, self._room)
            checks.check(request)
            sender = await self._answer(http, request)
        except (ApiError, ReplyLostError):
            self._world.record("messages", CREATE, arguments, effect=False)
            raise
        self._world.record("messages", CREATE, arguments, effect=True)
        world_faults.after(fault)
        return await sender()

    async def _answer(self, http: web.Request, request: Request) -> Callable[[], Awaitable[web.StreamResponse]]:
        """Decide the whole reply; what is left is to send it."""
        room, found = self._room, pieces(request)
        dropped = thinking.check(request, found)
        turn = room.answer(request)
        plan = room.cache.plan(request, found, {one.path for one in dropped}, room.now())
        reply = compose(request, turn, found, plan.usage, dropped, room.diagnostics.diagnose(request, found))
        fault = faults.take(room.faults, reply)
        reply = faults.spoil(reply, fault)

        async def send() -> web.StreamResponse:
            await pass_time(room, http, turn.delay_ms / 1000)
            if http.transport is None:
                raise ReplyLostError  # the client did not wait
            room.cache.begin(plan)
            room.diagnostics.remember(reply.id, request, found)
            if reply.stop_reason == "pause_turn":
                room.pause(wire.message(reply)["content"])
            if request.body.get("stream"):
                return await Sender(room, http, _headers(http), turn.pace_ms).send(reply, fault)
            return await _send_whole(http, wire.message(reply), fault, room)

        return send

    async def count_tokens(self, http: web.Request) -> web.Response:
        body = await read_body(http)
        request = understood(http, {"max_tokens": 1, **body}, self._room)
        checks.check(request)
        total = sum(piece.tokens for piece in pieces(request))
        return web.json_response({"input_tokens": total}, headers=_headers(http))

    async def list_models(self, http: web.Request) -> web.Response:
        authenticate(http)
        listed = [as_json(model) for model in MODELS.values()]
        ends = {"has_more": False, "first_id": listed[0]["id"], "last_id": listed[-1]["id"]}
        return web.json_response({"data": listed, **ends}, headers=_headers(http))

    async def read_model(self, http: web.Request) -> web.Response:
        authenticate(http)
        return web.json_response(as_json(known_model(http.match_info["id"])), headers=_headers(http))


async def _send_whole(
    http: web.Request, message: dict[str, Any], fault: faults.StreamFault | None, room: Room
) -> web.Response:
    match fault:
        case faults.StreamFault(kind="error"):
            raise ApiError(529 if fault.error == "overloaded_error" else 500, f"fault on demand: {fault.error}")
        case faults.StreamFault(kind="eof" | "cut" | "reset"):
            hang_up(http, reset=fault.kind == "reset")
            raise ReplyLostError
        case faults.StreamFault(kind="stall" | "drip"):
            await pass_time(room, http, fault.seconds)
    return web.json_response(message, headers=_headers(http))


def _fail_with_status(fault: world_faults.Fault | None) -> None:
    if fault is None or fault.kind != "status":
        return
    headers = {"x-should-retry": "true"} if fault.status in (429, 529) else {}
    if fault.retry_after is not None:
        headers["retry-after"] = str(fault.retry_after)
    raise ApiError(fault.status, "fault on demand", headers=headers)


def _headers(http: web.Request) -> dict[str, str]:
    return {"request-id": http[REQUEST_ID], "anthropic-organization-id": "org_local"}


@web.middleware
async def _answer_refusals(request: web.Request, handler: Endpoint) -> web.StreamResponse:
    request[REQUEST_ID] = f"req_{uuid.uuid4().hex[:24]}"
    try:
        return await handler(request)
    except ApiError as error:
        headers = {**_headers(request), **error.headers}
        return web.json_response(body_of(error, request[REQUEST_ID]), status=error.status, headers=headers)


async def _unknown_path(http: web.Request) -> web.Response:
    raise ApiError(404, f"Not found: {http.method} {http.path}. This is POST /v1/messages and its neighbours.")


def _close(room: Room) -> Callable[[web.Application], Awaitable[None]]:
    async def close(_: web.Application) -> None:
        room.closing.set()

    return close
