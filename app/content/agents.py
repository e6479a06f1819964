"""agents/<name>/AGENT.md: front matter with the keys of a Claude Code subagent and ours, then the prompt."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from app.content.front import Front, read_front
from app.content.servers import Declarations
from app.content.shape import Shape, fit
from app.content.skills import own_skills, read_skill, skill_folders
from app.core.agents import Agent, Effort, SandboxLevel
from app.core.errors import ContentError
from app.core.nearest import nearest
from app.core.servers import BETWEEN, EVERY, full_name, server_of
from app.core.skills import READ_SKILL, Skill

Say = Callable[[ContentError], None]

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PROMPT_LIMIT = 60_000  # characters; beyond that a prompt is a document and belongs into a skill
OURS = ("sandbox",)  # the keys that a Claude Code subagent does not have
CLAUDE_CODE = "mcp__"  # how Claude Code begins the names of servers' tools


def _tool_names(value: Any) -> Any:
    """A list, or Claude Code's text with commas. `mcp__github` is all of a server there, `mcp__github__search` one."""
    names = value.split(",") if isinstance(value, str) else value
    return [_plain(name) for name in names] if isinstance(names, list) else names


def _plain(name: Any) -> Any:
    if not isinstance(name, str):
        return name
    short = name.strip().removeprefix(CLAUDE_CODE)
    return short if short == name.strip() or BETWEEN in short else full_name(short, EVERY)


ToolNames = Annotated[tuple[str, ...], BeforeValidator(_tool_names)]


class FrontMatter(Shape):
    name: str
    description: Annotated[str, Field(min_length=1, max_length=300)]  # Slack shows 300 characters of an agent
    model: str
    effort: Effort = "medium"
    tools: ToolNames = ()
    disallowed_tools: Annotated[ToolNames, Field(alias="disallowedTools")] = ()
    skills: tuple[str, ...] = ()
    mcp_servers: Annotated[list[Any] | dict[str, Any], Field(alias="mcpServers", default_factory=list)]
    max_turns: Annotated[int, Field(alias="maxTurns", ge=1, le=100)] = 12
    sandbox: SandboxLevel = "none"


def read_agent(folder: Path, root: Path, servers: Declarations, complain: Say, warn: Say) -> Agent | None:
    missing = f"missing: every folder below {folder.parent.name}/ is an agent and has an AGENT.md."
    front = read_front(folder / "AGENT.md", root, missing, complain)
    keys = fit(FrontMatter, front.lined, complain) if front else None
    if front is None or keys is None:
        return None
    problems = list(_problems(keys, folder, front.body))
    for problem, key in problems:
        complain(front.lined.error((key,), problem))
    if problems:
        return None
    skills = _skills(keys, folder, root, front, complain, warn)
    named = servers.of_agent(folder, front.lined)
    _check_tools(keys, named, front, complain)
    return Agent(
        **keys.model_dump(exclude={"tools", "skills", "mcp_servers"}),
        tools=_tools(keys, skills),
        skills=skills,
        servers=named,
        prompt=front.body,
        playbook=folder.name if (folder / "playbook").is_dir() else None,
    )


def _tools(keys: FrontMatter, skills: tuple[Skill, ...]) -> tuple[str, ...]:
    given = (*keys.tools, READ_SKILL) if skills else keys.tools
    return tuple(tool for tool in dict.fromkeys(given) if tool not in keys.disallowed_tools)


def _skills(keys: FrontMatter, folder: Path, root: Path, front: Front, complain: Say, warn: Say) -> tuple[Skill, ...]:
    folders = skill_folders(folder)
    for name in own_skills(folder):
        if name not in keys.skills:
            warn(front.lined.error(("skills",), f"skill {name!r} is in the folder but not in `skills`: add it there."))
    found = []
    for index, name in enumerate(keys.skills):
        if name in folders:
            found.append(read_skill(folders[name], root, complain, warn))
        else:
            known = nearest(name, folders) if folders else " There are none yet."
            problem = f"there is no skill {name!r}.{known} Make it {folder.name}/skills/{name}/SKILL.md."
            complain(front.lined.error(("skills", index), problem))
    return tuple(skill for skill in found if skill)


def _check_tools(keys: FrontMatter, servers: tuple[str, ...], front: Front, complain: Say) -> None:
    """Tools of servers that this agent does not have."""
    for key, tools in (("tools", keys.tools), ("disallowedTools", keys.disallowed_tools)):
        for index, tool in enumerate(tools):
            server = server_of(tool)
            if server and server not in servers:
                known = nearest(server, servers) if servers else " This agent has none: add it to `mcpServers`."
                problem = f"{tool!r} is a tool of MCP server {server!r}, which this agent does not have.{known}"
                complain(front.lined.error((key, index), problem))


def _problems(keys: FrontMatter, folder: Path, body: str) -> Iterator[tuple[str, str]]:
    if keys.name != folder.name:
        yield f"name is {keys.name!r} but the folder is {folder.name!r}: make them the same.", "name"
    if not NAME.fullmatch(keys.name):
        yield f"name is {keys.name!r}: use lowercase letters, digits and single hyphens.", "name"
    if not body:
        yield "the prompt is empty: write it below the second `---`.", "name"
    if len(body) > PROMPT_LIMIT:
        yield f"the prompt has {len(body):,} characters: keep it under {PROMPT_LIMIT:,}.", "name"
