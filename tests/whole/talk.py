"""People who talk to the bot in threads, and what each of them must read in the end: every answer, once."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.demo.person import Visitor, rows_of, words_of
from tests.whole.setting import Setting

BOT = "<@U0LOCALBOT>"
LOOKED = "I looked it up."
PADDING = " ".join(f"word{number}" for number in range(25))  # an answer that takes a while to write


@dataclass(frozen=True)
class Talked:
    """A thread: who asked in it, and what must be answered."""

    visitor: Visitor
    channel: str
    root: str
    answers: Counter[str] = field(default_factory=Counter)


class Talk:
    """Questions are numbered, so that an answer tells which one it is for."""

    def __init__(self, setting: Setting, visitors: Sequence[Visitor], channel: str, chance: random.Random) -> None:
        self._setting, self._visitors, self._channel, self._chance = setting, visitors, channel, chance
        self.threads: list[Talked] = []
        self.asked = 0

    async def prepare(self, questions: int, *, delay_ms: int = 0, pace_ms: int = 0) -> None:
        """The model knows the answers to that many questions, however often it is asked; one in three looks first."""
        slow = {"delay_ms": delay_ms, "pace_ms": pace_ms, "repeat": True}
        look = {"match": "look up", "on": "words", "tool_uses": [{"name": "my_list"}], **slow}
        answers = [
            {"match": f"question {number}.", "on": "words", "text": f"{_answer(number)}\n{PADDING}", **slow}
            for number in range(1, questions + 1)
        ]
        await self._setting.script(look, {"on": "results", "text": f"{LOOKED}\n{PADDING}", **slow}, *answers)

    async def ask(self) -> None:
        """Somebody begins a thread in the channel or in their direct messages, or goes on with one of theirs."""
        going_on = self._chance.choice([None, *self.threads]) if self._chance.random() < 0.4 else None
        if going_on:
            await self._say(going_on, in_thread=True)
        else:
            await self.begin(self._chance.choice(self._visitors), looks=self._chance.random() < 0.3)

    async def begin(self, visitor: Visitor, *, looks: bool = False, direct: bool | None = None) -> Talked:
        is_direct = self._chance.random() < 0.5 if direct is None else direct
        channel = (await visitor.dm() if is_direct else None) or self._channel
        number, what = self._next(looks=looks)
        ts = await visitor.say(channel, what if is_direct else f"{BOT} {what}")
        thread = Talked(visitor, channel, ts)
        thread.answers[LOOKED if looks else _answer(number)] += 1
        self.threads.append(thread)
        return thread

    async def _say(self, thread: Talked, *, in_thread: bool) -> None:
        number, what = self._next(looks=False)
        await thread.visitor.say(thread.channel, what, thread.root if in_thread else None)
        thread.answers[_answer(number)] += 1

    def _next(self, *, looks: bool) -> tuple[int, str]:
        self.asked += 1
        return self.asked, f"question {self.asked}." + (" look up" if looks else "")

    async def answered(self) -> Answered:
        found = [await self._of(thread) for thread in self.threads]
        return Answered(
            sum(each.whole for each in found), sum(each.missing for each in found), sum(each.extra for each in found)
        )

    async def _of(self, thread: Talked) -> Answered:
        messages = await thread.visitor.thread(thread.channel, thread.root)
        said = [each for each in messages if each.get("bot_id")]
        got = Counter(_first_line(each) for each in said if not each["streaming"] and "Answered by" in _json(each))
        whole = (thread.answers & got).total()
        return Answered(whole, thread.answers.total() - whole, len(said) - whole)


@dataclass(frozen=True)
class Answered:
    whole: int
    missing: int
    extra: int  # messages of the bot that are no answer anybody asked for, or one for the second time


def is_list(message: dict[str, Any]) -> bool:
    return rows_of(message) is not None


def _answer(number: int) -> str:
    return f"Answer {number}."


def _first_line(message: dict[str, Any]) -> str:
    return words_of(message["blocks"]).partition("\n")[0]


def _json(message: dict[str, Any]) -> str:
    return json.dumps(message.get("blocks") or [])
