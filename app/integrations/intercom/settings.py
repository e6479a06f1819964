"""Intercom's own variables. The integration is off until INTERCOM_ACCESS_TOKEN is set."""

from __future__ import annotations

from pydantic import SecretStr, field_validator

from app.integrations.priority import read_names
from app.settings import EnvironmentModel, variable

SWITCH = "INTERCOM_ACCESS_TOKEN"


class Settings(EnvironmentModel):
    access_token: SecretStr = variable(
        SWITCH,
        "reads conversations, tickets, people and companies",
        where="Intercom → Settings → Integrations → Developer Hub → your app → Authentication",
    )
    base_url: str = variable(
        "INTERCOM_BASE_URL",
        "where Intercom's API is; https://api.eu.intercom.io or https://api.au.intercom.io for other regions",
        default="https://api.intercom.io",
        pattern=r"^https?://.*[^/]$",
    )
    links_url: str = variable(
        "INTERCOM_LINKS_URL",
        "where links to conversations lead; https://app.eu.intercom.com for a workspace in Europe",
        default="https://app.intercom.com",
        pattern=r"^https?://.*[^/]$",
    )
    priority_attribute: str = variable(
        "INTERCOM_PRIORITY_ATTRIBUTE",
        "the attribute of conversations and tickets that says how urgent they are, such as Urgency",
        default="",
    )
    priorities: str = variable(
        "INTERCOM_PRIORITIES", "your own names of priorities: Showstopper=URGENT, Whenever=LOW", default=""
    )
    closed_days: int = variable(
        "INTERCOM_CLOSED_DAYS", "for how many days closed conversations are kept", default=120, gt=0
    )
    calls_in_ten_seconds: int = variable(
        "INTERCOM_CALLS_IN_TEN_SECONDS",
        "our share of the 1,666 that an app has; all apps of the workspace together have 4,166",
        default=300,
        gt=0,
    )

    @field_validator("priorities")
    @classmethod
    def _are_names(cls, given: str) -> str:
        read_names(given)
        return given

    @property
    def priority_names(self) -> dict[str, str]:
        return read_names(self.priorities)
