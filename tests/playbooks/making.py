"""Small playbooks and snapshots for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from app.core.playbooks import Playbook, Rule, Scalar
from app.core.snapshots import Snapshot
from app.playbooks.mirror import SqliteMirror
from app.playbooks.rules import read_rules
from app.playbooks.snapshot import seal

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
FACTS = """
SELECT id, COALESCE(name, id) AS name, owner_id, url, tier, revenue, days_between(last_contacted_at, :today) AS days
FROM accounts
"""
RULES = '''
def quiet(a: Facts, p: Params) -> Points:
    """Quiet accounts rise."""
    days = a["days"]
    if days is None or days <= p["limit"]:
        return 0, ""
    return days - p["limit"], f"no touch in {days} days"


def size(a: Facts, p: Params) -> Points:
    """Bigger accounts rise."""
    revenue = a["revenue"] or 0
    return revenue / 3000, f"{revenue:,.0f} a year"
'''


def playbook(rules: str = RULES, facts: str = FACTS, params: Mapping[str, Scalar] | None = None) -> Playbook:
    read = read_rules(rules)
    return Playbook(
        name="test",
        title="Test list",
        kind="list",
        owner="owner@example.com",
        words="For tests.",
        params={"limit": 10} if params is None else params,
        facts_sql=facts,
        rules_source=rules,
        rules=tuple(Rule(rule.name, rule.words, "gone_quiet", rule.source) for rule in read.rules),
        examples=(),
        version=f"{hash((rules, facts))}",
    )


def snapshot(
    folder: Path, accounts: Sequence[Mapping[str, Any]], taken_at: datetime = NOW, **tables: Sequence[Mapping[str, Any]]
) -> Snapshot:
    mirror = SqliteMirror(folder / "mirror.sqlite")
    try:
        mirror.replace("accounts", accounts, system="hubspot")
        for table, rows in tables.items():
            mirror.replace(table, rows, system="hubspot")
        return seal(mirror, folder / "snapshots", taken_at, {"hubspot": taken_at})
    finally:
        mirror.close()


def account(number: int | str, *, days: int | None = None, owner: str | None = "1", **more: Any) -> dict[str, Any]:
    last = f"{date.fromordinal(TODAY.toordinal() - days).isoformat()}T10:00:00Z" if days is not None else None
    named = {"name": f"Account {number}", "url": f"https://crm.example.com/{number}"}
    return {"id": str(number), **named, "owner_id": owner, "last_contacted_at": last, **more}
