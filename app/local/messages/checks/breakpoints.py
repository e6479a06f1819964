"""cache_control: at most four, one-hour ones ahead of five-minute ones, never on thinking."""

from __future__ import annotations

from app.local.messages import cache
from app.local.messages.errors import invalid
from app.local.messages.prefix import pieces
from app.local.messages.request import Request
from app.local.messages.thinking import KINDS

MOST = 4


def check(request: Request) -> None:
    found = pieces(request)
    for piece in found:
        if piece.block.get("cache_control") and piece.block.get("type") in KINDS:
            raise invalid(f"{piece.path}.cache_control: cannot be set on thinking blocks")
    marks = cache.breakpoints(request, found)
    if len(marks) > MOST:
        raise invalid(f"A maximum of {MOST} blocks with cache_control may be provided. Found {len(marks)}.")
    short = False
    for position, ttl in marks:
        if ttl == "1h" and short:
            raise invalid(
                f"{found[position].path}: a ttl='1h' cache_control block must not come after a ttl='5m' "
                "cache_control block. Blocks are processed in the order `tools`, `system`, `messages`."
            )
        short = short or ttl == "5m"
