"""The shared wire: what is repeated, what is refused, what is never told; whatever stands at its other end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from app.integrations.errors import BrokenError, DailyLimitError, RequestRefusedError, TooFastError, UnreachableError
from app.integrations.pace import Pace
from app.integrations.picking import text
from app.integrations.transport import LARGEST, Exchange, Transport, Vendor

VENDOR = Vendor("Acme", "Make a key", "Give it rights", "ACME_URL", "ACME_PACE", "status.acme.example",
                lambda body: text(body, "message") or "")  # fmt: skip
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Wire:
    def __init__(self, url: str) -> None:
        self.pauses: list[float] = []
        self.seen: list[Exchange] = []
        self.transport = Transport(
            VENDOR, url, {"Authorization": "Bearer hush"}, Pace(1000, 1.0), secrets=("hush",), pause=self._pause,
            timeouts=(1.0, 0.2), record=self.seen.append,
        )  # fmt: skip

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)


@asynccontextmanager
async def wire(answer: Answer) -> AsyncIterator[Wire]:
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answer)
    server = TestServer(application)
    await server.start_server(shutdown_timeout=0.1)
    it = Wire(str(server.make_url("")).rstrip("/"))
    try:
        yield it
    finally:
        await it.transport.close()
        await server.close()


def always(status: int = 200, body: str = "", **headers: str) -> Answer:
    async def answer(_request: web.Request) -> web.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(status=status, text=body, headers=named, content_type="application/json")

    return answer


async def test_json_comes_back_and_an_empty_answer_is_none():
    async with wire(always(body='{"a": [1]}')) as it:
        assert await it.transport.ask("reading", "GET", "/x", query={"q": "ä b"}) == {"a": [1]}
        assert it.seen == [Exchange("GET", "/x", {"q": "ä b"}, None, 200, {"a": [1]})]
    async with wire(always(204)) as it:
        assert await it.transport.ask("writing", "PUT", "/x", body={}) is None


@pytest.mark.parametrize("body", ["<html>Sign in</html>", '{"half": ', "[" * 100_000, "\x00", "nul"])
async def test_an_answer_that_is_no_json_is_told_with_the_address(body):
    async with wire(always(body=body)) as it:
        with pytest.raises(BrokenError, match=r"no JSON\. Is ACME_URL 'http://.+' right\?"):
            await it.transport.ask("reading", "GET", "/x")
        assert it.pauses == [0.5, 1.0, 2.0]


async def test_an_answer_without_end_is_let_go():
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        chunk = b" " * (4 * 1024 * 1024)
        for _ in range(LARGEST // len(chunk) + 2):
            await response.write(chunk)
        return response

    async with wire(endless) as it:
        with pytest.raises(BrokenError, match="larger than 64 MB"):
            await it.transport.ask("creating", "POST", "/x", body={})


async def test_a_redirect_is_not_followed_for_the_key_would_go_along():
    async with wire(always(302, Location="http://127.0.0.1:9/thief")) as it:
        with pytest.raises(RequestRefusedError, match="points elsewhere"):
            await it.transport.ask("reading", "GET", "/x")


async def test_the_wait_that_is_asked_for_is_kept_and_an_hour_is_not_waited_for():
    async with wire(always(429, Retry_After="3", RateLimit_Reason="burst")) as it:
        with pytest.raises(TooFastError, match=r"too many calls \(burst\).+lower ACME_PACE"):
            await it.transport.ask("creating", "POST", "/x", body={})
        assert it.pauses == [3.0, 3.0, 3.0]
    async with wire(always(429, Retry_After="3600", RateLimit_Reason="quota")) as it:
        with pytest.raises(DailyLimitError, match="asks to wait 60 minutes"):
            await it.transport.ask("reading", "GET", "/x")
        assert it.pauses == []


@pytest.mark.parametrize("after", ["soon", "-1", "1e9", "", "²"])
async def test_a_wait_that_cannot_be_read_is_ours_to_choose(after):
    async with wire(always(429, Retry_After=after)) as it:
        with pytest.raises(TooFastError):
            await it.transport.ask("reading", "GET", "/x")
        assert it.pauses == [2.0, 4.0, 6.0]


async def test_a_silent_vendor_is_asked_again_for_a_read_and_not_for_a_write():
    async def silent(_request: web.Request) -> web.Response:
        await asyncio.Event().wait()
        raise AssertionError

    async with wire(silent) as it:
        with pytest.raises(UnreachableError) as caught:
            await it.transport.ask("creating", "POST", "/x", body={})
        assert caught.value.may_have_happened
        assert it.pauses == []
        with pytest.raises(UnreachableError):
            await it.transport.ask("searching", "POST", "/x", body={}, repeatable=True)
        assert it.pauses == [0.5, 1.0, 2.0]


async def test_one_connection_serves_many_calls():
    peers = set()

    async def answer(request: web.Request) -> web.Response:
        assert request.transport
        peers.add(request.transport.get_extra_info("peername"))
        return web.json_response({})

    async with wire(answer) as it:
        for _ in range(20):
            await it.transport.ask("reading", "GET", "/x")
        assert len(peers) == 1


async def test_nothing_that_is_logged_holds_the_key(caplog):
    caplog.set_level(logging.DEBUG)
    async with wire(always(400, '{"message": "hush is no key"}')) as it:
        with pytest.raises(RequestRefusedError, match=r"\[the key\] is no key"):
            await it.transport.ask("reading", "GET", "/x")
    assert "hush" not in caplog.text
