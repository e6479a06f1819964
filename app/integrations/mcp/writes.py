"""A tool of an MCP server that is asked for: proposed with its exact arguments, called once after the asker's yes.

Nothing marks such a call at the other end, so one whose answer is lost cannot be looked up: a person is asked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.core.actions import Action, Busy, Change, Receipt, Record, Refused, Result, Unsure
from app.core.pins import Definition
from app.core.servers import full_name
from app.core.tools import Call, CallContext, Outcome, ToolSpec
from app.integrations.mcp.errors import DeclarationError, DownError, McpError, RefusedError
from app.integrations.mcp.offering import plain_name
from app.integrations.mcp.tools import Ask, ChangedError, spec_of

LONGEST = 20_000  # characters of all arguments together
SHOWN = 300  # characters of what the server said, on the card


class McpWrite:
    """Implements core.tools.WriteTool. What a server says is shown to people, escaped, and never to a model."""

    def __init__(self, server: str, definition: Definition, ask: Ask) -> None:
        self.server, self._tool, self._ask = server, definition.tool, ask
        self.spec: ToolSpec = spec_of(server, definition, "write_external")

    async def propose(self, call: Call, context: CallContext) -> Action | Outcome:
        arguments = dict(call.input)
        if (length := len(json.dumps(arguments, ensure_ascii=False))) > LONGEST:
            told = f"The arguments of {self.spec.name} have {length:,} characters: {LONGEST:,} at most. Send less."
            return Outcome(told, is_error=True)
        name = full_name(self.server, plain_name(self._tool))
        return Action(
            system=f"mcp:{self.server}",
            title=f"{self._tool} of the MCP server {self.server}",
            record=Record(kind="tool", id=name, name=self._tool, about=f"MCP server {self.server}"),
            changes=tuple(Change(field=key, label=key, new=_shown(value)) for key, value in arguments.items()),
            payload={"tool": self._tool, "arguments": arguments},
            whose="asker",
            risk="high",
            notes=("What it does is said by the server alone. It cannot be undone from here.",),
        )

    async def act(self, action: Action, key: str) -> Result:
        arguments: Mapping[str, Any] = action.payload["arguments"]
        try:
            answer = await self._ask(self._tool, Call(key, self.spec.name, arguments))
        except (ChangedError, DeclarationError, RefusedError) as error:
            return Refused(_told(error))
        except DownError as error:
            return Busy(_told(error))
        except McpError as error:
            return Unsure(_told(error))
        if answer.is_error:
            return Refused(f"{self.server} says: {answer.text[:SHOWN]}")
        return Receipt(told=f"Done. {self.server} says: {answer.text[:SHOWN]}", is_undoable=False)

    async def look(self, action: Action, key: str) -> Unsure:
        return Unsure(f"Nobody but {self.server} knows whether it was done. Please look there.")

    async def undo(self, action: Action, receipt: Receipt, key: str) -> Refused:
        return Refused("It cannot be undone from here.")


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _told(error: McpError) -> str:
    return f"{error}. Its words: {error.words[:SHOWN]}" if error.words else f"{error}."
