"""A tool is something a model may ask for; a call is one request for it. The tier says what may come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from app.core.actions import Action, Busy, Receipt, Refused, Result, Unsure
    from app.core.people import Person
    from app.core.sessions import Session

Tier = Literal["read_trusted", "read_untrusted", "write_internal", "write_external"]


@dataclass(frozen=True)
class ToolSpec:
    name: str
    description: str
    input_schema: Mapping[str, Any]  # JSON Schema of an object
    tier: Tier = "write_external"  # what is not known to be harmless is not


@dataclass(frozen=True)
class Call:
    id: str  # the model's own id of the request
    name: str
    input: Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What goes back to the model. `sources` names where untrusted text in it came from."""

    content: str
    is_error: bool = False
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class CallContext:
    """On whose word, in which session and when a tool runs."""

    session: Session
    asker: Person
    now: datetime


class WriteTool(Protocol):
    """An integration's plug for one kind of write. It runs in steps, and nothing happens before somebody said yes.

    `key` names the write once and for all; the tool leaves it in the outside system where it can, to find it by `look`.
    """

    @property
    def spec(self) -> ToolSpec: ...

    async def propose(self, call: Call, context: CallContext) -> Action | Outcome:
        """The right record and the exact change, within what the asker may touch; or what to send instead. It reads."""

    async def act(self, action: Action, key: str) -> Result:
        """Does it once. Refuses where the record is not any more what was shown."""

    async def look(self, action: Action, key: str) -> Receipt | Busy | Unsure | None:
        """After a crash or a lost reply: whether it is there. None: it is not; Unsure: nobody can look."""

    async def undo(self, action: Action, receipt: Receipt, key: str) -> Receipt | Refused | Busy:
        """Puts back what was there. Looks first, so it may be repeated; refuses where the record has moved on."""


class Tool(Protocol):
    """An integration's plug. A read may be repeated after a crash; bad input is an `Outcome` that says what to send."""

    @property
    def spec(self) -> ToolSpec: ...

    async def run(self, call: Call, context: CallContext) -> Outcome: ...
