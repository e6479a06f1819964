"""Sends a reply as server-sent events, at its pace, with whatever fault of the connection it was given."""

from __future__ import annotations

import asyncio
import socket
import struct

from aiohttp import web

from app.local.faults import ReplyLostError
from app.local.messages import wire
from app.local.messages.faults import StreamFault
from app.local.messages.reply import Reply
from app.local.messages.room import Room

FULL = 2048  # bytes; without a pace events travel several to a packet, as they do over a busy line
LINGER = struct.pack("ii", 1, 0)  # close at once and answer whatever is on its way with a reset


class _CutShort(Exception):  # noqa: N818 - not an error: a fault did as it was told
    """The reply ends here: a fault's doing."""


class Sender:
    """One stream on its way to one client."""

    def __init__(self, room: Room, request: web.Request, headers: dict[str, str], pace_ms: int) -> None:
        self._room = room
        self._request = request
        self._pace = pace_ms / 1000
        self._waiting = bytearray()
        self._response = web.StreamResponse(headers={**headers, "Cache-Control": "no-cache"})
        self._response.headers["Content-Type"] = "text/event-stream; charset=utf-8"

    async def send(self, reply: Reply, fault: StreamFault | None) -> web.StreamResponse:
        self._waiting += wire.COMMENT
        deltas = 0
        try:
            await self._response.prepare(self._request)
            for event in wire.events(reply):
                if fault and event.is_delta:
                    await self._suffer(fault, deltas)
                deltas += event.is_delta
                await self._put(event)
            await self._flush()
        except _CutShort:
            await self._flush()
        except ConnectionError:
            pass  # the client has left; there is nobody to tell
        return self._response

    async def _put(self, event: wire.Event) -> None:
        self._waiting += wire.frame(event)
        if self._pace and event.is_delta:
            await self._flush()
            await self._pass(self._pace)
        elif len(self._waiting) > FULL:
            await self._flush()

    async def _flush(self) -> None:
        waiting, self._waiting = bytes(self._waiting), bytearray()
        if waiting:
            await self._response.write(waiting)

    async def _suffer(self, fault: StreamFault, deltas: int) -> None:
        """What the fault does ahead of the delta with number `deltas`."""
        if fault.kind == "drip":
            await self._flush()
            await self._pass(fault.seconds)
        if deltas != fault.after:
            return
        match fault.kind:
            case "error":
                self._waiting += wire.frame(wire.error_event(fault.error, self._response.headers["request-id"]))
                raise _CutShort
            case "eof":
                raise _CutShort
            case "stall":
                await self._flush()
                await self._pass(fault.seconds)
            case "cut" | "reset":
                await self._flush()
                hang_up(self._request, reset=fault.kind == "reset")
                raise ConnectionResetError

    async def _pass(self, seconds: float) -> None:
        """Real time goes by, unless the server closes or the client leaves."""
        await pass_time(self._room, self._request, seconds)
        if self._request.transport is None:
            raise ConnectionResetError


async def pass_time(room: Room, request: web.Request, seconds: float) -> None:
    clock = asyncio.get_running_loop()
    end = clock.time() + seconds
    while (left := end - clock.time()) > 0 and request.transport is not None:
        try:
            await asyncio.wait_for(room.closing.wait(), min(left, 0.2))
        except TimeoutError:
            continue
        raise ReplyLostError


def hang_up(request: web.Request, *, reset: bool) -> None:
    transport = request.transport
    if transport is None:
        return
    if reset:
        connection: socket.socket = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER)
    transport.abort()
