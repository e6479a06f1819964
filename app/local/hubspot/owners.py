"""Owners and users: one human with three ids. Only the owner id may be written to records.

The owner's id is the company's; the settings id (`userId`, hs_internal_user_id) and the CRM user's id are made here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from app.local.company.model import Company, Person
from app.local.hubspot.kinds import KINDS
from app.local.hubspot.records import Record, Values
from app.local.hubspot.store import Store
from app.local.hubspot.times import Moment, to_iso, to_ms

FIRST_USER_ID = 9_000_001
FIRST_CRM_USER = 70_000_001


@dataclass
class Owner:
    id: str
    user_id: int
    email: str
    first_name: str
    last_name: str
    created: str
    archived: bool
    user: Record

    def as_json(self) -> dict[str, Any]:
        drawn: dict[str, Any] = {
            "id": self.id,
            "email": self.email,
            "type": "PERSON",
            "firstName": self.first_name,
            "lastName": self.last_name,
            "userIdIncludingInactive": self.user_id,
            "createdAt": self.created,
            "updatedAt": self.created,
            "archived": self.archived,
        }
        return drawn if self.archived else {**drawn, "userId": self.user_id}


def create_owners(company: Company, store: Store, when: Moment) -> dict[str, Owner]:
    """An owner and a CRM user for everyone the company has in HubSpot, by owner id."""
    people = [person for person in company.people if person.owner_id is not None]
    made = (_create_owner(number, person, store, when) for number, person in enumerate(people))
    return {owner.id: owner for owner in made}


def _create_owner(number: int, person: Person, store: Store, when: Moment) -> Owner:
    first, _, last = person.name.partition(" ")
    values: Values = {
        "hs_email": person.email,
        "hs_given_name": first,
        "hs_family_name": last or None,
        "hs_internal_user_id": str(FIRST_USER_ID + number),
        "hubspot_owner_id": person.owner_id,
        "hs_standard_time_zone": person.hubspot_timezone or person.timezone,
        "hs_working_hours": json.dumps([{"days": "MONDAY_TO_FRIDAY", "startMinute": 540, "endMinute": 1020}]),
        "hs_out_of_office_hours": json.dumps(
            [{"startTimestamp": to_ms(start), "endTimestamp": to_ms(end)} for start, end in person.out_of_office]
        ),
        "hs_availability_status": "available",
        "hs_deactivated": str(not person.is_active).lower(),
    }
    user = store.create(KINDS["users"], str(FIRST_CRM_USER + number), values, when)
    assert person.owner_id is not None
    return Owner(
        person.owner_id,
        FIRST_USER_ID + number,
        person.email,
        first,
        last,
        to_iso(when.at),
        not person.is_active,
        user,
    )


def set_archived(owner: Owner, archived: bool, store: Store, when: Moment) -> None:
    owner.archived = archived
    store.change(owner.user, {"hs_deactivated": str(archived).lower()}, when)
