"""Serves the room: the API, the pages that links lead to, and the control API."""

from __future__ import annotations

from aiohttp import web

from app.local.hubspot import control, front, pages
from app.local.hubspot.portal import Portal
from app.local.world import World


def mount(world: World) -> web.Application:
    portal = Portal(world)
    world.rooms["hubspot"] = portal
    room = web.Application()

    async def answer(request: web.Request) -> web.Response:
        return await front.answer(portal, request)

    room.add_routes([*control.routes(portal), *pages.routes(portal), web.route("*", "/{path:.*}", answer)])
    return room
