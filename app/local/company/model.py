"""The shape of a company that a local workspace is filled with: people, and a dated history of CRM records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Op = Literal["create", "update", "archive", "merge"]


@dataclass(frozen=True)
class Person:
    email: str
    name: str
    timezone: str  # IANA
    role: Literal["rep", "manager", "member", "guest", "stranger"]  # member: works here, owns no accounts
    slack_id: str | None  # None: in HubSpot only (for example departed)
    owner_id: str | None  # HubSpot owner; None: in Slack only
    manager_email: str | None = None
    is_active: bool = True  # False: an archived owner in HubSpot, deactivated in Slack
    out_of_office: tuple[tuple[datetime, datetime], ...] = ()
    hubspot_timezone: str | None = None  # None: the same as `timezone`, which Slack shows


@dataclass(frozen=True)
class Change:
    """One thing that happened in the CRM. Applied when the workspace clock passes `at`."""

    at: datetime
    op: Op
    object_type: str  # companies, contacts, deals, tickets, calls, notes, tasks, emails, meetings
    id: str
    properties: dict[str, str | None] = field(default_factory=dict)  # HubSpot's own names; values are strings
    associations: tuple[tuple[str, str], ...] = ()  # (object type, id) of the other side
    merged_into: str | None = None  # op "merge": the winner's id


@dataclass(frozen=True)
class Company:
    name: str
    people: tuple[Person, ...]
    history: tuple[Change, ...]  # sorted by `at`
    pipelines: dict[str, list[dict[str, Any]]]  # object type ("deals", "tickets") -> HubSpot pipeline objects
    properties: dict[str, list[dict[str, Any]]]  # object type -> extra property definitions (for example revenue_tier)
    summary: tuple[str, ...] = ()  # what a person should know of the data, a sentence each (for example reps left out)
    channels: tuple[tuple[str, tuple[str, ...]], ...] = ()  # Slack channel name -> members' emails
    elsewhere: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)  # other system -> what happened there
