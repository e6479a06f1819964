"""An MCP server as a team declares it, and which of its tools an agent has.

Tools of servers are named `server__tool` everywhere but on the wire to the server itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from app.core.agents import Agent, Catalog

BETWEEN = "__"
EVERY = "*"  # all tools of a server, in a list of tools or a policy

Policy = Literal["auto", "ask", "never"]
Policies = Mapping[str, Mapping[str, Policy]]  # server → its tool, or EVERY → policy


@dataclass(frozen=True)
class Server:
    """Values may hold `${VARIABLE}`; they are filled in where the server is started, never here."""

    name: str
    transport: Literal["stdio", "http"]
    command: str = ""
    args: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    url: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    at: str = field(default="", compare=False)  # the file and line that declare it


def full_name(server: str, tool: str) -> str:
    return f"{server}{BETWEEN}{tool}"


def server_of(tool: str) -> str | None:
    """The server in a tool's full name; None where it is none of a server's."""
    server, between, rest = tool.partition(BETWEEN)
    return server if between and server and rest else None


def policy_of(policies: Policies, server: str, tool: str) -> Policy:
    """What nobody decided on is asked."""
    decided = policies.get(server, {})
    return decided.get(tool) or decided.get(EVERY) or "ask"


def equip(catalog: Catalog, offered: Mapping[str, Sequence[str]]) -> Catalog:
    """Every agent with the exact names of the tools that its servers offer: `offered` is server → full names."""
    return replace(catalog, agents={name: _equipped(agent, offered) for name, agent in catalog.agents.items()})


def _equipped(agent: Agent, offered: Mapping[str, Sequence[str]]) -> Agent:
    own = [tool for tool in agent.tools if server_of(tool) is None]
    served = sorted(tool for server in agent.servers for tool in _chosen(agent, server, offered.get(server, ())))
    return replace(agent, tools=(*own, *(tool for tool in served if not _names(agent.disallowed_tools, tool))))


def _chosen(agent: Agent, server: str, offered: Iterable[str]) -> list[str]:
    """All that the server offers, unless AGENT.md names single tools of it."""
    named = [tool for tool in agent.tools if server_of(tool) == server]
    return [tool for tool in offered if not named or _names(named, tool)]


def _names(patterns: Iterable[str], tool: str) -> bool:
    everything = full_name(server_of(tool) or "", EVERY)
    return any(pattern in (tool, everything) for pattern in patterns)
