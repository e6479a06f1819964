"""cache_control: at most four, one-hour ones ahead of five-minute ones, never on thinking."""

from __future__ import annotations

from app.local.messages import cache
from app.local.messages.errors import invalid
from app.local.messages.prefix import pieces
from app.local.messages.request import Json, Request
from app.local.messages.thinking import KINDS

MOST = 4


def check(request: Request) -> None:
    found = pieces(request)
    for piece in found:
        if piece.block.get("cache_control"):
            _check_one(piece.path, piece.block["cache_control"])
            if piece.block.get("type") in KINDS:
                raise invalid(f"{piece.path}.cache_control: cannot be set on thinking blocks")
    if request.body.get("cache_control"):
        _check_one("cache_control", request.body["cache_control"])
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


def _check_one(path: str, control: Json) -> None:
    if control.get("type") != "ephemeral":
        raise invalid(f"{path}.cache_control.type: Input should be 'ephemeral'; got {control.get('type')!r}")
    if control.get("ttl", "5m") not in cache.LIVES:
        raise invalid(f"{path}.cache_control.ttl: Input should be '5m' or '1h'; got {control.get('ttl')!r}")
