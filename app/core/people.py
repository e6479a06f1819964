"""Who somebody is: one human across Slack and HubSpot, matched by email."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Standing = Literal["member", "guest", "stranger", "bot"]  # stranger: another organisation, through Slack Connect


@dataclass(frozen=True)
class Person:
    slack_id: str
    name: str
    email: str  # "" where Slack does not tell
    zone: str  # IANA, from Slack; HubSpot's where Slack has none
    standing: Standing = "member"
    owner_id: str | None = None  # HubSpot owner
    team: tuple[str, ...] = ()  # owner ids of the people this person manages

    @property
    def owner_ids(self) -> tuple[str, ...]:
        """Whose accounts this person may see: their own first, then their team's."""
        return ((self.owner_id,) if self.owner_id else ()) + self.team
