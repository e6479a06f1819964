"""From a person's word to the answer in the thread: the Slack room with the real engine and delivery around it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.core.agents import Agent
from app.core.entries import Faltered, Replied
from app.core.permissions import Approvals
from app.core.ports import Live
from app.core.sessions import Session, Turn
from app.delivery import DbosDelivery
from app.engine import Engine
from app.local.world import World
from app.slack.app import SlackApp
from app.slack.needs import Gate
from app.slack.pace import Pace
from app.slack.people import People
from app.slack.thread import Thread
from app.slack.tools import ScanThread
from app.slack.wire import Wire
from app.store.arms import Arms
from app.store.database import Database
from app.store.forks import Forks
from app.store.log import Log
from app.store.migrate import migrate
from app.store.outbox import Outbox
from app.store.recent import Recent
from app.store.waiting import Waiting
from app.store.wakes import Wakes
from tests.scripted import ScriptedLists, ScriptedModel, call, text, writes
from tests.slack.people import SALES, Control, Shape, words
from tests.slack.room import HOSTS
from tests.slack.values import CATALOG

MAYA, TOM, BOT = "U0MAYA", "U0TOM", "<@U0LOCALBOT>"


class Speaking(ScriptedModel):
    """Says the first words, then waits to be let go, as a model that takes its time."""

    async def reply(self, session: Session, turn: Turn, agent: Agent, live: Live) -> Replied | Faltered:
        self.began.put_nowait(turn.id)
        answer = self.script(session, turn, agent)
        if isinstance(answer, Replied) and answer.stop_reason == "end_turn":
            await live.text("You ")
            await self.go.wait()
        return answer


@dataclass
class Program:
    model: Speaking
    log: Log

    async def answer(self, control: Control, thread: str, text: str, channel: str = SALES) -> Shape:
        async def look() -> Shape | None:
            there = [m for m in await control.from_bot(channel) if m.get("thread_ts") == thread]
            return next((m for m in there if text in words(m) and not m["streaming"]), None)

        return await control.eventually(look)


@pytest.fixture
async def program(wire: Wire, world: World, tmp_path: Path, client: Any) -> AsyncIterator[Program]:
    database = Database(f"sqlite:///{tmp_path / 'threadwork.sqlite'}")
    migrate(database)
    delivery = DbosDelivery(database.url)
    log, outbox, people = Log(database, delivery, world), Outbox(database, world, "boot"), People(wire)
    thread = Thread(wire, log, outbox, CATALOG, HOSTS, Pace(apart=0.01))
    model, tools = Speaking(), {"scan_thread": ScanThread(wire)}
    wakes, none = Wakes(database, delivery), writes(database, world)
    engine = Engine(log, model, thread, ScriptedLists(), tools, CATALOG, people, world, wakes, none)

    async def nobody(*_: object) -> None:
        """Neither explanations nor changes of people nor triggers are part of this."""

    gate, forks = Gate(people, Approvals(), Waiting(database)), Forks(database, log, world)
    needs = (log, engine.deliver, Arms(database), Recent(database), nobody, CATALOG, world, nobody, gate, forks, nobody)
    app = SlackApp(client, wire, people, thread, *needs, app_token="xapp-local")
    await delivery.start(engine.advance, engine.give_up)
    await app.start()
    try:
        yield Program(model, log)
    finally:
        model.go.set()
        await app.stop_listening()
        await delivery.stop()
        await app.stop()
        database.close()


async def test_a_mention_is_answered_in_its_thread_and_two_more_words_in_order(
    program: Program, control: Control
) -> None:
    program.model.script = lambda session, turn, agent: text(f"You said: {turn.text}", turn, agent, session)
    program.model.go.clear()
    root = (await control.act("say", MAYA, channel=SALES, text=f"{BOT} one"))["ts"]
    await program.model.began.get()
    for word in ("two", "three"):
        await control.act("say", MAYA, channel=SALES, text=word, thread_ts=root)
    program.model.go.set()
    await program.answer(control, root, "You said: three")
    shown = [words(each).split("\n")[0] for each in await control.from_bot(SALES)]
    assert shown == ["You said: one", "You said: two", "You said: three"]
    assert await control.statuses(SALES, MAYA) == {root: "active"}


async def test_stop_ends_the_answer_at_once_and_leaves_what_was_shown(program: Program, control: Control) -> None:
    program.model.script = lambda session, turn, agent: text("You will never see this", turn, agent, session)
    program.model.go.clear()
    root = (await control.act("say", MAYA, channel=SALES, text=f"{BOT} one"))["ts"]

    async def speaking() -> bool:
        return any("You" in words(each) for each in await control.from_bot(SALES))

    await control.eventually(speaking)
    await control.act("stop", TOM, channel=SALES, thread_ts=root)
    message = await program.answer(control, root, "Stopped by")
    assert words(message) == "You \nStopped by <@U0TOM>"
    assert await control.statuses(SALES, MAYA) == {root: "active"}


async def test_security_reads_the_thread_and_the_next_answer_is_the_defaults(
    program: Program, control: Control
) -> None:
    def script(session: Session, turn: Turn, agent: Agent) -> Replied:
        if agent.name == "security" and not turn.replies:
            return call("scan_thread", turn, agent, session)
        seen = turn.returns[-1].content if turn.returns else "nothing"
        return text(f"You have: {seen[:60]}", turn, agent, session)

    program.model.script = script
    root = (await control.act("say", TOM, channel=SALES, text="use AKIA" + "ABCDEFGHIJKLMNOP"))["ts"]
    await control.act("say", MAYA, channel=SALES, text=f"{BOT} !agent security is it safe?", thread_ts=root)
    scanned = await program.answer(control, root, "Answered by *security* with `scan_thread`")
    assert "AWS access key" in words(scanned)
    await control.act("say", MAYA, channel=SALES, text="thanks", thread_ts=root)
    await program.answer(control, root, "Answered by *assistant*")
