"""Writes what a ticketing system says into the mirror: tickets, what was written about them, and whose each one is.

Every sync looks again at what it could not match, and at what it did: accounts come, merge and go in the CRM meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from app.core.matching import Accounts
from app.core.snapshots import ACTIVITIES, TICKETS, Mirror, Table
from app.integrations.joining import Hints, Link, find_account, read_hints

Row = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """One ticket of a vendor as rows of the snapshot, still without account and owner."""

    ticket: Row  # its id begins with the system: jira:CS-12
    hints: Hints
    activities: tuple[Row, ...] = ()  # their ids hold the ticket's: comment:jira:CS-12:991
    owner_email: str | None = None


def read_accounts(mirror: Mirror) -> Accounts:
    accounts = mirror.rows("accounts", ("id", "name", "domain"))
    return Accounts(accounts, mirror.rows("contacts", ("email", "account_id")))


def fill(mirror: Mirror, system: str, found: Sequence[Found], *, full: bool, gone: Collection[str] = ()) -> None:
    """Blocking. `gone`: ids of tickets that are no longer there. Notes how many have no account."""
    accounts, owners = read_accounts(mirror), _owners(mirror)
    fresh = {each.ticket["id"]: each for each in found if each.ticket["id"] not in gone}
    links = {id_: find_account(accounts, each.hints) for id_, each in fresh.items()}
    tickets = [_joined(each.ticket, links[id_], owners.get(each.owner_email or "")) for id_, each in fresh.items()]
    activities = [_joined(row, links[id_]) for id_, each in fresh.items() for row in each.activities]
    rows = [_link_row(id_, system, links[id_], each.hints) for id_, each in fresh.items()]
    if full:
        mirror.replace("tickets", tickets, system=system)
        mirror.replace("activities", activities, system=system)
        mirror.replace("links", rows, system=system)
    else:
        _delete_what_went(mirror, system, {*fresh, *gone}, gone, {row["id"] for row in activities})
        mirror.upsert("tickets", tickets, system=system)
        mirror.upsert("activities", activities, system=system)
        mirror.upsert("links", rows, system=system)
        _join_again(mirror, system, accounts, fresh.keys())
    mirror.note(f"{system}.unmatched", str(sum(link[1] is None for link in _links(mirror, system))))


def _owners(mirror: Mirror) -> dict[str, str]:
    """Address → the CRM's owner."""
    rows = mirror.rows("owners", ("email", "id", "is_active"))
    return {email.lower(): id_ for email, id_, is_active in rows if email and is_active}


def _joined(row: Row, link: Link, owner: str | None = None) -> Row:
    return {**row, "account_id": link.account_id, **({"owner_id": owner} if owner else {})}


def _link_row(id_: str, system: str, link: Link, hints: Hints) -> Row:
    return {
        "id": id_,
        "system": system,
        "account_id": link.account_id,
        "linked_by": link.linked_by,
        "confidence": link.confidence,
        "candidates": orjson.dumps(link.candidates).decode() if link.candidates else None,
        "hints": hints.as_json(),
    }


def _links(mirror: Mirror, system: str) -> Iterator[tuple[str, str | None, str]]:
    """Id, account's id and hints of every link of the system."""
    for id_, of, account_id, hints in mirror.rows("links", ("id", "system", "account_id", "hints")):
        if of == system:
            yield id_, account_id, hints


def _delete_what_went(
    mirror: Mirror, system: str, looked_at: Collection[str], gone: Iterable[str], written: Collection[str]
) -> None:
    """Comments that were deleted from a ticket, and tickets that were deleted altogether."""
    there = (row[0] for row in mirror.rows("activities", ("id",)))
    stale = [id_ for id_ in there if id_ not in written and _ticket_of(id_) in looked_at]
    mirror.delete("activities", stale, system=system)
    for table in ("tickets", "links"):
        mirror.delete(table, sorted(gone), system=system)


def _join_again(mirror: Mirror, system: str, accounts: Accounts, fresh: Collection[str]) -> None:
    """The tickets that were not modified, where the CRM now says something else about their account."""
    moved: dict[str, Link] = {}
    rows: list[Row] = []
    for id_, account_id, text in _links(mirror, system):
        if id_ not in fresh and (link := find_account(accounts, hints := read_hints(text))).account_id != account_id:
            moved[id_] = link
            rows.append(_link_row(id_, system, link, hints))
    if moved:
        mirror.upsert("tickets", _moved(mirror, TICKETS, moved, {id_: id_ for id_ in moved}), system=system)
        mirror.upsert("activities", _moved(mirror, ACTIVITIES, moved, None), system=system)
        mirror.upsert("links", rows, system=system)


def _moved(mirror: Mirror, table: Table, moved: Mapping[str, Link], own: Mapping[str, str] | None) -> list[Row]:
    names = [column.name for column in table.columns]
    rows = (dict(zip(names, values, strict=True)) for values in mirror.rows(table.name, names))
    found = ((row, row["id"] if own is not None else _ticket_of(row["id"])) for row in rows)
    return [_joined(row, moved[ticket]) for row, ticket in found if ticket in moved]


def _ticket_of(activity_id: str) -> str:
    """`comment:jira:CS-12:991` → `jira:CS-12`; "" for an activity of no ticket."""
    parts = activity_id.split(":")
    return ":".join(parts[1:-1]) if len(parts) > 3 else ""
