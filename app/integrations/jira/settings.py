"""Jira's own variables. The integration is off until JIRA_API_TOKEN is set."""

from __future__ import annotations

from pydantic import SecretStr, field_validator

from app.integrations.priority import read_names
from app.settings import EnvironmentModel, variable

SWITCH = "JIRA_API_TOKEN"


class Settings(EnvironmentModel):
    api_token: SecretStr = variable(
        SWITCH,
        "reads issues and comments",
        where="id.atlassian.com → Security → API tokens → Create API token",
    )
    email: str = variable("JIRA_EMAIL", "the address of the account whose token it is", where="your Atlassian profile")
    base_url: str = variable(
        "JIRA_BASE_URL",
        "your site, or https://api.atlassian.com/ex/jira/CLOUD-ID for a token with scopes",
        where="the address bar of your Jira: https://YOUR-SITE.atlassian.net",
        pattern=r"^https?://.*[^/]$",
    )
    links_url: str = variable(
        "JIRA_LINKS_URL", "where links to issues lead; the same as JIRA_BASE_URL if not set", default=""
    )
    projects: str = variable(
        "JIRA_PROJECTS",
        "the keys of the projects to read, such as CS,OPS; all that the account sees if not set",
        default="",
    )
    account_fields: str = variable(
        "JIRA_ACCOUNT_FIELDS",
        "fields that hold an account's HubSpot id, domain or name, such as customfield_10050,customfield_10002",
        default="",
    )
    account_label: str = variable(
        "JIRA_ACCOUNT_LABEL", "labels that begin so name an account's domain: account-acme.example", default="account-"
    )
    account_projects: str = variable(
        "JIRA_ACCOUNT_PROJECTS",
        "projects that belong to one account, by its HubSpot id, domain or name: ACME=acme.example",
        default="",
    )
    priorities: str = variable(
        "JIRA_PRIORITIES", "your own names of priorities: Showstopper=URGENT, Whenever=LOW", default=""
    )
    team_domains: str = variable(
        "JIRA_TEAM_DOMAINS",
        "domains of your team's addresses, such as ours.example,ours-support.example; that of JIRA_EMAIL if not set",
        default="",
    )
    closed_days: int = variable("JIRA_CLOSED_DAYS", "for how many days closed issues are kept", default=120, gt=0)
    calls_a_second: float = variable(
        "JIRA_CALLS_A_SECOND", "our share of what Jira allows the site at once", default=5.0, gt=0
    )

    @field_validator("priorities")
    @classmethod
    def _are_names(cls, given: str) -> str:
        read_names(given)
        return given

    @field_validator("projects", "account_fields", "account_projects")
    @classmethod
    def _hold_no_quotes(cls, given: str) -> str:
        if set(given) & set("\"'\\"):
            raise ValueError("write names with commas between them, without quotes")
        return given

    @property
    def project_keys(self) -> tuple[str, ...]:
        return _listed(self.projects)

    @property
    def field_ids(self) -> tuple[str, ...]:
        return _listed(self.account_fields)

    @property
    def domains_of_team(self) -> frozenset[str]:
        return frozenset(domain.lower() for domain in _listed(self.team_domains) or (self.email.rpartition("@")[2],))

    @property
    def account_of_project(self) -> dict[str, str]:
        pairs = (part.partition("=") for part in _listed(self.account_projects))
        return {key.strip().upper(): account.strip() for key, _, account in pairs if account.strip()}

    @property
    def priority_names(self) -> dict[str, str]:
        return read_names(self.priorities)

    def link(self, key: str) -> str:
        return f"{self.links_url or self.base_url}/browse/{key}"


def _listed(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in text.split(","))))
