"""What ours is compared with: Bolt and the vendor's SDK in one file, doing for a question what ours does, and no more.

Socket Mode or HTTP, a raw event stream, one tool, a stream into Slack, a SQLite commit per step. It looks nothing up
after a crash, answers twice what arrives twice, and knows neither limits nor order nor other agents.
`python -m bench.bare_bot TURNS` listens to no one and has that many turns by itself, without Slack.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import sys
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import httpx2
from aiohttp import web
from anthropic import AsyncAnthropic
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bench.asking import TOOL

Block = dict[str, Any]

MODEL = "claude-sonnet-5-5"
SYSTEM = "You work in a Slack thread of a customer-success team. Answer in a few short lines."
TOOLS: Any = [{"name": TOOL, "description": "What a rule rewards.", "input_schema": {"type": "object"}}]
RULES = json.dumps([{"rule": f"rule {number}", "words": "points and a reason " * 6} for number in range(11)])
AT_ONCE = 32  # turns, as ours
FOOT = [{"type": "context", "elements": [{"type": "mrkdwn", "text": "Answered by *bare*"}]}]


class Steps:
    """A commit per step, in a thread."""

    def __init__(self, path: str) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("CREATE TABLE steps (session TEXT, body TEXT)")
        self._one = asyncio.Lock()

    async def add(self, session: str, body: Any) -> None:
        text = json.dumps(body)
        async with self._one:
            await asyncio.to_thread(self._db.execute, "INSERT INTO steps VALUES (?, ?)", (session, text))


class Writer:
    """A stream into a thread: its status, its start with a card for the tool, and its end with the words."""

    def __init__(self, client: AsyncWebClient, channel: str, thread_ts: str, user: str, team: str) -> None:
        self._client, self._channel, self._thread_ts = client, channel, thread_ts
        self._user, self._team, self._ts, self.words = user, team, "", ""

    async def begin(self) -> None:
        body = {"channel_id": self._channel, "thread_ts": self._thread_ts, "status": "processing"}
        await self._client.api_call("agents.sessions.setStatus", json=body)

    async def working(self) -> None:
        card = {"type": "task_update", "id": "task_1", "title": "Explain rule", "status": "in_progress"}
        await self._start([card])

    async def end(self) -> None:
        if not self._ts:
            await self._start([{"type": "markdown_text", "text": self.words[:1]}])
            self.words = self.words[1:]
        chunks = [{"type": "markdown_text", "text": self.words}]
        body = {"channel": self._channel, "ts": self._ts, "chunks": chunks, "blocks": FOOT, "session_status": "active"}
        await self._client.api_call("chat.stopStream", json=body)

    async def _start(self, chunks: list[Block]) -> None:
        body = {"channel": self._channel, "thread_ts": self._thread_ts, "chunks": chunks}
        who = {"recipient_user_id": self._user, "recipient_team_id": self._team}
        self._ts = (await self._client.api_call("chat.startStream", json=body | who))["ts"]


class Bot:
    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._claude = AsyncAnthropic(max_retries=0, timeout=httpx2.Timeout(60))
        self._room = asyncio.Semaphore(AT_ONCE)

    async def answer(self, session: str, text: str, slack: Writer | None) -> None:
        """One turn: call, tool, call."""
        messages: list[Any] = [{"role": "user", "content": text}]
        await self._steps.add(session, messages[0])
        async with self._room:
            if slack:
                await slack.begin()
            while calls := await self._step(session, messages, slack):
                results = [{"type": "tool_result", "tool_use_id": call["id"], "content": RULES} for call in calls]
                messages.append({"role": "user", "content": results})
                await self._steps.add(session, messages[-1])
            if slack:
                await slack.end()

    async def _step(self, session: str, messages: list[Any], slack: Writer | None) -> list[Block]:
        blocks = [block async for block in self._reply(messages, slack)]
        messages.append({"role": "assistant", "content": blocks})
        await self._steps.add(session, messages[-1])
        return [block for block in blocks if block["type"] == "tool_use"]

    async def _reply(self, messages: list[Any], slack: Writer | None) -> AsyncIterator[Block]:
        stream = await self._claude.messages.create(
            model=MODEL, max_tokens=16_000, system=SYSTEM, tools=TOOLS, messages=messages, stream=True
        )
        block: Block = {}
        async with stream:
            async for event in stream:
                if event.type == "content_block_start":
                    block = event.content_block.model_dump(exclude_unset=True) | {"pieces": []}
                    if block["type"] == "tool_use" and slack:
                        await slack.working()
                elif event.type == "content_block_delta":
                    words = _add(block, event.delta)
                    if slack:
                        slack.words += words
                elif event.type == "content_block_stop":
                    pieces = block.pop("pieces")
                    yield block | ({"input": json.loads("".join(pieces) or "{}")} if pieces else {})


def _add(block: Block, delta: Any) -> str:
    """The words it adds for people."""
    match delta.type:
        case "text_delta":
            block["text"] += delta.text
            return str(delta.text)
        case "thinking_delta":
            block["thinking"] += delta.thinking
        case "signature_delta":
            block["signature"] = delta.signature
        case "input_json_delta":
            block["pieces"].append(delta.partial_json)
    return ""


async def listen(bot: Bot) -> None:
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(
            os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"], session=session, retry_handlers=[]
        )
        app = AsyncApp(client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])

        @app.event("message")
        async def heard(event: Block, body: Block) -> None:
            if not (event.get("bot_id") or event.get("subtype")):
                writer = Writer(client, event["channel"], event["ts"], event["user"], body["team_id"])
                await bot.answer(event["ts"], event["text"], writer)

        @app.event("app_home_opened")
        async def opened() -> None: ...

        if port := os.environ.get("BARE_PORT"):
            await _serve(app, int(port))
        else:
            handler = AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"])
            await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt's
        sys.stderr.write("ready\n")
        await asyncio.Event().wait()


async def _serve(app: AsyncApp, port: int) -> None:
    async def take(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    server = web.Application()
    server.add_routes([web.post("/slack/events", take)])
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()


async def alone(bot: Bot, turns: int) -> None:
    """Says what they cost, in seconds of CPU."""
    await asyncio.gather(*(bot.answer(f"before {number}", "What counts?", None) for number in range(AT_ONCE)))
    before = time.process_time()
    await asyncio.gather(*(bot.answer(f"{number}", "What counts?", None) for number in range(turns)))
    print(time.process_time() - before)


if __name__ == "__main__":
    one = Bot(Steps(os.environ["BARE_DATABASE"]))
    asyncio.run(alone(one, int(sys.argv[1])) if len(sys.argv) > 1 else listen(one))
