"""Serves the control API: GET reads, POST acts. Every answer has `ok`; a refusal is a sentence with status 400."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Iterable

from aiohttp import web

from app.local.slack.control import forms, operating, pressing, speaking
from app.local.slack.control.act import Act, Acting, Json
from app.local.slack.control.reading import READS
from app.local.slack.refusal import CannotError
from app.local.slack.workspace import Workspace

ACTS: dict[str, Acting] = {**speaking.ACTS, **pressing.ACTS, **forms.ACTS, **operating.ACTS}


class Control:
    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/_control/{name}", self.read), web.post("/_control/{name}", self.act)]

    async def read(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        reading = READS.get(name)
        if reading is None:
            return _unknown(name, "read", READS)

        async def run() -> Json:
            return reading(Act(self.workspace, dict(request.query)))

        return await self._answer(request, run())

    async def act(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        acting = ACTS.get(name)
        if acting is None:
            return _unknown(name, "act", ACTS)
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError:
            return _refusal("The body is not JSON: send one object.")
        if not isinstance(body, dict):
            return _refusal("The body must be one JSON object.")
        return await self._answer(request, acting(Act(self.workspace, body)))

    async def _answer(self, request: web.Request, work: Awaitable[Json]) -> web.Response:
        self.workspace.origin = str(request.url.origin())
        try:
            return web.json_response({"ok": True, **await work})
        except CannotError as error:
            return _refusal(str(error))


def _refusal(sentence: str, status: int = 400) -> web.Response:
    return web.json_response({"ok": False, "error": sentence}, status=status)


def _unknown(name: str, kind: str, known: Iterable[str]) -> web.Response:
    return _refusal(f"There is no {kind} {name!r}. There are: {', '.join(sorted(known))}.", status=404)
