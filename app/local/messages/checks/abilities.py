"""What the asked model, and this version of the API, no longer or not yet accept."""

from __future__ import annotations

from app.local.messages.errors import invalid
from app.local.messages.request import Request, blocks

SAMPLING = ("temperature", "top_p", "top_k")
SMALLEST_BUDGET = 1024  # tokens of thinking
NEWEST = "2026-10-21"


def check(request: Request) -> None:
    _check_sampling(request)
    _check_thinking(request)
    _check_tool_choice(request)
    _check_documents(request)


def _check_sampling(request: Request) -> None:
    for name in SAMPLING:
        if name in request.body and (request.version >= NEWEST or request.model.preserves_thinking):
            raise invalid(f"{name}: sampling parameters are not supported. Leave {name!r} out and use effort instead.")


def _check_thinking(request: Request) -> None:
    kind, model = request.thinking.get("type"), request.model
    if kind not in model.thinking:
        instead = "between_tools" if "between_tools" in model.thinking else "adaptive"
        raise invalid(
            f'"thinking.type.{kind}" is not supported for this model. Use "thinking.type.{instead}" '
            'and "output_config.effort" to control thinking behavior.'
        )
    effort = (request.body.get("output_config") or {}).get("effort")
    if kind == "between_tools" and effort in ("xhigh", "max"):
        raise invalid(f'"thinking.type.between_tools" is not supported with effort {effort!r}. Use "adaptive".')
    if kind == "enabled":
        budget = request.thinking.get("budget_tokens", 0)
        if not SMALLEST_BUDGET <= budget < request.body.get("max_tokens", budget + 1):
            raise invalid(
                f"thinking.enabled.budget_tokens: {budget} must be at least {SMALLEST_BUDGET} and less than max_tokens"
            )


def _check_tool_choice(request: Request) -> None:
    choice = request.body.get("tool_choice") or {"type": "auto"}
    if choice["type"] in ("any", "tool") and not request.model.takes_forced_tools:
        raise invalid(
            f"tool_choice: forced tool use (`{choice['type']}`) is not supported for {request.model.id}. "
            "Use `auto` and say in the prompt which tool you expect."
        )
    if choice["type"] == "tool" and choice.get("name") not in {tool.get("name") for tool in request.tools}:
        raise invalid(f"tool_choice: Tool '{choice.get('name')}' not found in provided tools")


def _check_documents(request: Request) -> None:
    if request.version < NEWEST:
        return
    for i, message in enumerate(request.messages):
        for j, block in enumerate(blocks(message.get("content"))):
            if message["role"] == "assistant" and block["type"] == "document":
                raise invalid(f"messages.{i}.content.{j}: `document` blocks are not permitted in assistant turns")
            if message["role"] == "user" and block["type"] == "text" and block.get("citations"):
                raise invalid(f"messages.{i}.content.{j}.citations: Extra inputs are not permitted")
