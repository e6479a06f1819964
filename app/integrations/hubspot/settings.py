"""HubSpot's own variables. The integration is off until HUBSPOT_ACCESS_TOKEN is set."""

from __future__ import annotations

from typing import Literal

from pydantic import SecretStr

from app.settings import EnvironmentModel, variable

SWITCH = "HUBSPOT_ACCESS_TOKEN"


class Settings(EnvironmentModel):
    access_token: SecretStr = variable(
        SWITCH,
        "reads the CRM (pat-…)",
        where="HubSpot → Development → Keys → Service keys",
    )
    portal_id: int = variable(
        "HUBSPOT_PORTAL_ID",
        "which portal is meant: links lead there, and any other is refused",
        where="HubSpot → your account's menu, the number below its name",
    )
    base_url: str = variable(
        "HUBSPOT_BASE_URL",
        "where HubSpot's API is",
        default="https://api.hubapi.com",
        pattern=r"^https?://.*[^/]$",
    )
    links_url: str = variable(
        "HUBSPOT_LINKS_URL",
        "where links to records lead; https://app-eu1.hubspot.com for a portal in Europe",
        default="https://app.hubspot.com",
        pattern=r"^https?://.*[^/]$",
    )
    api_version: Literal["2026-09", "2026-03", "v3"] = variable(
        "HUBSPOT_API_VERSION", "which paths are called; v3 ends in September 2027", default="2026-09"
    )
    searches_a_second: float = variable(
        "HUBSPOT_SEARCHES_A_SECOND",
        "our share of the 5 a second that all apps of the account have together",
        default=2.0,
        gt=0,
    )
    calls_in_ten_seconds: int = variable(
        "HUBSPOT_CALLS_IN_TEN_SECONDS",
        "at most this many; a key has 190 (100 on Free and Starter, 250 with the capacity pack)",
        default=180,  # a little under the limit: both sides count in windows that do not begin together
        gt=0,
    )
    activity_days: int = variable(
        "HUBSPOT_ACTIVITY_DAYS", "how old calls, emails, meetings, notes and tasks may be", default=400, gt=0
    )
