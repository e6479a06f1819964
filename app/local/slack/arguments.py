"""The arguments of a Web API call, whichever way they travelled: query, form, JSON or multipart."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from app.local.slack.refusal import RefusedError


class Arguments:
    def __init__(self, values: dict[str, Any]) -> None:
        self.values = {name: value for name, value in values.items() if value is not None}

    def text(self, name: str, otherwise: str = "") -> str:
        value = self.values.get(name, otherwise)
        return value if isinstance(value, str) else json.dumps(value)

    def maybe(self, name: str) -> str | None:
        return self.text(name) or None

    def needed(self, name: str) -> str:
        if not self.text(name):
            raise RefusedError("invalid_arguments", [f"missing required field: {name}"])
        return self.text(name)

    def flag(self, name: str, *, otherwise: bool = False) -> bool:
        value = self.values.get(name, otherwise)
        return value if isinstance(value, bool) else str(value).lower() in ("1", "true")

    def number(self, name: str, otherwise: int) -> int:
        try:
            return int(self.values.get(name, otherwise))
        except (TypeError, ValueError) as error:
            raise RefusedError("invalid_arguments", [f"{name} must be an integer"]) from error

    def structure(self, name: str, code: str = "invalid_arguments") -> Any:
        """A list or object, given as such or as JSON text; None if it was not given."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError as error:
            raise RefusedError(code, [f"{name} is not JSON"]) from error

    def __contains__(self, name: str) -> bool:
        return name in self.values


async def read_arguments(request: web.Request) -> Arguments:
    values: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError as error:
            raise RefusedError("invalid_json") from error
        if not isinstance(body, dict):
            raise RefusedError("json_not_object")
        values |= body
    elif request.method == "POST":
        values |= dict(await request.post())
    return Arguments(values)
