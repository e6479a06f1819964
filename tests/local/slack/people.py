"""The two sides of the wire in tests: people, who use the control API, and an app made with the real Bolt."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

WAIT = 5.0  # seconds of real time


class Control:
    """What people do and see."""

    def __init__(self, address: str, http: ClientSession) -> None:
        self.address, self.http = f"{address}/slack/_control", http

    async def see(self, name: str, /, **query: str) -> Any:
        async with self.http.get(f"{self.address}/{name}", params=query) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    async def act(self, name: str, person: str | None = None, /, **body: Any) -> Any:
        answer, status = await self.attempt(name, person, **body)
        assert status == 200, answer
        return answer

    async def attempt(self, name: str, person: str | None = None, /, **body: Any) -> tuple[Any, int]:
        body |= {"as": person} if person else {}
        async with self.http.post(f"{self.address}/{name}", json=body) as response:
            return await response.json(), response.status

    async def refused(self, name: str, person: str | None = None, /, **body: Any) -> str:
        """The sentence with which the workspace says no."""
        answer, status = await self.attempt(name, person, **body)
        assert status == 400, answer
        assert answer["ok"] is False
        return str(answer["error"])


class Listener:
    """A Bolt app that takes every event and keeps it; tests add handlers for interactions."""

    def __init__(self, slack: AsyncWebClient) -> None:
        logger = logging.getLogger("tests.local.slack")
        self.bolt = AsyncApp(client=slack, process_before_response=True, logger=logger)
        self.heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        for kind in ("message", "app_mention", "app_home_opened", "agent_session_stopped", "user_change"):
            self.bolt.event(kind)(self._hear)
        for kind in ("reaction_added", "reaction_removed", "member_joined_channel"):
            self.bolt.event(kind)(self._hear)

    async def _hear(self, body: dict[str, Any]) -> None:
        self.heard.put_nowait(body)

    async def hears(self, kind: str, **fields: Any) -> dict[str, Any]:
        """The next event of this type with these fields; others on the way are dropped."""
        async with asyncio.timeout(WAIT):
            while True:
                body = await self.heard.get()
                event = body["event"]
                if event["type"] == kind and all(event.get(name) == value for name, value in fields.items()):
                    return body

    @classmethod
    @asynccontextmanager
    async def connected(cls, slack: AsyncWebClient) -> AsyncIterator[Listener]:
        listener = cls(slack)
        handler = AsyncSocketModeHandler(listener.bolt, "xapp-local")
        await handler.connect_async()
        try:
            yield listener
        finally:
            await handler.close_async()
