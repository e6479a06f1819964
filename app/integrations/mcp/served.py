"""One server in use: what it offers beside what was accepted, and calls that reach it only while both agree."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from app.core.pins import Definition, Pin
from app.core.servers import Policies, Policy, full_name, policy_of
from app.core.tools import Call
from app.integrations.mcp.answer import Answer
from app.integrations.mcp.errors import LateError, LostError, McpError
from app.integrations.mcp.filling import Filled
from app.integrations.mcp.kept import Kept, Line, Timing
from app.integrations.mcp.offering import plain_name
from app.integrations.mcp.tools import ChangedError, McpTool
from app.integrations.mcp.writes import McpWrite


class Pins(Protocol):
    """Where accepted definitions are kept."""

    async def of_server(self, server: str) -> Mapping[str, Pin]: ...

    async def offer(self, server: str, definitions: Sequence[Definition]) -> Mapping[str, Pin]:
        """Writes down what the server says now. The first time ever, that is accepted."""


class Served:
    def __init__(
        self,
        filled: Filled,
        policies: Policies,
        pins: Pins,
        environment: Mapping[str, str],
        folder: Path,
        timing: Timing,
    ) -> None:
        self.name = filled.server.name
        self._policies, self._pins, self._timing = policies, pins, timing
        self.kept = Kept(filled, environment, folder, timing, self._greet)
        self.left_out: Mapping[str, str] = {}  # tool → why it cannot be used
        self._heard_at = 0.0

    async def tools(self) -> list[McpTool | McpWrite]:
        """Those that were accepted and are still as they were, as far as is known without asking the server."""
        pins = await self._pins.of_server(self.name)
        found: dict[str, McpTool | McpWrite] = {}
        for pin in pins.values():
            policy = policy_for(self._policies, self.name, pin)
            if pin.accepted and pin.state == "accepted" and policy != "never":
                tool = self._tool(pin.accepted, policy)
                found.setdefault(tool.spec.name, tool)
        return list(found.values())

    def _tool(self, definition: Definition, policy: Policy) -> McpTool | McpWrite:
        if policy == "auto":
            return McpTool(self.name, definition, self.ask)
        return McpWrite(self.name, definition, self._ask_once)

    async def ask(self, tool: str, call: Call) -> Answer:
        """A connection that turns out to have ended is made again, once: only what reads comes here."""
        try:
            return await self._ask_once(tool, call)
        except LostError:
            return await self._ask_once(tool, call)

    async def _ask_once(self, tool: str, call: Call) -> Answer:
        line = await self.kept.line()
        try:
            if time.monotonic() - self._heard_at > self._timing.look_again:
                await self._hear(line, self._timing.call)
            self._check(tool, await self._pins.of_server(self.name))
            return await line.call(tool, call.input, self._timing.call)
        except LostError as error:
            self.kept.drop(line, str(error))
            raise
        except LateError as error:
            await self._probe(line, error)
            raise

    def _check(self, tool: str, pins: Mapping[str, Pin]) -> None:
        pin = pins.get(tool)
        if pin and pin.state == "accepted":
            return
        what = "no longer offers it" if not pin or pin.state == "gone" else "says something else of it than before"
        raise ChangedError(
            f"the server {what}, so {full_name(self.name, plain_name(tool))} is off until somebody looks: "
            f"`threadwork mcp` shows it, `threadwork mcp accept {self.name}` accepts it"
        )

    async def _probe(self, line: Line, late: LateError) -> None:
        """Whether it hangs as a whole, or only that answer takes long."""
        try:
            await line.offer(self._timing.probe)
        except McpError:
            self.kept.drop(line, f"{late}, nor anything simple")

    async def _greet(self, line: Line) -> None:
        await self._hear(line, self._timing.start)

    async def _hear(self, line: Line, seconds: float) -> None:
        offer = await line.offer(seconds)
        await self._pins.offer(self.name, offer.definitions)
        self.left_out, self._heard_at = offer.left_out, time.monotonic()


def policy_for(policies: Policies, server: str, pin: Pin) -> Policy:
    """A tool of which its own server says that it writes is asked for, whatever a file says."""
    policy = policy_of(policies, server, pin.tool)
    says = pin.accepted or pin.offered
    return "ask" if policy == "auto" and says and says.writes else policy
