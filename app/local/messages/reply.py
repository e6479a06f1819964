"""From a brain's turn to the reply as it is sent: blocks, thinking, stop reason, limits, usage. Pure."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, replace
from typing import Any

from app.local.messages import thinking
from app.local.messages.cache import Usage
from app.local.messages.prefix import Piece, end_of
from app.local.messages.request import Request, answers_tools
from app.local.messages.thinking import Dropped
from app.local.messages.turn import Turn

UNSPOKEN = "Let me see what is asked and which tool answers it."
REPORTS_DROPPED = "thinking-binding-controls-2026-08-01"


@dataclass(frozen=True)
class Block:
    """A content block before it is cut into deltas. `content` is text, thinking, or the tool's input as JSON text."""

    type: str
    content: str = ""
    id: str = ""
    name: str = ""
    signature: str = ""
    hidden: str = ""  # thinking that is billed but not shown

    @property
    def tokens(self) -> int:
        return -(-len((self.content + self.hidden + self.name).encode()) // 4)


@dataclass(frozen=True)
class Reply:
    id: str
    model: str
    blocks: tuple[Block, ...]
    stop_reason: str
    usage: Usage
    stop_sequence: str | None = None
    stop_details: dict[str, Any] | None = None
    diagnostics: dict[str, Any] | None = None
    transformations: list[dict[str, str]] | None = None  # None: the client did not ask for them
    chatter: bool = False  # unknown events between the deltas

    @property
    def output_tokens(self) -> int:
        return sum(block.tokens for block in self.blocks)

    @property
    def thinking_tokens(self) -> int:
        return sum(block.tokens for block in self.blocks if block.type == "thinking")


def compose(
    request: Request,
    turn: Turn,
    found: list[Piece],
    usage: Usage,
    dropped: list[Dropped],
    diagnostics: dict[str, Any] | None,
) -> Reply:
    tools = bool(turn.tool_uses)
    reply = Reply(
        id=f"msg_{uuid.uuid4().hex}",
        model=request.model.id,
        blocks=tuple(_blocks(request, turn, end_of(found))),
        stop_reason=turn.stop_reason or ("tool_use" if tools else "end_turn"),
        usage=usage,
        diagnostics=diagnostics,
        transformations=[one.as_json() for one in dropped] if REPORTS_DROPPED in request.betas else None,
    )
    return limited(stopped(reply, request.body.get("stop_sequences") or []), request.body["max_tokens"])


def _blocks(request: Request, turn: Turn, prefix: bytes) -> list[Block]:
    progress = turn.text if _is_progress(request, turn) else ""
    thought = _thought(request, turn)
    found = []
    if thought or progress:
        shown, hidden = _displayed(request, thought, progress)
        signature = thinking.sign(request.key, request.model.id, prefix, shown)
        found.append(Block("thinking", shown, signature=signature, hidden=hidden))
    if turn.text and not progress:
        found.append(Block("text", turn.text))
    for use in turn.tool_uses:
        written = json.dumps(use.input, ensure_ascii=False)
        found.append(Block("tool_use", written, id=f"toolu_{uuid.uuid4().hex[:24]}", name=use.name))
    return found


def _is_progress(request: Request, turn: Turn) -> bool:
    """Text between two rounds of tools, which the newer models hand back as thinking."""
    return request.model.hides_progress and bool(turn.text and turn.tool_uses) and answers_tools(request)


def _thought(request: Request, turn: Turn) -> str:
    thinks = request.thinking["type"] in ("adaptive", "enabled")
    return (turn.thinking or UNSPOKEN) if thinks else ""


def _displayed(request: Request, thought: str, progress: str) -> tuple[str, str]:
    """(shown, hidden) of a thinking block."""
    default = "summarized" if request.model.shows_thinking else "omitted"
    if request.thinking["type"] == "between_tools":
        default = "summarized"
    match request.thinking.get("display") or default:
        case "summarized":
            return "\n\n".join(filter(None, (thought, progress))), ""
        case "updates":
            return progress, thought
        case _:
            return "", thought + progress


def stopped(reply: Reply, sequences: list[str]) -> Reply:
    """Cut at the first stop sequence in the text; what would have come after is never written."""
    for position, block in enumerate(reply.blocks):
        if block.type != "text":
            continue
        hits = [(block.content.index(sequence), sequence) for sequence in sequences if sequence in block.content]
        if hits:
            at, sequence = min(hits)
            kept = (*reply.blocks[:position], replace(block, content=block.content[:at]))
            return replace(reply, blocks=kept, stop_reason="stop_sequence", stop_sequence=sequence)
    return reply


def limited(reply: Reply, max_tokens: int) -> Reply:
    """Cut where max_tokens ends, be it inside a tool's input. Zero warms the cache and says nothing."""
    left, kept = max_tokens, []
    for block in reply.blocks:
        if block.tokens > left:
            if left > 0 and block.type != "thinking":
                kept.append(replace(block, content=block.content.encode()[: left * 4].decode(errors="ignore")))
            return replace(reply, blocks=tuple(kept), stop_reason="max_tokens", stop_sequence=None)
        left -= block.tokens
        kept.append(block)
    return reply
