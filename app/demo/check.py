"""`threadwork demo --check`: the main job through the eyes of the people it is for, a line per promise."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.core.errors import ThreadworkError
from app.demo.person import Message, NotSeenError, Visitor, posted_at, rows_of, seen, words_of
from app.demo.telling import NotKeptError, told_and_undone
from app.demo.world import World

NINE = time(9)
SPREAD = timedelta(minutes=2, seconds=30)  # the trigger's spread, and the time it takes to send
SHOWN = 7


class FailedError(Exception):
    """A promise that was not kept, in words."""


@dataclass
class Report:
    passed: int = 0
    failed: int = 0

    async def line(self, promise: str, prove: Callable[[], Awaitable[str]]) -> None:
        try:
            evidence = await prove()
        except (FailedError, NotKeptError, NotSeenError, ThreadworkError) as error:
            self.failed += 1
            print(f"FAILED  {promise}: {error}")
            return
        self.passed += 1
        print(f"ok      {promise}: {evidence}")


@dataclass
class Check:
    world: World
    visitors: list[Visitor]
    start: datetime
    report: Report = field(default_factory=Report)

    async def run(self) -> int:
        line = self.report.line
        await line("a page for people", self.page)
        await line("at 9:00 in each zone", self.mornings)
        await line("a list reads at a glance", self.at_a_glance)
        await line("no model computes a list", self.no_model)
        await line("Why? is the computation", self.why)
        await line("a snoozed row stays, struck", self.snooze)
        await line("a question in the thread", self.question)
        await line("another agent for one message", self.switch)
        await line("a call told of is logged after a yes", self.told)
        await line("the next morning", self.next_morning)
        print(f"{self.report.passed} passed, {self.report.failed} failed")
        return 1 if self.report.failed else 0

    async def page(self) -> str:
        async with self.world.http.get(f"{self.world.url}/page/") as answer:
            text = await answer.text()
            _require(answer.status == 200 and "<script" in text, f"{answer.status} from the page")
        return f"{self.world.url}/page/"

    async def mornings(self) -> str:
        """Every person with a list has exactly one, posted at nine where they are."""
        for moment in sorted({_next_nine(self.start, each.zone) for each in self.visitors}):
            await self.world.move_to(moment + SPREAD)
        got = 0
        for each in self.visitors:
            found = await each.lists()
            _require(len(found) <= 1, f"{each.name} got {len(found)} lists")
            for message in found:
                _require_nine(each, message)
                got += 1
        _require(got > 0, "nobody got a list")
        zones = sorted({each.zone for each in self.visitors})
        return (
            f"{got} lists in {len(zones)} zones, once each; {len(self.visitors) - got} people without accounts got none"
        )

    async def at_a_glance(self) -> str:
        rows = 0
        async for each, message in self._lists():
            shown = rows_of(message) or []
            _require(len(shown) <= SHOWN, f"{each.name} got {len(shown)} rows")
            text = words_of(message["blocks"])
            _require("CRM as of" in text, f"{each.name}'s list does not say how fresh it is")
            _require(not shown or "http" in text, f"{each.name}'s list links to no record")
            rows += len(shown)
        _require(rows > 0, "no list has a row")
        return f"{rows} rows, at most {SHOWN} each, linked, with reasons and the data's age"

    async def no_model(self) -> str:
        calls = await self.world.get("/_control/journal", system="messages")
        _require(not calls, f"{len(calls)} calls of the model were made")
        return "0 calls of the Messages API"

    async def why(self) -> str:
        each, channel, message = await self._someone()
        item = (rows_of(message) or [])[0]
        await each.click(channel, message, "row_why", item)
        view = await seen(each.modal, "the Why? modal")
        points, total = await seen(lambda: _computation(each), "the sum in the Why? modal")
        _require(abs(sum(points) - total) < 0.05, f"{points} do not sum to {total}")
        await self.world.act("close", **{"as": each.id, "view_id": view["id"]})
        return f"{' + '.join(f'{point:g}' for point in points)} = {total:g}"

    async def snooze(self) -> str:
        each, channel, message = await self._someone()
        item = (rows_of(message) or [])[-1]
        await each.click(channel, message, "row_more", item, f"snooze_1:{item}")

        async def struck() -> Message | None:
            now = next((found for found in await each.lists() if found["ts"] == message["ts"]), None)
            return (
                now if now and item not in (rows_of(now) or []) and "Snoozed until" in words_of(now["blocks"]) else None
            )

        await seen(struck, "the struck row")
        return f"{each.name} snoozed one for a day"

    async def question(self) -> str:
        each, channel, message = await self._someone()
        answer = await each.ask(channel, "why is the first one on my list?", message["ts"])
        text = words_of(answer["blocks"])
        _require(bool(re.search(r"\d", text)), f"the answer has no number in it: {text[:200]!r}")
        _require("assistant" in text, "the answer does not say who gave it")
        return f"answered by assistant in {len(text)} characters"

    async def switch(self) -> str:
        each, channel, message = await self._someone()
        secret = "our key is AKIA" + "ABCDEFGHIJKLMNOP"  # the shape of a key; nobody's
        switched = await each.ask(channel, f"!agent security check this thread, {secret}", message["ts"])
        back = await each.ask(channel, "what is on my list today?", message["ts"])
        by = [_answered_by(answer) for answer in (switched, back)]
        _require(by == ["security", "assistant"], f"answered by {by}")
        _require("key" in words_of(switched["blocks"]).lower(), "the answer does not name the key that was posted")
        _require(secret[-16:] not in words_of(switched["blocks"]), "the answer repeats the secret")
        return "security answered once, then assistant again"

    async def told(self) -> str:
        each, channel, message = await self._someone()
        return await told_and_undone(self.world, each, channel, message, (rows_of(message) or [])[0])

    async def next_morning(self) -> str:
        """A day on: one more list each, and what was snoozed until then may come back, never earlier."""
        before = {each.id: len(await each.lists()) for each in self.visitors}
        now = await self.world.now()
        target = max(_next_nine(now, each.zone) for each in self.visitors) + SPREAD
        await self.world.move_to(target)
        more = {each.id: len(await each.lists()) - before[each.id] for each in self.visitors}
        doubled = [each.name for each in self.visitors if more[each.id] > 1]
        missing = [each.name for each in self.visitors if before[each.id] and not more[each.id]]
        _require(not doubled, f"{doubled} got more than one")
        _require(not missing, f"{missing} got none")
        return f"{sum(more.values())} lists, once each"

    async def _lists(self) -> AsyncIterator[tuple[Visitor, Message]]:
        for each in self.visitors:
            for message in await each.lists():
                yield each, message

    async def _someone(self) -> tuple[Visitor, str, Message]:
        """A person with several open rows in their latest list."""
        async for each, message in self._lists():
            if len(rows_of(message) or []) >= 2:
                return each, await each.dm() or "", message
        raise FailedError("no list has two open rows")


def _require(kept: bool, otherwise: str) -> None:
    if not kept:
        raise FailedError(otherwise)


def _require_nine(each: Visitor, message: Message) -> None:
    local = posted_at(message).astimezone(ZoneInfo(each.zone))
    nine = datetime.combine(local.date(), NINE, local.tzinfo)
    _require(nine <= local <= nine + SPREAD, f"{each.name}'s list came at {local:%H:%M:%S} {each.zone}")


def _next_nine(after: datetime, zone: str) -> datetime:
    """The next 9:00 of a weekday there."""
    here = ZoneInfo(zone)
    day: date = after.astimezone(here).date()
    while True:
        nine = datetime.combine(day, NINE, here)
        if nine > after and day.weekday() < 5:
            return nine
        day += timedelta(days=1)


async def _computation(each: Visitor) -> tuple[list[float], float] | None:
    """The terms and the sum that the modal shows, once it shows them."""
    view = await each.modal()
    text = words_of(view["blocks"]).replace("−", "-") if view else ""
    found = re.search(r"([-\d.]+(?: \+ [-\d.]+)*) = \*(-?[\d.]+)\*", text)
    if found:
        return [float(term) for term in found[1].split(" + ")], float(found[2])
    single = re.search(r"·\s*\*(-?[\d.]+) points\*", text)
    return ([float(single[1])], float(single[1])) if single else None


def _answered_by(message: Message) -> str:
    found = re.search(r"Answered by \*([\w-]+)\*", json.dumps(message["blocks"]))
    return found[1] if found else "nobody"
