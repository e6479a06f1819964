"""What arrived at the outside world, in order: the witness that tests and `demo --check` count by.

A line is written before it is answered, so a killed program cannot take its traces with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Arrival:
    number: int
    at: datetime  # workspace clock
    system: str  # the room's name: slack, hubspot, messages, ...
    method: str  # "chat.postMessage", "POST /crm/objects/2026-09/calls", ...
    arguments: dict[str, Any]
    effect: bool  # whether it changed the outside world (False for reads and refusals)


class Journal:
    """Append-only; in memory for questions, in a file of JSON lines for the morning after."""

    def __init__(self, path: Path | None = None) -> None:
        self._arrivals: list[Arrival] = []
        self._file = path.open("a", encoding="utf-8") if path else None

    def add(self, system: str, method: str, arguments: dict[str, Any], *, at: datetime, effect: bool) -> Arrival:
        arrival = Arrival(len(self._arrivals) + 1, at, system, method, arguments, effect)
        self._arrivals.append(arrival)
        if self._file:
            self._file.write(json.dumps(as_json(arrival), default=str) + "\n")
            self._file.flush()
        return arrival

    def find(self, system: str = "", method: str = "", after: int = 0) -> Iterator[Arrival]:
        for arrival in self._arrivals[after:]:
            if (not system or arrival.system == system) and (not method or arrival.method == method):
                yield arrival

    def __len__(self) -> int:
        return len(self._arrivals)


def as_json(arrival: Arrival) -> dict[str, Any]:
    return {**arrival.__dict__, "at": arrival.at.isoformat()}
