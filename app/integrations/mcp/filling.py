"""`${VARIABLE}` and `${VARIABLE:-default}` in a server's declaration, filled in; and which values are secret."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from app.core.servers import Server
from app.integrations.mcp.errors import DeclarationError

VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")
SECRET = re.compile(
    r"token|key|secret|passw|credential|auth(?!or(?!i))|cookie|signature|dsn|(^|[_-])pat($|[_-])", re.IGNORECASE
)
SHORTEST = 6  # characters; anything shorter would be blanked out of every other text
HIDDEN = "[hidden]"
INHERITED = ("HOME", "LANG", "LC_ALL", "LOGNAME", "PATH", "SHELL", "TERM", "TMPDIR", "TZ", "USER")


@dataclass(frozen=True)
class Filled:
    """A server ready to be started. It never leaves this room."""

    server: Server = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)  # the longest first, so that no part of one stays behind

    def hide(self, text: str) -> str:
        for secret in self.secrets:
            text = text.replace(secret, HIDDEN)
        return text


def fill(server: Server, environment: Mapping[str, str]) -> Filled:
    """Raises DeclarationError where a variable is not set, or empty, and has no default."""
    filled = _Filling(server, environment)
    done = replace(
        server,
        command=filled.text(server.command),
        args=tuple(filled.text(each) for each in server.args),
        env={name: filled.text(value) for name, value in server.env.items()},
        url=filled.text(server.url),
        headers={name: filled.text(value) for name, value in server.headers.items()},
    )
    if done.url and not done.url.startswith(("https://", "http://")):
        raise DeclarationError(
            f"The url of MCP server {server.name!r} is no http address once it is filled in: see {server.at}."
        )
    secrets = {*filled.secrets, *_secret_values(done.env), *_secret_values(done.headers)}
    return Filled(done, tuple(sorted(secrets, key=lambda each: (-len(each), each))))


def surroundings(server: Server, environment: Mapping[str, str]) -> dict[str, str]:
    """What its process sees: where programs are, and what its declaration gives it. None of our own secrets."""
    return {name: environment[name] for name in INHERITED if name in environment} | dict(server.env)


class _Filling:
    def __init__(self, server: Server, environment: Mapping[str, str]) -> None:
        self._server, self._environment = server, environment
        self.secrets: set[str] = set()

    def text(self, text: str) -> str:
        if "${" in VARIABLE.sub("", text):
            raise DeclarationError(
                f"MCP server {self._server.name!r} has a `${{` that is no variable: write ${{NAME}} or "
                f"${{NAME:-default}} in {self._server.at}."
            )
        return VARIABLE.sub(self._value, text)

    def _value(self, found: re.Match[str]) -> str:
        name, default = found.groups()
        value = self._environment.get(name) or default
        if value is None:
            raise DeclarationError(
                f"MCP server {self._server.name!r} needs the variable {name}, which is not set. Set it, or write "
                f"${{{name}:-default}} in {self._server.at}."
            )
        if SECRET.search(name):
            self.secrets.update(_hideable(value))
        return value


def _secret_values(named: Mapping[str, str]) -> Iterator[str]:
    for name, value in named.items():
        if SECRET.search(name):
            yield from _hideable(value)


def _hideable(value: str) -> Iterable[str]:
    """The value, and what follows a word such as `Bearer`."""
    return (each for each in {value, value.split()[-1] if value.split() else ""} if len(each) >= SHORTEST)
