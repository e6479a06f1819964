"""The whole of agents/ as one value, with everything that is wrong in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.content.agents import read_agent
from app.content.triggers import read_triggers
from app.content.workspace import Workspace, read_workspace
from app.core.agents import Agent, Catalog
from app.core.errors import ContentError
from app.core.nearest import nearest
from app.core.triggers import DailyTrigger


@dataclass(frozen=True)
class Content:
    folder: Path  # agents/
    catalog: Catalog
    triggers: tuple[DailyTrigger, ...]
    workspace: Workspace
    errors: tuple[ContentError, ...]


def read(folder: Path, workspace: Path | None = None) -> Content:
    """`folder` is agents/; `workspace` another workspace.yaml than the one in it. Mistakes are values in `errors`."""
    errors: list[ContentError] = []
    root = folder.parent
    if not folder.is_dir():
        errors.append(ContentError(folder.name, 1, f"no folder {str(folder)!r}: create it, or set THREADWORK_AGENTS."))
    found = [read_agent(each, root, errors.append) for each in _folders(folder)]
    agents = {agent.name: agent for agent in found if agent}
    path = workspace or folder / "workspace.yaml"
    settings = read_workspace(path, path.name if workspace else f"{folder.name}/workspace.yaml", errors.append)
    if agents and settings.default_agent not in agents:
        hint = nearest(settings.default_agent, agents)
        errors.append(
            ContentError(f"{folder.name}/workspace.yaml", 1, f"default_agent {settings.default_agent!r}: {hint}")
        )
    triggers = read_triggers(folder, set(agents), errors.append)
    return Content(folder, Catalog(agents, settings.default_agent), triggers, settings, tuple(errors))


def unknown_tools(catalog: Catalog, known: set[str], folder: str = "agents") -> list[ContentError]:
    """Tools an agent names that nobody offers; only compose knows them all."""
    return [
        _unknown(agent, tool, known, folder)
        for agent in catalog.agents.values()
        for tool in agent.tools
        if tool not in known
    ]


def _unknown(agent: Agent, tool: str, known: set[str], folder: str) -> ContentError:
    return ContentError(f"{folder}/{agent.name}/AGENT.md", 1, f"there is no tool {tool!r}.{nearest(tool, known)}")


def _folders(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(each for each in folder.iterdir() if each.is_dir() and not each.name.startswith((".", "_")))
