"""Lists triggers with their last and next firing; `now NAME` fires one"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime

from app.compose.workbench import Workbench
from app.core.nearest import nearest
from app.core.occasions import Trigger
from app.core.triggers import DailyTrigger
from app.store.firings import ASKED, FIRED, Firing, Firings
from app.store.triggers import TriggerRow, TriggerRows

PATIENCE = 10.0  # seconds of real time in which a running `serve` takes it
LOOK = 0.2  # seconds between looks


def arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    now = actions.add_parser("now", help="fires one, whether it is due or not")
    now.add_argument("name", help="the trigger's")
    now.add_argument("--for", dest="email", metavar="EMAIL", help="for whom, where it is each person's own")


def run(options: argparse.Namespace) -> int:
    return asyncio.run(_now(options.name, options.email) if options.action == "now" else _show())


async def _show() -> int:
    async with Workbench.open(os.environ) as bench:
        rows = await TriggerRows(bench.database, bench.log).all()
        latest = await Firings(bench.database).latest()
        print("\n".join(lines(bench.content.triggers, rows, latest)) or "No trigger is declared in triggers.yaml.")
    return 0


def lines(triggers: Sequence[Trigger], rows: Sequence[TriggerRow], latest: Mapping[str, Firing]) -> list[str]:
    """One trigger after the other, two lines each."""
    told = []
    for trigger in triggers:
        own = [row for row in rows if row.name == trigger.name]
        off = "" if trigger.is_on else "  off"
        told.append(f"{trigger.name}  {trigger.kind}: {trigger.when}{off}")
        last = _last(own, latest.get(trigger.name))
        told.append(f"    {trigger.agent}, {_owner(trigger, own)}; last {last}; {_next(trigger, own)}")
    return told


def _owner(trigger: Trigger, own: Sequence[TriggerRow]) -> str:
    if trigger.owner:
        return f"owned by {trigger.owner}"
    return f"for {len(own)} {'person' if len(own) == 1 else 'people'}"


def _last(own: Sequence[TriggerRow], latest: Firing | None) -> str:
    days = [row.last_on for row in own if row.last_on]
    if latest and latest.result != ASKED and not (days and max(days) > latest.at.date()):
        return f"{_moment(latest.at)} {latest.result}" + (f" (session {latest.session})" if latest.session else "")
    if not days:
        return "never"
    fired = sum(row.last_result == FIRED for row in own if row.last_on == max(days))
    return f"{max(days)} fired for {fired}"


def _next(trigger: Trigger, own: Sequence[TriggerRow]) -> str:
    if own:
        return f"next {_moment(min(row.due.at for row in own))}"
    is_timed = trigger.kind in ("daily", "schedule")
    return "next not before `threadwork serve` has looked who is there" if is_timed else "next when it happens"


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


async def _now(name: str, email: str | None) -> int:
    async with Workbench.open(os.environ) as bench:
        trigger = next((each for each in bench.content.triggers if each.name == name), None)
        if trigger is None:
            known = [each.name for each in bench.content.triggers]
            print(f"There is no trigger {name!r}.{nearest(name, known)}", file=sys.stderr)
            return 2
        if isinstance(trigger, DailyTrigger) and not email:
            print(f"{name} is each person's own: say for whom, `threadwork triggers now {name} --for EMAIL`.")
            return 2
        firings = Firings(bench.database)
        key = await firings.ask(name, (email or trigger.owner).lower(), bench.clock.now())
        result = await _wait(firings, key)
    print(f"{name}: {result}")
    return 0 if result.startswith(FIRED) else 1


async def _wait(firings: Firings, key: str) -> str:
    for _ in range(int(PATIENCE / LOOK)):
        firing = await firings.find(key)
        if firing and firing.result != ASKED:
            return f"{firing.result}, session {firing.session}" if firing.session else firing.result
        await asyncio.sleep(LOOK)
    return "no `threadwork serve` took it yet; the next one that runs will"
