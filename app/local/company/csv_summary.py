"""What a person should know of a CSV folder, a sentence each: what was fixed, kept as written, left out or lacking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from app.local.company.csv_people import UNKNOWN_ZONE, ZONES
from app.local.company.csv_rows import Folder

TYPOS = {"technolgy": "technology", "Philipines": "Philippines"}  # known in the public data set; nobody asked us to fix
SHOWN = 5  # examples in a sentence


def sentences(
    folder: Folder, owners: Mapping[str, str], products: Mapping[str, str], shift: timedelta, newest: date
) -> Iterator[str]:
    managers = {agent.manager for agent in folder.agents if agent.manager}
    yield (
        f"{_count(len(folder.accounts), 'account')}, {_count(len(folder.agents), 'rep')} with "
        f"{_count(len(managers), 'manager')}, {_count(len(folder.opportunities), 'deal')}; "
        f"every date is moved by {shift.days:,} days, so that the newest is {newest}."
    )
    yield from _people(folder, owners)
    yield from _deals(folder, products, newest)
    yield from _accounts(folder, owners)
    for (file, why), lines in folder.skipped.items():
        yield f"{file}: {_count(len(lines), 'row')} left out, {why} ({_listed([f'line {n}' for n in lines])})."
    yield (
        "These files have no tickets, calls, contacts, tiers or close dates of open deals: none are made up, "
        "and an account's last contact is the newest date of its deals."
    )


def _people(folder: Folder, owners: Mapping[str, str]) -> Iterator[str]:
    owning = set(owners.values())
    if idle := [agent.name for agent in folder.agents if agent.name not in owning]:
        yield f"{_count(len(idle), 'rep')} without an account of their own: {', '.join(idle)}."
    if alone := [agent.name for agent in folder.agents if not agent.manager]:
        yield f"{_count(len(alone), 'rep')} without a manager: {_listed(alone)}."
    for office, count in Counter(agent.office for agent in folder.agents if agent.office not in ZONES).items():
        yield f"{_count(count, 'rep')} at the office {office!r}, of unknown time zone: they live by {UNKNOWN_ZONE}."


def _deals(folder: Folder, products: Mapping[str, str], newest: date) -> Iterator[str]:
    if orphans := sum(not deal.account for deal in folder.opportunities):
        yield f"{_count(orphans, 'deal')} without an account: each belongs to its agent's manager."
    if undated := sum(deal.latest is None for deal in folder.opportunities):
        yield f"{_count(undated, 'deal')} without any date: entered on {newest}, so that nothing takes them for old."
    for written, count in Counter(deal.product for deal in folder.opportunities).items():
        if products[written] != written:
            yield f"{_count(count, 'deal')} with the product {written!r}: read as {products[written]!r}."
        elif written not in folder.prices:
            yield f"{_count(count, 'deal')} with the product {written!r}, not in products.csv: kept as written."


def _accounts(folder: Folder, owners: Mapping[str, str]) -> Iterator[str]:
    if unowned := [account.name for account in folder.accounts if account.name not in owners]:
        yield f"{_count(len(unowned), 'account')} without a deal, so without an owner: {_listed(unowned)}."
    written = Counter(word for account in folder.accounts for word in (account.sector, account.country))
    for typo, meant in TYPOS.items():
        if written[typo]:
            yield f"{_count(written[typo], 'account')} with {typo!r} (perhaps {meant!r}): kept as written."
    names = {account.name for account in folder.accounts}
    parents = [account.parent for account in folder.accounts if account.parent]
    if parents:
        found = sum(parent in names for parent in parents)
        yield f"{_count(len(parents), 'account')} with a parent given by name: {found} linked, the name of each kept."
    if lost := sorted(set(parents) - names):
        yield f"{_count(len(lost), 'parent')} that is no account here: {_listed(lost)}."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _listed(items: list[str]) -> str:
    rest = len(items) - SHOWN
    return ", ".join(items[:SHOWN]) + (f" and {rest} more" if rest > 0 else "")
