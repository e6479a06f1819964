"""The body's fields: the shape first, then what each kind of block must not lack."""

from __future__ import annotations

from pydantic import ValidationError

from app.local.messages.checks.shape import Body
from app.local.messages.errors import invalid
from app.local.messages.request import Json, Request, blocks

NOT_PLAYED = frozenset(
    {
        "billing_policy",
        "compaction",
        "container",
        "context_management",
        "fallback_credit_token",
        "fallbacks",
        "mcp_servers",
        "speed",
        "thread",
        "user_profile_id",
        "workspace_id",
    }
)
REQUIRED = {
    "text": ("text",),
    "thinking": ("thinking", "signature"),
    "redacted_thinking": ("data",),
    "tool_use": ("id", "name", "input"),
    "tool_result": ("tool_use_id",),
    "tool_addition": ("tool",),
    "tool_removal": ("tool",),
}


def check(request: Request) -> None:
    _check_shape(request.body)
    asked, most = request.body["max_tokens"], request.model.max_output
    if asked > most:
        raise invalid(
            f"max_tokens: {asked} > {most}, which is the maximum allowed number of output tokens for {request.model.id}"
        )
    for i, message in enumerate(request.messages):
        _check_content(f"messages.{i}", message)


def _check_shape(body: Json) -> None:
    for name in sorted(NOT_PLAYED & body.keys()):
        if body[name] is not None:
            raise invalid(f"{name}: the local Messages API does not play this field. Leave it out or use the real API.")
    try:
        Body.model_validate({name: value for name, value in body.items() if name not in NOT_PLAYED})
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_context=False)[0]
        raise invalid(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def _check_content(path: str, message: Json) -> None:
    content = blocks(message.get("content"))
    if not content and not (message["role"] == "system" and message.get("output_config")):
        raise invalid(f"{path}: all messages must have non-empty content")
    for j, block in enumerate(content):
        _check_block(f"{path}.content.{j}", block)


def _check_block(path: str, block: Json) -> None:
    for name in REQUIRED.get(block["type"], ()):
        if block.get(name) is None:
            raise invalid(f"{path}.{block['type']}.{name}: Field required")
    if block["type"] == "text" and not block["text"].strip():
        raise invalid(f"{path}: text content blocks must be non-empty")
