"""One HubSpot account: everything it knows, and how it keeps up with the workspace clock."""

from __future__ import annotations

import time
from typing import Any
from zoneinfo import ZoneInfo

from app.local.hubspot.calculated import Calculator
from app.local.hubspot.errors import PORTAL_ID, invalid, not_found
from app.local.hubspot.history import Replay
from app.local.hubspot.kinds import Kind, find_kind
from app.local.hubspot.limits import Limits
from app.local.hubspot.owners import create_owners
from app.local.hubspot.records import Record, Table
from app.local.hubspot.schema import Schema
from app.local.hubspot.store import Store
from app.local.hubspot.times import Moment, to_iso, to_ms
from app.local.hubspot.validation import Validation
from app.local.world import World

ZONE = "America/New_York"  # the account's own, for the end of its day


class Portal:
    """Reads its options from the world at every request, so that a test may change them under way:

    search_lag_seconds (3), calculated_lag_seconds (2), hubspot_missing_scopes ([scope]), hubspot_required
    ({kind: [property]}), hubspot_required_when ({kind: {"property=value": [property]}}): what an admin's rules want.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.schema = Schema(world.company)
        self.store = Store(self.schema)
        self._replay = Replay(world.company.history, self.store)
        self._calculator = Calculator(self.store)
        self.limits = Limits(ZONE)
        born = world.company.history[0].at if world.company.history else world.now()
        self.born = Moment(to_ms(born), time.monotonic(), by_api=False)
        self.owners = create_owners(world.company, self.store, self.born)

    def now(self, *, by_api: bool = True) -> Moment:
        return Moment(to_ms(self.world.now()), time.monotonic(), by_api)

    def catch_up(self) -> None:
        """Everything that has happened by now: the company's history, and what follows from writes."""
        now = self.now()
        self._replay.catch_up(now)
        self._calculator.settle(now, float(self.world.options.get("calculated_lag_seconds", 2)))

    @property
    def search_lag(self) -> float:
        return float(self.world.options.get("search_lag_seconds", 3))

    @property
    def validation(self) -> Validation:
        return Validation(
            self.schema,
            self.owners,
            self.world.options.get("hubspot_required", {}),
            self.world.options.get("hubspot_required_when", {}),
        )

    def kind(self, word: str) -> Kind:
        if kind := find_kind(word):
            return kind
        raise invalid(f"Unable to infer object type from: {word}")

    def table(self, kind: Kind) -> Table:
        return self.store.tables[kind.name]

    def record(self, kind: Kind, id_: str, id_property: str | None = None) -> Record:
        """A live record, also by the id of one merged into it, or by a unique property."""
        table = self.table(kind)
        if id_property in (None, "hs_object_id"):
            record = table.find(id_)
        elif id_property in table.by_value:
            record = table.find_by(id_property, id_)
        else:
            raise invalid(f"{id_property!r} is no unique property of {kind.name}: give a property with hasUniqueValue")
        if record is None:
            raise not_found(kind.singular, id_)
        return record

    def details(self) -> dict[str, Any]:
        offset = self.world.now().astimezone(ZoneInfo(ZONE)).utcoffset()
        assert offset is not None
        minutes = int(offset.total_seconds() // 60)
        return {
            "portalId": PORTAL_ID,
            "accountType": "DEVELOPER_TEST",
            "timeZone": ZONE,
            "companyCurrency": "USD",
            "additionalCurrencies": [],
            "utcOffset": f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}",
            "utcOffsetMilliseconds": minutes * 60_000,
            "uiDomain": "app.hubspot.com",
            "dataHostingLocation": "na1",
        }

    def iso_now(self) -> str:
        return to_iso(self.now().at)
