"""The one module that speaks through the library `mcp`: a conversation with a server, in our own values.

It offers servers nothing: no sampling, no questions to people, no folders. What they send unasked is dropped.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx2
import mcp_types as types
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError
from pydantic import ValidationError

from app.integrations.mcp.answer import Answer
from app.integrations.mcp.errors import DownError, LateError, LostError, NonsenseError, RefusedError
from app.integrations.mcp.filling import Filled, surroundings
from app.integrations.mcp.offering import Described, Offer, read_offer
from app.integrations.mcp.stdio import LARGEST, process
from app.integrations.mcp.words import LastWords

PAGES = 20  # of a list of tools
CONNECT = 5.0  # seconds
# The library's words for the end of a connection. Its code for that is one that servers use for anything.
GONE = ("Connection closed", "SSE stream", "Session terminated")

logging.getLogger("mcp").setLevel(logging.CRITICAL)  # it writes what servers send into the log; failures come as errors


class Line:
    """An open conversation."""

    def __init__(self, client: Client, filled: Filled) -> None:
        self._session, self._filled = client.session, filled

    async def offer(self, seconds: float) -> Offer:
        """All tools of the server, by name."""
        described: list[Described] = []
        cursor: str | None = None
        for _ in range(PAGES):
            request = types.ListToolsRequest(params=types.PaginatedRequestParams(cursor=cursor))
            page = await self._ask(request, types.ListToolsResult, seconds)
            described += [_described(tool) for tool in page.tools]
            cursor = page.next_cursor
            if cursor is None:
                break
        return read_offer(sorted(described, key=lambda each: each.name), self._filled.secrets)

    async def call(self, tool: str, arguments: Mapping[str, Any], seconds: float) -> Answer:
        params = types.CallToolRequestParams(name=tool, arguments=dict(arguments))
        result = await self._ask(types.CallToolRequest(params=params), types.CallToolResult, seconds)
        blocks = [block.model_dump(mode="json", by_alias=True, exclude_none=True) for block in result.content]
        return Answer.of_blocks(blocks, result.structured_content, bool(result.is_error), self._filled.hide)

    async def _ask(self, request: Any, result: Any, seconds: float) -> Any:
        """Past the library's own methods: those would check results by patterns that the server chooses."""
        try:
            async with asyncio.timeout(seconds + 1):  # the library's own time begins when all is sent
                return await self._session.send_request(request, result, request_read_timeout_seconds=seconds)
        except TimeoutError:
            raise LateError(f"it did not answer within {seconds:g} seconds") from None
        except MCPError as error:
            raise self._meaning(error, seconds) from None
        except (ValidationError, ValueError, RuntimeError):
            raise NonsenseError("it answered with something that the protocol does not know") from None

    def _meaning(self, error: MCPError, seconds: float) -> Exception:
        if error.code == types.REQUEST_TIMEOUT:
            return LateError(f"it did not answer within {seconds:g} seconds")
        if error.message.startswith(GONE):
            return LostError("the connection ended before the answer")
        return RefusedError("it answered with an error", self._filled.hide(error.message)[:500])


@asynccontextmanager
async def opened(
    filled: Filled, environment: Mapping[str, str], folder: Path, seconds: float, words: LastWords
) -> AsyncIterator[Line]:
    """`folder` is where its command runs; `seconds` is how long an answer may take."""
    server = filled.server
    streams = process(server, surroundings(server, environment), folder, words) if server.command else _http(filled)
    client = Client(
        streams,
        read_timeout_seconds=seconds,
        client_info=types.Implementation(name="threadwork", version=version("threadwork")),
        cache=None,
    )
    async with client:
        yield Line(client, filled)


@asynccontextmanager
async def _http(filled: Filled) -> AsyncIterator[tuple[Any, Any]]:
    _keep_out_of_logs(filled)
    http = httpx2.AsyncClient(
        # Unpacked answers cannot be bounded before they are unpacked.
        headers={**filled.server.headers, "Accept-Encoding": "identity"},
        timeout=httpx2.Timeout(30, connect=CONNECT, read=None),  # how long we wait is bounded for each call
        event_hooks={"response": [_bound]},
    )
    async with http, streamable_http_client(filled.server.url, http_client=http, max_sse_event_size=LARGEST) as streams:
        yield streams


async def _bound(response: httpx2.Response) -> None:
    if response.status_code in (401, 403):
        told = f"it refuses our credentials (HTTP {response.status_code}). Check the variables in its headers"
        raise DownError(told)
    kind = response.headers.get("content-type", "")
    if not kind.startswith("text/event-stream"):  # those are bounded by event
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        is_packed = response.headers.get("content-encoding", "identity") != "identity"
        response.stream = _Bounded(response.stream, 0 if is_packed else LARGEST)


class _Bounded(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream, most: int) -> None:
        self._stream, self._left = stream, most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            self._left -= len(part)
            if self._left < 0:
                raise httpx2.StreamError("the answer is too large, or packed although we asked for it plain")
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


class _WithoutSecrets(logging.Filter):
    """The HTTP library logs addresses, and an address may hold a key."""

    def __init__(self, filled: Filled) -> None:
        super().__init__()
        self._filled = filled

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if (hidden := self._filled.hide(message)) != message:
            record.msg, record.args = hidden, ()
        return True


def _keep_out_of_logs(filled: Filled) -> None:
    logger = logging.getLogger("httpx2")
    known = [each for each in logger.filters if isinstance(each, _WithoutSecrets)]
    if filled.secrets and all(each._filled != filled for each in known):
        logger.addFilter(_WithoutSecrets(filled))


def _described(tool: types.Tool) -> Described:
    hints = tool.annotations
    writes = None
    if hints and (hints.read_only_hint is False or hints.destructive_hint):
        writes = True
    elif hints and hints.read_only_hint:
        writes = False
    return Described(tool.name, tool.description or "", tool.input_schema, writes)
