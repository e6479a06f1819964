"""What an MCP server says of its tools, as it was when a person accepted it, beside what it says now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

State = Literal["accepted", "changed", "new", "gone"]


@dataclass(frozen=True)
class Definition:
    """Everything that could change what a model does with a tool. The hints are the server's own word."""

    tool: str  # the server's own name for it
    description: str
    input_schema: Mapping[str, Any]
    writes: bool | None = None  # None: the server does not say

    @cached_property
    def text(self) -> str:
        """The same for the same content, whatever the order of keys."""
        return json.dumps(
            [self.tool, self.description, self.input_schema, self.writes], sort_keys=True, ensure_ascii=False
        )

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @staticmethod
    def of_text(text: str) -> Definition:
        return Definition(*json.loads(text))


@dataclass(frozen=True)
class Pin:
    """One tool of a server. Only what was accepted is ever shown to a model, and only while it is still true."""

    tool: str
    accepted: Definition | None
    offered: Definition | None  # when the server was last heard

    @property
    def state(self) -> State:
        if self.accepted is None:
            return "new"
        if self.offered is None:
            return "gone"
        return "accepted" if self.accepted.digest == self.offered.digest else "changed"
