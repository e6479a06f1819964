"""One kind of write as the core's plug: each file beside this one says what it is, `Doing` does it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from app.core.actions import Action, Busy, Receipt, Refused, Result
from app.core.tools import Call, CallContext, Outcome, ToolSpec
from app.integrations.errors import VendorError
from app.integrations.hubspot.writes.definitions import ValueProblem
from app.integrations.hubspot.writes.doing import Doing
from app.integrations.hubspot.writes.finding import Account, find_account
from app.integrations.hubspot.writes.ground import Ground
from app.integrations.hubspot.writes.moments import MomentProblem

Input = Mapping[str, Any]
Plan = Callable[[Ground, Account, Input, CallContext], Awaitable[Action | Outcome]]

ACCOUNT = {"type": "string", "description": "the account's name, web domain or HubSpot id, as the person wrote it"}
MORE_SCHEMA = {
    "type": "object",
    "description": "only for answers to fields that HubSpot asked for before: internal name of the field → value",
    "additionalProperties": {"type": "string"},
}


class HubSpotWrite:
    """Implements core.tools.WriteTool."""

    def __init__(self, spec: ToolSpec, plan: Plan, ground: Ground, doing: Doing) -> None:
        self.spec, self._plan, self._ground, self._doing = spec, plan, ground, doing

    async def propose(self, call: Call, context: CallContext) -> Action | Outcome:
        try:
            await self._ground.check_portal()
            account = await find_account(self._ground, call.input.get("account"), context)
            if isinstance(account, Outcome):
                return account
            return await self._plan(self._ground, account, call.input, context)
        except (ValueProblem, MomentProblem) as problem:
            return Outcome(f"{problem}. Correct it, or ask the person.", is_error=True)
        except VendorError as error:
            return Outcome(f"Nothing could be proposed. {error} Say so.", is_error=True)

    async def act(self, action: Action, key: str) -> Result:
        return await self._doing.act(action, key)

    async def look(self, action: Action, key: str) -> Receipt | Busy | None:
        return await self._doing.look(action, key)

    async def undo(self, action: Action, receipt: Receipt, key: str) -> Receipt | Refused | Busy:
        return await self._doing.undo(action, receipt)


def spec(name: str, description: str, required: tuple[str, ...] = (), **properties: Mapping[str, Any]) -> ToolSpec:
    schema = {
        "type": "object",
        "properties": {"account": ACCOUNT, **properties, "more": MORE_SCHEMA},
        "required": ["account", *required],
        "additionalProperties": False,
    }
    told = f"{description} It is proposed and waits for a person's yes; nothing is written before."
    return ToolSpec(name, told, schema, "write_internal")


def text(description: str) -> dict[str, Any]:
    return {"type": "string", "description": description}


def choice(description: str, *values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values), "description": description}


def given(input_: Input, name: str, longest: int = 30_000) -> str:
    """A text of the call's input, trimmed; "" where it is not there."""
    value = input_.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    if len(said := str(value).strip()) > longest:
        raise ValueProblem(f"{name!r} has {len(said):,} characters: {longest:,} at most")
    return said


def needed(input_: Input, name: str, what: str) -> str:
    if value := given(input_, name):
        return value
    raise ValueProblem(f"Send {name!r}: {what}")
