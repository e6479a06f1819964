"""The people of Quaymark, the sample company: who sells where, who leads whom, and the exceptions of real life."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from app.local.company.model import Person

NAME = "Quaymark"
DOMAIN = "quaymark.example"
NEW_YORK, LOS_ANGELES, BERLIN, KOLKATA = "America/New_York", "America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata"
VACATION = (7, 12)  # days from today: the first of it, and the first after it


def _colleague(
    number: int, name: str, zone: str, role: Literal["rep", "manager", "member"], manager: Person | None = None
) -> Person:
    first, last = name.lower().split()
    return Person(
        email=f"{first}.{last}@{DOMAIN}",
        name=name,
        timezone=zone,
        role=role,
        slack_id=f"U0{first[0]}{last}".upper(),
        owner_id=str(8_100 + number),
        manager_email=manager.email if manager else None,
    )


GRACE = _colleague(1, "Grace Adeyemi", NEW_YORK, "manager")
LUKAS = _colleague(2, "Lukas Brandt", BERLIN, "manager")

NADIA = _colleague(11, "Nadia Brooks", NEW_YORK, "rep", GRACE)
THEO = replace(  # told Slack that he moved, and nobody else
    _colleague(12, "Theo Castellan", NEW_YORK, "rep", GRACE), hubspot_timezone="America/Chicago"
)
RENATA = _colleague(13, "Renata Ochoa", LOS_ANGELES, "rep", GRACE)
JONAH = _colleague(14, "Jonah Whitfield", LOS_ANGELES, "rep", GRACE)
KLARA = _colleague(15, "Klara Neumeister", BERLIN, "rep", LUKAS)
TOMASZ = _colleague(16, "Tomasz Wilk", BERLIN, "rep", LUKAS)
ANANYA = _colleague(17, "Ananya Krishnan", KOLKATA, "rep", LUKAS)
ROHAN = _colleague(18, "Rohan Mehta", KOLKATA, "rep", LUKAS)
REPS = (NADIA, THEO, RENATA, JONAH, KLARA, TOMASZ, ANANYA, ROHAN)

VICTOR = replace(
    _colleague(19, "Victor Salgado", LOS_ANGELES, "rep", GRACE), is_active=False
)  # left; his accounts did not
SAMIR = _colleague(21, "Samir Haddad", BERLIN, "member", LUKAS)  # support
PAIGE = _colleague(22, "Paige Thornton", NEW_YORK, "member", GRACE)  # support
OONA = replace(_colleague(23, "Oona Virtanen", BERLIN, "member"), owner_id=None)  # finance: in Slack, not in HubSpot
IRIS = Person("iris@studioholm.example", "Iris Holm", BERLIN, "guest", "U0IHOLM", None)  # the agency
MARCO = Person("marco.bassani@rinaldi.example", "Marco Bassani", "Europe/Rome", "stranger", "U0MBASSANI", None)

CHANNELS = (
    ("sales", (GRACE, LUKAS, *REPS, OONA)),
    ("support", (SAMIR, PAIGE, GRACE, LUKAS, NADIA, KLARA, ROHAN)),
    ("customer-success", (GRACE, LUKAS, SAMIR, PAIGE, *REPS, IRIS)),
    ("rinaldi", (LUKAS, SAMIR, KLARA, MARCO)),  # shared with the customer: the app must keep out of it
)


def people(today: date) -> tuple[Person, ...]:
    zone = ZoneInfo(KLARA.timezone)
    first, after = (datetime.combine(today + timedelta(days=days), time(), zone) for days in VACATION)
    reps = tuple(replace(rep, out_of_office=((first, after),)) if rep is KLARA else rep for rep in REPS)
    return (GRACE, LUKAS, *reps, VICTOR, SAMIR, PAIGE, OONA, IRIS, MARCO)


def channels() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((name, tuple(member.email for member in members)) for name, members in CHANNELS)
