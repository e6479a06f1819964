"""MCP servers and skills, put together with the agents that have them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from app.content import Content
from app.content.opening import ReadSkill
from app.core.agents import Catalog
from app.core.ports import Clock
from app.core.servers import equip
from app.core.tools import Tool
from app.integrations.mcp import Servers
from app.store.database import Database
from app.store.pins import Pins


@dataclass(frozen=True)
class Equipment:
    catalog: Catalog  # each agent's tools are exactly what it may call, those of its servers included
    tools: Mapping[str, Tool]  # those of servers, and `read_skill`


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
        yield Equipment(catalog, {skills.spec.name: skills, **servers.tools})
    finally:
        await servers.stop()


def servers_of(content: Content, database: Database, clock: Clock, environment: Mapping[str, str]) -> Servers:
    """Those that some agent has, not started yet."""
    used = {name for agent in content.catalog.agents.values() for name in agent.servers}
    declared = [server for name, server in content.servers.items() if name in used]
    return Servers(declared, content.workspace.mcp, Pins(database, clock), environment, content.folder.parent)
