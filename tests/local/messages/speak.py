"""Short ways to say what the tests say often: a tool, a request, a stream read to its end."""

from __future__ import annotations

from typing import Any

from anthropic import AsyncAnthropic

SONNET, OPUS, HAIKU = "claude-sonnet-5-5", "claude-opus-5-5", "claude-haiku-5-5"


def tool(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "description": f"the {name}", "input_schema": {"type": "object"}, **more}


def ask(*messages: Any, **more: Any) -> dict[str, Any]:
    """Arguments of a request; a plain string is a user's message."""
    told = [{"role": "user", "content": one} if isinstance(one, str) else one for one in messages]
    return {"model": SONNET, "max_tokens": 4000, "messages": told, **more}


def said(reply: Any) -> dict[str, Any]:
    """A reply as the next request sends it back."""
    return {"role": "assistant", "content": [block.to_dict() for block in reply.content]}


def results(reply: Any, *texts: str) -> dict[str, Any]:
    uses = [block for block in reply.content if block.type == "tool_use"]
    found = [
        {"type": "tool_result", "tool_use_id": use.id, "content": text} for use, text in zip(uses, texts, strict=True)
    ]
    return {"role": "user", "content": found}


def text(reply: Any) -> str:
    return "".join(block.text for block in reply.content if block.type == "text")


async def events(client: AsyncAnthropic, request: dict[str, Any]) -> list[Any]:
    return [event async for event in await client.beta.messages.create(**request, stream=True)]
