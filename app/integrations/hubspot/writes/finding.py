"""The right record first: the account that is meant and may be touched, and what belongs to it, as they are now."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from app.core.actions import Record
from app.core.people import Person
from app.core.snapshots import Snapshot
from app.core.tools import CallContext, Outcome
from app.integrations.hubspot.client import Json
from app.integrations.hubspot.tools import choice
from app.integrations.hubspot.writes.ground import Ground
from app.integrations.sight import Scope, match, nearest, opened, scope_of, visible

NAMES = ("name", "domain", "hubspot_owner_id")
CANDIDATES = 8
FROM_CRM = ("names of records in the CRM",)


@dataclass(frozen=True)
class Account:
    id: str
    name: str
    owner: str | None  # nobody where the owner has left
    record: Record


async def find_account(ground: Ground, asked: Any, context: CallContext) -> Account | Outcome:
    """By name, domain or id among what the asker may touch; then as HubSpot has it now, mergers followed."""
    if not isinstance(asked, str) or not asked.strip():
        return Outcome('Send "account": a name, a web domain or a HubSpot id.', is_error=True)
    scope = scope_of(context.asker, ground.setting.unowned_to)
    if not scope.owners and not scope.unowned:
        return Outcome(
            f"{context.asker.name} owns no accounts in HubSpot and manages nobody who does, so nothing can be changed "
            "on their word. Say so; an administrator can set owners in HubSpot or managers in workspace.yaml.",
            is_error=True,
        )
    snapshot = await ground.setting.latest()
    if snapshot is None:
        return Outcome("There is no snapshot of the CRM yet: the first sync has not ended. Say so.", is_error=True)
    found = await asyncio.to_thread(_meant, snapshot, scope, asked)
    return found if isinstance(found, Outcome) else await _live(ground, found, scope)


async def find_deal(ground: Ground, account: Account, asked: Any, names: Sequence[str]) -> Json | Outcome:
    """The one named, by id or name; without a name the only open one."""
    deals = await ground.around("companies", account.id, "deals", names)
    open_ones = [each for each in deals if each["properties"].get("hs_is_closed") != "true"]
    return _one(deals, open_ones, asked, "deal", lambda each: each["properties"].get("dealname") or "")


async def find_ticket(ground: Ground, account: Account, asked: Any, names: Sequence[str]) -> Json | Outcome:
    if isinstance(asked, str) and ":" in asked and not asked.startswith("hubspot:"):
        system = asked.partition(":")[0]
        return Outcome(f"Ticket {asked!r} lives in {system}, which cannot be changed from here. Say so.", is_error=True)
    wanted = asked.removeprefix("hubspot:") if isinstance(asked, str) else asked
    tickets = await ground.around("companies", account.id, "tickets", names)
    open_ones = [each for each in tickets if each["properties"].get("hs_is_closed") != "true"]
    return _one(tickets, open_ones, wanted, "ticket", lambda each: each["properties"].get("subject") or "")


async def find_task(ground: Ground, account: Account, asked: Any, names: Sequence[str]) -> Json | Outcome:
    wanted = asked.removeprefix("task:") if isinstance(asked, str) else asked
    tasks = await ground.around("companies", account.id, "tasks", names)
    open_ones = [each for each in tasks if each["properties"].get("hs_task_status") != "COMPLETED"]
    return _one(open_ones, open_ones, wanted, "open task", lambda each: each["properties"].get("hs_task_subject") or "")


async def find_contact(ground: Ground, account: Account, asked: str) -> Json | Outcome:
    names = ("firstname", "lastname", "email")
    contacts = await ground.around("companies", account.id, "contacts", names)
    return _one(contacts, [], asked, "contact", contact_name, also=lambda each: each["properties"].get("email") or "")


def contact_name(contact: Json) -> str:
    return " ".join(filter(None, (contact["properties"].get("firstname"), contact["properties"].get("lastname"))))


def speaker(asker: Person) -> str | Outcome:
    """Whose activity it is: without an owner HubSpot would credit it to the key's user."""
    if asker.owner_id:
        return asker.owner_id
    return Outcome(
        f"{asker.name} is no owner in HubSpot, so nothing can be logged as theirs. Say so; a HubSpot administrator can "
        "add a user with the same email.",
        is_error=True,
    )


def _meant(snapshot: Snapshot, scope: Scope, asked: str) -> str | Outcome:
    """The account's id."""
    with opened(snapshot.path) as db:
        accounts = visible(db, scope)
        found = match(accounts, asked)
    if len(found) == 1:
        return str(found[0]["id"])
    if found:
        return choice(f"{len(found)} accounts match {asked!r}: ask which one, or call again with its id.", found)
    near = nearest(accounts, asked)
    hint = "Did they mean one of these?" if near else "No name comes near it. Nothing new is created here."
    return choice(f"No account {asked!r} among those that the asker may change. {hint}", near)


async def _live(ground: Ground, id_: str, scope: Scope) -> Account | Outcome:
    found = await ground.live("companies", id_, NAMES)
    if found is None:
        return Outcome("That account was archived in HubSpot since the last sync. Say so.", is_error=True)
    values, id_ = found["properties"], str(found["id"])
    owner = await ground.owner_of(values)
    if owner not in scope.owners and not (owner is None and scope.unowned):
        return Outcome(
            "That account belongs to somebody else by now, so the asker may not change it. Say so.", is_error=True
        )
    name, domain = values.get("name") or id_, values.get("domain") or ""
    about = " · ".join(filter(None, (domain, f"owner {await ground.name_of(owner)}")))
    record = Record(kind="account", id=id_, name=name, url=ground.url("companies", id_), about=about)
    return Account(id_, name, owner, record)


def _one(
    every: Sequence[Json],
    likely: Sequence[Json],
    asked: Any,
    what: str,
    name: Callable[[Json], str],
    also: Callable[[Json], str] = lambda each: "",
) -> Json | Outcome:
    """By id, then name, then part of it, the likely ones first. Never the likelier of two."""
    if not isinstance(asked, str) or not asked.strip():
        found = list(likely)
    else:
        wanted = asked.strip().casefold()
        ways: tuple[Callable[[Json], bool], ...] = (
            lambda each: str(each["id"]) == asked.strip(),
            lambda each: wanted in (name(each).casefold(), also(each).casefold()),
            lambda each: wanted in name(each).casefold(),
        )
        tries = [[each for each in some if way(each)] for way in ways for some in (likely, every)]
        found = next(filter(None, tries), [])
    if len(found) == 1:
        return found[0]
    told = f"{len(found)} {what}s fit" if found else f"No {what} of this account fits {asked!r}"
    if not found and not every:
        return Outcome(f"This account has no {what} in HubSpot. Say so.", is_error=True)
    offered = [{"id": str(each["id"]), "name": name(each)} for each in (found or every)[:CANDIDATES]]
    answer = {"problem": f"{told}: ask which one is meant, or call again with its id.", "candidates": offered}
    return Outcome(orjson.dumps(answer).decode(), is_error=True, sources=FROM_CRM)
