"""Where a benchmark works: the local workspace, and a program beside it, each a process of its own."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.core.errors import ThreadworkError
from app.demo.run import UNHURRIED, UNLIMITED, first_morning
from app.demo.setting import write_workspace
from app.demo.world import World, world
from app.local.slack.identity import SIGNING_SECRET
from bench.processes import cpu_seconds

AGENTS = Path(os.environ.get("THREADWORK_AGENTS", "agents"))
MANIFEST = "manifest.yml"
READY = re.compile(r"\bready$", re.MULTILINE)
START = 30.0  # seconds a program gets to be ready on a busy machine
LAST = 4_000  # characters of what a program said, shown when it did not do well


class NotServingError(ThreadworkError):
    """The program under measurement ended, or was not ready in time."""


@dataclass
class Serving:
    """A program at work, and how long it took to be ready."""

    process: asyncio.subprocess.Process
    url: str  # of its HTTP server
    told: Path  # what it says
    ready_in: float  # seconds

    @property
    def pid(self) -> int:
        return self.process.pid

    def cpu(self) -> float:
        return cpu_seconds(self.pid)


@asynccontextmanager
async def place(*options: str, brain: str = "script", limits: bool = False) -> AsyncIterator[World]:
    """The local workspace with its sample company, early on a working day; without Slack's limits unless asked for."""
    start = first_morning(datetime.now(UTC).date())
    free = ("--option", UNLIMITED) if limits else ("--no-limits",)
    arguments = ("--at", start.isoformat(), "--manifest", MANIFEST, "--brain", brain, *free, *options)
    async with world(arguments) as there:
        yield there


@asynccontextmanager
async def serving(there: World, home: Path, *, limits: bool = False, lists: bool = False) -> AsyncIterator[Serving]:
    """`threadwork serve` in this world, ready; `lists`: by its clock and with triggers. `home` is there already."""
    port = free_port()
    await asyncio.to_thread(write_workspace, await there.get("/_control/company"), home / "workspace.yaml")
    environment = {
        **there.environment(),
        **UNHURRIED,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "THREADWORK_HOME": str(home),
        "THREADWORK_AGENTS": str(await asyncio.to_thread(_agents, home, with_triggers=lists)),
        "THREADWORK_WORKSPACE": str(home / "workspace.yaml"),
        "THREADWORK_HTTP_HOST": "127.0.0.1",
        "THREADWORK_HTTP_PORT": str(port),
    }
    if not lists:
        environment["THREADWORK_CLOCK_URL"] = ""  # for a clock that people move the program asks all the time
    free = () if limits else ("--no-limits",)
    command = (sys.executable, "-m", "app", "serve", *free)
    async with started(command, environment, home / "serve.log", port) as program:
        yield program


def _agents(home: Path, *, with_triggers: bool) -> Path:
    """A copy, since a list that falls due at nine o'clock would be measured too."""
    ignored = () if with_triggers else ("triggers.yaml",)
    return Path(shutil.copytree(AGENTS, home / "agents", ignore=shutil.ignore_patterns(*ignored), dirs_exist_ok=True))


@asynccontextmanager
async def started(
    command: Sequence[str], environment: Mapping[str, str], told: Path, port: int = 0
) -> AsyncIterator[Serving]:
    """A program that says `ready` on its standard error when it is. An empty variable counts as not set."""
    own = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    begun = asyncio.get_running_loop().time()
    with told.open("wb") as file:
        process = await asyncio.create_subprocess_exec(
            *command, env=own | {key: value for key, value in environment.items() if value}, stderr=file, stdout=file
        )
    try:
        await _until_ready(process, told, begun + START)
        took = asyncio.get_running_loop().time() - begun
        yield Serving(process, f"http://127.0.0.1:{port}", told, took)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _until_ready(process: asyncio.subprocess.Process, told: Path, end: float) -> None:
    while not READY.search(said := await asyncio.to_thread(told.read_text)):
        if process.returncode is not None or asyncio.get_running_loop().time() > end:
            raise NotServingError(f"{told.stem} is not ready, exit code {process.returncode}. It said: {said[-LAST:]}")
        await asyncio.sleep(0.01)


@asynccontextmanager
async def bare(there: World, home: Path, *, over_http: bool = False) -> AsyncIterator[Serving]:
    """The bot that ours is compared with, in the same world."""
    port = free_port() if over_http else 0
    environment = {
        **there.environment(),
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "BARE_DATABASE": str(home / "bare.sqlite"),
        "BARE_PORT": str(port or ""),
    }
    async with started((sys.executable, "-m", "bench.bare_bot"), environment, home / "bare.log", port) as program:
        yield program


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


async def people(there: World) -> list[tuple[str, str]]:
    """Everybody whom the app answers, with their conversation with it: no guests, no strangers."""
    company = await there.get("/_control/company")
    active = [each for each in company["people"] if each["slack_id"] and each["is_active"]]
    members = [each["slack_id"] for each in active if each["role"] in ("rep", "manager", "member")]
    found: list[tuple[str, str]] = []
    for member in members:
        channel: Any = await there.act("open_dm", **{"as": member})
        found.append((member, str(channel["channel"]["id"])))
    return found
