"""Faults on demand: the outside world misbehaves the way real ones do, as often as it is told to."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Literal

from aiohttp import web

Kind = Literal["refuse", "drop", "status", "slow", "lose_reply"]
# refuse: the connection closes before anything is done.  drop / lose_reply: done, but the answer is lost.
# status: answered with `status` and nothing done.  slow: done, answered after `seconds` of real time.


@dataclass
class Fault:
    system: str  # the room's name
    method: str  # a prefix of the method as the journal names it; "" means any
    kind: Kind
    times: int = 1  # how many requests it hits; -1 means until cleared
    skip: int = 0  # how many matching requests pass unharmed first
    status: int = 500
    seconds: float = 1.0
    retry_after: int | None = None


class Faults:
    def __init__(self) -> None:
        self.active: list[Fault] = []

    def take(self, system: str, method: str) -> Fault | None:
        """The fault that hits this request, counted down; None if it goes through."""
        for fault in self.active:
            if fault.system != system or not method.startswith(fault.method) or fault.times == 0:
                continue
            if fault.skip > 0:
                fault.skip -= 1
                return None
            fault.times -= 1 if fault.times > 0 else 0
            return fault
        return None


class ReplyLostError(Exception):
    """Raised in a handler to close the connection without an answer."""


async def before(fault: Fault | None) -> web.Response | None:
    """What the fault does instead of the work; None means do the work."""
    match fault:
        case Fault(kind="refuse"):
            raise ReplyLostError
        case Fault(kind="status"):
            headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after is not None else {}
            return web.json_response({"ok": False, "error": "fault_on_demand"}, status=fault.status, headers=headers)
        case Fault(kind="slow"):
            await asyncio.sleep(fault.seconds)
    return None


def after(fault: Fault | None) -> None:
    """Called when the work is done, before its answer is sent."""
    if fault and fault.kind in ("drop", "lose_reply"):
        raise ReplyLostError
