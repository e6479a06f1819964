"""The whole of agents/ as one value, with everything that is wrong in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.content.agents import read_agent
from app.content.servers import Declarations, check_policies
from app.content.skills import SHARED
from app.content.triggers import read_triggers
from app.content.workspace import Workspace, read_workspace
from app.core.agents import Agent, Catalog
from app.core.errors import ContentError
from app.core.nearest import nearest
from app.core.occasions import Trigger
from app.core.servers import Server, server_of
from app.core.skills import READ_SKILL


@dataclass(frozen=True)
class Content:
    folder: Path  # agents/
    catalog: Catalog
    triggers: tuple[Trigger, ...]
    workspace: Workspace
    errors: tuple[ContentError, ...]
    warnings: tuple[ContentError, ...] = ()  # what works all the same
    servers: Mapping[str, Server] = field(default_factory=dict)  # every MCP server declared, used or not


def read(folder: Path, workspace: Path | None = None) -> Content:
    """`folder` is agents/; `workspace` another workspace.yaml than the one in it. Mistakes are values in `errors`."""
    errors: list[ContentError] = []
    warnings: list[ContentError] = []
    root = folder.parent
    if not folder.is_dir():
        errors.append(ContentError(folder.name, 1, f"no folder {str(folder)!r}: create it, or set THREADWORK_AGENTS."))
    servers = Declarations(folder, errors.append)
    found = [read_agent(each, root, servers, errors.append, warnings.append) for each in _folders(folder)]
    agents = {agent.name: agent for agent in found if agent}
    path = workspace or folder / "workspace.yaml"
    file = path.name if workspace else f"{folder.name}/workspace.yaml"
    settings = read_workspace(path, file, errors.append)
    check_policies(path, file, settings.mcp, servers.known, errors.append)
    if agents and settings.default_agent not in agents:
        hint = nearest(settings.default_agent, agents)
        errors.append(
            ContentError(f"{folder.name}/workspace.yaml", 1, f"default_agent {settings.default_agent!r}: {hint}")
        )
    triggers = read_triggers(folder, agents, errors.append)
    catalog = Catalog(agents, settings.default_agent)
    return Content(folder, catalog, triggers, settings, tuple(errors), tuple(warnings), servers.known)


def unknown_tools(catalog: Catalog, known: set[str], folder: str = "agents") -> list[ContentError]:
    """Tools an agent names that nobody offers; only compose knows them all, and those of MCP servers nobody yet."""
    return [
        _unknown(agent, tool, known, folder)
        for agent in catalog.agents.values()
        for tool in (*agent.tools, *agent.disallowed_tools)
        if tool not in known and tool != READ_SKILL and server_of(tool) is None
    ]


def _unknown(agent: Agent, tool: str, known: set[str], folder: str) -> ContentError:
    return ContentError(f"{folder}/{agent.name}/AGENT.md", 1, f"there is no tool {tool!r}.{nearest(tool, known)}")


def _folders(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(
        each
        for each in folder.iterdir()
        if each.is_dir() and not each.name.startswith((".", "_")) and each.name != SHARED
    )
