"""A big made-up CRM for measuring the list: a mirror filled with as many accounts as wanted, always the same ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from app.core.snapshots import Row
from app.playbooks.mirror import SqliteMirror

SYSTEM = "synthetic"
STAGES = ("Discovery", "Proposal", "Negotiation", "Contract")


def fill_mirror(path: Path, *, accounts: int, tickets: int, owners: int, today: date, seed: int = 1) -> SqliteMirror:
    """About six deals for ten accounts; one account in a hundred is nobody's. The caller closes it."""
    chance = random.Random(seed)
    mirror = SqliteMirror(path)
    mirror.replace("owners", _owners(owners), system=SYSTEM)
    mirror.replace("accounts", _accounts(accounts, owners, today, chance), system=SYSTEM)
    mirror.replace("deals", _deals(accounts, owners, today, chance), system=SYSTEM)
    mirror.replace("tickets", _tickets(tickets, accounts, today, chance), system=SYSTEM)
    return mirror


def _owners(count: int) -> Iterator[Row]:
    for number in range(1, count + 1):
        yield {"id": str(number), "email": f"rep.{number}@example.com", "name": f"Rep {number}", "is_active": 1}


def _accounts(count: int, owners: int, today: date, chance: random.Random) -> Iterator[Row]:
    for number in range(1, count + 1):
        yield {
            "id": str(number),
            "name": f"Account {number}",
            "owner_id": None if chance.random() < 0.01 else str(chance.randint(1, owners)),
            "tier": chance.choice(("A", "B", "B", "C", "C", None)),
            "revenue": None if chance.random() < 0.1 else float(chance.randint(1, 400) * 1_000),
            "lifecycle_stage": "customer",
            "created_at": _moment(today, -chance.randint(5, 1_500)),
            "last_contacted_at": None if chance.random() < 0.05 else _moment(today, -chance.randint(0, 90)),
            "onboarding_until": _day(today, chance.randint(1, 40)) if chance.random() < 0.03 else None,
            "renewal_on": _day(today, chance.randint(-20, 360)),
            "url": f"https://app.hubspot.com/contacts/1/record/0-2/{number}",
        }


def _deals(accounts: int, owners: int, today: date, chance: random.Random) -> Iterator[Row]:
    for number in range(1, accounts * 6 // 10 + 1):
        yield {
            "id": str(number),
            "account_id": None if chance.random() < 0.02 else str(chance.randint(1, accounts)),
            "owner_id": str(chance.randint(1, owners)),
            "name": f"Deal {number}",
            "amount": float(chance.randint(1, 90) * 1_000),
            "pipeline": "Sales",
            "stage": chance.choice(STAGES),
            "stage_entered_at": _moment(today, -chance.randint(0, 80)),
            "close_on": _day(today, chance.randint(-30, 120)),
            "is_closed": int(chance.random() < 0.4),
            "last_activity_at": _moment(today, -chance.randint(0, 60)),
            "url": f"https://app.hubspot.com/contacts/1/record/0-3/{number}",
        }


def _tickets(count: int, accounts: int, today: date, chance: random.Random) -> Iterator[Row]:
    for number in range(1, count + 1):
        age = chance.randint(0, 30)
        yield {
            "id": str(number),
            "system": "hubspot",
            "account_id": str(chance.randint(1, accounts)),
            "subject": f"Ticket {number}",
            "priority": chance.choice(("LOW", "MEDIUM", "HIGH", "URGENT")),
            "is_closed": int(chance.random() < 0.7),
            "created_at": _moment(today, -age),
            "waiting_since": _moment(today, -chance.randint(0, age)) if chance.random() < 0.4 else None,
            "first_reply_at": _moment(today, -age) if chance.random() < 0.6 else None,
            "url": f"https://app.hubspot.com/contacts/1/record/0-5/{number}",
        }


def _moment(today: date, days: int) -> str:
    return f"{datetime.combine(today + timedelta(days=days), time(10)):%Y-%m-%dT%H:%M:%SZ}"


def _day(today: date, days: int) -> str:
    return (today + timedelta(days=days)).isoformat()
