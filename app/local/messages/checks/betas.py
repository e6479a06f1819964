"""Fields that exist only under a beta header, and beta headers that do not exist."""

from __future__ import annotations

from collections.abc import Iterator

from app.local.messages.errors import invalid
from app.local.messages.request import Request, tool_changes

DISPLAY_UPDATES = "thinking-display-updates-2026-08-18"
BINDING = "thinking-binding-controls-2026-08-01"
CLEAR_AT = "mid-conversation-system-clear-at-2026-08-21"
MESSAGE_EFFORT = "mid-conversation-output-config-2026-07-01"
TOOL_CHANGES = "mid-conversation-tool-changes-2026-07-01"
INLINE_TOOLS = "inline-tools-2026-09-15"

KNOWN = frozenset(
    {DISPLAY_UPDATES, BINDING, CLEAR_AT, MESSAGE_EFFORT, TOOL_CHANGES, INLINE_TOOLS}
    # Accepted because the feature became part of the API, or because it changes nothing that is played here.
    | {
        "cache-diagnosis-2026-04-07",
        "context-1m-2025-08-07",
        "extended-cache-ttl-2025-04-11",
        "interleaved-thinking-2025-05-14",
        "message-batches-2024-09-24",
        "output-300k-2026-03-24",
        "prompt-caching-2024-07-31",
        "structured-outputs-2025-11-13",
        "thinking-token-count-2026-05-13",
        "token-counting-2024-11-01",
        "token-efficient-tools-2025-02-19",
    }
)


def check(request: Request) -> None:
    if unknown := sorted(request.betas - KNOWN):
        raise invalid(
            f"Unexpected value(s) `{'`, `'.join(unknown)}` for the `anthropic-beta` header. "
            "Send only betas that exist; the local Messages API knows those that concern messages."
        )
    for path, needed in _used(request):
        if not request.betas & needed:
            raise invalid(f"{path}: Extra inputs are not permitted. It needs `anthropic-beta: {min(needed)}`.")


def _used(request: Request) -> Iterator[tuple[str, set[str]]]:
    """(path, the betas of which one is needed) of every field in use that needs one."""
    if "block_binding" in request.thinking:
        yield "thinking.block_binding", {BINDING}
    if request.thinking.get("display") == "updates":
        yield "thinking.display", {DISPLAY_UPDATES}
    for i, message in enumerate(request.messages):
        if "clear_at" in message:
            yield f"messages.{i}.clear_at", {CLEAR_AT}
        if "output_config" in message:
            yield f"messages.{i}.output_config", {MESSAGE_EFFORT}
    for path, _, tool in tool_changes(request):
        inline = bool(tool) and tool is not None and tool.get("type") == "tool_definition"
        yield path, {INLINE_TOOLS} if inline else {TOOL_CHANGES, INLINE_TOOLS}
