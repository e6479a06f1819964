"""The people of a CSV folder: agents and their managers, with zones by office and e-mail addresses by name."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from app.local.company.csv_rows import Agent
from app.local.company.model import Person

ZONES = {"Central": "America/Chicago", "East": "America/New_York", "West": "America/Los_Angeles"}
UNKNOWN_ZONE = "UTC"  # an office that is none of these; the summary says so


def people_of(agents: list[Agent], company: str) -> dict[str, Person]:
    """By name, managers first. One who is both agent and manager is one person, a manager."""
    managers = list(dict.fromkeys(agent.manager for agent in agents if agent.manager))
    names = list(dict.fromkeys([*managers, *(agent.name for agent in agents)]))
    emails = _emails(names, _slug(company) or "company")
    by_name = {agent.name: agent for agent in agents}
    return {name: _person(n, name, by_name.get(name), agents, emails) for n, name in enumerate(names)}


def _person(number: int, name: str, agent: Agent | None, agents: list[Agent], emails: dict[str, str]) -> Person:
    led = [other.office for other in agents if other.manager == name]
    office = agent.office if agent else Counter(led).most_common(1)[0][0]
    manager = agent.manager if agent and agent.manager != name else ""
    return Person(
        email=emails[name],
        name=name,
        timezone=ZONES.get(office, UNKNOWN_ZONE),
        role="manager" if led else "rep",
        slack_id=f"U0CSV{number + 1:05d}",
        owner_id=str(70_001 + number),
        manager_email=emails.get(manager),
    )


def _emails(names: list[str], domain: str) -> dict[str, str]:
    taken: Counter[str] = Counter()
    emails = {}
    for name in names:
        local = _slug(name, ".") or "person"
        taken[local] += 1
        emails[name] = f"{local}{taken[local] if taken[local] > 1 else ''}@{domain}.example"
    return emails


def _slug(text: str, between: str = "-") -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", between, plain.lower()).strip(between)
