"""What HubSpot works out from associations: last contact, last activity, counts, primary company.

The two dates differ on purpose: a note or task of a rep is activity, but no contact with the customer.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heappop, heappush

from app.local.hubspot.association_types import PRIMARY
from app.local.hubspot.kinds import ACTIVITIES, TOUCHES
from app.local.hubspot.records import Record, Values
from app.local.hubspot.store import Store
from app.local.hubspot.times import Moment, to_iso

_LATER_WINS = ("notes_last_contacted", "notes_last_updated")


class Calculator:
    """Brings stale records up to date when their time has come."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ahead: list[tuple[int, int, Record]] = []  # activities planned for later change a record when they pass

    def settle(self, now: Moment, lag: float) -> None:
        """`lag`: seconds of real time between a write of the API and what follows from it."""
        while self._ahead and self._ahead[0][0] <= now.at:
            at, _, record = heappop(self._ahead)
            self._store.mark(record, Moment(at, now.real, by_api=False))
        stale = self._store.stale
        for record, when in list(stale.items()):
            if when.by_api and when.real + lag > now.real:
                continue
            del stale[record]
            if record.archived_at is None:
                self._bring_up_to_date(record, when, now, lag)

    def _bring_up_to_date(self, record: Record, when: Moment, now: Moment, lag: float) -> None:
        values, next_activity = calculate(record, self._store, now.at)
        if next_activity is not None:
            heappush(self._ahead, (next_activity, record.number, record))
        changed = {name: value for name, value in values.items() if record.properties.get(name) != value}
        if changed:
            at = Moment(now.at, when.real + lag, by_api=True) if when.by_api else when
            self._store.calculate(record, changed, at)


def calculate(record: Record, store: Store, now: int) -> tuple[Values, int | None]:
    """All calculated values of a record, and when its next planned activity is."""
    activities = _times(record, store, ACTIVITIES)
    ahead = min((time for time in activities if time > now), default=None)
    found: Values = {
        "notes_last_contacted": _latest(_times(record, store, TOUCHES), now),
        "notes_last_updated": _latest(activities, now),
        "notes_next_activity_date": None if ahead is None else to_iso(ahead),
        **_BY_KIND[record.kind.name](record, store),
    }
    for name, value in record.stated.items():
        if value is not None and name in found:
            found[name] = _later(found[name], value) if name in _LATER_WINS else found[name] or value
    if record.kind.name == "deals":
        found["hs_last_activity_date"] = found["notes_last_updated"]
    elif record.kind.name == "tickets":
        found["hs_lastactivitydate"] = found["notes_last_updated"]
    return found, ahead


def _times(record: Record, store: Store, kinds: Iterable[str]) -> list[int]:
    return [
        activity.timestamp
        for kind in kinds
        for id_ in store.links.of(record.kind.name, record.id, kind)
        if (activity := store.tables[kind].live.get(id_)) and activity.timestamp is not None
    ]


def _latest(times: list[int], now: int) -> str | None:
    past = max((time for time in times if time <= now), default=None)
    return None if past is None else to_iso(past)


def _later(one: str | None, other: str) -> str:
    # "…:00Z" sorts after "…:00.500Z" as text, so the Z must go first.
    return other if one is None else max(one, other, key=lambda text: text.rstrip("Z"))


def _company(record: Record, store: Store) -> Values:
    deals = store.links.of("companies", record.id, "deals")
    open_deals = sum(
        1 for id_ in deals if (deal := store.find("deals", id_)) and deal.properties.get("hs_is_closed") != "true"
    )
    return {
        "hs_num_open_deals": str(open_deals),
        "num_associated_deals": str(len(deals)),
        "num_associated_contacts": str(len(store.links.of("companies", record.id, "contacts"))),
    }


def _contact(record: Record, store: Store) -> Values:
    return {"associatedcompanyid": store.links.primary_company("contacts", record.id)}


def _deal(record: Record, store: Store) -> Values:
    return {
        "num_associated_contacts": str(len(store.links.of("deals", record.id, "contacts"))),
        "hs_primary_associated_company": store.links.primary_company("deals", record.id),
    }


def _ticket(record: Record, store: Store) -> Values:
    company_id = store.links.primary_company("tickets", record.id)
    company = store.find("companies", company_id) if company_id else None
    return {
        "hs_primary_company_id": company_id,
        "hs_primary_company_name": company.properties.get("name") if company else None,
    }


_BY_KIND = {"companies": _company, "contacts": _contact, "deals": _deal, "tickets": _ticket}
assert _BY_KIND.keys() >= {source for source, target in PRIMARY if target == "companies"}
