"""The shape of the body: known fields, required ones, types and ranges."""

from __future__ import annotations

from typing import Any

from app.local.messages.errors import invalid
from app.local.messages.request import Json, Request, blocks

_PLAYED = """
    model messages max_tokens system tools tool_choice thinking output_config cache_control diagnostics stream
    stop_sequences metadata service_tier inference_geo temperature top_p top_k
"""
_NOT_PLAYED = """
    billing_policy compaction container context_management fallback_credit_token fallbacks mcp_servers speed thread
    user_profile_id workspace_id
"""
PLAYED, NOT_PLAYED = frozenset(_PLAYED.split()), frozenset(_NOT_PLAYED.split())
EFFORTS = ("low", "medium", "high", "xhigh", "max")
ROLES = ("user", "assistant", "system")
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
    _check_names(request.body)
    _check_max_tokens(request)
    _check_messages(request.body.get("messages"))
    effort = (request.body.get("output_config") or {}).get("effort")
    if effort is not None and effort not in EFFORTS:
        raise invalid(f"output_config.effort: Input should be one of {', '.join(EFFORTS)}; got {effort!r}")


def _check_names(body: Json) -> None:
    for name in body:
        if name in NOT_PLAYED and body[name] is not None:
            raise invalid(
                f"{name}: the local Messages API does not play this field. Leave it out, or use the real API."
            )
        if name not in PLAYED | NOT_PLAYED:
            raise invalid(f"{name}: Extra inputs are not permitted")


def _check_max_tokens(request: Request) -> None:
    if "max_tokens" not in request.body:
        raise invalid("max_tokens: Field required")
    asked, most = request.body["max_tokens"], request.model.max_output
    if not isinstance(asked, int) or isinstance(asked, bool) or asked < 0:
        raise invalid(f"max_tokens: Input should be a non-negative integer; got {asked!r}")
    if asked > most:
        raise invalid(
            f"max_tokens: {asked} > {most}, which is the maximum allowed number of output tokens for {request.model.id}"
        )


def _check_messages(messages: Any) -> None:
    if messages is None:
        raise invalid("messages: Field required")
    if not isinstance(messages, list) or not messages:
        raise invalid("messages: at least one message is required")
    for i, message in enumerate(messages):
        if not isinstance(message, dict) or message.get("role") not in ROLES:
            raise invalid(f"messages.{i}.role: Input should be 'user' or 'assistant'")
        _check_content(f"messages.{i}", message)


def _check_content(path: str, message: Json) -> None:
    content = message.get("content")
    if message["role"] == "system" and not blocks(content) and message.get("output_config"):
        return  # an effort-only entry
    if content is None:
        raise invalid(f"{path}.content: Field required")
    if not isinstance(content, str | list):
        raise invalid(f"{path}.content: Input should be a valid string or list")
    if not content:
        raise invalid(f"{path}: all messages must have non-empty content")
    for j, block in enumerate(blocks(content)):
        _check_block(f"{path}.content.{j}", block)


def _check_block(path: str, block: Any) -> None:
    if not isinstance(block, dict) or "type" not in block:
        raise invalid(f"{path}: Input should be an object with a `type`")
    for name in REQUIRED.get(block["type"], ()):
        if name not in block:
            raise invalid(f"{path}.{block['type']}.{name}: Field required")
    if block["type"] == "text" and not str(block["text"]).strip():
        raise invalid(f"{path}: text content blocks must be non-empty")
    if block["type"] == "tool_use" and not isinstance(block["input"], dict):
        raise invalid(f"{path}.tool_use.input: Input should be a valid dictionary")
