"""Socket Mode: the app's WebSockets. Each payload goes to one of them; it is taken when its envelope is acked."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from app.local.slack.delivery.parcel import Parcel, UndeliveredError
from app.local.slack.identity import APP_ID
from app.local.slack.refusal import RefusedError

GOODBYE = 1.0  # seconds that a client gets to answer the end of its connection
MOST = 10  # connections of one app, https://docs.slack.dev/apis/events-api/using-socket-mode


@dataclass(eq=False)
class Socket:
    wire: web.WebSocketResponse
    transport: asyncio.Transport | None
    sent: set[str] = field(default_factory=set)  # envelopes that are lost if this connection is


class Sockets:
    def __init__(self, ack_seconds: float) -> None:
        self.ack_seconds = ack_seconds
        self.open: list[Socket] = []
        self._tickets: set[str] = set()
        self._waiting: dict[str, asyncio.Future[dict[str, Any] | None]] = {}  # by envelope id
        self._turn = 0

    def give_ticket(self) -> str:
        if len(self.open) >= MOST:
            raise RefusedError("too_many_websockets")
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return ticket

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection, from its ticket to its end."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            raise web.HTTPForbidden(text="This address was used before. Ask apps.connections.open for a new one.\n")
        self._tickets.discard(ticket)
        socket = Socket(web.WebSocketResponse(timeout=GOODBYE), request.transport)
        await socket.wire.prepare(request)
        self.open.append(socket)
        try:
            await socket.wire.send_json(self._hello(request))
            await self._listen(socket.wire)
        finally:
            self._lost(socket)
        return socket.wire

    def _hello(self, request: web.Request) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self.open),
            "connection_info": {"app_id": APP_ID},
            "debug_info": {"host": request.host, "approximate_connection_time": 3600},
        }

    async def _listen(self, wire: web.WebSocketResponse) -> None:
        """An acknowledgement counts on any connection: a client that just reconnected answers on its new one."""
        async for message in wire:
            if message.type != WSMsgType.TEXT:
                continue
            try:
                answer = json.loads(message.data)
            except ValueError:
                continue  # the older client libraries send a bare "ping"
            waiting = self._waiting.get(answer.get("envelope_id", ""))
            if waiting and not waiting.done():
                waiting.set_result(answer.get("payload") or None)

    def _lost(self, socket: Socket) -> None:
        if socket in self.open:
            self.open.remove(socket)
        for key in socket.sent:
            if (waiting := self._waiting.get(key)) and not waiting.done():
                waiting.set_exception(UndeliveredError("connection_closed"))

    async def carry(self, parcel: Parcel) -> dict[str, Any] | None:
        """To the next connection in turn; returns the payload of its acknowledgement."""
        if not self.open:
            raise UndeliveredError("no_connection")
        self._turn += 1
        socket = self.open[self._turn % len(self.open)]
        key = secrets.token_hex(12)
        waiting = self._waiting[key] = asyncio.get_running_loop().create_future()
        socket.sent.add(key)
        try:
            await socket.wire.send_json(_envelope(key, parcel))
            return await asyncio.wait_for(waiting, self.ack_seconds)
        except TimeoutError:
            raise UndeliveredError("timeout") from None
        except ConnectionError:
            raise UndeliveredError("connection_closed") from None
        finally:
            del self._waiting[key]
            socket.sent.discard(key)

    async def refresh(self) -> int:
        """Tell every connection to come back on a new one, as Slack does every hour or so."""
        sockets = list(self.open)
        for socket in sockets:
            with contextlib.suppress(ConnectionError):
                await socket.wire.send_json({"type": "disconnect", "reason": "refresh_requested", "debug_info": {}})
            self.open.remove(socket)  # nothing more is sent there
            socket.sent.clear()  # what was sent may still be acknowledged on the new one
        return len(sockets)

    def drop(self) -> int:
        """Cut every connection without a word."""
        sockets = list(self.open)
        for socket in sockets:
            self._lost(socket)
            if socket.transport:
                socket.transport.abort()
        return len(sockets)

    async def close(self) -> None:
        self._tickets.clear()
        for socket in list(self.open):
            self._lost(socket)
            await socket.wire.close()


def _envelope(key: str, parcel: Parcel) -> dict[str, Any]:
    envelope: dict[str, Any] = {
        "envelope_id": key,
        "type": parcel.kind,
        "payload": parcel.payload,
        "accepts_response_payload": parcel.kind != "events_api",
    }
    if parcel.kind == "events_api":
        envelope |= {"retry_attempt": parcel.attempt, "retry_reason": parcel.reason}
    return envelope
