"""Why the prompt cache missed: this request compared with the one the client names in `diagnostics`."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

import orjson

from app.local.messages.cache import breakpoints, settings_of
from app.local.messages.prefix import Piece, end_of
from app.local.messages.request import Request

REMEMBERED = 10_000  # requests; older ones answer previous_message_not_found


@dataclass(frozen=True)
class Sent:
    """What is remembered of a request, to say later what the next one changed."""

    model: str
    tools: bytes
    system: bytes
    messages: bytes
    length: int  # pieces
    settings: bytes
    cacheable: int  # tokens up to its last breakpoint


@dataclass
class Diagnostics:
    sent: OrderedDict[str, Sent] = field(default_factory=OrderedDict)  # by the id of the answer

    def remember(self, message_id: str, request: Request, found: list[Piece]) -> None:
        self.sent[message_id] = fingerprint(request, found)
        if len(self.sent) > REMEMBERED:
            self.sent.popitem(last=False)

    def diagnose(self, request: Request, found: list[Piece]) -> dict[str, Any] | None:
        """The `diagnostics` of an answer: None when nobody asked or nothing diverged."""
        previous_id = (request.body.get("diagnostics") or {}).get("previous_message_id")
        if previous_id is None:
            return None
        previous = self.sent.get(previous_id)
        if previous is None:
            return {"cache_miss_reason": {"type": "previous_message_not_found"}}
        reason = _first_change(previous, fingerprint(request, found), found)
        if reason is None:
            return None
        missed = {} if reason == "unavailable" else {"cache_missed_input_tokens": previous.cacheable}
        return {"cache_miss_reason": {"type": reason, **missed}}


def fingerprint(request: Request, found: list[Piece]) -> Sent:
    marks = breakpoints(request, found)
    last = marks[-1][0] + 1 if marks else 0
    return Sent(
        model=request.model.id,
        tools=_hash_part(found, "tools"),
        system=_hash_part(found, "system"),
        messages=end_of(found),
        length=len(found),
        settings=settings_of(request),
        cacheable=sum(piece.tokens for piece in found[:last]),
    )


def _first_change(previous: Sent, current: Sent, found: list[Piece]) -> str | None:
    if previous.model != current.model:
        return "model_changed"
    if previous.system != current.system:
        return "system_changed"
    if previous.tools != current.tools:
        return "tools_changed"
    if current.length < previous.length or end_of(found[: previous.length]) != previous.messages:
        return "messages_changed"
    return "unavailable" if previous.settings != current.settings else None


def _hash_part(found: list[Piece], part: str) -> bytes:
    # The running hash depends on what stands before, so a part is hashed alone.
    blocks = [{**piece.block, "cache_control": None} for piece in found if piece.part == part]
    return hashlib.sha256(orjson.dumps(blocks, option=orjson.OPT_SORT_KEYS)).digest()
