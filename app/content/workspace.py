"""agents/workspace.yaml: what is particular to one team. Everything has a sensible answer when it is left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field

from app.content.fields import ClockTime, Email, Zone
from app.content.lines import parse
from app.content.shape import Shape, fit
from app.core.errors import ContentError
from app.core.permissions import Approvals
from app.core.permissions import Policy as WritePolicy
from app.core.servers import Policy


class HubSpotFields(Shape):
    """Which of the portal's own properties carry what. `doctor` reports a name that the portal lacks."""

    revenue: str | None = None
    tier: str | None = None
    onboarding_until: str | None = None
    renewal_on: str | None = None


class Sync(Shape):
    every_minutes: Annotated[int, Field(ge=5, le=24 * 60)] = 30
    begins: ClockTime = time(6)
    ends: ClockTime = time(20)
    full_at: ClockTime = time(3)


class ApprovalRules(Shape):
    """Which writes are asked, and of whom. Left out, each is asked of who may touch the account."""

    policies: dict[str, dict[str, WritePolicy]] = Field(default_factory=dict)  # agent → tool → policy
    manager_fields: tuple[str, ...] = ()  # the system's names of fields whose change needs a manager
    manager_above: float | None = None  # an amount beyond which a change needs one
    four_eyes: tuple[str, ...] = ()  # tools that somebody else than who asks must say yes to
    remind_after_hours: Annotated[float, Field(gt=0)] = 24
    expires_after_hours: Annotated[float, Field(gt=0)] = 72


class Workspace(Shape):
    default_agent: str = "assistant"
    zone: Zone = "UTC"  # the office's: when syncs run
    unowned_to: Email | None = None  # who gets the accounts that nobody owns
    managers: dict[Email, tuple[Email, ...]] = Field(default_factory=dict)  # manager → whose accounts they see
    holidays: tuple[date, ...] = ()
    allowed_hosts: tuple[str, ...] = ()  # links in replies may lead there, besides what the asker wrote
    mcp: dict[str, dict[str, Policy]] = Field(default_factory=dict)  # MCP server → its tool, or `*` → policy
    hubspot: HubSpotFields = HubSpotFields()
    sync: Sync = Sync()
    approvals: ApprovalRules = ApprovalRules()

    def rules_of_approval(self) -> Approvals:
        told = self.approvals
        return Approvals(
            policies=told.policies,
            manager_fields=frozenset(told.manager_fields),
            manager_above=told.manager_above,
            four_eyes=frozenset(told.four_eyes),
            unowned_to=self.unowned_to,
            remind_after=timedelta(hours=told.remind_after_hours),
            expires_after=timedelta(hours=told.expires_after_hours),
        )


def read_workspace(path: Path, file: str, complain: Callable[[ContentError], None]) -> Workspace:
    if not path.exists():
        return Workspace()
    try:
        lined = parse(file, path.read_text(encoding="utf-8"))
    except ContentError as error:
        complain(error)
        return Workspace()
    if lined.value is None:
        return Workspace()
    return fit(Workspace, lined, complain) or Workspace()
