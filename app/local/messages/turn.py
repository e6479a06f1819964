"""What a brain decides to say next. Plain values; how they look on the wire is decided in `reply` and `wire`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ToolUse:
    name: str
    input: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Turn:
    text: str = ""
    thinking: str = ""  # "" lets the stand-in invent a line where the model would have thought
    tool_uses: tuple[ToolUse, ...] = ()
    stop_reason: str | None = None  # None: tool_use with tools, else end_turn
    delay_ms: int = 0  # real time before the first byte
    pace_ms: int = 0  # real time between two pieces
