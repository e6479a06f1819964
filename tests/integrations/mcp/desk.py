"""MCP servers in tests: started from a declaration, with policies, and called as the loop would."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.people import Person
from app.core.servers import Policies, Server
from app.core.tools import Call, CallContext, Outcome
from app.integrations.mcp import Servers, Timing
from app.store.database import Database
from app.store.migrate import migrate
from app.store.pins import Pins
from tests.claude.thread import START, Thread
from tests.store.fakes import SetClock

HERE = Path(__file__).parent
QUICK = Timing(start=20, call=0.8, probe=1, patience=10, look_again=60, settled=60, pauses=(0.05,))
STRICT = Timing(start=20, call=10, probe=10, patience=10, look_again=0, settled=60, pauses=(0.05,))
PERSON = Person("U1", "Maya", "m@example.com", "UTC")


@dataclass
class Desk:
    servers: Servers
    pins: Pins

    async def call(self, tool: str, **arguments: Any) -> Outcome:
        thread = Thread()
        thread.say("hello")
        context = CallContext(thread.session, PERSON, START)
        return await self.servers.tools[tool].run(Call("c1", tool, arguments), context)

    async def states(self, server: str) -> dict[str, str]:
        return {tool: pin.state for tool, pin in (await self.pins.of_server(server)).items()}

    async def trouble(self) -> str:
        (report,) = await self.servers.report()
        return report.trouble


@asynccontextmanager
async def desk(
    folder: Path,
    *declared: Server,
    policies: Policies | None = None,
    environment: Mapping[str, str] | None = None,
    timing: Timing = STRICT,
) -> AsyncIterator[Desk]:
    """The same `folder` is the same database."""
    database = Database(f"sqlite:///{folder}/pins.sqlite")
    migrate(database)
    pins = Pins(database, SetClock())
    around = {"PATH": "/usr/bin:/bin", **(environment or {})}
    servers = Servers(declared, policies or {}, pins, around, folder, timing)
    try:
        await servers.start()
        yield Desk(servers, pins)
    finally:
        await servers.stop()
        database.close()


def python(name: str, script: str, *arguments: str, **env: str) -> Server:
    """A server of tests/integrations/mcp/servers."""
    command = (str(HERE / "servers" / script), *arguments)
    return Server(name, "stdio", sys.executable, command, env=env, at="agents/.mcp.json:3")


def odd(folder: Path) -> Server:
    return python("odd", "odd.py", ODD_STATE=str(folder), ODD_TOKEN="${ODD_TOKEN}")
