"""A prompt in the order it is read: tools, system, messages; each block with the hash of all up to it.

The cache and preserved thinking both ask "is what stood before still the same?" and get the same answer. Not part of
the hash: cache_control, and tools with `defer_loading` until a tool_addition brings them in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from app.local.messages.request import Json, Request, blocks

Part = Literal["tools", "system", "messages"]
EMPTY = b""


@dataclass(frozen=True)
class Piece:
    part: Part
    path: str  # as error messages write it, for example messages.1.content.0
    role: str
    block: Json
    before: bytes  # hash of everything ahead of this block
    digest: bytes  # the same, this block included
    tokens: int


def pieces(request: Request) -> list[Piece]:
    found: list[Piece] = []
    digest = EMPTY
    for part, path, role, block in _in_order(request):
        rendered = orjson.dumps([role, _as_read(block)], option=orjson.OPT_SORT_KEYS)
        before, digest = digest, hashlib.sha256(digest + rendered).digest()
        found.append(Piece(part, path, role, block, before, digest, tokens_of(block)))
    return found


def end_of(found: list[Piece]) -> bytes:
    return found[-1].digest if found else EMPTY


def tokens_of(block: Json) -> int:
    """A quarter of the bytes; a signature weighs nothing, for it stands for thinking that is counted elsewhere."""
    weighed = {key: value for key, value in _as_read(block).items() if key != "signature"}
    return max(1, len(orjson.dumps(weighed)) // 4)


def _as_read(block: Json) -> Json:
    return {key: value for key, value in block.items() if key != "cache_control"}


def _in_order(request: Request) -> Iterator[tuple[Part, str, str, Json]]:
    for i, tool in enumerate(request.tools):
        if not tool.get("defer_loading"):
            yield "tools", f"tools.{i}", "tools", tool
    for i, block in enumerate(blocks(request.body.get("system"))):
        yield "system", f"system.{i}", "system", block
    definitions = {tool.get("name"): tool for tool in request.tools}
    for i, message in enumerate(request.messages):
        for j, block in enumerate(blocks(message.get("content"))):
            yield "messages", f"messages.{i}.content.{j}", message["role"], _resolved(block, definitions)
        if "output_config" in message:
            yield "messages", f"messages.{i}.output_config", message["role"], message["output_config"] or {}


def _resolved(block: Json, definitions: dict[Any, Json]) -> Json:
    """A tool brought in by name stands there with its whole definition, as the model reads it."""
    if block.get("type") != "tool_addition" or "name" not in block["tool"]:
        return block
    return {**block, "definition": definitions.get(block["tool"]["name"])}
