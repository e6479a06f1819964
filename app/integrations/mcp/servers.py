"""All MCP servers that agents use: started together, stopped together, reported together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.core.pins import Pin
from app.core.servers import Policies, Policy, Server
from app.integrations.mcp.errors import DeclarationError
from app.integrations.mcp.filling import fill
from app.integrations.mcp.kept import Timing
from app.integrations.mcp.served import Pins, Served, policy_for
from app.integrations.mcp.tools import McpTool
from app.integrations.mcp.writes import McpWrite

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Report:
    """One server, for people."""

    server: Server
    trouble: str  # why it cannot be used now; "" where it can
    tools: tuple[tuple[Pin, Policy], ...]
    left_out: Mapping[str, str]  # tool → why nobody can use it


class Servers:
    def __init__(
        self,
        declared: Iterable[Server],
        policies: Policies,
        pins: Pins,
        environment: Mapping[str, str],
        folder: Path,
        timing: Timing = Timing(),  # noqa: B008  # frozen
    ) -> None:
        """`folder` is where commands run: the one that holds agents/."""
        self._declared, self._policies, self._pins = tuple(declared), policies, pins
        self._refused: dict[str, str] = {}
        self._served: dict[str, Served] = {}
        for server in self._declared:
            try:
                filled = fill(server, environment)
                self._served[server.name] = Served(filled, policies, pins, environment, folder, timing)
            except DeclarationError as error:
                self._refused[server.name] = str(error)
                log.warning("%s Until then agents do without it.", error)
        self._tools: dict[str, McpTool | McpWrite] = {}

    async def start(self) -> None:
        """Starts all at once. Waited for are only those never heard before: of the others the tools are known."""
        for served in self._served.values():
            served.kept.start()
        strangers = [each for each in self._served.values() if not await self._pins.of_server(each.name)]
        await asyncio.gather(*(_tried(each) for each in strangers))
        self._tools = {tool.spec.name: tool for each in self._served.values() for tool in await each.tools()}

    async def hear(self) -> None:
        """Waits until every server said what it offers, or failed to."""
        await asyncio.gather(*(_tried(each) for each in self._served.values()))

    @property
    def tools(self) -> Mapping[str, McpTool]:
        """Those that only read, by full name, as of the start: sessions that are framed later have exactly these."""
        return {name: tool for name, tool in self._tools.items() if isinstance(tool, McpTool)}

    @property
    def writes(self) -> tuple[McpWrite, ...]:
        """Those that are asked for."""
        return tuple(tool for tool in self._tools.values() if isinstance(tool, McpWrite))

    @property
    def offered(self) -> Mapping[str, tuple[str, ...]]:
        """Server → the full names of its tools."""
        return {name: tuple(tool for tool, held in self._tools.items() if held.server == name) for name in self._served}

    async def report(self) -> list[Report]:
        return [await self._report(server) for server in self._declared]

    async def _report(self, server: Server) -> Report:
        served = self._served.get(server.name)
        pins = (await self._pins.of_server(server.name)).values()
        tools = tuple((pin, policy_for(self._policies, server.name, pin)) for pin in pins)
        if served is None:
            return Report(server, self._refused[server.name], tools, {})
        return Report(server, served.kept.trouble, tools, served.left_out)

    async def stop(self) -> None:
        await asyncio.gather(*(served.kept.stop() for served in self._served.values()))


async def _tried(served: Served) -> None:
    await served.kept.tried()
    if served.kept.trouble:
        log.warning("Agents do without the tools of MCP server %s until the next start.", served.name)
