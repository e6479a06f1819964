"""Tool changes in the middle of a conversation: every name must stand for a tool that was defined before."""

from __future__ import annotations

from app.local.messages.checks.tools import check_definition
from app.local.messages.errors import invalid
from app.local.messages.request import Json, Request, blocks, tool_changes

IN_SYSTEM = ("text", "tool_addition", "tool_removal")


def check(request: Request) -> None:
    for i, message in enumerate(request.messages):
        for j, block in enumerate(blocks(message.get("content"))):
            _check_place(f"messages.{i}.content.{j}", message["role"], block["type"])
    known = {tool["name"] for tool in request.tools}
    for path, change, tool in tool_changes(request):
        known.add(_named(path, change, tool, known))


def _check_place(path: str, role: str, kind: str) -> None:
    if role == "system" and kind not in IN_SYSTEM:
        raise invalid(f"{path}: role 'system' takes text, tool_addition and tool_removal blocks; got {kind!r}")
    if role != "system" and kind in IN_SYSTEM[1:]:
        raise invalid(f"{path}: `{kind}` blocks are only permitted in role 'system' messages")


def _named(path: str, change: str, tool: Json | None, known: set[str]) -> str:
    match tool:
        case {"type": "tool_reference", "name": str(name)}:
            if name not in known:
                raise invalid(
                    f"{path}.tool: tool reference '{name}' was not found in `tools` or defined earlier in `messages`",
                    error_code="tool_reference_unresolved",
                )
            return name
        case {"type": "tool_definition", "definition": dict(definition)} if change == "tool_addition":
            check_definition(f"{path}.tool.definition", definition)
            return str(definition["name"])
        case _:
            raise invalid(f"{path}.tool: Input should be a tool_reference or, in an addition, a tool_definition")
