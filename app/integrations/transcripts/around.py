"""What surrounds the calls and is needed to read them: the accounts and people of the CRM, and folder.yaml."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.matching import Accounts
from app.core.snapshots import Mirror
from app.integrations.transcripts.roster import Roster, load_roster
from app.integrations.transcripts.settings import Settings
from app.integrations.transcripts.sides import Sides, Us
from app.integrations.transcripts.signals import VERSION


@dataclass(frozen=True)
class Around:
    accounts: Accounts
    contacts: Mapping[str, Sequence[str]]  # account's id → names
    roster: Roster
    sides: Sides

    def fingerprint(self, settings: Settings) -> str:
        """Another one reads every call again. Accounts and contacts are not in it: they change all day."""
        us = self.sides.us
        parts = (VERSION, self.roster, sorted(us.domains), sorted(us.names), sorted(us.emails), settings)
        return hashlib.sha256(repr(parts).encode()).hexdigest()


def read_around(mirror: Mirror, settings: Settings) -> Around:
    """Raises ContentError where folder.yaml is wrong: sides and accounts would be, too. Blocking."""
    contacts: dict[str, list[str]] = {}
    people = mirror.rows("contacts", ("email", "account_id", "name"))
    for _, account_id, name in people:
        if account_id and name:
            contacts.setdefault(account_id, []).append(name)
    roster = load_roster(settings.folder)
    us = Us.of(mirror.rows("owners", ("email", "name")), settings.domains)
    accounts = Accounts(mirror.rows("accounts", ("id", "name", "domain")), ((row[0], row[1]) for row in people))
    return Around(accounts, contacts, roster, Sides(roster, us))
