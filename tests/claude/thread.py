"""A session in memory, for tests of what a model is sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from app.core.agents import Agent, Catalog
from app.core.entries import Entry, EntryBody, Opened, Place, Said, ToolReturned
from app.core.sessions import Session, Turn
from app.core.tools import ToolSpec

START = datetime(2026, 11, 25, 14, tzinfo=UTC)
SCHEMA: dict[str, Any] = {"type": "object", "properties": {"account": {"type": "string"}}}
TOOLS = {name: ToolSpec(name, f"Does {name}", SCHEMA, "read_trusted") for name in ("my_list", "scan_thread")}
CATALOG = Catalog(
    {
        "assistant": Agent("assistant", "Helps", "Help. " * 200, "claude-sonnet-5-5", tools=("my_list",)),
        "security": Agent("security", "Reviews", "Review.", "claude-sonnet-5-5", "high", tools=("scan_thread",)),
    },
    "assistant",
)


class Clock:
    def now(self) -> datetime:
        return START


@dataclass
class Live:
    words: str = ""
    tools: list[str] = field(default_factory=list)

    async def text(self, delta: str) -> None:
        self.words += delta

    async def working(self, call: str) -> None:
        self.tools.append(call)


@dataclass
class Thread:
    entries: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.add(Opened(place=Place(channel="C1", thread_ts="1.0"), by="U1"))

    def add(self, body: EntryBody) -> EntryBody:
        seq = len(self.entries) + 1
        self.entries.append(Entry(seq=seq, at=START + timedelta(minutes=seq), body=body))
        return body

    def say(self, text: str, agent: str | None = None, *, wants_reply: bool = True) -> None:
        key = f"T:C1:{len(self.entries)}"
        self.add(Said(key=key, ts=key, by="U1", name="Maya", text=text, agent=agent, wants_reply=wants_reply))

    def return_tool(self, content: str) -> None:
        turn = self.turn
        call = turn.open_calls()[0]
        self.add(ToolReturned(turn=turn.id, call_id=call.id, name=call.name, content=content))

    @property
    def session(self) -> Session:
        return Session("s1", tuple(self.entries), Place(channel="C1", thread_ts="1.0"))

    @property
    def turn(self) -> Turn:
        turn = self.session.open_turn
        assert turn is not None
        return turn
