"""Logs for tests: bodies in, a session out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.core.agents import Agent, Catalog
from app.core.entries import Entry, EntryBody, Faltered, Fired, Framed, FramedAgent, Place, Replied, Said, ToolReturned
from app.core.sessions import Session
from app.core.tools import ToolSpec

NOW = datetime(2026, 11, 25, 14, tzinfo=UTC)


def framed_by(catalog: Catalog) -> Framed:
    agents = {each.name: FramedAgent(tools=each.tools, prompt="", effort="low") for each in catalog.agents.values()}
    return Framed(system=(), tools=(), agents=agents, default=catalog.default)


PLACE = Place(channel="C1", thread_ts="1.1")
CATALOG = Catalog(
    {
        "assistant": Agent("assistant", "answers", "", "m", tools=("look", "file", "gone"), max_turns=3),
        "security": Agent("security", "reviews what is in a thread", "", "m"),
        "daily": Agent("daily", "lists", "", "m", playbook="daily"),
    },
    default="assistant",
)
FRAMED = framed_by(CATALOG)
TOOLS = {
    "look": ToolSpec("look", "", {}, "read_trusted"),
    "file": ToolSpec("file", "", {}, "write_external"),
    "other": ToolSpec("other", "", {}, "read_trusted"),
}


def session(*bodies: EntryBody) -> Session:
    entries = tuple(Entry(seq=n, at=NOW + timedelta(seconds=n), body=body) for n, body in enumerate(bodies, 1))
    return Session("s", entries, PLACE)


def said(text: str = "hi", key: str | None = None, **more: Any) -> Said:
    return Said(key=key or f"key of {text}", ts="1", by=more.pop("by", "U1"), text=text, **more)


def fired(agent: str = "daily") -> Fired:
    return Fired(key="f", trigger="t", agent=agent, person="U1", on=date(2026, 11, 25))


def reply(turn: int, words: str = "done", *, seen: int = 99) -> Replied:
    block = {"type": "text", "text": words}
    return Replied(turn=turn, agent="assistant", model="m", blocks=(block,), stop_reason="end_turn", seen=seen)


def call(turn: int, *names: str, seen: int = 99) -> Replied:
    """The model asks for these tools; the nth call of it has the id `<turn>.<n>`."""
    uses = tuple({"type": "tool_use", "id": f"{turn}.{n}", "name": name, "input": {}} for n, name in enumerate(names))
    return Replied(turn=turn, agent="assistant", model="m", blocks=uses, stop_reason="tool_use", seen=seen)


def returned(turn: int, nth: int = 0, name: str = "look") -> ToolReturned:
    return ToolReturned(turn=turn, call_id=f"{turn}.{nth}", name=name, content="seen")


def faltered(turn: int, *, again: datetime | None = None, attempt: int = 1) -> Faltered:
    return Faltered(turn=turn, attempt=attempt, reason="busy", retry_at=again)
