"""What a workspace holds, and its shape on the wire: companies, contacts, teammates, conversations, tickets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any, Literal

Json = dict[str, Any]
WORKSPACE = "qm1local"
STATES = {
    "submitted": ("1", "Submitted"),
    "in_progress": ("2", "In progress"),
    "waiting_on_customer": ("3", "Waiting on customer"),
    "resolved": ("4", "Resolved"),
}
SEARCHED_CATEGORY = {"Customer": "request", "Back-office": "task", "Tracker": "tracker"}


@dataclass
class Company:
    id: str
    name: str
    company_id: str
    website: str | None
    created: datetime

    def as_json(self) -> Json:
        shown = {
            "type": "company",
            "id": self.id,
            "app_id": WORKSPACE,
            "company_id": self.company_id,
            "name": self.name,
            "created_at": unix(self.created),
            "updated_at": unix(self.created),
            "custom_attributes": {},
        }
        return {**shown, **({"website": self.website} if self.website else {})}


@dataclass
class Contact:
    id: str
    email: str
    name: str
    companies: list[str]
    created: datetime

    def as_json(self) -> Json:
        companies = [{"id": id_, "type": "company", "url": f"/companies/{id_}"} for id_ in self.companies]
        return {
            "type": "contact",
            "id": self.id,
            "workspace_id": WORKSPACE,
            "role": "user",
            "email": self.email,
            "name": self.name,
            "created_at": unix(self.created),
            "updated_at": unix(self.created),
            "companies": {
                "type": "list",
                "data": companies,
                "url": f"/contacts/{self.id}/companies",
                "total_count": len(companies),
                "has_more": False,
            },
        }


@dataclass(frozen=True)
class Admin:
    id: str
    email: str
    name: str

    def as_json(self) -> Json:
        return {"type": "admin", "id": self.id, "name": self.name, "email": self.email, "has_inbox_seat": True}


@dataclass(frozen=True)
class Part:
    id: str
    at: datetime
    kind: str  # comment, note, close, open, snoozed, assignment
    author: Literal["admin", "user", "bot"]
    author_id: str
    author_name: str
    author_email: str
    body: str

    def as_json(self, type_: str) -> Json:
        author = {"type": self.author, "id": self.author_id, "name": self.author_name, "email": self.author_email}
        return {
            "type": type_,
            "id": self.id,
            "part_type": self.kind,
            "body": html_of(self.body) if self.body else None,
            "created_at": unix(self.at),
            "updated_at": unix(self.at),
            "author": author,
            "attachments": [],
            "redacted": False,
        }


@dataclass
class Item:
    """A conversation or a ticket."""

    kind: Literal["conversations", "tickets"]
    id: str
    title: str | None
    body: str
    contact: Contact
    created: datetime
    updated: datetime
    state: str  # open, snoozed, closed; of tickets: submitted, in_progress, waiting_on_customer, resolved
    is_priority: bool = False
    attributes: Json = field(default_factory=dict)
    assignee: str | None = None
    parts: list[Part] = field(default_factory=list)
    linked: list[Json] = field(default_factory=list)
    category: str = "Customer"

    @property
    def is_open(self) -> bool:
        return self.state not in ("closed", "resolved")

    def said(self, author: str) -> list[Part]:
        return [part for part in self.parts if part.author == author and part.kind == "comment"]

    @property
    def waiting_since(self) -> datetime | None:
        """The first word of the customer that nobody answered."""
        answered = max((part.at for part in self.said("admin")), default=None)
        theirs = [self.created, *(part.at for part in self.said("user"))]
        return next((at for at in theirs if answered is None or at > answered), None)


def unix(at: datetime) -> int:
    return int(at.timestamp())


def html_of(text: str) -> str:
    return "".join(f"<p>{escape(block)}</p>" for block in text.split("\n\n"))
