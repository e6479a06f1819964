"""The Web API's endpoint: who calls, may they, how often, then the method. Everything that arrives is journalled."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from app.local.faults import Fault, ReplyLostError, after, before
from app.local.slack.arguments import Arguments, read_arguments
from app.local.slack.identity import APP_TOKEN, BOT_TOKEN
from app.local.slack.methods import discover_methods
from app.local.slack.methods.call import UNCHANGED, Call, Method
from app.local.slack.refusal import RateLimitedError, RefusedError
from app.local.slack.workspace import Workspace


class Api:
    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.methods = discover_methods()

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/api/{method}", self.serve), web.post("/api/{method}", self.serve)]

    async def serve(self, request: web.Request) -> web.Response:
        name, world = request.match_info["method"], self.workspace.world
        self.workspace.origin = str(request.url.origin())
        fault = world.faults.take("slack", name)
        if (refused := await self._harm(name, fault)) is not None:
            return refused
        arguments, effect, status = Arguments({}), False, 200
        headers = self._scopes()
        try:
            arguments = await read_arguments(request)
            method = self._allowed(name, _token(request, arguments))
            answer: dict[str, Any] = {"ok": True, **method.run(Call(self.workspace, arguments))}
            effect = method.writes and not answer.pop(UNCHANGED, False)
        except RefusedError as error:
            answer = error.answer()
        except RateLimitedError as error:
            answer, status = {"ok": False, "error": "ratelimited"}, 429
            headers["Retry-After"] = str(error.retry_after)
        given = {key: value for key, value in arguments.values.items() if key != "token"}
        world.record("slack", name, given, effect=effect)
        after(fault)
        return web.json_response(answer, status=status, headers=headers)

    async def _harm(self, name: str, fault: Fault | None) -> web.Response | None:
        """What a fault does instead of the work; it is journalled as having arrived, and having done nothing."""
        try:
            refused = await before(fault)
        except ReplyLostError:
            self.workspace.world.record("slack", name, {}, effect=False)
            raise
        if refused is not None:
            self.workspace.world.record("slack", name, {}, effect=False)
        return refused

    def _allowed(self, name: str, token: str) -> Method:
        method = self.methods.get(name)
        if method is None:
            raise RefusedError("unknown_method", req_method=name)
        _check_token(method, token)
        scopes = self.workspace.manifest.scopes
        if scopes is not None and method.scopes and not scopes & set(method.scopes):
            raise RefusedError("missing_scope", needed=",".join(method.scopes), provided=",".join(sorted(scopes)))
        if not self.workspace.world.limits or method.per_minute is None:
            return method
        if wait := self.workspace.limits.call(name, method.per_minute):
            raise RateLimitedError(wait)
        return method

    def _scopes(self) -> dict[str, str]:
        scopes = self.workspace.manifest.scopes
        return {"X-OAuth-Scopes": ",".join(sorted(scopes))} if scopes is not None else {}


def _token(request: web.Request, arguments: Arguments) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else arguments.text("token")


def _check_token(method: Method, token: str) -> None:
    if method.caller == "anyone":
        return
    if not token:
        raise RefusedError("not_authed")
    if token not in (BOT_TOKEN, APP_TOKEN):
        raise RefusedError("invalid_auth")
    if token != {"bot": BOT_TOKEN, "app": APP_TOKEN}[method.caller]:
        raise RefusedError("not_allowed_token_type")
