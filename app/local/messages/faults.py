"""Replies that go wrong on the way, on demand: [{kind, after, times, skip, ...}] at POST /messages/_control/faults.

What hits a request before its work (refused, 429, 529, slow) is the world's `faults`; here is what hits a reply.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, get_args

from app.local.messages.reply import Block, Reply

Kind = Literal[
    "error",  # an error event after `after` deltas, then the end
    "eof",  # a clean end after `after` deltas: no message_stop, no error
    "cut",  # the connection closes in the middle of the body
    "reset",  # the same by a TCP reset
    "stall",  # no bytes for `seconds`, then on
    "drip",  # `seconds` between deltas
    "malformed_json",  # a tool's input that is no JSON
    "cut_tool",  # max_tokens in the middle of a tool's input
    "refusal",  # stop_reason refusal after `after` words of text
    "unknown_event",
    "unknown_block",
    "unknown_stop_reason",
]
NEEDS_TOOL = ("malformed_json", "cut_tool")


@dataclass
class StreamFault:
    kind: Kind
    after: int = 3  # deltas, counted over the whole reply
    times: int = 1  # -1: until cleared
    skip: int = 0  # how many replies it could hit pass unharmed first
    seconds: float = 1.0
    error: str = "overloaded_error"

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(f"There is no fault {self.kind!r}: choose one of {', '.join(get_args(Kind))}.")


def take(active: list[StreamFault], reply: Reply) -> StreamFault | None:
    """The fault that hits this reply, counted down; None if it goes out as it is."""
    for fault in active:
        if fault.times == 0 or not _can_hit(fault, reply):
            continue
        if fault.skip > 0:
            fault.skip -= 1
            return None
        fault.times -= 1 if fault.times > 0 else 0
        return fault
    return None


def spoil(reply: Reply, fault: StreamFault | None) -> Reply:
    """The reply with what the fault changes in its content; faults of the connection change nothing here."""
    match fault:
        case StreamFault(kind="malformed_json"):
            return replace(reply, blocks=_with_last_tool(reply, lambda written: written[:-1] + ',,"'))
        case StreamFault(kind="cut_tool"):
            whole = _with_last_tool(reply, lambda written: written[: len(written) // 2])
            return replace(reply, blocks=whole, stop_reason="max_tokens")
        case StreamFault(kind="refusal"):
            details = {"type": "refusal", "category": "general_harms", "explanation": "refused on demand"}
            return replace(reply, blocks=_first_words(reply, fault.after), stop_reason="refusal", stop_details=details)
        case StreamFault(kind="unknown_event"):
            return replace(reply, chatter=True)
        case StreamFault(kind="unknown_block"):
            return replace(reply, blocks=_with_stranger(reply))
        case StreamFault(kind="unknown_stop_reason"):
            return replace(reply, stop_reason="weather")
    return reply


def _can_hit(fault: StreamFault, reply: Reply) -> bool:
    return fault.kind not in NEEDS_TOOL or any(block.type == "tool_use" for block in reply.blocks)


def _with_last_tool(reply: Reply, change: Callable[[str], str]) -> tuple[Block, ...]:
    last = max(at for at, block in enumerate(reply.blocks) if block.type == "tool_use")
    return (*reply.blocks[:last], replace(reply.blocks[last], content=change(reply.blocks[last].content)))


def _first_words(reply: Reply, count: int) -> tuple[Block, ...]:
    for at, block in enumerate(reply.blocks):
        if block.type == "text":
            words = re.findall(r"\s*\S+", block.content)[:count]
            return (*reply.blocks[:at], replace(block, content="".join(words)))
    return ()


def _with_stranger(reply: Reply) -> tuple[Block, ...]:
    """An unknown block behind the thinking, which is bound to what stands before it."""
    thoughts = sum(block.type == "thinking" for block in reply.blocks)
    stranger = Block("hologram", "a block nobody has heard of")
    return (*reply.blocks[:thoughts], stranger, *reply.blocks[thoughts:])
