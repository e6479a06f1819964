"""The prompt cache: what a request may read and what it writes.

Real time, injected, never the workspace clock: a moved workspace must not make a cache cold. The rules are the
vendor's: a write only at a breakpoint, a look back of 20 blocks, a minimum per model,
5 minutes or an hour from the last use.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson

from app.local.messages.prefix import Piece
from app.local.messages.request import Request

LOOK_BACK = 20  # blocks per breakpoint, itself included
LIVES = {"5m": timedelta(minutes=5), "1h": timedelta(hours=1)}

Address = tuple[str, str, bytes]  # key, model, hash of the prefix


@dataclass(frozen=True)
class Usage:
    input_tokens: int
    read: int
    written: dict[str, int]  # by ttl

    def as_json(self) -> dict[str, Any]:
        return {
            "input_tokens": self.input_tokens,
            "cache_creation_input_tokens": sum(self.written.values()),
            "cache_read_input_tokens": self.read,
            "cache_creation": {
                "ephemeral_5m_input_tokens": self.written.get("5m", 0),
                "ephemeral_1h_input_tokens": self.written.get("1h", 0),
            },
        }


@dataclass
class _Entry:
    ttl: str
    expires: datetime


@dataclass(frozen=True)
class Plan:
    """What a request reads, and the entries that exist once its answer has begun."""

    usage: Usage
    writes: tuple[tuple[Address, str], ...]
    renews: tuple[Address, ...]
    asked_at: datetime


@dataclass
class Cache:
    entries: dict[Address, _Entry] = field(default_factory=dict)

    def plan(self, request: Request, found: list[Piece], dropped: set[str], now: datetime) -> Plan:
        weights = _running_total(found, dropped)
        marks = breakpoints(request, found)
        addresses = [_address(request, piece) for piece in found]
        hit = self._longest_hit(addresses, [position for position, _ in marks], now)
        read = weights[hit] if hit is not None else 0
        written: dict[str, int] = {}
        writes, counted = [], read
        for position, ttl in marks:
            if weights[position] < request.model.cache_minimum or weights[position] <= counted:
                continue
            written[ttl] = written.get(ttl, 0) + weights[position] - counted
            counted = weights[position]
            writes.append((addresses[position], ttl))
        total = weights[-1] if weights else 0
        renews = tuple(addresses[: hit + 1]) if hit is not None else ()
        return Plan(Usage(total - counted, read, written), tuple(writes), renews, now)

    def begin(self, plan: Plan) -> None:
        """The answer has begun: from here on others can read what this request wrote."""
        for address in plan.renews:
            if entry := self.entries.get(address):
                entry.expires = plan.asked_at + LIVES[entry.ttl]
        for address, ttl in plan.writes:
            self.entries[address] = _Entry(ttl, plan.asked_at + LIVES[ttl])

    def _longest_hit(self, addresses: list[Address], positions: list[int], now: datetime) -> int | None:
        for position in reversed(positions):
            for candidate in range(position, max(-1, position - LOOK_BACK), -1):
                entry = self.entries.get(addresses[candidate])
                if entry and entry.expires > now:
                    return candidate
        return None


def breakpoints(request: Request, found: list[Piece]) -> list[tuple[int, str]]:
    """(position, ttl) of every cache_control in reading order; a top-level one stands on the last block."""
    marks = {
        position: piece.block["cache_control"].get("ttl") or "5m"
        for position, piece in enumerate(found)
        if piece.block.get("cache_control")
    }
    top = request.body.get("cache_control")
    if top and found:
        marks.setdefault(len(found) - 1, top.get("ttl") or "5m")
    return sorted(marks.items())


def _address(request: Request, piece: Piece) -> Address:
    settings = settings_of(request) if piece.part == "messages" else b""
    return request.key, request.model.id, piece.digest + settings


def settings_of(request: Request) -> bytes:
    """What changes how messages are read without being one: such a change leaves only tools and system warm."""
    output = request.body.get("output_config") or {}
    read = [request.body.get("tool_choice"), request.thinking, output.get("effort"), output.get("format")]
    return hashlib.sha256(orjson.dumps(read, option=orjson.OPT_SORT_KEYS)).digest()


def _running_total(found: list[Piece], dropped: set[str]) -> list[int]:
    totals, total = [], 0
    for piece in found:
        total += 0 if piece.path in dropped else piece.tokens
        totals.append(total)
    return totals
