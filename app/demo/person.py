"""One person in front of the local Slack: what they see of the app and what they do, through the control API."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from app.demo.world import World

T = TypeVar("T")
Message = dict[str, Any]

PATIENCE = 30.0  # seconds of real time; things take tenths of one, a loaded machine is slower
LOOK = 0.05  # seconds between looks


class NotSeenError(Exception):
    """What should have appeared did not, within PATIENCE."""


async def seen(look: Callable[[], Awaitable[T | None]], what: str, patience: float = PATIENCE) -> T:
    """What `look` finds, as soon as it finds something."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if (found := await look()) is not None:
            return found
        await asyncio.sleep(LOOK)
    raise NotSeenError(f"{what}: not seen within {patience:.0f} s")


@dataclass(frozen=True)
class Visitor:
    world: World
    id: str
    name: str
    zone: str

    async def dm(self) -> str | None:
        """Their conversation with the app, if there is one."""
        workspace = await self.world.look("workspace", **{"as": self.id})
        return next((each["id"] for each in workspace["conversations"] if each["kind"] == "im"), None)

    async def messages(self, channel: str | None = None) -> list[Message]:
        where = channel or await self.dm()
        if where is None:
            return []
        history = await self.world.look("history", channel=where, **{"as": self.id})
        found: list[Message] = history["messages"]
        return found

    async def lists(self) -> list[Message]:
        """The lists they got, oldest first."""
        return [each for each in await self.messages() if rows_of(each) is not None]

    async def thread(self, channel: str, ts: str) -> list[Message]:
        found = await self.world.look("replies", channel=channel, thread_ts=ts, **{"as": self.id})
        messages: list[Message] = found["messages"]
        return messages

    async def say(self, channel: str, text: str, thread_ts: str | None = None) -> str:
        body = {"as": self.id, "channel": channel, "text": text, **({"thread_ts": thread_ts} if thread_ts else {})}
        return str((await self.world.act("say", **body))["ts"])

    async def ask(self, channel: str, text: str, thread_ts: str) -> Message:
        """Says something in a thread and waits for the finished answer to it."""
        ts = await self.say(channel, text, thread_ts)

        async def look() -> Message | None:
            later = [each for each in await self.thread(channel, thread_ts) if float(each["ts"]) > float(ts)]
            return next((each for each in later if each.get("bot_id") and is_finished(each)), None)

        return await seen(look, f"an answer to {text!r}")

    async def click(self, channel: str, message: Message, action: str, item: str, value: str | None = None) -> None:
        body = {"as": self.id, "channel": channel, "ts": message["ts"], "block_id": f"row:{item}", "action_id": action}
        await self.world.act("click", **body, **({"value": value} if value else {}))

    async def modal(self) -> dict[str, Any] | None:
        views = (await self.world.look("modals", **{"as": self.id}))["views"]
        return views[-1] if views else None


def rows_of(message: Message) -> list[str] | None:
    """The accounts of a list message that wait to be handled, in order; None if it is no list."""
    blocks = message.get("blocks") or []
    if not message.get("bot_id") or not any("every reason is computed" in json.dumps(each) for each in blocks):
        return None
    ids = (str(each.get("block_id", "")) for each in blocks if each.get("type") == "actions")
    return [each.removeprefix("row:") for each in ids if each.startswith("row:")]


def is_finished(message: Message) -> bool:
    return not message.get("streaming") and "Answered by" in json.dumps(message.get("blocks") or [])


def words_of(blocks: Any) -> str:
    """Everything a person can read in blocks."""
    if isinstance(blocks, dict):
        own = blocks.get("text") if isinstance(blocks.get("text"), str) else ""
        return " ".join(
            filter(None, [own, *(words_of(each) for key, each in blocks.items() if key != "text" or not own)])
        )
    if isinstance(blocks, list):
        return " ".join(filter(None, (words_of(each) for each in blocks)))
    return ""


def posted_at(message: Message) -> datetime:
    return datetime.fromtimestamp(float(message["ts"]), UTC)
