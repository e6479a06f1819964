"""MCP servers and skills, put together with the agents that have them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from app.content import Content
from app.content.opening import ReadSkill
from app.core.agents import Catalog
from app.core.checks import Check
from app.core.ports import Clock
from app.core.servers import equip
from app.core.tools import Tool, WriteTool
from app.integrations.mcp import Report, Servers
from app.store.database import Database
from app.store.pins import Pins


@dataclass(frozen=True)
class Equipment:
    catalog: Catalog  # each agent's tools are exactly what it may call, those of its servers included
    tools: Mapping[str, Tool]  # those of servers that only read, and `read_skill`
    writes: tuple[WriteTool, ...] = ()  # those of servers that are asked for


@asynccontextmanager
async def equipment(
    content: Content, database: Database, clock: Clock, environment: Mapping[str, str]
) -> AsyncIterator[Equipment]:
    """While the block lasts, servers are kept warm. One that cannot be started is said so in the log, and left out."""
    servers = servers_of(content, database, clock, environment)
    try:
        await servers.start()
        catalog = equip(content.catalog, servers.offered)
        skills = ReadSkill(catalog)
        yield Equipment(catalog, {skills.spec.name: skills, **servers.tools}, servers.writes)
    finally:
        await servers.stop()


async def examine_servers(
    content: Content, database: Database, clock: Clock, environment: Mapping[str, str]
) -> list[Check]:
    """For `threadwork doctor`: each server is started, and asked what it offers."""
    servers = servers_of(content, database, clock, environment)
    try:
        await servers.start()
        await servers.hear()
        return [_check(report) for report in await servers.report()]
    finally:
        await servers.stop()


def _check(report: Report) -> Check:
    name = f"MCP server {report.server.name}"
    if report.trouble:
        return Check(name, False, report.trouble, f"Correct {report.server.at}, then ask again.")
    changed = [pin.tool for pin, _ in report.tools if pin.state != "accepted"]
    if changed:
        remedy = f"`threadwork mcp` shows what changed; `threadwork mcp accept {report.server.name}` accepts it."
        return Check(name, False, f"it says something else than was accepted of {', '.join(changed)}", remedy)
    free = sum(policy == "auto" for _, policy in report.tools)
    return Check(name, True, f"{len(report.tools)} tools, {free} of them run without asking")


def servers_of(content: Content, database: Database, clock: Clock, environment: Mapping[str, str]) -> Servers:
    """Those that some agent has, not started yet."""
    used = {name for agent in content.catalog.agents.values() for name in agent.servers}
    declared = [server for name, server in content.servers.items() if name in used]
    return Servers(declared, content.workspace.mcp, Pins(database, clock), environment, content.folder.parent)
