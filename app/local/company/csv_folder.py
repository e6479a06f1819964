"""A company out of a folder of CSV files, as `threadwork demo --data DIR` shows it: people, accounts, deals.

Every date moves by the same number of days, so that the newest falls on the day before `today`. What the files lack is
absent, never invented; what was fixed, kept or left out stands in the summary.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from app.local.company import csv_summary
from app.local.company.csv_people import people_of
from app.local.company.csv_rows import Account, CompanyError, Folder, Opportunity, read_folder
from app.local.company.model import Change, Company, Person
from app.local.company.pipelines import TICKETS, stage

__all__ = ["CompanyError", "load"]

ENGAGED, CLOSED = time(9), time(17)  # the files know days only; a deal closes after it was engaged on the same day
PROPERTIES = {
    "companies": [
        {"name": "subsidiary_of", "label": "Subsidiary of", "type": "string", "fieldType": "text"},
    ],
    "deals": [
        {"name": "opportunity_id", "label": "Opportunity ID", "type": "string", "fieldType": "text"},
        {"name": "product", "label": "Product", "type": "string", "fieldType": "text"},
        {"name": "list_price", "label": "List price", "type": "number", "fieldType": "number"},
    ],
}


def load(directory: Path, today: date) -> Company:
    """The company that `directory` describes. Raises CompanyError with file, line and remedy."""
    folder = read_folder(directory)
    mapping = _Mapping(folder, people_of(folder.agents, directory.resolve().name), today)
    history = sorted([*mapping.companies(), *mapping.deals(), *mapping.contacts()], key=lambda change: change.at)
    everyone = tuple(person.email for person in mapping.people.values())
    return Company(
        name=directory.resolve().name,
        people=tuple(mapping.people.values()),
        history=tuple(history),
        pipelines={"deals": [_pipeline(folder.opportunities)], "tickets": [TICKETS]},
        properties=PROPERTIES,
        summary=tuple(csv_summary.sentences(folder, mapping.owners, mapping.products, mapping.shift, mapping.newest)),
        channels=(("sales", everyone),),
    )


class _Mapping:
    """From rows to HubSpot's records: who owns what, under which id, and when it happened."""

    def __init__(self, folder: Folder, people: dict[str, Person], today: date) -> None:
        self.folder = folder
        self.people = people  # by name
        self.newest = today - timedelta(days=1)
        days = [day for deal in folder.opportunities for day in (deal.engaged, deal.closed) if day]
        self.shift = self.newest - max(days, default=self.newest)
        self.oldest = min(days, default=self.newest) + self.shift
        self.owners = owners(folder.opportunities)
        self.products = product_names(folder)
        self.company_ids = {account.name: str(10_001 + n) for n, account in enumerate(folder.accounts)}

    def companies(self) -> Iterator[Change]:
        for account in self.folder.accounts:
            properties = {
                "name": account.name,
                "industry": account.sector or None,
                "founded_year": _digits(account.founded),
                "annualrevenue": _digits(account.revenue and account.revenue * 1_000_000),
                "numberofemployees": _digits(account.employees),
                "country": account.country or None,
                "subsidiary_of": account.parent or None,
                "hs_parent_company_id": self.company_ids.get(account.parent),
                "hubspot_owner_id": self._owner_id(account),
            }
            at = datetime.combine(self.oldest, time(), UTC)
            yield Change(at, "create", "companies", self.company_ids[account.name], _present(properties))

    def deals(self) -> Iterator[Change]:
        for number, deal in enumerate(self.folder.opportunities):
            yield from self._deal(str(500_001 + number), deal)

    def contacts(self) -> Iterator[Change]:
        """The account's last contact, on each day that a deal there was engaged or closed."""
        moments = defaultdict[str, set[datetime]](set)
        for deal in self.folder.opportunities:
            if deal.account:
                found = (self._at(deal.engaged, ENGAGED), self._at(deal.closed, CLOSED))
                moments[deal.account].update(moment for moment in found if moment)
        for account, contacted in moments.items():
            for at in sorted(contacted):
                properties: dict[str, str | None] = {"notes_last_contacted": _iso(at)}
                yield Change(at, "update", "companies", self.company_ids[account], properties)

    def _deal(self, id_: str, deal: Opportunity) -> Iterator[Change]:
        product = self.products[deal.product]
        properties = {
            "dealname": f"{product} for {deal.account}" if deal.account else f"{product} (no account)",
            "pipeline": "default",
            "dealstage": deal.stage.lower() if deal.is_open else "engaging",
            "hubspot_owner_id": self._deal_owner_id(deal),
            "opportunity_id": deal.id,
            "product": product,
            "list_price": _digits(self.folder.prices.get(product)),
        }
        company = (("companies", self.company_ids[deal.account]),) if deal.account else ()
        closed = self._at(deal.closed, CLOSED)
        # Undated deals come last, so that nothing can take them for old.
        at = self._at(deal.engaged, ENGAGED) or closed or datetime.combine(self.newest, ENGAGED, UTC)
        yield Change(at, "create", "deals", id_, _present(properties), company)
        if not deal.is_open and closed:
            outcome = {"dealstage": deal.stage.lower(), "closedate": _iso(closed), "amount": _digits(deal.value)}
            yield Change(closed, "update", "deals", id_, _present(outcome))

    def _owner_id(self, account: Account) -> str | None:
        owner = self.owners.get(account.name)
        return self.people[owner].owner_id if owner else None

    def _deal_owner_id(self, deal: Opportunity) -> str | None:
        """The agent's; without an account the manager's, since no rep looks after it."""
        agent = self.people[deal.agent]
        manager = next((p for p in self.people.values() if p.email == agent.manager_email), agent)
        return agent.owner_id if deal.account else manager.owner_id

    def _at(self, day: date | None, hour: time) -> datetime | None:
        return datetime.combine(day + self.shift, hour, UTC) if day else None


def owners(opportunities: list[Opportunity]) -> dict[str, str]:
    """Account -> the agent with most open deals there; then who was there last; then by name."""
    open_deals: Counter[tuple[str, str]] = Counter()
    latest: dict[tuple[str, str], date] = {}
    for deal in opportunities:
        if deal.account:
            pair = (deal.account, deal.agent)
            open_deals[pair] += deal.is_open
            latest[pair] = max(latest.get(pair, date.min), deal.latest or date.min)
    ranked = sorted(latest, key=lambda pair: (-open_deals[pair], -latest[pair].toordinal(), pair[1]))
    return dict(reversed(ranked))


def product_names(folder: Folder) -> dict[str, str]:
    """As the pipeline writes a product -> as products.csv does, where only spaces and case differ from one name."""
    known = defaultdict[str, list[str]](list)
    for product in folder.prices:
        known[_squeezed(product)].append(product)
    written = {deal.product for deal in folder.opportunities}
    fixes = {name: known[_squeezed(name)] for name in written if name not in folder.prices and _squeezed(name) in known}
    return {name: fixes[name][0] if len(fixes.get(name, ())) == 1 else name for name in sorted(written)}


def _squeezed(name: str) -> str:
    return "".join(name.split()).casefold()


def _pipeline(opportunities: list[Opportunity]) -> dict[str, object]:
    """HubSpot wants a probability for every stage; the only honest one is the share of closed deals that were won."""
    outcome = Counter(deal.stage for deal in opportunities if not deal.is_open)
    won = round(outcome["Won"] / outcome.total(), 1) if outcome else 0.5
    odds = {"Prospecting": won, "Engaging": won, "Won": 1.0, "Lost": 0.0}
    stages = [
        stage(n, name.lower(), name, isClosed=str(name in ("Won", "Lost")).lower(), probability=str(odds[name]))
        for n, name in enumerate(odds)
    ]
    return {"id": "default", "label": "Sales pipeline", "displayOrder": 0, "archived": False, "stages": stages}


def _present(properties: dict[str, str | None]) -> dict[str, str | None]:
    return {name: value for name, value in properties.items() if value is not None}


def _digits(number: Decimal | int | None) -> str | None:
    if number is None:
        return None
    return (
        str(int(number))
        if number == int(number)
        else f"{number.normalize():f}"
        if isinstance(number, Decimal)
        else str(number)
    )


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
