"""A reply's blocks, assembled from stream events exactly as the wire gives them, since they go back unchanged."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from app.core.entries import Usage

EMPTY = {"type": "text", "text": ""}  # the API sends such blocks but does not take them back


class BadReplyError(Exception):
    """The stream is not a whole answer; asking again may help."""


@dataclass
class Assembly:
    blocks: list[dict[str, Any]] = field(default_factory=list)
    stop_reason: str | None = None
    stop_details: dict[str, Any] | None = None
    usage: dict[str, int] = field(default_factory=dict)
    is_whole: bool = False  # message_stop was seen
    _json: dict[int, list[str]] = field(default_factory=dict)

    def add(self, event: Any) -> str:
        """Takes one event; returns the text it adds, if any. Unknown events say nothing."""
        match event.type:
            case "message_start":
                self._count(event.message.usage)
            case "content_block_start":
                self.blocks.append(_plain(event.content_block))
            case "content_block_delta":
                return self._delta(event.index, event.delta)
            case "message_delta":
                self.stop_reason = event.delta.stop_reason or self.stop_reason
                self.stop_details = _plain(event.delta.stop_details) if event.delta.stop_details else None
                self._count(event.usage)
            case "message_stop":
                self.is_whole = True
        return ""

    def _delta(self, index: int, delta: Any) -> str:
        block = self.blocks[index]
        match delta.type:
            case "text_delta":
                block["text"] += delta.text
                return str(delta.text)
            case "thinking_delta":
                block["thinking"] += delta.thinking
            case "signature_delta":
                block["signature"] = delta.signature
            case "input_json_delta":
                self._json.setdefault(index, []).append(delta.partial_json)
        return ""

    def _count(self, usage: Any) -> None:
        for name, value in _plain(usage).items():
            if isinstance(value, int):
                self.usage[name] = value

    def finish(self) -> tuple[dict[str, Any], ...]:
        """The whole blocks. Raises BadReplyError where the stream ended early or a call's input is not JSON."""
        if not self.is_whole or self.stop_reason is None:
            raise BadReplyError("the stream ended before the answer did")
        for index, pieces in self._json.items():
            self.blocks[index]["input"] = _input("".join(pieces), self.blocks[index].get("name"))
        return tuple(block for block in self.blocks if block != EMPTY)

    def counted(self) -> Usage:
        count = self.usage.get
        return Usage(
            input=count("input_tokens", 0),
            output=count("output_tokens", 0),
            cache_read=count("cache_read_input_tokens", 0),
            cache_write=count("cache_creation_input_tokens", 0),
        )


def _input(text: str, name: object) -> dict[str, Any]:
    try:
        value = json.loads(text or "{}")
    except ValueError as error:
        raise BadReplyError(f"the input of {name!r} is not JSON ({error})") from error
    if not isinstance(value, dict):
        raise BadReplyError(f"the input of {name!r} is not a JSON object")
    return value


def _plain(value: Any) -> dict[str, Any]:
    """The fields the server sent, none that it did not."""
    plain: dict[str, Any] = (
        value.model_dump(mode="json", exclude_unset=True) if hasattr(value, "model_dump") else dict(value)
    )
    return plain
