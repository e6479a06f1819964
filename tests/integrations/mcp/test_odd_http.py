"""A web server that misbehaves where an MCP server should be: our headers go nowhere else, and nothing is unbounded."""

from __future__ import annotations

import asyncio
import gzip
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from app.core.servers import Server
from tests.integrations.mcp.desk import STRICT, desk
from tests.integrations.mcp.servers.odd import OBJECT

AUTO: Any = {"web": {"look": "auto"}}
TOOLS = {"tools": [{"name": "look", "description": "looks", "inputSchema": OBJECT}]}


@dataclass
class Odd:
    """Answers the handshake as it should, and calls as `manner` says."""

    manner: str
    elsewhere: str = ""
    authorizations: list[str] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.authorizations.append(request.headers.get("Authorization", ""))
        if request.method != "POST":
            return web.Response(status=405)
        asked = await request.json()
        match asked["method"]:
            case "initialize":
                version = asked["params"]["protocolVersion"]
                about = {"name": "web", "version": "1"}
                return _result(asked, {"protocolVersion": version, "capabilities": {}, "serverInfo": about})
            case "tools/list":
                return _result(asked, TOOLS)
            case "tools/call":
                return await self._called(asked, request)
            case "notifications/initialized" | "notifications/cancelled":
                return web.Response(status=202)
        error = {"code": -32601, "message": "no such method"}
        return web.json_response({"jsonrpc": "2.0", "id": asked["id"], "error": error})

    async def _called(self, asked: Any, request: web.Request) -> web.StreamResponse:
        match self.manner:
            case "huge":
                return _result(asked, {"content": [{"type": "text", "text": "x" * 5_000_000}]})
            case "packed":
                body = gzip.compress(b'{"jsonrpc": "2.0", "id": 1, "result": {}}')
                headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
                return web.Response(body=body, headers=headers)
            case "endless event":
                return await _stream(request, b"data: " + b"y" * 100_000, 60)
            case "chatty":
                return await _stream(request, b": still there\n\n", 10_000)
            case "redirect":
                raise web.HTTPTemporaryRedirect(self.elsewhere)
            case "page":
                return web.Response(text="<html>", content_type="text/html")
            case "broken":
                return web.Response(text="{", content_type="application/json")
        raise AssertionError(self.manner)


def _result(asked: Any, result: Any) -> web.Response:
    return web.json_response({"jsonrpc": "2.0", "id": asked["id"], "result": result})


async def _stream(request: web.Request, part: bytes, times: int) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    try:
        for _ in range(times):
            await response.write(part)
            await asyncio.sleep(0.01)
    except ConnectionError:
        pass
    return response


@asynccontextmanager
async def served(odd: Odd) -> AsyncIterator[Server]:
    app = web.Application()
    app.router.add_route("*", "/mcp", odd.answer)
    server = TestServer(app)
    await server.start_server(shutdown_timeout=0.1)
    headers = {"Authorization": "Bearer ${WEB_TOKEN}"}
    try:
        yield Server("web", "http", url=str(server.make_url("/mcp")), headers=headers, at="agents/.mcp.json:3")
    finally:
        await server.close()


@pytest.mark.parametrize(
    ("manner", "words"),
    [
        ("huge", "too large"),
        ("packed", "packed"),
        ("endless event", "the connection ended"),
        ("chatty", "did not answer within"),
        ("redirect", "not followed"),
        ("page", "Unexpected content type"),
        ("broken", "Failed to parse"),
    ],
)
async def test_an_answer_that_is_none_is_told_and_nothing_else_happens(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, manner: str, words: str
) -> None:
    caplog.set_level(logging.DEBUG)
    spy = Odd("spy")
    async with served(spy) as elsewhere, served(Odd(manner, elsewhere.url)) as server:
        timing = replace(STRICT, call=1) if manner == "chatty" else STRICT
        around = {"WEB_TOKEN": "web-token-1"}
        async with desk(tmp_path, server, policies=AUTO, environment=around, timing=timing) as at:
            outcome = await at.call("web__look")
    assert outcome.is_error
    assert words in outcome.content
    assert spy.authorizations == [], "our header went to nobody else"
    assert len(outcome.content) < 1_000
    assert "web-token-1" not in outcome.content + caplog.text
