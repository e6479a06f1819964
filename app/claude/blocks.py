"""A reply's blocks, assembled from stream events exactly as the wire gives them, since they go back unchanged."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from app.core.entries import Usage

Event = dict[str, Any]  # as the wire has it

EMPTY = {"type": "text", "text": ""}  # the API sends such blocks but does not take them back


class BadReplyError(Exception):
    """The stream is not a whole answer; asking again may help."""


class FailedMidwayError(Exception):
    """The API said in the stream that it cannot go on, and why."""

    def __init__(self, event: Event) -> None:
        super().__init__(str(event.get("error")))
        self.event = event


@dataclass
class Assembly:
    """A reply that grows; given every event of its stream in order."""

    blocks: list[dict[str, Any]] = field(default_factory=list)
    stop_reason: str | None = None
    stop_details: dict[str, Any] | None = None
    usage: dict[str, int] = field(default_factory=dict)
    is_whole: bool = False  # message_stop was seen
    _json: dict[int, list[str]] = field(default_factory=dict)

    def add(self, event: Event) -> str:
        """Takes one event; returns the text it adds, if any. Unknown events say nothing. Raises BadReplyError."""
        try:
            return self._take(event)
        except (KeyError, IndexError, TypeError, AttributeError) as error:
            raise BadReplyError(f"an event of the stream lacks something ({error!r})") from error

    def _take(self, event: Event) -> str:
        match event.get("type"):
            case "message_start":
                self._count(event["message"]["usage"])
            case "content_block_start":
                self.blocks.append(event["content_block"])
            case "content_block_delta":
                return self._delta(event["index"], event["delta"])
            case "message_delta":
                self.stop_reason = event["delta"].get("stop_reason") or self.stop_reason
                self.stop_details = event["delta"].get("stop_details")
                self._count(event.get("usage") or {})
            case "message_stop":
                self.is_whole = True
        return ""

    def _delta(self, index: int, delta: Event) -> str:
        block = self.blocks[index]
        match delta["type"]:
            case "text_delta":
                block["text"] += delta["text"]
                return str(delta["text"])
            case "thinking_delta":
                block["thinking"] += delta["thinking"]
            case "signature_delta":
                block["signature"] = delta["signature"]
            case "input_json_delta":
                self._json.setdefault(index, []).append(delta["partial_json"])
        return ""

    def _count(self, usage: Event) -> None:
        for name, value in usage.items():
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


def called_in(event: Event) -> str | None:
    """The tool that a call begins for with this event."""
    block = event.get("content_block") or {}
    return str(block["name"]) if block.get("type") == "tool_use" else None


def read_event(text: str) -> Event:
    """One event of the stream. Raises BadReplyError where it is none."""
    try:
        event = json.loads(text)
    except ValueError as error:
        raise BadReplyError(f"an event of the stream is not JSON ({error})") from error
    if not isinstance(event, dict):
        raise BadReplyError("an event of the stream is not a JSON object")
    return event


def _input(text: str, name: object) -> dict[str, Any]:
    try:
        value = json.loads(text or "{}")
    except ValueError as error:
        raise BadReplyError(f"the input of {name!r} is not JSON ({error})") from error
    if not isinstance(value, dict):
        raise BadReplyError(f"the input of {name!r} is not a JSON object")
    return value
