"""Owners and users: who is who in HubSpot, with their zone and when they are out of office.

One person has three ids in HubSpot; only the owner's stands on records, so it is the one we keep.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import orjson

from app.integrations.hubspot.client import HubSpot
from app.integrations.hubspot.rows import Row, moment

_USER = ("hs_email", "hubspot_owner_id", "hs_standard_time_zone", "hs_out_of_office_hours")


@dataclass(frozen=True)
class Owner:
    id: str
    email: str
    name: str
    is_active: bool
    zone: str | None
    out_of_office: tuple[tuple[str, str], ...]  # moments: from, until

    def row(self) -> Row:
        away = orjson.dumps(self.out_of_office).decode() if self.out_of_office else None
        return {
            "id": self.id,
            "email": self.email or None,
            "name": self.name or None,
            "is_active": int(self.is_active),
            "zone": self.zone,
            "out_of_office": away,
        }


async def read_owners(hubspot: HubSpot) -> tuple[Owner, ...]:
    """Everybody who owns or owned records, those who have left too."""
    listed = [*await hubspot.owners(archived=False), *await hubspot.owners(archived=True)]
    users: dict[str, Mapping[str, Any]] = {}
    async for page in hubspot.pages("users", _USER):
        for user in page:
            values = user["properties"]
            for key in (values.get("hubspot_owner_id"), (values.get("hs_email") or "").lower()):
                if key:
                    users.setdefault(key, values)
    unique = {str(owner["id"]): owner for owner in reversed(listed)}  # listed in both: the active one counts
    return tuple(_owner(owner, users) for _, owner in sorted(unique.items()))


def by_email(owners: Sequence[Owner]) -> dict[str, Owner]:
    """Active owners by their address in small letters."""
    return {owner.email: owner for owner in owners if owner.is_active and owner.email}


def departed(owners: Sequence[Owner]) -> frozenset[str]:
    return frozenset(owner.id for owner in owners if not owner.is_active)


def _owner(owner: Mapping[str, Any], users: Mapping[str, Mapping[str, Any]]) -> Owner:
    id_, email = str(owner["id"]), (owner.get("email") or "").lower()
    user = users.get(id_) or users.get(email) or {}
    return Owner(
        id=id_,
        email=email,
        name=" ".join(filter(None, (owner.get("firstName"), owner.get("lastName")))),
        is_active=not owner.get("archived", False),
        zone=_zone(user.get("hs_standard_time_zone")),
        out_of_office=_away(user.get("hs_out_of_office_hours")),
    )


def _zone(name: str | None) -> str | None:
    try:
        return ZoneInfo(name).key if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def _away(text: str | None) -> tuple[tuple[str, str], ...]:
    """HubSpot keeps a JSON list of {startTimestamp, endTimestamp} in milliseconds, as numbers or texts."""
    try:
        spans = orjson.loads(text) if text else []
        found = ((moment(str(span["startTimestamp"])), moment(str(span["endTimestamp"]))) for span in spans)
        return tuple((start, end) for start, end in found if start and end)
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return ()
