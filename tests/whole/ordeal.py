"""The program is killed again and again while lists go out and people talk; then everything is counted in the world.

Nothing here reads the program's own tables: what arrived in Slack, and how often, is what people would see.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.demo.person import NotSeenError, posted_at, seen
from tests.whole.setting import MONDAY, Setting
from tests.whole.talk import Talk, is_list

# What looks for interrupted posts, or finds an open stream, follows upon a kill that leaves one.
GROUPS = (
    ("firing.decided", "firing.settled"),
    ("log.opening", "log.opened", "log.appending"),
    ("log.appended", "call.taken", "call.done"),
    ("post.intended", "post.acted", "post.looked"),
    ("post.edited", "post.received"),
    ("stream.intended", "stream.acted"),
    ("stream.received", "stream.stopped", "stream.appended"),
)
LABELS = tuple(label for group in GROUPS for label in group)
AT_ONCE = frozenset({"post.looked", "stream.stopped"})  # are passed at the start, if at all
EVENING = time(18, 5)  # UTC: after nine in every zone
REACHED = 6.0  # seconds in which a label should be passed; then the program is killed where it stands
SETTLED = 60.0  # seconds after the last start until all is answered
QUESTIONS = 3  # asked in each life
RETRIES = ("--option", "event_retry_seconds=[0, 3, 10]")  # Slack's are 0, 60 and 300; a restart takes seconds here


@dataclass(frozen=True)
class Kill:
    """Of one life: at a label, or after some seconds."""

    label: str = ""
    after: float = 0.0


@dataclass(frozen=True)
class Tally:
    lists: int
    lists_missing: int
    lists_doubled: int
    answers: int
    answers_missing: int
    answers_extra: int
    working: int  # threads that still say that the bot works, and messages that are still being written
    doubled_keys: int  # posts that Slack has twice

    @property
    def is_clean(self) -> bool:
        return not (
            self.lists_missing
            or self.lists_doubled
            or self.answers_missing
            or self.answers_extra
            or self.working
            or self.doubled_keys
        )


class Ordeal:
    def __init__(self, setting: Setting, talk: Talk, chance: random.Random) -> None:
        self._setting, self._talk, self._chance = setting, talk, chance
        self._visitors = setting.visitors("rep", "manager")
        self._day = MONDAY - timedelta(days=3)  # the latest whose morning was begun
        self._moving: asyncio.Task[None] | None = None
        self.reached: Counter[str] = Counter()
        self.kills = 0

    async def live(self, kill: Kill) -> None:
        """One life, from its start to its end."""
        program = self._setting.program
        label = kill.label.partition(":")[0]
        if await program.start(kill.label):
            self._begin_a_morning()
            for _ in range(QUESTIONS):
                await self._talk.ask()
            if await program.dies(REACHED if kill.label else kill.after):
                self.reached[label] += 1
        else:
            self.reached[label] += 1
        await program.kill()
        assert program.was_killed, f"it ended by itself:\n{program.tail()}"
        self.kills += 1

    async def settle(self) -> Tally:
        """A last life, in which everything comes to its end."""
        program = self._setting.program
        assert await program.start(), f"it does not start any more:\n{program.tail()}"
        if self._moving:
            await asyncio.wait_for(self._moving, SETTLED)

        async def all_answered() -> bool | None:
            return (await self._talk.answered()).missing == 0 or None

        with contextlib.suppress(NotSeenError):  # which the tally counts
            await seen(all_answered, "the last answer", SETTLED)
        await self._setting.settled()
        return await self.tally()

    async def tally(self) -> Tally:
        lists, answered = await self._lists(), await self._talk.answered()
        wanted = {(visitor.id, day) for visitor in self._visitors for day in _weekdays(MONDAY, self._day)}
        return Tally(
            lists=lists.total(),
            lists_missing=len(wanted - lists.keys()),
            lists_doubled=sum(count - 1 for count in lists.values()) + len(lists.keys() - wanted),
            answers=answered.whole,
            answers_missing=answered.missing,
            answers_extra=answered.extra,
            working=await self._working(),
            doubled_keys=await self._doubled_keys(),
        )

    def _begin_a_morning(self) -> None:
        """The clock walks through the next weekday's nine o'clock in every zone, however many lives that takes."""
        if self._moving and not self._moving.done():
            return
        self._day += timedelta(days=1 if self._day.weekday() < 4 else 7 - self._day.weekday())
        self._moving = asyncio.create_task(
            self._setting.world.move_to(datetime.combine(self._day, EVENING, ZoneInfo("UTC")))
        )

    async def _lists(self) -> Counter[tuple[str, date]]:
        found: Counter[tuple[str, date]] = Counter()
        for visitor in self._visitors:
            messages = await self._everything(await visitor.dm() or "")
            for message in filter(is_list, messages):
                found[visitor.id, posted_at(message).astimezone(ZoneInfo(visitor.zone)).date()] += 1
        return found

    async def _working(self) -> int:
        count = 0
        for channel, visitor in (await self._channels()).items():
            history = await self._setting.world.look("history", channel=channel, **{"as": visitor})
            count += sum(each["status"] not in ("active", None) for each in history["statuses"])
            count += sum(each["streaming"] for each in await self._everything(channel))
        return count

    async def _doubled_keys(self) -> int:
        """By the key that every post carries, in the conversations and in the journal of what arrived."""
        standing = [each for channel in await self._channels() for each in await self._everything(channel)]
        keys = Counter(_key(each) for each in standing if each.get("bot_id"))
        posted = await self._setting.journal("slack", "chat.postMessage")
        began = await self._setting.journal("slack", "chat.startStream")
        arrived = sum(each["effect"] for each in [*posted, *began])
        return sum(count - 1 for count in keys.values()) + abs(arrived - keys.total())

    async def _channels(self) -> dict[str, str]:
        """Every conversation, and somebody who sees it."""
        found: dict[str, str] = {}
        for visitor in self._visitors:
            there = await self._setting.world.look("workspace", **{"as": visitor.id})
            found |= {each["id"]: visitor.id for each in there["conversations"]}
        return found

    async def _everything(self, channel: str) -> list[dict[str, object]]:
        found: list[dict[str, object]] = (await self._setting.world.look("messages", channel=channel))["messages"]
        return found


def fifty(chance: random.Random) -> list[Kill]:
    """Every label twice and, between them, fourteen moments at random: lives in which most of the work gets done."""
    return [kill for group in GROUPS * 2 for kill in (*_at(group, chance), Kill(after=chance.uniform(0.0, 3.0)))]


def _at(labels: Sequence[str], chance: random.Random) -> list[Kill]:
    """The first way past a label is not like the fourth: others are under way by then."""
    return [Kill(f"{label}:{1 if label in AT_ONCE else chance.randint(1, 4)}") for label in labels]


def _key(message: dict[str, object]) -> str:
    metadata = message.get("metadata")
    payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
    return str(payload["key"]) if payload else f"no key at {message['ts']}"


def _weekdays(first: date, last: date) -> list[date]:
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5]
