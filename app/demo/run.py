"""The demo from beginning to end: the world starts, its past is replayed, the program serves, somebody looks."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from tqdm import tqdm

from app.compose.program import Program
from app.compose.workbench import Workbench
from app.demo.check import Check
from app.demo.person import Visitor
from app.demo.setting import write_workspace
from app.demo.world import World, world
from app.sandbox.command import probe_jail

MANIFEST = Path("manifest.yml")
DAWN = time(3)  # UTC: before nine o'clock in every zone of the sample company, and after midnight in all but America
NIGHT = time(2)  # UTC, when each day of the past is read
# A day passes in seconds here, so the vendors' limits, which are in real time, do not hold; Slack's stay.
UNLIMITED = 'unlimited=["hubspot", "jira", "intercom"]'
UNHURRIED = {"HUBSPOT_SEARCHES_A_SECOND": "1000", "HUBSPOT_CALLS_IN_TEN_SECONDS": "100000"}


@dataclass(frozen=True)
class Wish:
    check: bool
    data: Path | None
    port: int
    anthropic_key: str | None
    days: int


async def demo(wish: Wish) -> int:
    start = first_morning(datetime.now(UTC).date())
    with tempfile.TemporaryDirectory(prefix="threadwork-demo-") as folder:
        home = Path(folder)
        async with world(_arguments(wish, start)) as there:
            company = await there.get("/_control/company")
            environment = await _environment(wish, there, home)
            write_workspace(company, home / "workspace.yaml")
            for line in (await there.get("/_control/health"))["summary"]:
                print(line)
            await replay(there, environment, start, wish.days)
            visitors = [
                Visitor(there, each["slack_id"], each["name"], each["timezone"])
                for each in company["people"]
                if each["slack_id"] and each["is_active"] and each["role"] in ("rep", "manager", "member")
            ]
            return await _serve(wish, there, environment, visitors, start)


def first_morning(today: date) -> datetime:
    """Today before dawn, or the next weekday's."""
    while today.weekday() > 4:
        today += timedelta(days=1)
    return datetime.combine(today, DAWN, UTC)


async def replay(there: World, environment: dict[str, str], start: datetime, days: int) -> None:
    """The past, night by night, through the real sync: a snapshot a day."""
    nights = [datetime.combine(start.date() - timedelta(days=back), NIGHT, UTC) for back in range(days, -1, -1)]
    await there.set_clock(nights[0])
    async with Workbench.open(environment) as bench:
        for night in tqdm(nights, desc=f"reading {days} days of history", unit="day", leave=False, disable=None):
            await there.set_clock(night)
            await bench.clock.look()
            done = await bench.refresh.run(full=False)
            for failure in done.failures.values():
                print(failure)
    await there.set_clock(start)


async def _serve(
    wish: Wish, there: World, environment: dict[str, str], visitors: list[Visitor], start: datetime
) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with Program.open(environment) as program:
        serving = asyncio.create_task(program.run(stop))
        try:
            await _lives(there, serving)
            if wish.check:
                return await Check(there, visitors, start).run()
            print(_welcome(there))
            await serving
            return 0
        finally:
            stop.set()
            await serving


async def _lives(there: World, serving: asyncio.Task[None]) -> None:
    """Until the program lives by the workspace's clock: from then on a move walks through its due moments."""
    while not serving.done():
        if (await there.get("/clock"))["participants"]:
            return
        await asyncio.sleep(0.05)
    serving.result()


def _arguments(wish: Wish, start: datetime) -> list[str]:
    manifest = ["--manifest", str(MANIFEST)] if MANIFEST.exists() else []
    company = ["--company", str(wish.data)] if wish.data else []
    options = ["--option", UNLIMITED, "--option", "event_retry_seconds=[0, 2, 5]"]
    return ["--port", str(wish.port), "--at", start.isoformat(), *options, *manifest, *company]


async def _environment(wish: Wish, there: World, home: Path) -> dict[str, str]:
    """Ours alone: no variable of the person's own account is used but the model's key."""
    model = {"ANTHROPIC_API_KEY": wish.anthropic_key} if wish.anthropic_key else {}
    settings = {
        **there.environment(),
        **UNHURRIED,
        "THREADWORK_HOME": str(home),
        "THREADWORK_AGENTS": os.environ.get("THREADWORK_AGENTS", "agents"),
        "THREADWORK_WORKSPACE": str(home / "workspace.yaml"),
        "THREADWORK_HTTP_PORT": "0",
    }
    probe = await asyncio.to_thread(probe_jail)
    if not probe.holds:
        print(f"No jail on this machine ({probe.words}): rules run in Monty's own sandbox only.")
        settings["THREADWORK_SANDBOX"] = "language-only"
    if wish.anthropic_key:
        settings.pop("ANTHROPIC_BASE_URL")
    return {**settings, **model}


def _welcome(there: World) -> str:
    return (
        f"\n  Open {there.url}/page/\n\n"
        "  You are in a small Slack. Top left says who you are; press “next 9:00” in the bar above to get the list.\n"
        "  Answer in its thread, for example: why is the first one on my list?\n"
        "  Ctrl-C ends the demo and forgets everything.\n"
    )
