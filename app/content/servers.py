"""MCP servers below agents/: agents/.mcp.json for all, agents/<name>/.mcp.json for one, or within AGENT.md.

The shape is everybody's `.mcp.json`. Values are never repeated in complaints: one may be a secret.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from app.content.lines import Lined, parse, parse_json
from app.content.shape import Shape, fit
from app.core.errors import ContentError
from app.core.nearest import nearest
from app.core.servers import Policies, Server

Say = Callable[[ContentError], None]

FILE = ".mcp.json"
NAME = re.compile(r"(?=.{1,40}\Z)[A-Za-z0-9]+([_-][A-Za-z0-9]+)*")  # a tool's full name must stay within 128
EXAMPLE = '{"mcpServers": {"name": {"command": "…", "args": []}}} or {"type": "http", "url": "https://…"}'


def _transport(value: Any) -> Any:
    if value == "sse":
        raise ValueError("that old transport is not spoken here; use the server's streamable HTTP address and `http`")
    return "http" if value in ("streamable-http", "streamableHttp", "streamable_http") else value


class Declared(Shape):
    transport: Annotated[Literal["stdio", "http"] | None, BeforeValidator(_transport), Field(alias="type")] = None
    command: str = ""
    args: tuple[str, ...] = ()
    env: dict[str, str] = Field(default_factory=dict)
    url: str = ""
    headers: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Declared:
        if bool(self.command) == bool(self.url):
            raise ValueError("give either `command` (stdio) or `url` (http)")
        if self.transport and (self.transport == "http") != bool(self.url):
            raise ValueError("`stdio` goes with `command`, `http` with `url`")
        return self


class Declarations:
    """Every server by name. Two of one name must be the same: the name is part of its tools' names."""

    def __init__(self, folder: Path, complain: Say) -> None:
        self._root, self._complain = folder.parent, complain
        self._shared = self._read(folder / FILE)
        self.known: dict[str, Server] = {}
        self._add(self._shared)

    def of_agent(self, folder: Path, front: Lined) -> tuple[str, ...]:
        """The servers an agent has: those of its own file, and those its AGENT.md names or declares."""
        own = self._read(folder / FILE)
        names = self._add(own)
        listed = front.value.get("mcpServers") or []
        if isinstance(listed, dict):
            return (*names, *self._add(self._declared(front, ("mcpServers",), listed)))
        for index, item in enumerate(listed):
            at = ("mcpServers", index)
            if isinstance(item, dict):
                names += self._add(self._declared(front, at, item))
            elif str(item) in own or str(item) in self._shared:
                names.append(str(item))
            else:
                known = {*own, *self._shared}
                hint = nearest(str(item), known) if known else ""
                problem = f"there is no MCP server {str(item)!r}.{hint} Declare it in {folder.parent.name}/{FILE}."
                self._complain(front.error(at, problem))
        return tuple(dict.fromkeys(names))

    def _add(self, servers: Mapping[str, Server]) -> list[str]:
        for server in servers.values():
            other = self.known.setdefault(server.name, server)
            if other != server:
                file, _, line = server.at.rpartition(":")
                problem = f"MCP server {server.name!r} is another one in {other.at}: rename one, or declare it once."
                self._complain(ContentError(file, int(line), problem))
        return list(servers)

    def _read(self, path: Path) -> dict[str, Server]:
        if not path.exists():
            return {}
        file = path.relative_to(self._root).as_posix()
        try:
            lined = parse_json(file, path.read_text(encoding="utf-8-sig"))
        except ContentError as error:
            self._complain(error)
            return {}
        except (OSError, UnicodeDecodeError) as error:
            self._complain(ContentError(file, 1, f"cannot be read ({error}): save it as UTF-8 text."))
            return {}
        top = lined.value
        if not isinstance(top, dict) or list(top) != ["mcpServers"] or not isinstance(top["mcpServers"], dict):
            self._complain(lined.error((), f"expected the one key `mcpServers` with servers by name: {EXAMPLE}."))
            return {}
        return self._declared(lined, ("mcpServers",), top["mcpServers"])

    def _declared(self, lined: Lined, at: tuple[str | int, ...], found: Mapping[str, Any]) -> dict[str, Server]:
        servers = {}
        for name in found:
            if not NAME.fullmatch(str(name)):
                self._complain(
                    lined.error((*at, name), f"the name {name!r}: use up to 40 letters, digits, single `-` or `_`.")
                )
            elif declared := fit(Declared, lined, self._complain, (*at, name), show=False):
                line = lined.error((*at, name), "").line
                fields = declared.model_dump(exclude={"transport"})
                transport: Literal["stdio", "http"] = "http" if declared.url else "stdio"
                servers[str(name)] = Server(name=str(name), transport=transport, at=f"{lined.file}:{line}", **fields)
        return servers


def check_policies(path: Path, file: str, policies: Policies, servers: Mapping[str, Server], complain: Say) -> None:
    """Servers that `mcp:` of workspace.yaml names and nobody declares, and tools allowed without being named."""
    if not policies:
        return
    lined = parse(file, path.read_text(encoding="utf-8"))
    for server, tools in policies.items():
        if server not in servers:
            known = nearest(server, servers) if servers else " None is declared: add it to .mcp.json."
            complain(lined.error(("mcp", server), f"there is no MCP server {server!r}.{known}"))
        if tools.get("*") == "auto":
            problem = "`auto` is for single tools that you know to only read: name each. `*` may be `ask` or `never`."
            complain(lined.error(("mcp", server, "*"), problem))
