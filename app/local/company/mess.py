"""The mess of real life in the sample company's HubSpot: duplicates, merges, archived and orphaned records."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from app.local.company.accounts import Plan
from app.local.company.diary import Diary, chance, iso
from app.local.company.model import Person
from app.local.company.people import JONAH, KLARA, NADIA, RENATA, SAMIR, VICTOR
from app.local.company.pipelines import NEW
from app.local.company.portal import DISCOVERY

# Of an account that exists: how the copy is written, and whether it has the same domain. These stay as they are.
_TWINS = (("same name, other domain", False), ("typo", True), ("same name, other domain", False), ("typo", True))
_MERGES = (-50, -12, 5)  # days from today on which two records become one
_ARCHIVED = (-90, -20, 10)
_GONE = ("Maple Hollow Crafts", "Sundial Instruments", "Bergkristall Glas")


def write_mess(diary: Diary, plans: list[Plan]) -> None:
    luck = chance("mess")
    owned = [plan for plan in plans if plan.age > 200 and plan.owner and not plan.is_swept]
    chosen = luck.sample(owned, len(_TWINS) + len(_MERGES))
    for (kind, has_same_domain), plan in zip(_TWINS, chosen, strict=False):
        name = _misspelt(plan.text.name) if kind == "typo" else plan.text.name
        domain = plan.text.domain if has_same_domain else f"my{plan.text.domain}"
        _company(diary, name, domain, -luck.randint(30, 150), luck.choice((None, VICTOR, plan.owner)), luck)
    for day, plan in zip(_MERGES, chosen[len(_TWINS) :], strict=True):
        _merged_pair(diary, plan, day, luck)
    for name, day in zip(_GONE, _ARCHIVED, strict=True):
        gone = _company(diary, name, f"{name.split()[0].lower()}.example", -300, luck.choice((NADIA, KLARA)), luck)
        diary.archive(diary.work_moment(day, "UTC", luck), "companies", gone)
    _handed_over(diary, plans, luck)
    _orphans(diary, luck)


def _company(diary: Diary, name: str, domain: str, day: int, owner: Person | None, luck: Random) -> str:
    properties = {
        "name": name,
        "domain": domain,
        "hubspot_owner_id": owner.owner_id if owner else None,
        "lifecyclestage": "lead",
    }
    return diary.create(diary.work_moment(day, "UTC", luck), "companies", properties)


def _misspelt(name: str) -> str:
    """Two letters changed places, as fingers do."""
    middle = len(name) // 2
    while name[middle] == name[middle + 1] or not (name[middle] + name[middle + 1]).isalpha():
        middle -= 1
    return name[:middle] + name[middle + 1] + name[middle] + name[middle + 2 :]


def _merged_pair(diary: Diary, plan: Plan, day: int, luck: Random) -> None:
    """A second record of the same company, with a note on it, until somebody merges the two."""
    copy = _company(diary, plan.text.name.upper(), plan.text.domain, day - 40, plan.owner, luck)
    at = diary.work_moment(day - 20, "UTC", luck)
    note: dict[str, str | None] = {
        "hs_timestamp": iso(at),
        "hs_note_body": "Is this not the same company as the other one? Same domain. Please merge.",
        "hubspot_owner_id": plan.speaker.owner_id,
    }
    diary.create(at, "notes", note, ("companies", copy))
    diary.merge(diary.work_moment(day, "UTC", luck), "companies", copy, plan.id)


def _handed_over(diary: Diary, plans: list[Plan], luck: Random) -> None:
    """When Victor left, some of his accounts were given to others; the rest still have his name."""
    heirs = (JONAH, RENATA)
    for plan in luck.sample([plan for plan in plans if plan.owner in heirs and plan.age > 200], 4):
        assert plan.owner
        moment = diary.work_moment(-plan.age, "UTC", luck) + timedelta(days=4)
        diary.update(moment, "companies", plan.id, hubspot_owner_id=VICTOR.owner_id)
        at = diary.work_moment(-41, plan.owner.timezone, luck)
        diary.update(at, "companies", plan.id, hubspot_owner_id=plan.owner.owner_id)


def _orphans(diary: Diary, luck: Random) -> None:
    """Records that nobody tied to a company, and some that were thrown away."""
    at = diary.work_moment(-9, "UTC", luck)
    ticket: dict[str, str | None] = {
        "subject": "Which of you delivers the sensors?",
        "content": "I only have this address. A parcel with twelve sensors arrived, without a name on it.",
        "hs_pipeline": "0",
        "hs_pipeline_stage": NEW,
        "hs_ticket_priority": None,
        "source_type": "EMAIL",
        "hs_last_message_from_visitor": "true",
        "hs_last_message_received_at": iso(at),
    }
    diary.create(at, "tickets", ticket)
    spam = {**ticket, "subject": "You have WON a forklift", "content": "Click to claim <https://forklift.example>"}
    diary.archive(at + timedelta(days=2), "tickets", diary.create(at + timedelta(hours=1), "tickets", spam))
    for first, last, email in (
        ("Noor", "van Houten", "noor@mailbox.example"),
        ("Test", "Test", "test@test.example"),
        ("", "", "info@bluecrate.example"),
    ):
        contact = {"firstname": first or None, "lastname": last or None, "email": email}
        diary.create(diary.work_moment(-luck.randint(20, 90), "UTC", luck), "contacts", contact)
    deal: dict[str, str | None] = {
        "dealname": "Trade fair: the man with the red tie",
        "pipeline": "default",
        "dealstage": DISCOVERY,
        "amount": None,
        "hubspot_owner_id": JONAH.owner_id,
    }
    diary.create(diary.work_moment(-33, JONAH.timezone, luck), "deals", deal)
    test_deal = {**deal, "dealname": "TEST please delete", "hubspot_owner_id": SAMIR.owner_id}
    id_ = diary.create(diary.work_moment(-60, "UTC", luck), "deals", test_deal)
    diary.archive(diary.work_moment(-18, "UTC", luck), "deals", id_)
