"""The kinds of triggers that start one session an occasion, as declared. The daily one of each person: `triggers`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.core.cron import Cron
from app.core.occasions import Terms

SLACK_VALUES = {
    "message": ("text", "person", "name", "channel"),
    "reaction": ("reaction", "person", "name", "channel"),
    "member": ("person", "name", "channel"),
}
CRM_TABLES = {"account": "accounts", "contact": "contacts", "deal": "deals", "ticket": "tickets"}


@dataclass(frozen=True)
class OfTerms:
    terms: Terms

    @property
    def name(self) -> str:
        return self.terms.name

    @property
    def agent(self) -> str:
        return self.terms.agent

    @property
    def owner(self) -> str:
        return self.terms.owner

    @property
    def is_on(self) -> bool:
        return self.terms.is_on


@dataclass(frozen=True)
class ScheduleTrigger(OfTerms):
    cron: Cron
    zone: str
    kind: str = "schedule"

    @property
    def when(self) -> str:
        return f"{self.cron.text} in {self.zone}"


@dataclass(frozen=True)
class WebhookTrigger(OfTerms):
    secret: str  # the name of the variable that holds it
    signature_header: str
    timestamp_header: str | None = None  # signed with the body, where the sender sends one
    delivery_header: str | None = None  # the sender's name of the delivery; without it the body's hash
    kind: str = "webhook"

    @property
    def when(self) -> str:
        return f"POST {self.path}"

    @property
    def path(self) -> str:
        return f"/hooks/{self.name}"


@dataclass(frozen=True)
class SlackTrigger(OfTerms):
    event: Literal["message", "reaction", "member"]
    channel: str
    pattern: str = ""
    reaction: str = ""
    kind: str = "slack"

    @property
    def when(self) -> str:
        what = {"message": f"message like {self.pattern!r}", "reaction": f":{self.reaction}:", "member": "new member"}
        return f"{what[self.event]} in {self.channel}"


@dataclass(frozen=True)
class CrmTrigger(OfTerms):
    record: str
    event: Literal["created", "changed", "stage"]
    field: str = ""
    stage: str = ""
    kind: str = "crm"

    @property
    def when(self) -> str:
        what = {"created": "created", "changed": f"{self.field} changed", "stage": f"entered {self.stage!r}"}
        return f"{self.record} {what[self.event]}"
