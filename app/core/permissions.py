"""Who may say yes to a write, and when nobody has to be asked. Pure; the rules are a table of examples in its test.

Nobody named means no. What untrusted text may have led to is always asked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from app.core.actions import Action
from app.core.approvals import Needs, Proposed
from app.core.people import Person
from app.core.tools import Tier

Policy = Literal["ask", "ask_once", "auto"]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Approvals:
    """What the team decided, from workspace.yaml. Left out, everything is asked and lives three days."""

    policies: Mapping[str, Mapping[str, Policy]] = field(default_factory=dict)  # agent → tool → policy
    manager_fields: frozenset[str] = frozenset()  # by the system's name: their change needs a manager's yes
    manager_above: float | None = None  # an amount beyond which a change needs one
    four_eyes: frozenset[str] = frozenset()  # tools that somebody else than who asks must say yes to
    unowned_to: str | None = None  # email of who looks after accounts that nobody owns
    remind_after: timedelta = DAY
    expires_after: timedelta = 3 * DAY


@dataclass(frozen=True)
class Ask:
    needs: Needs
    why: str = ""


@dataclass(frozen=True)
class Allow:
    policy: str  # what allows it, for the audit


@dataclass(frozen=True)
class Refuse:
    why: str


def judge(
    approvals: Approvals,
    agent: str,
    tool: str,
    tier: Tier,
    action: Action,
    asker: Person,
    taint: Collection[str],
    *,
    approved_before: bool,
) -> Ask | Allow | Refuse:
    """What a proposed write needs. `approved_before`: the asker said yes to this tool in this session already."""
    if why := cannot_touch(approvals, asker, action):
        return Refuse(why)
    if tool in approvals.four_eyes:
        return Ask("other", "somebody else than who asks must agree")
    if why := _managers_matter(approvals, action):
        return Ask("manager", why)
    if taint:
        return Ask("owner", "text that others wrote may have led to it")
    policy = approvals.policies.get(agent, {}).get(tool, "ask")
    if policy == "auto" and tier == "write_internal" and action.risk == "low":
        return Allow(f"auto for {tool}")
    if policy == "ask_once" and approved_before and action.risk != "high":
        return Allow(f"{tool} was approved in this session before")
    return Ask("owner")


def may_decide(approvals: Approvals, person: Person, proposed: Proposed) -> str:
    """Why this person may say neither yes nor no, for them to read; empty where they may."""
    action, needs = proposed.action, proposed.needs
    if person.standing != "member":
        return "Only members of this workspace decide about changes."
    if why := cannot_touch(approvals, person, action):
        return why
    if action.whose == "asker" and needs != "other" and person.slack_id != proposed.by:
        return "Only who asked may say yes to this."
    if needs == "other" and person.slack_id in (proposed.by, proposed.edited_by):
        return "Somebody else than who asked must agree to this."
    if needs == "manager" and not _manages(approvals, person, action.owner):
        return "This needs the yes of a manager of the account's owner."
    return ""


def cannot_touch(approvals: Approvals, person: Person, action: Action) -> str:
    """Own accounts, and those of the team; accounts without an owner belong to who looks after them."""
    owner = action.owner
    if action.whose == "asker":
        return ""
    if owner is None:
        if _looks_after(approvals, person):
            return ""
        return "Nobody owns this account, so only who looks after such accounts may change it."
    if owner in person.owner_ids:
        return ""
    return f"This account is neither {person.name}'s nor of their team, so they may not change it."


def _managers_matter(approvals: Approvals, action: Action) -> str:
    """Only accounts have a manager."""
    if action.whose == "asker":
        return ""
    for change in action.changes:
        if change.field in approvals.manager_fields:
            return f"a change of {change.label} needs a manager"
        if approvals.manager_above is not None and (change.number or 0.0) > approvals.manager_above:
            return f"{change.label} is above {approvals.manager_above:,.0f}, so it needs a manager"
    return ""


def _manages(approvals: Approvals, person: Person, owner: str | None) -> bool:
    return owner in person.team if owner is not None else _looks_after(approvals, person)


def _looks_after(approvals: Approvals, person: Person) -> bool:
    return bool(approvals.unowned_to) and person.email.lower() == (approvals.unowned_to or "").lower()
