"""What a server answered, as text for a model: anything else is named and left out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LONGEST = 30_000  # characters, about 8,000 tokens


@dataclass(frozen=True)
class Answer:
    text: str
    is_error: bool = False

    @staticmethod
    def of_blocks(
        blocks: Sequence[Mapping[str, Any]], structured: Any, is_error: bool, hide: Callable[[str], str]
    ) -> Answer:
        """`blocks` as the protocol has them; `hide` blanks credentials out."""
        texts = [_text(block) for block in blocks]
        if structured is not None and not any(block.get("type") == "text" for block in blocks):
            texts.append(json.dumps(structured, ensure_ascii=False))
        text = hide("\n\n".join(texts)) or "(an empty answer)"
        if len(text) > LONGEST:
            text = f"{text[:LONGEST]}\n[Cut after {LONGEST:,} of {len(text):,} characters. Ask for less.]"
        return Answer(text, is_error)


def _text(block: Mapping[str, Any]) -> str:
    match block.get("type"):
        case "text":
            return str(block.get("text", ""))
        case "resource":
            held = block.get("resource", {})
            return f"{held.get('uri', '')}\n{held['text']}" if "text" in held else _left_out("file", held)
        case "resource_link":
            return f"[a link: {block.get('name', '')} {block.get('uri', '')}]"
        case kind:
            return _left_out(str(kind), block)


def _left_out(kind: str, block: Mapping[str, Any]) -> str:
    size = len(str(block.get("data") or block.get("blob") or "")) * 3 // 4  # it comes as base64
    return f"[left out: {kind}, {block.get('mimeType', 'unknown type')}, {size:,} bytes; only text is passed on]"
