"""A reply as the client sees it: the events of a stream as bytes, or one JSON message. Pure.

Includes what real streams contain and hand-written ones forget: a comment, a ping, an event nobody has heard of, spaces
inside the JSON lines, tool input cut anywhere, an empty first piece of it.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from app.local.messages.reply import Block, Reply

COMMENT = b": the connection is alive\n\n"
CHATTER = "stream_weather"


@dataclass(frozen=True)
class Event:
    name: str
    payload: dict[str, Any]

    @property
    def is_delta(self) -> bool:
        return self.name == "content_block_delta"


def events(reply: Reply) -> Iterator[Event]:
    yield _event("message_start", message={**message(reply), **_unfinished(reply)})
    for index, block in enumerate(reply.blocks):
        yield _event("content_block_start", index=index, content_block=_opened(block))
        if index == 0:
            yield _event("ping")
            yield _event(CHATTER, forecast="unknown events are to be ignored")
        for delta in _deltas(block, random.Random(f"{reply.id}{index}")):
            yield _event("content_block_delta", index=index, delta=delta)
            if reply.chatter:
                yield _event(CHATTER, forecast="still ignorable")
        yield _event("content_block_stop", index=index)
    ending = {key: value for key, value in message(reply).items() if key.startswith("stop_")}
    yield _event("message_delta", delta=ending, usage=_final_usage(reply))
    yield _event("message_stop")


def frame(event: Event) -> bytes:
    """One event on the wire. The spaces before the last brace vary from event to event, as real ones do."""
    line = orjson.dumps(event.payload)
    spaces = b" " * (len(line) % 7)
    return b"event: %b\ndata: %b%b}\n\n" % (event.name.encode(), line[:-1], spaces)


def message(reply: Reply) -> dict[str, Any]:
    """The whole message, as a request without `stream` is answered."""
    told = {
        "id": reply.id,
        "type": "message",
        "role": "assistant",
        "model": reply.model,
        "content": [_closed(block) for block in reply.blocks],
        "stop_reason": reply.stop_reason,
        "stop_sequence": reply.stop_sequence,
        "stop_details": reply.stop_details,
        "container": None,
        "diagnostics": reply.diagnostics,
        "usage": {**reply.usage.as_json(), **_output(reply), "service_tier": "standard", "inference_geo": "global"},
    }
    if reply.transformations is not None:
        told["input_transformations"] = reply.transformations
    return told


def error_event(kind: str, request_id: str) -> Event:
    error = {"type": kind, "message": f"fault on demand: {kind}"}
    return Event("error", {"type": "error", "error": error, "request_id": request_id})


def _event(name: str, **payload: Any) -> Event:
    return Event(name, {"type": name, **payload})


def _unfinished(reply: Reply) -> dict[str, Any]:
    usage = {**message(reply)["usage"], "output_tokens": 1}
    usage.pop("output_tokens_details")
    return {"content": [], "stop_reason": None, "stop_sequence": None, "stop_details": None, "usage": usage}


def _output(reply: Reply) -> dict[str, Any]:
    return {
        "output_tokens": reply.output_tokens,
        "output_tokens_details": {"thinking_tokens": reply.thinking_tokens},
    }


def _final_usage(reply: Reply) -> dict[str, Any]:
    read = {key: value for key, value in reply.usage.as_json().items() if key != "cache_creation"}
    return {**read, **_output(reply)}


def _opened(block: Block) -> dict[str, Any]:
    match block.type:
        case "text":
            return {"type": "text", "text": ""}
        case "thinking":
            return {"type": "thinking", "thinking": "", "signature": ""}
        case "tool_use":
            return {**_closed(block), "input": {}}
        case _:
            return _closed(block)


def _closed(block: Block) -> dict[str, Any]:
    match block.type:
        case "text":
            return {"type": "text", "text": block.content}
        case "thinking":
            return {"type": "thinking", "thinking": block.content, "signature": block.signature}
        case "tool_use":
            caller = {"type": "direct"}
            return {"type": "tool_use", "id": block.id, "name": block.name, "input": _input(block), "caller": caller}
        case unknown:
            return {"type": unknown, "content": block.content}


def _input(block: Block) -> Any:
    try:
        return json.loads(block.content)
    except ValueError:
        return {}  # cut by max_tokens or spoilt by a fault: a whole message has no place for half an input


def _deltas(block: Block, chance: random.Random) -> Iterator[dict[str, Any]]:
    match block.type:
        case "text":
            for piece in _words(block.content):
                yield {"type": "text_delta", "text": piece}
        case "thinking":
            for piece in _words(block.content):
                yield {"type": "thinking_delta", "thinking": piece}
            yield {"type": "signature_delta", "signature": block.signature}
        case "tool_use":
            yield {"type": "input_json_delta", "partial_json": ""}
            for piece in _anywhere(block.content, chance):
                yield {"type": "input_json_delta", "partial_json": piece}


def _words(text: str) -> list[str]:
    return re.findall(r"\s*\S+\s*|\s+", text)


def _anywhere(text: str, chance: random.Random) -> Iterator[str]:
    """Pieces that respect nothing: not words, not keys, not escapes."""
    if text == "{}":
        return  # a tool without input is sent as no JSON at all
    at = 0
    while at < len(text):
        length = chance.randint(1, 14)
        yield text[at : at + length]
        at += length
