"""Who triggers whom, and which tools with which tier each agent has: read off the declarations, nothing is started."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.content import Content
from app.core.agents import Agent
from app.core.delegating import RUN_AGENT
from app.core.occasions import Trigger
from app.core.servers import Policies, policy_of, server_of
from app.core.skills import READ_SKILL
from app.core.tools import ToolSpec

PEOPLE = "people"


@dataclass(frozen=True)
class ShownTool:
    name: str
    tier: str  # as its spec says; of an MCP server's tool, what the workspace decided on it


@dataclass(frozen=True)
class ShownAgent:
    name: str
    model: str
    tools: tuple[ShownTool, ...]
    asks: tuple[str, ...]  # agents that it may ask
    playbook: str | None = None
    is_default: bool = False


@dataclass(frozen=True)
class Mesh:
    triggers: tuple[Trigger, ...]
    agents: tuple[ShownAgent, ...]


def mesh_of(content: Content, specs: Mapping[str, ToolSpec]) -> Mesh:
    agents = content.catalog.agents
    shown = []
    for name in sorted(agents):
        agent = agents[name]
        others = tuple(sorted(set(agents) - {name})) if RUN_AGENT.name in agent.tools else ()
        tools = tuple(_tool(tool, specs, content.workspace.mcp) for tool in agent.tools)
        is_default = name == content.catalog.default
        shown.append(
            ShownAgent(name, agent.model, (*tools, *_servers(agent, content)), others, agent.playbook, is_default)
        )
    return Mesh(content.triggers, tuple(shown))


def _tool(name: str, specs: Mapping[str, ToolSpec], policies: Policies) -> ShownTool:
    if name in specs:
        return ShownTool(name, specs[name].tier)
    server = server_of(name)
    if server:
        return ShownTool(name, f"mcp: {policy_of(policies, server, name.partition('__')[2])}")
    return ShownTool(name, "read_trusted" if name == READ_SKILL else "unknown")


def _servers(agent: Agent, content: Content) -> Iterator[ShownTool]:
    """A server whose tools are not named: it says them when it is asked."""
    for server in agent.servers:
        if not any(server_of(tool) == server for tool in agent.tools):
            yield ShownTool(f"{server} (MCP server)", f"mcp: {policy_of(content.workspace.mcp, server, '*')}")


def text_of(mesh: Mesh) -> str:
    return "\n".join([*_triggers(mesh), "", *_agents(mesh)])


def _triggers(mesh: Mesh) -> Iterator[str]:
    yield f"{'anybody in a thread':24} → any agent, {_default(mesh)} unless another is named"
    for each in mesh.triggers:
        off = "" if each.is_on else ", off"
        yield f"{each.name:24} → {each.agent} ({each.kind}: {each.when}; {each.owner or 'for each person'}{off})"
    for agent in mesh.agents:
        if agent.asks:
            yield f"{agent.name:24} → {', '.join(agent.asks)} ({RUN_AGENT.name})"


def _agents(mesh: Mesh) -> Iterator[str]:
    for agent in mesh.agents:
        playbook = f", playbook {agent.playbook}" if agent.playbook else ""
        yield f"{agent.name} ({agent.model}{playbook})"
        yield from (f"    {tool.name:28} {tool.tier}" for tool in agent.tools)
        if not agent.tools:
            yield "    no tools"


def _default(mesh: Mesh) -> str:
    return next((agent.name for agent in mesh.agents if agent.is_default), "none")
