"""What is still to be answered: the words since the last finished reply, and what tools said about them since."""

from __future__ import annotations

import json
import re
from typing import Any

from app.local.messages.request import Json, Request, blocks, text_of
from app.local.messages.turn import ToolUse

HEADER = re.compile(r"^\[[^\]\n]*\] [^\n]*:\n")  # "[time] name:", which says who speaks
NOISE = re.compile(r"<@[^>]+>|(?<!\S)!agent \S+")  # mentions, agent switches


class Results:
    """Results by the call that asked for them."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}

    def add(self, use: ToolUse, result: Any) -> None:
        self._known[_key(use)] = result

    def of(self, use: ToolUse) -> Any:
        """What the tool said; None when it was not asked yet."""
        return self._known.get(_key(use))


def spoken(request: Request) -> list[str]:
    """Each with its header, one for each user message with words. Its last text counts: the others are context."""
    found = []
    for message in _open_part(request):
        if message["role"] == "user":
            texts = [block["text"] for block in blocks(message["content"]) if block["type"] == "text"]
            found += texts[-1:]
    return found


def words_of(spoken: str) -> str:
    return NOISE.sub(" ", HEADER.sub("", spoken)).strip()


def results(request: Request) -> Results:
    uses: dict[str, ToolUse] = {}
    found = Results()
    for message in _open_part(request):
        for block in blocks(message.get("content")):
            if block["type"] == "tool_use":
                uses[block["id"]] = ToolUse(block["name"], block["input"])
            elif block["type"] == "tool_result" and block["tool_use_id"] in uses:
                found.add(uses[block["tool_use_id"]], _read(block))
    return found


def spoken_of(request: Request) -> str:
    """The account that a tool was last asked about before; "" where there was none."""
    for message in reversed(request.messages[: _answered(request)]):
        for block in reversed(blocks(message.get("content"))):
            if block["type"] == "tool_use" and block["input"].get("account"):
                return str(block["input"]["account"])
    return ""


def _open_part(request: Request) -> list[Json]:
    return request.messages[_answered(request) :]


def _answered(request: Request) -> int:
    """How many messages there are up to the last reply that called no tool."""
    for at in range(len(request.messages) - 1, -1, -1):
        message = request.messages[at]
        content = blocks(message.get("content"))
        if message["role"] == "assistant" and not any(block["type"] == "tool_use" for block in content):
            return at + 1
    return 0


def _read(block: Json) -> Any:
    """The JSON inside a result, wherever it stands in the text; an error stays an error."""
    text = text_of(block.get("content")).strip()
    read = _json_in(text)
    if isinstance(read, list):
        return {"rules": read}  # the one tool that may answer with a bare list is the one that lists rules
    if read is not None:
        return read
    if block.get("is_error") or not text:
        return {"error": text or "the tool said nothing"}
    return {"text": text}


def _json_in(text: str) -> Json | list[Any] | None:
    """The first JSON object in a text, or the list that the text is."""
    starts = [0] if text.startswith("[") else []
    starts += [found.start() for found in re.finditer(r"\{", text)]
    for start in starts:
        try:
            read, _ = json.JSONDecoder().raw_decode(text[start:])
        except ValueError:
            continue
        if isinstance(read, dict | list):
            return read
    return None


def _key(use: ToolUse) -> str:
    return json.dumps([use.name, use.input], sort_keys=True)
