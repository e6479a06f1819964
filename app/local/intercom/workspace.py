"""The workspace's state, and the company's history as it comes due."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import Any, Literal

from app.local.company.model import Change
from app.local.front import RefusedError
from app.local.intercom.drawing import draw
from app.local.intercom.records import SEARCHED_CATEGORY, Admin, Company, Contact, Item, Json, Part
from app.local.world import World

Kind = Literal["conversations", "tickets"]


class Workspace:
    def __init__(self, world: World) -> None:
        self.world = world
        self.region = str(world.options.get("intercom_region", "US"))
        self.companies: dict[str, Company] = {}
        self.contacts: dict[str, Contact] = {}
        self.items: dict[Kind, dict[str, Item]] = {"conversations": {}, "tickets": {}}
        team = [person for person in world.company.people if person.role == "member" and person.is_active]
        self.admins = {
            str(number): Admin(str(number), person.email, person.name) for number, person in enumerate(team, 7_001)
        }
        self._history = iter(world.company.elsewhere.get("intercom", ()))
        self._next = next(self._history, None)
        self._ids = itertools.count(990_000)

    def now(self) -> datetime:
        return self.world.now()

    def catch_up(self) -> None:
        while self._next is not None and self._next.at <= self.now():
            self.play(self._next)
            self._next = next(self._history, None)

    def play(self, change: Change) -> None:
        """Raises KeyError where it speaks of what is not there."""
        given, at = change.properties, change.at
        match change.object_type, change.op:
            case "companies", "create":
                name, own_id = str(given["name"]), given.get("company_id") or f"own-{change.id}"
                self.companies[change.id] = Company(change.id, name, own_id, given.get("website"), at)
            case "contacts", "create":
                companies = [id_ for kind, id_ in change.associations if kind == "companies"]
                name = given.get("name") or ""
                self.contacts[change.id] = Contact(change.id, str(given["email"]), name, companies, at)
            case ("conversations" | "tickets") as kind, "create":
                self.items[kind][change.id] = self._begun(kind, change)
            case ("conversations" | "tickets") as kind, "archive":
                del self.items[kind][change.id]
            case ("conversations" | "tickets") as kind, "update":
                _update(self.items[kind][change.id], given, at)
            case "parts", "create":
                (whose, id_), *_ = change.associations
                self.add(self.items[_kind(whose)][id_], self._part(change))

    def add(self, item: Item, part: Part) -> None:
        item.parts.append(part)
        item.updated = part.at
        if item.kind == "conversations" and part.kind in ("close", "open", "snoozed"):
            item.state = {"close": "closed"}.get(part.kind, part.kind)
        elif item.kind == "conversations" and part.author == "user" and part.kind == "comment":
            item.state = "open"

    def new_id(self) -> str:
        return str(next(self._ids))

    def find(self, kind: Kind, id_: str) -> Item:
        item = self.items[kind].get(id_)
        if item is None:
            raise RefusedError(404, "Resource Not Found", code="not_found")
        return item

    def searched(self, kind: Kind) -> list[tuple[Json, Json]]:
        """What search looks at and what it gives, the last changed first."""
        items = sorted(self.items[kind].values(), key=lambda item: (item.updated, item.id), reverse=True)
        return [(_searched(item, drawn := draw(item, self.companies, parts=False)), drawn) for item in items]

    def _begun(self, kind: Kind, change: Change) -> Item:
        given = change.properties
        contact = self.contacts[next(id_ for other, id_ in change.associations if other == "contacts")]
        item = Item(
            kind=kind,
            id=change.id,
            title=given.get("title"),
            body=given.get("body") or "",
            contact=contact,
            created=change.at,
            updated=change.at,
            state="open" if kind == "conversations" else "submitted",
            category=given.get("category") or "Customer",
        )
        _update(item, given, change.at)
        return item

    def _part(self, change: Change) -> Part:
        given = change.properties
        author: Any = given.get("author_type") or "admin"
        email = given.get("author") or ""
        people: list[Admin | Contact] = [*self.admins.values(), *self.contacts.values()]
        found = next((each for each in people if each.email == email), None)
        id_, name = (found.id, found.name) if found else ("0", email)
        kind, body = given.get("kind") or "comment", given.get("body") or ""
        return Part(change.id, change.at, kind, author, id_, name, email, body)


def _update(item: Item, given: dict[str, str | None], at: datetime) -> None:
    item.updated = at
    item.state = given.get("state") or item.state
    item.title = given.get("title") or item.title
    item.assignee = given.get("assignee") or item.assignee
    item.is_priority = given["priority"] == "true" if "priority" in given else item.is_priority
    if ticket := given.get("ticket"):
        item.linked = [{"type": "ticket", "id": ticket, "category": "Customer"}]
    item.attributes |= {name.removeprefix("attribute."): value for name, value in given.items() if "attribute." in name}


def _searched(item: Item, drawn: Json) -> Json:
    """Search has names of its own for some of what it gives."""
    author = item.contact.email
    own = {"contact_ids": [item.contact.id], "category": SEARCHED_CATEGORY[item.category], "title": item.title}
    source = {"source.body": item.body, "source.author.email": author, "source.type": "conversation"}
    return {**drawn, **own, **source}


def _kind(word: str) -> Kind:
    return "tickets" if word == "tickets" else "conversations"
