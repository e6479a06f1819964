"""One server kept connected: begun anew when it ends, with longer and longer pauses while it keeps failing."""

from __future__ import annotations

import asyncio
import importlib
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from app.integrations.mcp.answer import Answer
from app.integrations.mcp.errors import DownError, McpError
from app.integrations.mcp.filling import Filled
from app.integrations.mcp.offering import UNPRINTABLE, Offer
from app.integrations.mcp.words import LastWords

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Timing:
    """All in seconds."""

    start: float = 30.0  # to start it and hear what it offers; some fetch themselves first
    call: float = 60.0  # one answer
    probe: float = 5.0  # to answer something simple after it was late
    patience: float = 10.0  # how long a call waits for a server that is being started
    look_again: float = 60.0  # after this long what it offers is read anew before a call
    settled: float = 60.0  # connected this long counts as well
    pauses: tuple[float, ...] = (0.5, 2.0, 10.0, 30.0, 60.0)  # before another start; the last one from then on


class Line(Protocol):
    """An open conversation; the real one is in `wire`."""

    async def offer(self, seconds: float) -> Offer: ...

    async def call(self, tool: str, arguments: Mapping[str, Any], seconds: float) -> Answer: ...


class Kept:
    """`greet` runs on each new connection before anybody else may use it."""

    def __init__(
        self,
        filled: Filled,
        environment: Mapping[str, str],
        folder: Path,
        timing: Timing,
        greet: Callable[[Line], Awaitable[None]],
    ) -> None:
        self._filled, self._environment, self._folder = filled, environment, folder
        self._timing, self._greet = timing, greet
        self._line: Line | None = None
        self._is_up = asyncio.Event()
        self._tried = asyncio.Event()
        self._dropped = asyncio.Event()
        self._next_at = 0.0  # when it is started again, by the monotonic clock
        self._limit: asyncio.Timeout | None = None  # of a start under way
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self.trouble = ""  # why it is not connected, for people
        self._told = ""  # what of it stands in the log already

    def start(self) -> None:
        if self._task is None:
            self._task = asyncio.create_task(self._keep(), name=f"MCP server {self._filled.server.name}")

    async def line(self) -> Line:
        """Raises DownError where there is none within the patience."""
        self.start()
        if self._next_at - time.monotonic() < self._timing.patience:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._timing.patience):
                    await self._is_up.wait()
        if self._line is None:
            raise DownError(f"it is not connected: {self.trouble or 'it is being started'}")
        return self._line

    async def tried(self) -> None:
        """Returns when the first start came to something, good or bad."""
        self.start()
        await self._tried.wait()

    def drop(self, line: Line, trouble: str) -> None:
        """That connection is of no use any more; a new one is begun."""
        if line is self._line:
            self.trouble = trouble
            self._is_up.clear()
            self._dropped.set()

    async def stop(self) -> None:
        self._stopping = True
        self._dropped.set()
        if self._limit:  # it is being started: there is no need to wait for that
            self._limit.reschedule(asyncio.get_running_loop().time())
        if self._task:
            await self._task

    async def _keep(self) -> None:
        failures = 0
        while not self._stopping:
            began = time.monotonic()
            await self._once()
            failures = 0 if time.monotonic() - began > self._timing.settled else failures + 1
            pauses = self._timing.pauses
            await self._pause(pauses[min(max(failures, 1), len(pauses)) - 1])

    async def _pause(self, seconds: float) -> None:
        if not self._stopping:
            self._dropped.clear()
            self._next_at = time.monotonic() + seconds
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._dropped.wait()  # set by nobody but `stop` while there is no connection

    async def _once(self) -> None:
        """One connection, from its start to its end."""
        words = LastWords()
        try:
            await self._connect(words)
        except (Exception, BaseExceptionGroup) as error:  # noqa: BLE001  # whatever it was, it is this server's alone
            self.trouble = _reason(error, self._timing.start) + self._said(words)
        finally:
            self._is_up.clear()
            self._tried.set()
            self._line = self._limit = None
        if not self._stopping and self.trouble != self._told:
            self._told = self.trouble
            log.warning("MCP server %s: %s. It is started again by itself.", self._filled.server.name, self.trouble)

    async def _connect(self, words: LastWords) -> None:
        self._dropped.clear()
        wire = await asyncio.to_thread(importlib.import_module, "app.integrations.mcp.wire")
        if self._stopping:
            return
        async with asyncio.timeout(self._timing.start) as limit:
            self._limit = limit
            opening = wire.opened(self._filled, self._environment, self._folder, self._timing.start, words)
            async with opening as line:
                await self._greet(line)
                limit.reschedule(None)
                self._limit = None
                self._line, self.trouble, self._told = line, "", ""
                self._is_up.set()
                self._tried.set()
                log.info("MCP server %s is connected", self._filled.server.name)
                await self._dropped.wait()

    def _said(self, words: LastWords) -> str:
        """The end of its error output: text of others, so without secrets and on one line."""
        said = UNPRINTABLE.sub(" ", self._filled.hide(words.text).replace("\n", " ")).strip()
        return f" (it said: {said[-300:]})" if said else ""


def _reason(error: BaseException, start: float) -> str:
    """For people. Errors of the library and of the network are told by their kind: their texts may hold anything."""
    if isinstance(error, BaseExceptionGroup):
        inner = [_reason(each, start) for each in error.exceptions if not isinstance(each, asyncio.CancelledError)]
        return inner[0] if inner else "it ended"
    if isinstance(error, McpError):
        return str(error)
    if isinstance(error, TimeoutError):
        return f"it did not start within {start:g} seconds"
    return f"it cannot be reached, or does not speak the protocol ({type(error).__name__})"
