"""Slack's stand-in: a stateful workspace behind Slack's Web API, Socket Mode and signed requests, with its limits.

What it is not: Slack's client (that is the page), OAuth, Enterprise Grid, or the user-token half of the Web API.
"""

from __future__ import annotations

from aiohttp import web

from app.local.slack.api import Api
from app.local.slack.control.serve import Control
from app.local.slack.responses import Responses
from app.local.slack.transfer import Transfer
from app.local.slack.workspace import Workspace, build_workspace
from app.local.world import World


def mount(world: World) -> web.Application:
    """Served under `/slack/`; the state is `world.rooms["slack"]`."""
    workspace = build_workspace(world)
    world.rooms["slack"] = workspace
    application = web.Application(client_max_size=64 * 1024 * 1024)
    for part in (Api(workspace), Control(workspace), Responses(workspace), Transfer(workspace)):
        application.add_routes(part.routes())
    application.add_routes(
        [web.get("/socket", workspace.courier.sockets.serve), web.get("/archives/{channel}/{message}", _to_page)]
    )

    async def shut(_: web.Application) -> None:
        await workspace.courier.close()

    application.on_shutdown.append(shut)
    return application


async def _to_page(request: web.Request) -> web.Response:
    """A permalink opens its thread on the page."""
    digits = request.match_info["message"].removeprefix("p")
    thread = request.query.get("thread_ts") or f"{digits[:-6]}.{digits[-6:]}"
    raise web.HTTPFound(f"/page/#c={request.match_info['channel']}&t={thread}")


__all__ = ["Workspace", "mount"]
