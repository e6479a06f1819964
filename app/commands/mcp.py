"""Shows MCP servers, their tools and what changed in them; `accept` lets a changed tool work again"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Iterator

from app.compose.mcp import servers_of
from app.compose.workbench import Workbench
from app.content import Content
from app.core.nearest import nearest
from app.core.servers import EVERY, Server
from app.integrations.mcp import Report
from app.integrations.mcp.showing import changes_of
from app.store.pins import Pins

NONE = "No agent has an MCP server: declare one in agents/.mcp.json and name it in an AGENT.md under mcpServers."


def arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    accept = actions.add_parser("accept", help="what a server was last heard to say of its tools is fine")
    accept.add_argument("server", help="its name")


def run(options: argparse.Namespace) -> int:
    return asyncio.run(_accept(options.server) if options.action == "accept" else _show())


async def _show() -> int:
    async with Workbench.open(os.environ) as bench:
        servers = servers_of(bench.content, bench.database, bench.clock, os.environ)
        try:
            await servers.start()
            await servers.hear()
            reports = await servers.report()
        finally:
            await servers.stop()
        print("\n\n".join("\n".join(_lines(report, bench.content)) for report in reports) or NONE)
    return 1 if any(report.trouble for report in reports) else 0


async def _accept(name: str) -> int:
    async with Workbench.open(os.environ) as bench:
        if name not in bench.content.servers:
            known = nearest(name, bench.content.servers) if bench.content.servers else " None is declared."
            print(f"There is no MCP server {name!r}.{known}", file=sys.stderr)
            return 2
        pins = Pins(bench.database, bench.clock)
        before = await pins.of_server(name)
        accepted = await pins.accept(name)
    for tool in accepted:
        print(f"accepted: {tool} ({before[tool].state})", *changes_of(before[tool]), sep="\n    ")
    print(f"{name}: {len(accepted)} accepted. Models see it from the next start of `threadwork serve` on.")
    return 0


def _lines(report: Report, content: Content) -> Iterator[str]:
    server = report.server
    agents = [agent.name for agent in content.catalog.agents.values() if server.name in agent.servers]
    yield f"{server.name}  {_where(server)}  declared in {server.at}, used by {', '.join(agents)}"
    if report.trouble:
        yield f"  cannot be used now: {report.trouble}"
    for pin, policy in report.tools:
        yield f"  {policy:5}  {pin.state:8}  {pin.tool}"
        yield from (f"      {line}" for line in changes_of(pin))
    known = {pin.tool for pin, _ in report.tools}
    for tool in content.workspace.mcp.get(server.name, {}):
        if known and tool not in known and tool != EVERY:
            yield f"  workspace.yaml decides on {tool!r}, which it does not offer.{nearest(tool, known)}"
    for tool, why in report.left_out.items():
        yield f"  -      left out  {tool}: {why}"
    if any(pin.state != "accepted" for pin, _ in report.tools):
        yield f"  If what changed is fine: threadwork mcp accept {server.name}"


def _where(server: Server) -> str:
    """Without arguments and queries, where people put keys."""
    return f"http {server.url.split('?')[0]}" if server.url else f"stdio {server.command}"
