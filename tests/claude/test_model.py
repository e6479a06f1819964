"""The model loop's one call, against the local Messages API at the wire."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

import aiohttp
import pytest

from app.claude.model import NO_KEY, ClaudeModel
from app.claude.request import to_request
from app.core.entries import Faltered, Replied
from app.core.sessions import text_of
from app.local.company.model import Company
from tests.claude.thread import CATALOG, START, TOOLS, Clock, Live, Thread
from tests.local.served import served


class Api:
    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self.url, self.http = url, http
        self.model = ClaudeModel("local-key", f"{url}/messages", Clock())

    async def control(self, name: str, body: Any) -> None:
        async with self.http.post(f"{self.url}/messages/_control/{name}", json=body) as answer:
            assert answer.status == 200, await answer.text()

    async def requests(self) -> list[dict[str, Any]]:
        async with self.http.get(f"{self.url}/messages/_control/requests") as answer:
            return await answer.json()

    async def refuse(self, **fault: Any) -> None:
        fault = {"system": "messages", "method": "POST /v1/messages", **fault}
        async with self.http.post(f"{self.url}/_control/faults", json=[fault]) as answer:
            assert answer.status == 200, await answer.text()

    async def reply(self, thread: Thread, live: Live | None = None) -> Replied | Faltered:
        if thread.session.framed is None:
            thread.add(self.model.frame(CATALOG, TOOLS))
        agent = CATALOG.find(thread.turn.agent)
        assert agent is not None
        body = await self.model.reply(thread.session, thread.turn, agent, live or Live())
        thread.add(body)
        return body


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    async with served(Company("Northwind", (), (), {}, {})) as (_, url), aiohttp.ClientSession() as http:
        api = Api(url, http)
        yield api
        await api.model.close()


def said(reply: Replied | Faltered) -> str:
    assert isinstance(reply, Replied), reply
    return text_of(reply)


async def test_an_answer_streams_and_becomes_one_entry(api: Api) -> None:
    await api.control("script", [{"text": "Call Brightwater first."}])
    thread, live = Thread(), Live()
    thread.say("What now?")
    reply = await api.reply(thread, live)
    assert said(reply) == live.words == "Call Brightwater first."
    assert isinstance(reply, Replied)
    assert reply.usage.output > 0
    assert thread.session.open_turn is None


async def test_a_switch_of_agents_keeps_thinking_and_cache_and_comes_back(api: Api) -> None:
    """The stand-in answers 400 where anything before a thinking block changed, so passing is the proof."""
    turns = [
        {"thinking": "hm", "tool_uses": [{"name": "my_list", "input": {}}]},
        {"thinking": "so", "text": "Brightwater."},
        {"thinking": "scan", "tool_uses": [{"name": "scan_thread", "input": {}}]},
        {"thinking": "ok", "text": "Nothing found."},
        {"thinking": "back", "text": "You are welcome."},
    ]
    await api.control("script", turns)
    thread = Thread()
    thread.say("people talk", wants_reply=False)
    thread.say("What is first?")
    await api.reply(thread)
    thread.return_tool('{"rows": []}')
    assert said(await api.reply(thread)) == "Brightwater."
    thread.say("is this safe?", "security")
    await api.reply(thread)
    thread.return_tool('{"findings": []}')
    switched = await api.reply(thread)
    assert said(switched) == "Nothing found."
    assert isinstance(switched, Replied)
    assert (switched.agent, switched.usage.cache_read > 0) == ("security", True)
    thread.say("thanks")
    back = await api.reply(thread)
    assert said(back) == "You are welcome."
    assert isinstance(back, Replied)
    assert back.agent == "assistant"
    sent = [request["messages"] for request in await api.requests()]
    for earlier, later in pairwise(sent):
        assert later[: len(earlier)] == earlier, "what was sent once is sent again unchanged"


@pytest.mark.parametrize("kind", ["error", "eof", "cut", "reset", "malformed_json", "cut_tool"])
async def test_a_broken_stream_is_never_an_answer_and_the_next_try_is(api: Api, kind: str) -> None:
    call = {"text": "Let me look it up for you now.", "tool_uses": [{"name": "my_list", "input": {"account": "Acme"}}]}
    await api.control("script", [call, call])
    await api.control("faults", [{"kind": kind, "after": 3}])
    thread = Thread()
    thread.say("What now?")
    failed = await api.reply(thread)
    assert isinstance(failed, Faltered), failed
    assert failed.retry_at is not None
    assert failed.retry_at > START
    again = await api.reply(thread)
    assert isinstance(again, Replied)
    assert thread.turn.open_calls()[0].input == {"account": "Acme"}


async def test_a_refusal_ends_the_turn_with_a_word_to_people(api: Api) -> None:
    await api.control("script", [{"text": "Here is how it is done, step by step."}])
    await api.control("faults", [{"kind": "refusal", "after": 2}])
    thread = Thread()
    thread.say("do harm")
    failed = await api.reply(thread)
    assert isinstance(failed, Faltered)
    assert failed.retry_at is None
    assert "declined" in failed.reason
    assert thread.session.open_turn is None
    await api.control("script", [{"text": "Hello."}])
    thread.say("hello")
    assert said(await api.reply(thread)) == "Hello.", "the refused words do not spoil the next request"


@pytest.mark.parametrize("kind", ["unknown_event", "unknown_block", "unknown_stop_reason"])
async def test_what_the_api_adds_one_day_does_no_harm(api: Api, kind: str) -> None:
    await api.control("script", [{"text": "Fine."}])
    await api.control("faults", [{"kind": kind}])
    thread = Thread()
    thread.say("hello")
    assert "Fine." in said(await api.reply(thread))
    assert thread.session.open_turn is None


@pytest.mark.parametrize(
    ("status", "retry_after", "again"), [(529, None, True), (429, 30, True), (500, None, True), (401, None, False)]
)
async def test_a_refused_request_is_tried_again_only_where_that_can_help(
    api: Api, status: int, retry_after: int | None, again: bool
) -> None:
    await api.control("script", [{"text": "Hello."}])
    if status == 401:
        api.model = ClaudeModel("wrong", f"{api.url}/messages", Clock())
    else:
        await api.refuse(kind="status", status=status, retry_after=retry_after)
    thread = Thread()
    thread.say("hello")
    failed = await api.reply(thread)
    assert isinstance(failed, Faltered)
    assert (failed.retry_at is not None) == again
    if retry_after and failed.retry_at:
        assert (failed.retry_at - START).total_seconds() >= retry_after
    if status == 401:
        assert "ANTHROPIC_API_KEY" in failed.reason
        await api.model.close()


async def test_without_a_key_people_are_told_and_nothing_is_called() -> None:
    thread = Thread()
    model = ClaudeModel(None, None, Clock())
    thread.add(model.frame(CATALOG, TOOLS))
    thread.say("hello")
    assert await model.reply(thread.session, thread.turn, CATALOG.agents["assistant"], Live()) == Faltered(
        turn=3, attempt=1, reason=NO_KEY
    )


def test_only_the_addressed_agents_tools_are_loaded() -> None:
    thread = Thread()
    thread.say("check", "security")
    thread.add(ClaudeModel(None, None, Clock()).frame(CATALOG, TOOLS))
    request = to_request(thread.session, thread.turn, CATALOG.agents["security"])
    assert [tool["name"] for tool in request["tools"] if not tool.get("defer_loading")] == ["my_list"]
    changes = [(block["type"], block["tool"]["name"]) for block in request["messages"][-1]["content"][1:]]
    assert changes == [("tool_addition", "scan_thread"), ("tool_removal", "my_list")]
