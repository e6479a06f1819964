"""A write is sent once, whatever becomes of its answer; a read may be repeated; and calls keep Slack's pace."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from app.core.entries import Place
from app.slack.pace import Pace, Slots
from app.slack.status import Status
from app.slack.wire import SlackRefusedError, SlackSilentError, SlackUnreachedError, Wire
from tests.slack.people import SALES, Control

THREAD = Place(channel=SALES, thread_ts="1795593600.000100")


def test_a_client_that_repeats_writes_by_itself_is_not_accepted() -> None:
    with pytest.raises(AssertionError, match="retry_handlers"):
        Wire(AsyncWebClient("xoxb-local"))


@pytest.mark.parametrize("kind", ["drop", "refuse"])
async def test_a_write_without_an_answer_is_sent_once(wire: Wire, control: Control, kind: str) -> None:
    await control.faults({"method": "chat.postMessage", "kind": kind})
    with pytest.raises(SlackSilentError):
        await wire.act("chat.postMessage", channel=SALES, text="once")
    assert len(await control.calls("chat.postMessage")) == 1


async def test_a_read_whose_connection_fails_is_repeated(wire: Wire, control: Control) -> None:
    await control.faults({"method": "users.info", "kind": "refuse", "times": 2})
    assert (await wire.read("users.info", user="U0MAYA"))["user"]["id"] == "U0MAYA"
    await control.faults({"method": "users.info", "kind": "refuse", "times": -1})
    with pytest.raises(SlackSilentError):
        await wire.read("users.info", user="U0MAYA")


async def test_a_refusal_says_the_code_and_a_server_error_says_that_it_may_have_happened(
    wire: Wire, control: Control
) -> None:
    with pytest.raises(SlackRefusedError, match="channel_not_found") as refused:
        await wire.act("chat.postMessage", channel="C404", text="hi")
    assert refused.value.code == "channel_not_found"
    await control.faults({"method": "chat.postMessage", "kind": "status", "status": 503})
    with pytest.raises(SlackSilentError, match="may have happened"):
        await wire.act("chat.postMessage", channel=SALES, text="hi")


async def test_a_full_minute_is_waited_out_by_all_who_want_the_same_and_by_nobody_in_a_hurry(
    wire: Wire, control: Control
) -> None:
    await control.faults({"method": "chat.postMessage", "kind": "status", "status": 429, "retry_after": 1})
    begin = time.monotonic()
    with pytest.raises(SlackUnreachedError, match="no room"):
        await wire.act("chat.postMessage", patience=0.1, channel=SALES, text="hurry")
    await wire.act("chat.postMessage", channel=SALES, text="patience")
    assert time.monotonic() - begin > 0.9
    assert [each["arguments"].get("text") for each in await control.calls("chat.postMessage")] == [None, "patience"]


class TestUnderSlacksLimits:
    @pytest.fixture
    def limits(self) -> bool:
        return True

    async def test_a_crowd_is_let_through_one_by_one(self, wire: Wire, control: Control) -> None:
        """Slack takes four at once into a conversation, then one a second."""
        texts = [f"message {n}" for n in range(7)]
        await asyncio.gather(*(wire.act("chat.postMessage", channel=SALES, text=text) for text in texts))
        assert sorted(each["text"] for each in await control.from_bot(SALES)) == texts
        refused = [each for each in await control.calls("chat.postMessage") if not each["effect"]]
        assert len(refused) <= 3


async def test_where_nobody_listens_nothing_was_sent(http: ClientSession) -> None:
    nowhere = AsyncWebClient("x", base_url="http://127.0.0.1:9/api/", session=http, retry_handlers=[])
    with pytest.raises(SlackUnreachedError, match="cannot be reached"):
        await Wire(nowhere).act("chat.postMessage", channel=SALES, text="hi")


class TestAnOlderSlack:
    """A workspace without agent sessions, and one without any status."""

    @pytest.fixture
    def known(self) -> set[str]:
        return {"assistant.threads.setStatus"}

    @pytest.fixture
    def asked(self) -> list[tuple[str, Any]]:
        return []

    @pytest.fixture
    async def status(self, http: ClientSession, known: set[str], asked: list[tuple[str, Any]]) -> AsyncIterator[Status]:
        async def answer(request: web.Request) -> web.Response:
            method = request.match_info["method"]
            asked.append((method, (await request.json())["status"]))
            is_known = method in known
            return web.json_response({"ok": True} if is_known else {"ok": False, "error": "unknown_method"})

        older = web.Application()
        older.add_routes([web.post("/api/{method}", answer)])
        async with TestServer(older) as server:
            base = str(server.make_url("/api/"))
            client = AsyncWebClient("xoxb-local", base_url=base, session=http, retry_handlers=[])
            yield Status(Wire(client), Pace())

    async def test_shows_the_older_status_and_clears_it(self, status: Status, asked: list[tuple[str, Any]]) -> None:
        assert await status.begin(THREAD, "title", "U0MAYA")
        await status.end(THREAD)
        older = "assistant.threads.setStatus"
        assert asked == [("agents.sessions.setStatus", "processing"), (older, "is working on it…"), (older, "")]

    async def test_or_shows_none_and_is_asked_no_more(
        self, status: Status, known: set[str], asked: list[tuple[str, Any]]
    ) -> None:
        known.clear()
        await status.begin(THREAD, "title", "U0MAYA")
        await status.end(THREAD)
        assert len(asked) == 2


def test_so_many_calls_come_together_and_no_more() -> None:
    slots = Slots(60, 3)
    assert [slots.try_take() for _ in range(5)] == [True, True, True, False, False]


async def test_who_waits_gets_the_next_slot_in_turn() -> None:
    slots, begin = Slots(3_000, 1), time.monotonic()  # one in 20 ms
    for _ in range(4):
        await slots.take()
    assert 0.055 < time.monotonic() - begin < 1.0
