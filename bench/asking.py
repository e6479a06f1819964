"""Many people ask at once: messages said in the local Slack, and a count of the answers that stand there afterwards."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.demo.person import is_finished
from app.demo.world import World
from bench.place import people

Said = tuple[str, str]  # channel and ts
Arrival = dict[str, Any]  # a line of the journal

LOOK = 0.1  # seconds between two looks at whether all are answered
# About a hundred stream events in both replies together, as an answer from the rules of the list has.
ANSWER = (
    "The list weighs eleven things. An urgent ticket counts most, and more with every day that the customer waits; "
    "then come quiet accounts, by the days beyond what their tier allows, renewals and closing dates that are near, "
    "and stages in which a deal is stuck. New accounts are shielded while they are being onboarded.\n\n"
    "- Each rule gives points and says why, and the score is their sum.\n"
    "- Equal scores are ordered by the account's number, so the list is the same for everybody who looks.\n\n"
    "Ask me about one account, and I show you its sum."
)
TOOL = "explain_rule"  # reads the playbook, so it needs neither a list nor a snapshot


def script(*, delay_ms: int = 0, with_tool: bool = True) -> list[dict[str, Any]]:
    """What the model says to everybody: a tool call and an answer, or the answer at once."""
    answer = {"on": "results" if with_tool else "words", "text": ANSWER, "repeat": True, "delay_ms": delay_ms}
    call = {"on": "words", "tool_uses": [{"name": TOOL, "input": {}}], "repeat": True, "delay_ms": delay_ms}
    return [call, answer] if with_tool else [answer]


@dataclass
class Asked:
    """One burst of questions and what became of them."""

    said: list[Said]
    saying: float  # seconds from the first word to the last
    seconds: float  # from the first word to the last answer, by Slack's clock
    answered: int
    doubled: int
    waits: list[float]  # seconds from each word to its finished answer
    calls: Counter[str]  # of the Web API, by method

    @property
    def lost(self) -> int:
        return len(self.said) - self.answered


async def ask(there: World, count: int, *, patience: float, at_once: int | None = None) -> Asked:
    """`count` messages, each a thread of its own, by all people in turn; `at_once` of them are under way to Slack."""
    everybody = await people(there)
    room = asyncio.Semaphore(at_once or len(everybody))
    since = max((each["number"] for each in await _arrivals(there, 0)), default=0)

    async def say(number: int) -> Said:
        person, channel = everybody[number % len(everybody)]
        async with room:
            text = f"Question {number}: what counts?"
            done = await there.act("say", **{"as": person, "channel": channel, "text": text})
            return channel, str(done["ts"])

    said = await asyncio.gather(*(say(number) for number in range(count)))
    came = await _arrivals(there, since)
    end = time.monotonic() + patience
    while len([each for each in came if _ends_an_answer(each)]) < count and time.monotonic() < end:
        await asyncio.sleep(LOOK)
        came += await _arrivals(there, came[-1]["number"] if came else since)
    return await _counted(there, list(said), came)


async def _arrivals(there: World, after: int) -> list[Arrival]:
    found: list[Arrival] = await there.get("/_control/journal", system="slack", after=after)
    return found


def _ends_an_answer(arrival: Arrival) -> bool:
    return bool(arrival["effect"]) and arrival["method"] in ("chat.stopStream", "chat.postMessage")


async def _counted(there: World, said: list[Said], came: list[Arrival]) -> Asked:
    """Off the threads themselves: how many finished messages of the app stand under each question, and since when."""
    ended = {each["arguments"].get("ts"): each["at"] for each in came if _ends_an_answer(each)}
    answers: dict[Said, list[str]] = {}
    for channel in {channel for channel, _ in said}:
        for message in (await there.look("messages", channel=channel))["messages"]:
            if message.get("bot_id") and is_finished(message):
                answers.setdefault((channel, message.get("thread_ts", "")), []).append(message["ts"])
    stand = [answers.get(each, []) for each in said]
    ends = [_end(own[0], ended) if own else None for own in stand]
    spoken = [float(ts) for _, ts in said]
    began = min(spoken)
    return Asked(
        said,
        max(spoken) - began,
        max((end for end in ends if end), default=began) - began,
        sum(1 for own in stand if own),
        sum(1 for own in stand if len(own) > 1),
        [end - float(ts) for (_, ts), end in zip(said, ends, strict=True) if end],
        Counter(each["method"] for each in came),
    )


def _end(ts: str, ended: dict[str, str]) -> float:
    """When a message was finished: as a stream when that was stopped, else when it was posted."""
    return datetime.fromisoformat(ended[ts]).timestamp() if ts in ended else float(ts)
