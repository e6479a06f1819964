"""Intercom's conversations and tickets as rows of the snapshot. Pure: an item and its people in, rows and hints out.

For a conversation Intercom itself says since when the customer waits and when we answered first; for a ticket it is
read off what was written there. `reopened_at` stays empty: Intercom counts reopenings and does not date them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.integrations.answering import Word, activity, first_reply, in_order, waiting_since
from app.integrations.filling import Found, Row
from app.integrations.intercom.client import Json
from app.integrations.intercom.people import People
from app.integrations.intercom.settings import Settings
from app.integrations.picking import moment, pick, records, text
from app.integrations.plain_text import plain_text
from app.integrations.priority import read_priority

SYSTEM = "intercom"
LONGEST_BODY = 2000  # characters
MOST_PARTS = 20  # kept of a ticket, the newest
_STATES = {"open": "Open", "snoozed": "Snoozed", "closed": "Closed"}


@dataclass(frozen=True)
class Workspace:
    """What rows need to know of it."""

    links: str  # for example https://app.intercom.com/a/apps/x1y2/conversations
    settings: Settings

    def link(self, id_: str) -> str:
        return f"{self.links}/{id_}"


def read_conversation(item: Json, people: People, workspace: Workspace) -> Found | None:
    """None where it has no id or no date: that is no conversation."""
    id_, created = text(item, "id"), moment(item, "created_at")
    if id_ is None or created is None:
        return None
    key, state = f"{SYSTEM}:{id_}", text(item, "state")
    is_closed = state == "closed" or (state not in _STATES and pick(item, "open") is False)
    closed_at = moment(item, "statistics", "last_close_at") or moment(item, "updated_at")
    body = plain(pick(item, "source", "body"))
    subject = text(item, "title") or _plain_line(pick(item, "source", "subject")) or _plain_line(body)
    ticket: Row = {
        "id": key,
        "system": SYSTEM,
        "subject": subject,
        "priority": _priority(item, "custom_attributes", workspace.settings),
        "stage": _STATES.get(state or "", state),
        "is_closed": int(is_closed),
        "created_at": created,
        "closed_at": closed_at if is_closed else None,
        "first_reply_at": moment(item, "statistics", "first_admin_reply_at"),
        "waiting_since": None if is_closed else moment(item, "waiting_since"),
        "url": workspace.link(id_),
    }
    chat: Row = {
        "id": f"chat:{key}:0",
        "kind": "chat",
        "at": moment(item, "statistics", "last_contact_reply_at") or created,
        "title": subject,
        "body": body or None,
        "url": workspace.link(id_),
    }
    return Found(ticket, people.hints(item), (chat,), people.teammate(text(item, "admin_assignee_id")))


def read_ticket(item: Json, people: People, workspace: Workspace) -> Found | None:
    """None where it has no id or no date, and for tickets that no customer opened."""
    id_, created = text(item, "id"), moment(item, "created_at")
    if id_ is None or created is None or text(item, "category") not in (None, "Customer"):
        return None
    key, words = f"{SYSTEM}:ticket-{id_}", ticket_words(item)
    is_closed = text(item, "ticket_state", "category") == "resolved" or pick(item, "open") is False
    subject = text(item, "ticket_attributes", "_default_title_")
    ticket: Row = {
        "id": key,
        "system": SYSTEM,
        "subject": subject,
        "priority": _priority(item, "ticket_attributes", workspace.settings),
        "stage": text(item, "ticket_state", "internal_label") or text(item, "ticket_state", "category"),
        "is_closed": int(is_closed),
        "created_at": created,
        "closed_at": moment(item, "updated_at") if is_closed else None,
        "first_reply_at": first_reply(words),
        "waiting_since": None if is_closed else waiting_since(created, words),
        "url": workspace.link(id_),
    }
    activities = tuple(activity(key, subject or key, workspace.link(id_), word) for word in words[-MOST_PARTS:])
    return Found(ticket, people.hints(item), activities, people.teammate(text(item, "admin_assignee_id")))


def ticket_words(item: Json) -> list[Word]:
    return in_order(list(_words(records(item, "ticket_parts", "ticket_parts"))))


def conversation_words(item: Json) -> list[Word]:
    """What began it, and what followed."""
    begun = {
        "id": "0",
        "part_type": "comment",
        "created_at": pick(item, "created_at"),
        "author": pick(item, "source", "author"),
        "body": pick(item, "source", "body"),
    }
    return in_order(list(_words([begun, *records(item, "conversation_parts", "conversation_parts")])))


def has_ticket(item: Json) -> bool:
    """Whether a customer's ticket stands for this conversation: one matter is one row."""
    linked = records(item, "linked_objects", "data")
    return any(each.get("type") == "ticket" and each.get("category") == "Customer" for each in linked)


def plain(html: object, longest: int = LONGEST_BODY) -> str:
    return plain_text(html, longest) if isinstance(html, str) else ""


def _words(parts: list[Json]) -> Iterator[Word]:
    """Comments that have words in them; notes are for the team alone, and robots are nobody."""
    for part in parts:
        at, id_, author = moment(part, "created_at"), text(part, "id"), text(part, "author", "type")
        body = plain(part.get("body"))
        if at is None or id_ is None or text(part, "part_type") != "comment" or not body or author == "bot":
            continue
        name = text(part, "author", "name") or "somebody"
        is_ours = author in ("admin", "team")
        yield Word(id_, at, name, is_theirs=not is_ours, is_ours=is_ours, body=body)


def _priority(item: Json, attributes: str, settings: Settings) -> str | None:
    """The team's own attribute, else the star that Intercom calls priority."""
    stated = text(item, attributes, settings.priority_attribute) if settings.priority_attribute else None
    return read_priority(stated or text(item, "priority"), settings.priority_names)


def _plain_line(html: object) -> str | None:
    return (plain(html, 300).splitlines() or [""])[0].strip() or None
