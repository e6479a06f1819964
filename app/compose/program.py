"""`threadwork serve`: everything put together, started in the order that loses nothing, and stopped the same way."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from app.claude.model import ClaudeModel
from app.compose.enrolment import Enrolment
from app.compose.explaining import RunExplainer
from app.compose.http import server
from app.compose.mcp import Equipment, equipment
from app.compose.people import People
from app.compose.triggering import Triggering, triggering
from app.compose.workbench import Workbench
from app.core.entries import Listed
from app.core.tools import Tool
from app.core.triggers import DailyTrigger
from app.delivery import DbosDelivery
from app.engine import Engine
from app.playbooks.tools import ListRecords, list_tools
from app.settings import ClaudeSettings, ProgramSettings, SlackSettings, read, read_if_set
from app.slack.app import SlackApp, make_client, open_session
from app.slack.needs import Gate
from app.slack.pace import Pace
from app.slack.people import People as SlackPeople
from app.slack.thread import Thread
from app.slack.tools import ReadThread, ScanThread
from app.slack.wire import Wire
from app.store.alone import Alone
from app.store.arms import Arms
from app.store.database import parse_url
from app.store.forks import Forks
from app.store.outbox import Outbox
from app.store.recent import Recent
from app.store.triggers import TriggerRows
from app.store.waiting import Waiting
from app.store.wakes import Wakes
from app.triggers.daily import DailyTriggers
from app.triggers.syncing import Syncing
from app.triggers.ticker import Chore, Ticker
from app.triggers.waking import Waking
from app.writes import Writes

log = logging.getLogger(__name__)

MISSED = timedelta(minutes=30)  # data older than this at a start is read anew at once


@dataclass(frozen=True)
class Program:
    bench: Workbench
    slack: SlackApp
    delivery: DbosDelivery
    engine: Engine
    ticker: Ticker
    enrol: Enrolment
    triggers: Triggering

    @staticmethod
    @asynccontextmanager
    async def open(environment: Mapping[str, str], *, limits: bool = True) -> AsyncIterator[Program]:
        """Built, locked to its database, and not yet listening. `limits`: keep below Slack's rates."""
        slack = read(SlackSettings, environment)
        claude = read_if_set(ClaudeSettings, "ANTHROPIC_API_KEY", environment)
        async with AsyncExitStack() as stack:
            delivery = DbosDelivery(parse_url(read(ProgramSettings, environment).database_url))
            bench = await stack.enter_async_context(Workbench.open(environment, delivery))
            alone = Alone(bench.database)
            await alone.take()
            stack.callback(alone.release)
            session = await stack.enter_async_context(open_session())
            client = make_client(slack.bot_token.get_secret_value(), slack.api_url, session)
            equipped = await stack.enter_async_context(
                equipment(bench.content, bench.database, bench.clock, environment)
            )
            model = _model(claude, bench)
            stack.push_async_callback(model.close)
            yield await _assemble(bench, delivery, client, model, equipped, slack, Pace(limits=limits), environment)

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set: first what a crash left, then people, then time."""
        await self.delivery.start(self.engine.advance, self.engine.give_up)
        ticking: asyncio.Task[None] | None = None
        try:
            await self.slack.start()
            await self.enrol.everyone()
            ticking = asyncio.create_task(self.ticker.run())
            settings = self.bench.settings
            routes = [*self.slack.routes(), *self.triggers.routes]
            async with server(settings.http_host, settings.http_port, self.delivery.pending, routes):
                log.info("ready")
                await stop.wait()
        finally:
            await self.slack.stop_listening()
            if ticking:
                ticking.cancel()
                await asyncio.gather(ticking, return_exceptions=True)
            await self.delivery.stop()
            await self.slack.stop()


def _model(settings: ClaudeSettings | None, bench: Workbench) -> ClaudeModel:
    key = settings.api_key.get_secret_value() if settings else None
    return ClaudeModel(key, settings.base_url if settings else None, bench.clock)


async def _assemble(
    bench: Workbench,
    delivery: DbosDelivery,
    client: AsyncWebClient,
    model: ClaudeModel,
    equipped: Equipment,
    settings: SlackSettings,
    pace: Pace,
    environment: Mapping[str, str],
) -> Program:
    wire, content, catalog = Wire(client), bench.content, equipped.catalog
    slack_people, recent = SlackPeople(wire), Recent(bench.database)
    people = People(slack_people.find, bench.roster)
    outbox = Outbox(bench.database, bench.clock, secrets.token_hex(4))
    thread = Thread(wire, bench.log, outbox, catalog, frozenset(content.workspace.allowed_hosts), pace)
    wakes, rows = Wakes(bench.database, delivery), TriggerRows(bench.database, bench.log)
    every_day = [each for each in content.triggers if isinstance(each, DailyTrigger)]
    daily = DailyTriggers(every_day, rows, people.find, bench.roster.away, content.workspace.holidays)
    enrol = Enrolment(slack_people, people, daily, bench)
    lists = bench.lists(people.find, bench.systems[0].source.touched if bench.systems else None, enrol.tell)
    tools = {**{tool.spec.name: tool for tool in offered(bench, wire, recent)}, **equipped.tools}
    writers = [*(tool for system in bench.systems for tool in system.writes), *equipped.writes]
    rules = content.workspace.rules_of_approval()
    writes = Writes.by(writers, outbox, people, rules, bench.clock)
    engine = Engine(bench.log, model, thread, lists, tools, catalog, people, bench.clock, wakes, writes)
    triggers = await triggering(bench, rows, engine.fire, enrol, slack_people, wire, environment)
    slack = SlackApp(
        client,
        wire,
        slack_people,
        thread,
        bench.log,
        engine.deliver,
        Arms(bench.database),
        recent,
        RunExplainer(bench.version_of, bench.runs, bench.snapshots, bench.monty),
        catalog,
        bench.clock,
        enrol.changed,
        Gate(people, rules, Waiting(bench.database)),
        Forks(bench.database, bench.log, bench.clock),
        triggers.hear,
        app_token=settings.app_token.get_secret_value() if settings.app_token else "",
        signing_secret=settings.signing_secret.get_secret_value() if settings.signing_secret else "",
    )
    chores: tuple[Chore, ...] = (daily, Waking(wakes), await _syncing(bench, enrol), *triggers.chores)
    return Program(bench, slack, delivery, engine, Ticker(bench.clock, chores, delivery.pending), enrol, triggers)


def offered(bench: Workbench, wire: Wire, recent: Recent) -> list[Tool]:
    """Every tool that works here; agents are given those they name."""

    async def latest_list(person: str) -> Listed | None:
        found = await recent.latest_list(person)
        return (await bench.log.load(found)).listed() if found else None

    records = ListRecords(
        bench.playbooks,
        bench.runs.load,
        bench.snapshots.find,
        latest_list,
        unowned_to=bench.content.workspace.unowned_to,
        monty=bench.monty,
        marks_of=bench.marks.of_person,
        version_of=bench.version_of,
    )
    return [
        *list_tools(records),
        ScanThread(wire),
        ReadThread(wire),
        *(tool for system in bench.systems for tool in system.tools),
    ]


async def _syncing(bench: Workbench, enrol: Enrolment) -> Syncing:
    async def sync(full: bool) -> None:
        await bench.refresh.run(full=full)
        await enrol.everyone()

    plan, latest = bench.content.workspace.sync, await bench.snapshots.latest()
    now = bench.clock.now()
    first: datetime = now if latest is None or now - latest.taken_at > MISSED else latest.taken_at + MISSED
    return Syncing(
        sync,
        zone=bench.content.workspace.zone,
        every_minutes=plan.every_minutes,
        begins=plan.begins,
        ends=plan.ends,
        full_at=plan.full_at,
        first=first,
    )
