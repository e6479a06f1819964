"""One tool of an MCP server, as an agent has it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from app.core.pins import Definition
from app.core.servers import full_name
from app.core.tools import Call, CallContext, Outcome, Tier, ToolSpec
from app.integrations.mcp.answer import Answer
from app.integrations.mcp.errors import McpError
from app.integrations.mcp.offering import plain_name

Ask = Callable[[str, Call], Awaitable[Answer]]  # a tool's own name and the call


class ChangedError(McpError):
    """Somebody has to look at what the server says now."""


class McpTool:
    """Implements core.tools.Tool. What `auto` allows counts as reading: it needs nobody, and may be repeated."""

    def __init__(self, server: str, definition: Definition, ask: Ask) -> None:
        self.server, self._tool, self._ask = server, definition.tool, ask
        self.spec = spec_of(server, definition, "read_untrusted")

    async def run(self, call: Call, context: CallContext) -> Outcome:
        source = f"{self._tool} of the MCP server {self.server}"
        try:
            answer = await self._ask(self._tool, call)
        except McpError as error:
            told = f"{self.server} failed: {error}. Say so; do not guess."
            if error.words:
                return Outcome(f"{told}\nIts words: {error.words}", is_error=True, sources=(source,))
            return Outcome(told, is_error=True)
        return Outcome(answer.text, is_error=answer.is_error, sources=(source,))


def spec_of(server: str, definition: Definition, tier: Tier) -> ToolSpec:
    return ToolSpec(
        name=full_name(server, plain_name(definition.tool)),
        description=f"{definition.tool} of the MCP server {server}, in its words: {definition.description}",
        input_schema=definition.input_schema,
        tier=tier,
    )
