"""An agent is a primitive: prompt, tools, model, effort, sandbox. It does not know who invokes it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from app.core.skills import Skill

Effort = Literal["low", "medium", "high", "xhigh", "max"]
SandboxLevel = Literal["none", "files"]
Command = Literal["agent", "quiet", "listen", "pause", "resume", "fork", "sessions", "review", "why", "help"]


@dataclass(frozen=True)
class Agent:
    name: str  # its folder's name: lowercase letters, digits, hyphens
    description: str  # one sentence for people who choose
    prompt: str
    model: str
    effort: Effort = "medium"
    tools: tuple[str, ...] = ()
    disallowed_tools: tuple[str, ...] = ()  # taken from those of its MCP servers; `tools` is without them already
    skills: tuple[Skill, ...] = ()
    servers: tuple[str, ...] = ()  # its MCP servers, by name
    max_turns: int = 12  # model calls within one turn
    sandbox: SandboxLevel = "none"
    playbook: str | None = None  # the deterministic half, where the folder has one


@dataclass(frozen=True)
class Catalog:
    """The agents there are, and which one answers when nobody names one."""

    agents: Mapping[str, Agent]
    default: str

    def find(self, name: str | None) -> Agent | None:
        return self.agents.get(name or self.default)

    def nearest(self, name: str) -> str | None:
        close = difflib.get_close_matches(name.lower(), list(self.agents), n=1, cutoff=0.4)
        return close[0] if close else None


@dataclass(frozen=True)
class Wording:
    """What a person's text says once commands for the program are taken out of it."""

    text: str
    agent: str | None = None  # as typed; may be unknown
    command: Command | None = None
    rest: tuple[str, ...] = field(default=())


COMMANDS: frozenset[str] = frozenset(get_args(Command))


def read_wording(text: str, mentions: Iterable[str] = ()) -> Wording:
    """`!agent security is this safe?` → agent security, "is this safe?". Mentions of the bot in front are dropped."""
    words = text.strip()
    for mention in mentions:
        words = words.removeprefix(f"<@{mention}>").strip()
    head, rest = _first_word(words)
    name = head[1:].lower()
    if not head.startswith("!") or name not in COMMANDS:
        return Wording(words)
    if name != "agent":
        return Wording(rest, command=name)  # type: ignore[arg-type]  # narrowed by the test above
    agent, question = _first_word(rest)
    return Wording(question, agent=agent.lower() or None, command="agent")


def _first_word(text: str) -> tuple[str, str]:
    """Up to any blank or line end, and what follows."""
    head, rest = [*text.split(None, 1), "", ""][:2]
    return head, rest
