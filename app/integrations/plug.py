"""What a system is told by the program, and what it gives to it: the shape of every `connect` here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.checks import Check
from app.core.snapshots import Snapshot, Source
from app.core.tools import Tool, WriteTool
from app.integrations.errors import VendorError

Latest = Callable[[], Awaitable[Snapshot | None]]


@dataclass(frozen=True)
class Setting:
    """What surrounds a system: the same for all of them, except `own`."""

    latest: Latest  # the newest sealed snapshot; None before the first
    unowned_to: str | None = None  # the email of the person who looks after accounts that nobody owns
    own: Mapping[str, Any] = field(default_factory=dict)  # the section of workspace.yaml with the system's name


@dataclass(frozen=True)
class Connected:
    """One system, as the rest of the program sees it. Close it at the end."""

    source: Source
    tools: tuple[Tool, ...]
    examine: Callable[[Sequence[str]], Awaitable[Sequence[Check]]]
    close: Callable[[], Awaitable[None]]
    writes: tuple[WriteTool, ...] = ()

    async def checks(self, emails: Sequence[str] = ()) -> Sequence[Check]:
        """For `threadwork doctor`; `emails` of the people in Slack."""
        return await self.examine(emails)


async def try_out(name: str, asking: Awaitable[Any]) -> Check:
    """One call to the system as a check of `threadwork doctor`."""
    try:
        found = await asking
    except VendorError as error:
        return Check(name, False, error.told, error.remedy)
    return Check(name, True, "may be read" if found else "may be read; none was found")
