"""The room's state: who answers, what is cached, what goes wrong next. Kept in `world.rooms["messages"]`."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

from app.local.messages import brains
from app.local.messages.brains.script import Line
from app.local.messages.cache import Cache
from app.local.messages.diagnostics import Diagnostics
from app.local.messages.faults import StreamFault
from app.local.messages.request import Json, Request
from app.local.messages.turn import Turn


@dataclass
class Room:
    brain: str = "offline"
    settings: dict[str, Any] = field(default_factory=dict)  # what the brain was told when it was chosen
    script: list[Line] = field(default_factory=list)
    faults: list[StreamFault] = field(default_factory=list)
    cache: Cache = field(default_factory=Cache)
    diagnostics: Diagnostics = field(default_factory=Diagnostics)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)  # real time, for the cache; tests move it
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    _paused: set[str] = field(default_factory=set)

    def choose(self, brain: str, settings: dict[str, Any]) -> None:
        brains.find(brain)
        self.brain, self.settings = brain, settings

    def answer(self, request: Request) -> Turn:
        return brains.find(self.brain)(self, request)

    def pause(self, content: list[Json]) -> None:
        """Remember a reply that ended in pause_turn: only such a one may stand last in a request."""
        self._paused.add(_digest(content))

    def continues(self, messages: Any) -> bool:
        last = messages[-1] if isinstance(messages, list) and messages else None
        return isinstance(last, dict) and _digest(last.get("content")) in self._paused


def _digest(content: Any) -> str:
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()
