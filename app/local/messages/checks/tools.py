"""The tools array: names, schemas, and at least one that is not deferred."""

from __future__ import annotations

import re

from app.local.messages.errors import invalid
from app.local.messages.request import Json, Request

NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")


def check(request: Request) -> None:
    for i, tool in enumerate(request.tools):
        _check_one(f"tools.{i}", tool)
    names = [tool["name"] for tool in request.tools]
    if len(names) != len(set(names)):
        raise invalid("tools: Tool names must be unique.")
    if request.tools and all(tool.get("defer_loading") for tool in request.tools):
        raise invalid("tools: At least one tool must have defer_loading=false.")


def _check_one(path: str, tool: Json) -> None:
    if tool.get("type") not in (None, "custom"):
        raise invalid(f"{path}: the local Messages API plays custom tools only; got type {tool['type']!r}")
    check_definition(f"{path}.custom", tool)
    if tool.get("defer_loading") and tool.get("cache_control"):
        raise invalid(f"{path}.custom: Tools with defer_loading cannot have cache_control set.")


def check_definition(path: str, tool: Json) -> None:
    if "name" not in tool:
        raise invalid(f"{path}.name: Field required")
    if not NAME.fullmatch(str(tool["name"])):
        raise invalid(f"{path}.name: String should match pattern '^{NAME.pattern}$'; got {tool['name']!r}")
    if not isinstance(tool.get("input_schema"), dict):
        raise invalid(f"{path}.input_schema: Field required")
    if tool["input_schema"].get("type") != "object":
        raise invalid(f"{path}.input_schema.type: Input should be 'object'")
