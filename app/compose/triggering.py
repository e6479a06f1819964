"""Every trigger at work: what the ticker, the HTTP server and Slack's events have to call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from app.compose.enrolment import Enrolment
from app.compose.workbench import Workbench
from app.slack.people import People
from app.slack.wire import Wire
from app.store.firings import Cursors, Firings
from app.store.triggers import TriggerRows
from app.triggers.by_hand import ByHand
from app.triggers.kinds import Needs, Running, run_kinds
from app.triggers.occurring import Fire, Occurring
from app.triggers.ticker import Chore


@dataclass(frozen=True)
class Triggering:
    chores: Sequence[Chore]
    running: Sequence[Running]

    @property
    def routes(self) -> list[web.RouteDef]:
        return [route for each in self.running for route in each.routes]

    async def hear(self, event: Mapping[str, Any]) -> None:
        for each in self.running:
            if each.hear:
                await each.hear(event)


async def triggering(
    bench: Workbench,
    rows: TriggerRows,
    fire: Fire,
    enrol: Enrolment,
    people: People,
    wire: Wire,
    environment: Mapping[str, str],
) -> Triggering:
    firings = Firings(bench.database)
    occurring = Occurring(fire, enrol.by_email, firings, bench.clock)
    needs = Needs(
        occurring,
        rows,
        Cursors(bench.database),
        enrol.by_email,
        people,
        wire.me,
        bench.snapshots.latest,
        bench.snapshots.find,
        environment,
        bench.clock,
    )
    declared = bench.content.triggers
    await rows.keep_only([each.name for each in declared])
    running = run_kinds(declared, needs)
    for each in running:
        if each.enrol:
            enrol.then(each.enrol)
    by_hand = ByHand(declared, firings, occurring, enrol.by_email, fire, bench.clock)
    return Triggering([by_hand, *(chore for each in running for chore in each.chores)], running)
