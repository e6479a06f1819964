"""What a person would write into workspace.yaml for the company that the local workspace plays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

FIELDS = {
    "revenue": "arr",
    "tier": "revenue_tier",
    "onboarding_until": "onboarding_until",
    "renewal_on": "renewal_date",
}
FALLBACK = {"revenue": "annualrevenue"}  # what every portal has


def workspace_for(company: dict[str, Any], zone: str = "America/New_York") -> dict[str, Any]:
    """`company` is the answer of /_control/company."""
    people = [each for each in company["people"] if each["is_active"]]
    managers: dict[str, list[str]] = {}
    for each in people:
        if each["manager"]:
            managers.setdefault(each["manager"], []).append(each["email"])
    own = set(company["properties"].get("companies", ()))
    fields = {name: wanted for name, wanted in FIELDS.items() if wanted in own}
    leads = [each["email"] for each in people if each["role"] == "manager"]
    return {
        "default_agent": "assistant",
        "zone": zone,
        "unowned_to": leads[0] if leads else None,
        "managers": managers,
        "allowed_hosts": ["127.0.0.1", "app.hubspot.com"],
        "hubspot": FALLBACK | fields,
    }


def write_workspace(company: dict[str, Any], path: Path) -> Path:
    text = yaml.safe_dump(workspace_for(company), sort_keys=False, allow_unicode=True)
    path.write_text(f"# Made for {company['name']} by `threadwork demo`.\n{text}", encoding="utf-8")
    return path
