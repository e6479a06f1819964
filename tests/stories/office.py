"""The office that the stories happen in: one running world and program, and what one can do and see there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.demo.person import Message, Visitor, seen, words_of
from app.demo.world import World
from tests.whole.setting import Setting, setting

BOT = "<@U0LOCALBOT>"
SPREAD = timedelta(minutes=2, seconds=30)  # the trigger's spread, and the time it takes to send
# An event that nobody takes is given up within a second, so that what was missed must be read back.
PATIENCE = ("--option", "event_retry_seconds=[0, 0.2, 0.4]")


@dataclass(frozen=True)
class Office:
    setting: Setting

    @property
    def world(self) -> World:
        return self.setting.world

    def visitor(self, name: str) -> Visitor:
        return self.setting.visitor(name)

    async def sales(self, member: str = "Nadia") -> str:
        return await self.setting.channel("sales", self.visitor(member))

    async def model_says(self, *turns: dict[str, Any]) -> None:
        await self.setting.script(*turns)

    async def morning(self, visitor: Visitor) -> Message:
        """The clock walks through the next nine o'clock of theirs; the list it brought."""
        before = len(await visitor.lists())
        nine = next_nine(await self.world.now(), visitor.zone)
        await self.world.move_to(nine + SPREAD)
        lists = await visitor.lists()
        assert len(lists) == before + 1, f"{visitor.name} has {len(lists) - before} new lists"
        return lists[-1]

    async def requests(self) -> list[dict[str, Any]]:
        """What the model was asked, oldest first."""
        found: list[dict[str, Any]] = await self.world.get("/messages/_control/requests")
        return found

    async def said_by_bot(self, visitor: Visitor, channel: str, root: str) -> list[Message]:
        return [each for each in await visitor.thread(channel, root) if each.get("bot_id") and each["ts"] != root]

    async def begin(self, visitor: Visitor, words: str) -> tuple[str, str]:
        """They mention the bot in #sales: (channel, ts) of the thread."""
        channel = await self.sales()
        return channel, await visitor.say(channel, f"{BOT} {words}")

    async def answer(self, visitor: Visitor, channel: str, root: str, number: int = 1) -> Message:
        """The finished answer of that number in the thread."""

        async def look() -> Message | None:
            said = [each for each in await self.said_by_bot(visitor, channel, root) if is_final(each)]
            return said[number - 1] if len(said) >= number else None

        return await seen(look, f"answer {number} in {channel}:{root}")

    async def reads(self, visitor: Visitor, channel: str, root: str, text: str) -> Message:
        """The bot's message in the thread that says this."""

        async def look() -> Message | None:
            said = await self.said_by_bot(visitor, channel, root)
            return next((each for each in said if text in words(each)), None)

        return await seen(look, f"{text!r} in {channel}:{root}")

    async def statuses(self, visitor: Visitor, channel: str) -> set[str]:
        history = await self.world.look("history", channel=channel, **{"as": visitor.id})
        return {each["status"] for each in history["statuses"]} - {"active"}


@asynccontextmanager
async def office(home: Path) -> AsyncIterator[Office]:
    """The sample company on a Monday before dawn, without rate limits: its days pass in seconds."""
    async with setting(home, limits=False, options=PATIENCE) as there:
        assert await there.program.start(), there.program.tail()
        yield Office(there)
        assert await there.program.stop() == 0


def next_nine(after: datetime, zone: str) -> datetime:
    """The next 9:00 of a weekday there."""
    here = ZoneInfo(zone)
    day: date = after.astimezone(here).date()
    while True:
        nine = datetime.combine(day, time(9), here)
        if nine > after and day.weekday() < 5:
            return nine
        day += timedelta(days=1)


def is_final(message: Message) -> bool:
    return not message["streaming"] and "still writing" not in words(message) and "I try again" not in words(message)


def words(message: Message) -> str:
    return words_of(message.get("blocks") or []) or str(message.get("text") or "")


def answered_by(message: Message) -> str:
    found = words(message).partition("Answered by *")[2].partition("*")[0]
    return found or "nobody"
