"""The room's control API, for tests, benchmarks and the page: choose a brain, write its script, spoil its replies.

GET and POST _control/brain {brain, ...settings} · GET and POST _control/script [turn] · POST _control/faults [fault] ·
GET _control/requests: every request seen, as the SDK's arguments (`betas` among them), refused ones too.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from aiohttp import web

from app.local.messages import brains
from app.local.messages.brains import script
from app.local.messages.faults import StreamFault
from app.local.messages.room import Room
from app.local.world import World


def routes(world: World, room: Room) -> list[web.RouteDef]:
    async def read_brain(_: web.Request) -> web.Response:
        return web.json_response({"brain": room.brain, "settings": room.settings, "known": brains.names()})

    async def choose_brain(request: web.Request) -> web.Response:
        chosen: dict[str, Any] = await request.json()
        try:
            room.choose(chosen.pop("brain", ""), chosen)
        except LookupError as problem:
            return web.json_response({"error": str(problem)}, status=400)
        return await read_brain(request)

    async def read_script(_: web.Request) -> web.Response:
        """The turns not said yet; those that repeat are never among them."""
        left = [asdict(line.turn) for line in room.script if not (line.used or line.repeat)]
        return web.json_response(left)

    async def write_script(request: web.Request) -> web.Response:
        """Replaces the script and lets it speak from now on."""
        try:
            room.script = script.read(await request.json())
        except (ValueError, KeyError, TypeError) as problem:
            return web.json_response({"error": f"script: {problem}"}, status=400)
        room.choose("script", {})
        return await read_script(request)

    async def set_faults(request: web.Request) -> web.Response:
        """Replaces the faults of streams; an empty list clears them."""
        try:
            room.faults = [StreamFault(**fault) for fault in await request.json()]
        except (ValueError, TypeError) as problem:
            return web.json_response({"error": f"faults: {problem}"}, status=400)
        return web.json_response([asdict(fault) for fault in room.faults])

    async def read_requests(_: web.Request) -> web.Response:
        return web.json_response([arrival.arguments for arrival in world.journal.find("messages", "POST /v1/messages")])

    return [
        web.get("/_control/brain", read_brain),
        web.post("/_control/brain", choose_brain),
        web.get("/_control/script", read_script),
        web.post("/_control/script", write_script),
        web.post("/_control/faults", set_faults),
        web.get("/_control/requests", read_requests),
    ]
