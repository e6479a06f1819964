"""Socket Mode: two connections, so that one is open while Slack renews the other. Not the Web API.

The SDK's client reconnects by itself. What was said while no socket was open is read back after each hello.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from app.slack.wire import SlackRefusedError

log = logging.getLogger(__name__)

CONNECTIONS = 2
PING = 3.0  # seconds; only then does the SDK look whether a connection was cut, and four missed make it stale
READ_BACK_AGAIN = 60.0  # seconds after a failed reading back


class Sockets:
    def __init__(
        self, bolt: AsyncApp, client: AsyncWebClient, app_token: str, read_back: Callable[[], Awaitable[None]]
    ) -> None:
        self._bolt, self._client, self._app_token, self._read_back = bolt, client, app_token, read_back
        self._sockets: list[SocketModeClient] = []
        self._greeted = asyncio.Event()  # a connection was made, so there may be a gap before it
        self._reader: asyncio.Task[None] | None = None
        self._running: set[asyncio.Task[Any]] = set()
        self._is_closing = False

    async def open(self) -> None:
        """Returns when Slack knows us; raises SlackRefusedError where the app token is not right."""
        self._reader = asyncio.create_task(self._read_back_for_ever())
        for _ in range(CONNECTIONS):
            socket = SocketModeClient(self._app_token, log, self._client, ping_interval=PING)
            self._sockets.append(socket)
            socket.message_listeners.append(self._note)
            socket.socket_mode_request_listeners.append(self._take)
            try:
                socket.wss_uri = await socket.issue_new_wss_url()
            except SlackApiError as error:
                raise SlackRefusedError("apps.connections.open", str(error.response.get("error"))) from error
            await socket.connect()  # type: ignore[no-untyped-call]  # the SDK's

    async def close(self, drain: float = 3.0) -> None:
        """Takes nothing new, gives what runs the time of an acknowledgement, and leaves the rest to be sent again."""
        self._is_closing = True
        if self._running:
            await asyncio.wait(self._running, timeout=drain)
        for socket in self._sockets:
            await socket.close()  # type: ignore[no-untyped-call]  # the SDK's
        if self._reader:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)

    async def _note(self, _socket: AsyncBaseSocketModeClient, message: dict[str, Any], _raw: str | None = None) -> None:
        if message.get("type") == "hello":
            self._greeted.set()

    async def _take(self, socket: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """One envelope; unless it was taken whole, Slack is told nothing and sends it again."""
        if self._is_closing:
            return
        task = asyncio.current_task()
        assert task
        self._running.add(task)
        try:
            response = await run_async_bolt_app(self._bolt, request)
            await send_async_response(socket, request, response, time.time())
        finally:
            self._running.discard(task)

    async def _read_back_for_ever(self) -> None:
        while True:
            await self._greeted.wait()
            self._greeted.clear()
            try:
                await self._read_back()
            except Exception:
                log.exception("what was missed could not be read back; trying again in %s seconds", READ_BACK_AGAIN)
                await asyncio.sleep(READ_BACK_AGAIN)
                self._greeted.set()
