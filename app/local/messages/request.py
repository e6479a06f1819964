"""One request as it was sent, and the questions everybody asks of it. Reads only; refuses nothing (see `checks`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.local.messages.models import Model

Json = dict[str, Any]


@dataclass(frozen=True)
class Request:
    body: Json
    model: Model
    key: str = "local"
    betas: frozenset[str] = frozenset()
    version: str = "2026-10-21"
    continues: bool = False  # the last message is a reply that paused, sent back unchanged

    @property
    def messages(self) -> list[Json]:
        messages: list[Json] = self.body["messages"]
        return messages

    @property
    def tools(self) -> list[Json]:
        return self.body.get("tools") or []

    @property
    def thinking(self) -> Json:
        return self.body.get("thinking") or {"type": "adaptive" if self.model.thinks_by_default else "disabled"}


def blocks(content: Any) -> list[Json]:
    """Content as blocks: a string is short for one text block."""
    if isinstance(content, str):
        return [{"type": "text", "text": content}] if content else []
    return content or []


def text_of(content: Any) -> str:
    return "\n".join(block["text"] for block in blocks(content) if block.get("type") == "text")


def tool_changes(request: Request) -> Iterator[tuple[str, str, Json | None]]:
    """(path, "tool_addition" or "tool_removal", its `tool` object) of every change in order."""
    for i, message in enumerate(request.messages):
        if message["role"] == "system":
            for j, block in enumerate(blocks(message.get("content"))):
                if block["type"] in ("tool_addition", "tool_removal"):
                    yield f"messages.{i}.content.{j}", block["type"], block.get("tool")


def offered_tools(request: Request) -> dict[str, Json]:
    """The tools the model sees at the end of the conversation, by name."""
    known = {tool["name"]: tool for tool in request.tools if "name" in tool}
    offered = {name: tool for name, tool in known.items() if not tool.get("defer_loading")}
    for _, change, tool in tool_changes(request):
        if tool is None:
            continue
        definition = tool.get("definition") or known.get(tool.get("name", ""))
        if definition is None:
            continue
        known[definition["name"]] = definition
        if change == "tool_addition":
            offered[definition["name"]] = definition
        else:
            offered.pop(definition["name"], None)
    return offered


def last_user_blocks(request: Request) -> list[Json]:
    """Everything the user's side said since the last assistant message."""
    found: list[Json] = []
    for message in reversed(request.messages):
        if message["role"] == "assistant":
            break
        if message["role"] == "user":
            found = blocks(message["content"]) + found
    return found


def answers_tools(request: Request) -> bool:
    """Whether the model is being handed tool results, rather than spoken to only."""
    return any(block["type"] == "tool_result" for block in last_user_blocks(request))
