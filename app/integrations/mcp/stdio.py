"""A server as a process of its own. Unlike the library's transport this one bounds what a server may send at once,
keeps its last words for people instead of printing them, and ends the whole group of processes."""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from mcp.shared.message import SessionMessage
from mcp_types import jsonrpc_message_adapter

from app.core.servers import Server
from app.integrations.mcp.errors import DownError, LostError, NonsenseError
from app.integrations.mcp.words import LastWords

LARGEST = 4 * 1024 * 1024  # bytes of one message
NOISE = 1_000  # lines on its output that are no messages, before that is taken for a mistake
GRACE = 1.0  # seconds, after its input is closed and again after SIGTERM


@asynccontextmanager
async def process(
    server: Server, environment: Mapping[str, str], folder: Path, words: LastWords
) -> AsyncIterator[tuple[Any, Any]]:
    """The streams that the library's client wants. When the process ends, so does the block, with LostError."""
    child = await _start(server, environment, folder)
    incoming, read = anyio.create_memory_object_stream[SessionMessage | Exception](0)
    write, outgoing = anyio.create_memory_object_stream[SessionMessage](0)
    try:
        async with incoming, read, write, outgoing, anyio.create_task_group() as tasks:
            tasks.start_soon(_hear, child, incoming)
            tasks.start_soon(_speak, child, outgoing)
            tasks.start_soon(_remember, child, words)
            yield read, write
            tasks.cancel_scope.cancel()
    finally:
        with anyio.CancelScope(shield=True):
            await _end(child)


async def _start(server: Server, environment: Mapping[str, str], folder: Path) -> Process:
    try:
        return await asyncio.create_subprocess_exec(
            server.command,
            *server.args,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=dict(environment),
            cwd=folder,
            limit=LARGEST,
            start_new_session=True,
        )
    except FileNotFoundError:
        raise DownError("its command is not there. Install it, or give its path from the project's folder") from None
    except (OSError, ValueError) as error:
        raise DownError(f"its command cannot be started ({type(error).__name__})") from None


async def _hear(child: Process, incoming: MemoryObjectSendStream[SessionMessage | Exception]) -> None:
    assert child.stdout
    noise = 0
    while line := await _line(child.stdout):
        try:
            message = SessionMessage(jsonrpc_message_adapter.validate_json(line, by_name=False))
        except ValueError:  # servers print things; what was no answer is missed where it is waited for
            noise += 1
            if noise > NOISE:
                raise NonsenseError("it prints too much that is no message") from None
            await anyio.lowlevel.checkpoint()  # a full buffer would be read without letting anybody else run
        else:
            await incoming.send(message)
    raise LostError("its process ended")


async def _line(stream: asyncio.StreamReader) -> bytes:
    try:
        return await stream.readline()
    except ValueError:
        raise NonsenseError(f"it sent more than {LARGEST >> 20} MB at once") from None


async def _speak(child: Process, outgoing: MemoryObjectReceiveStream[SessionMessage]) -> None:
    assert child.stdin
    async for each in outgoing:
        text = each.message.model_dump_json(by_alias=True, exclude_unset=True)
        try:
            child.stdin.write(text.encode() + b"\n")
            await child.stdin.drain()
        except (BrokenPipeError, ConnectionResetError):
            raise LostError("its process no longer listens") from None


async def _remember(child: Process, words: LastWords) -> None:
    assert child.stderr
    while part := await child.stderr.read(4096):
        words.add(part)


async def _end(child: Process) -> None:
    assert child.stdin
    child.stdin.close()
    for order in (None, signal.SIGTERM, signal.SIGKILL):
        if order:
            _tell_group(child, order)
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                await _exited(child)
                break
    _tell_group(child, signal.SIGKILL)  # whoever it left behind
    child._transport.close()  # type: ignore[attr-defined]  # else it stays open while a grandchild holds a pipe


async def _exited(child: Process) -> None:
    """Not `wait`: that also waits for the end of its output, which a grandchild may hold open."""
    while child.returncode is None:  # noqa: ASYNC110  # nothing tells
        await asyncio.sleep(0.01)


def _tell_group(child: Process, order: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, order)
