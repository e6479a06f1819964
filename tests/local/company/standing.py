"""How a company stands at a moment: its history played by the simplest means, and who would need attention then."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.local.company.model import Company
from app.local.company.pipelines import CLOSED
from app.local.company.portal import LOST, WON

BEARS = {"A": 21, "B": 35, "C": 60, None: 60}  # days without contact, by tier


@dataclass
class Record:
    created: datetime
    properties: dict[str, str | None]
    links: dict[str, str]  # kind -> id
    moved: datetime  # when the deal stage changed last


@dataclass
class Standing:
    now: datetime
    records: dict[str, dict[str, Record]] = field(default_factory=lambda: defaultdict(dict))

    def of(self, owner_id: str | None) -> dict[str, Record]:
        companies = self.records["companies"]
        return {id_: c for id_, c in companies.items() if c.properties.get("hubspot_owner_id") == owner_id}

    def last_contact(self, company: str) -> datetime | None:
        moments = (
            datetime.fromisoformat(record.properties["hs_timestamp"] or "")
            for kind in ("calls", "emails", "meetings")
            for record in self.records[kind].values()
            if record.links.get("companies") == company
        )
        return max((moment for moment in moments if moment <= self.now), default=None)


def standing(company: Company, now: datetime) -> Standing:
    found = Standing(now)
    for change in company.history:
        if change.at > now:
            break
        records = found.records[change.object_type]
        if change.op == "create":
            links = dict(change.associations)
            records[change.id] = Record(change.at, dict(change.properties), links, change.at)
        elif change.op == "update" and change.id in records:
            records[change.id].properties.update(change.properties)
            if "dealstage" in change.properties:
                records[change.id].moved = change.at
        elif change.op in ("archive", "merge"):
            records.pop(change.id, None)
    return found


def reasons(found: Standing) -> dict[str, set[str]]:
    """Company id -> why somebody should look at it; rules of our own, near to what any team would choose."""
    why: dict[str, set[str]] = defaultdict(set)
    for id_, company in found.records["companies"].items():
        why[id_] |= _of_company(found, id_, company)
    for deal in found.records["deals"].values():
        if deal.properties["dealstage"] not in (WON, LOST):
            why[deal.links.get("companies", "")] |= _of_deal(found, deal)
    for ticket in found.records["tickets"].values():
        if ticket.properties["hs_pipeline_stage"] != CLOSED:
            why[ticket.links.get("companies", "")] |= _of_ticket(found, ticket)
    onboarding = {id_ for id_, c in found.records["companies"].items() if _days(found, c, "onboarding_until") >= 0}
    return {id_: reasons for id_, reasons in why.items() if id_ and reasons and id_ not in onboarding}


def _of_company(found: Standing, id_: str, company: Record) -> set[str]:
    last = found.last_contact(id_)
    why = set()
    if last is None:
        why.add("never")
    elif (found.now - last).days >= BEARS[company.properties.get("revenue_tier")]:
        why.add("quiet")
    if 0 <= _days(found, company, "renewal_date") <= 45:
        why.add("renewal")
    return why


def _of_deal(found: Standing, deal: Record) -> set[str]:
    left = _days(found, deal, "closedate")
    why = {"closing"} if 0 <= left <= 10 else {"passed"} if -60 < left < 0 else set()
    return why | ({"stuck"} if found.now - deal.moved >= timedelta(days=30) else set())


def _of_ticket(found: Standing, ticket: Record) -> set[str]:
    if ticket.properties["hs_last_message_from_visitor"] != "true":
        return set()
    waits = found.now - datetime.fromisoformat(ticket.properties["hs_last_message_received_at"] or "")
    is_urgent = ticket.properties.get("hs_ticket_priority") in ("URGENT", "HIGH")
    return {"urgent"} if is_urgent else {"waiting"} if waits > timedelta(days=1) else set()


def _days(found: Standing, record: Record, name: str) -> int:
    """Days from now until that date; far in the past where there is none."""
    text = record.properties.get(name)
    return (date.fromisoformat(text[:10]) - found.now.date()).days if text else -10_000
