"""Who owns what in the latest snapshot: Slack's people completed with their HubSpot owner, team and absences."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.core.people import Person
from app.core.snapshots import Snapshot
from app.playbooks.snapshot import open_read_only

Period = tuple[datetime, datetime]


@dataclass(frozen=True)
class Owner:
    id: str
    email: str
    name: str
    is_active: bool
    zone: str
    away: tuple[Period, ...]


class Roster:
    def __init__(
        self,
        latest: Callable[[], Awaitable[Snapshot | None]],
        managers: Mapping[str, Sequence[str]],
        zone: str,
    ) -> None:
        """`managers`: a manager's email → whose accounts they see; `zone` where neither Slack nor HubSpot tells one."""
        self._latest, self._managers, self._zone = latest, managers, zone
        self._read: tuple[str, dict[str, Owner]] = ("", {})

    async def complete(self, person: Person) -> Person:
        owners = await self._owners()
        owner = owners.get(person.email.lower())
        team = [owners[email].id for email in self._managers.get(person.email.lower(), ()) if email in owners]
        zone = person.zone or (owner.zone if owner else "") or self._zone
        return replace(person, owner_id=owner.id if owner else None, team=tuple(team), zone=zone)

    async def by_email(self, email: str) -> Person | None:
        """A person who may not be in Slack at all; their Slack id is empty then."""
        owner = (await self._owners()).get(email.lower())
        if owner is None and email.lower() not in self._managers:
            return None
        return await self.complete(Person("", owner.name if owner else email, email, ""))

    async def emails(self) -> list[str]:
        return sorted(await self._owners())

    async def away(self, person: Person) -> Sequence[Period]:
        owner = (await self._owners()).get(person.email.lower())
        return owner.away if owner else ()

    async def _owners(self) -> dict[str, Owner]:
        """Active ones by email, lower case."""
        snapshot = await self._latest()
        if snapshot is None:
            return {}
        if self._read[0] != snapshot.hash:
            self._read = (snapshot.hash, await asyncio.to_thread(_read_owners, snapshot.path))
        return self._read[1]


def _read_owners(path: str) -> dict[str, Owner]:
    db = open_read_only(path)
    try:
        rows = db.execute("SELECT id, email, name, is_active, zone, out_of_office FROM owners ORDER BY id").fetchall()
    finally:
        db.close()
    found = [
        Owner(row[0], (row[1] or "").lower(), row[2] or "", bool(row[3]), row[4] or "", _periods(row[5]))
        for row in rows
    ]
    return {owner.email: owner for owner in found if owner.is_active and owner.email}


def _periods(text: str | None) -> tuple[Period, ...]:
    pairs = json.loads(text) if text else []
    return tuple((datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in pairs)
