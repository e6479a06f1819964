"""A real world and a real program, each a process of its own, on a home of their own."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from app.demo.person import Visitor
from app.demo.setting import write_workspace
from app.demo.world import World, world
from tests.whole.program import Program

ROOT = Path(__file__).parents[2]
AGENTS = ("assistant", "daily-priorities", "security")
MONDAY = date(2026, 11, 23)
START = datetime.combine(MONDAY, time(3), UTC)  # before nine in every zone
# A day passes in seconds here, so HubSpot's limits, which are in real time, do not hold.
UNLIMITED = ("--option", 'unlimited=["hubspot", "jira", "intercom"]')
SYNC = "sync: {every_minutes: 240}\n"  # a walk through a day stops at each
UNHURRIED = {"HUBSPOT_SEARCHES_A_SECOND": "1000", "HUBSPOT_CALLS_IN_TEN_SECONDS": "100000"}


@dataclass(frozen=True)
class Setting:
    world: World
    program: Program
    home: Path
    company: Mapping[str, Any]

    def program_with(self, changed: Mapping[str, str]) -> Program:
        """Another program on the same home, with other variables and a log of its own."""
        log = self.home / f"other-{len(list(self.home.glob('other-*.log')))}.log"
        log.touch()
        return Program(self.world, {**self.program.environment, **changed}, log)

    def visitor(self, name: str) -> Visitor:
        """Somebody of the company, by the first name."""
        found = [each for each in self.company["people"] if each["name"].split()[0] == name]
        assert len(found) == 1, f"{name!r} is the first name of {len(found)} people"
        return Visitor(self.world, found[0]["slack_id"], found[0]["name"], found[0]["timezone"])

    def visitors(self, *roles: str) -> list[Visitor]:
        return [
            Visitor(self.world, each["slack_id"], each["name"], each["timezone"])
            for each in self.company["people"]
            if each["is_active"] and each["slack_id"] and each["role"] in roles
        ]

    async def channel(self, name: str, visitor: Visitor) -> str:
        seen = await self.world.look("workspace", **{"as": visitor.id})
        return str(next(each["id"] for each in seen["conversations"] if each["name"] == name))

    async def script(self, *turns: dict[str, Any]) -> None:
        """What the model will say; replaces what was written before."""
        await self.world.post("/messages/_control/script", list(turns))

    async def settled(self) -> None:
        """Until nothing waits and nothing runs: the clock goes on only then."""
        await self.world.move_to(await self.world.now() + timedelta(seconds=1))

    async def faults(self, *faults: dict[str, Any]) -> None:
        """What goes wrong from now on; nothing clears them."""
        await self.world.post("/_control/faults", list(faults))

    async def journal(self, system: str, method: str = "") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.world.get("/_control/journal", system=system, method=method)
        return found


@asynccontextmanager
async def setting(
    home: Path,
    *,
    company: Path | None = None,
    brain: str = "script",
    limits: bool = True,
    options: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> AsyncIterator[Setting]:
    """The world runs; the program is there to be started. Whatever still lives at the end is killed."""
    arguments = ["--at", START.isoformat(), "--today", str(MONDAY), "--brain", brain, *UNLIMITED]
    arguments += ["--manifest", str(ROOT / "manifest.yml"), *options]
    arguments += ["--company", str(company)] if company else []
    arguments += [] if limits else ["--no-limits"]
    async with world(arguments) as there:
        found = await there.get("/_control/company")
        variables = {**_environment(there, found, home), **(environment or {})}
        program = Program(there, variables, home / "program.log", () if limits else ("--no-limits",))
        try:
            yield Setting(there, program, home, found)
        finally:
            await program.kill()
            await program.let_time_go_on()


def _environment(there: World, company: dict[str, Any], home: Path) -> dict[str, str]:
    workspace = write_workspace(company, home / "workspace.yaml")
    workspace.write_text(workspace.read_text(encoding="utf-8") + SYNC, encoding="utf-8")
    return {
        **there.environment(),
        **UNHURRIED,
        "PATH": "/usr/bin:/bin",
        "THREADWORK_HOME": str(home / "state"),
        "THREADWORK_AGENTS": str(_copy_agents(home / "agents")),
        "THREADWORK_WORKSPACE": str(workspace),
        "THREADWORK_HTTP_PORT": "0",
    }


def _copy_agents(folder: Path) -> Path:
    """Those that the stories are about, and no others that somebody works on."""
    for name in AGENTS:
        shutil.copytree(ROOT / "agents" / name, folder / name)
    for name in ("triggers.yaml", "workspace.yaml"):
        shutil.copy(ROOT / "agents" / name, folder / name)
    return folder
