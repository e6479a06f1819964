"""An agent as a Claude Code subagent file: AGENT.md without our own keys, complete by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from app.content.agents import CLAUDE_CODE, OURS
from app.content.front import read_front
from app.core.agents import Agent
from app.core.servers import EVERY, Server, full_name, server_of
from app.core.skills import READ_SKILL


def exported(agent: Agent, folder: Path, servers: Mapping[str, Server]) -> str:
    """`folder` is the agent's, read without mistakes before. Variables stay variables."""
    front = read_front(folder / "AGENT.md", folder.parent.parent, "", _impossible)
    assert front
    keys = {key: value for key, value in front.lined.value.items() if key not in OURS}
    keys["tools"] = _theirs(_allowed(agent))
    if "disallowedTools" in keys:
        keys["disallowedTools"] = _theirs(agent.disallowed_tools)
    if agent.servers:
        keys["mcpServers"] = [{name: _declaration(servers[name])} for name in agent.servers]
    text = yaml.safe_dump(keys, sort_keys=False, allow_unicode=True, width=10_000)
    return f"---\n{text}---\n\n{front.body}\n"


def _allowed(agent: Agent) -> Iterable[str]:
    """There, what `tools` leaves out is forbidden; here, a server of which it names nothing is allowed whole."""
    whole = [name for name in agent.servers if not any(server_of(tool) == name for tool in agent.tools)]
    return (*(tool for tool in agent.tools if tool != READ_SKILL), *(full_name(name, EVERY) for name in whole))


def _theirs(tools: Iterable[str]) -> list[str]:
    return [f"{CLAUDE_CODE}{tool.removesuffix(full_name('', EVERY))}" if server_of(tool) else tool for tool in tools]


def _declaration(server: Server) -> dict[str, Any]:
    keys: dict[str, Any] = {"type": server.transport, "command": server.command, "args": list(server.args)}
    keys |= {"env": dict(server.env), "url": server.url, "headers": dict(server.headers)}
    return {key: value for key, value in keys.items() if value}


def _impossible(error: Exception) -> None:
    raise error
