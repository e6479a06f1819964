"""Conversations and tickets as the API gives them: in a search a conversation comes without its parts."""

from __future__ import annotations

from datetime import datetime

from app.local.intercom.records import STATES, Company, Item, Json, html_of, unix


def draw(item: Item, companies: dict[str, Company], *, parts: bool) -> Json:
    return _ticket(item) if item.kind == "tickets" else _conversation(item, companies, parts=parts)


def _conversation(item: Item, companies: dict[str, Company], *, parts: bool) -> Json:
    company = next((companies[id_] for id_ in item.contact.companies if id_ in companies), None)
    drawn: Json = {
        "type": "conversation",
        "id": item.id,
        "title": item.title,
        "created_at": unix(item.created),
        "updated_at": unix(item.updated),
        "waiting_since": _unix(item.waiting_since),
        "snoozed_until": None,
        "open": item.state == "open",
        "state": item.state,
        "read": True,
        "priority": "priority" if item.is_priority else "not_priority",
        "admin_assignee_id": int(item.assignee) if item.assignee else None,
        "team_assignee_id": None,
        "company": company.as_json() if company else None,
        "source": _source(item),
        "contacts": _contacts(item),
        "custom_attributes": item.attributes,
        "statistics": _statistics(item),
        "linked_objects": {"type": "list", "data": item.linked, "total_count": len(item.linked), "has_more": False},
        "ai_agent_participated": False,
        "ai_agent": None,
    }
    if parts:
        shown = [part.as_json("conversation_part") for part in item.parts[-500:]]
        drawn["conversation_parts"] = {
            "type": "conversation_part.list",
            "conversation_parts": shown,
            "total_count": len(item.parts),
        }
    return drawn


def _source(item: Item) -> Json:
    author = {"type": "user", "id": item.contact.id, "name": item.contact.name, "email": item.contact.email}
    return {
        "type": "conversation",
        "id": f"{item.id}0",
        "delivered_as": "customer_initiated",
        "subject": "",
        "body": html_of(item.body) if item.body else "",
        "author": author,
        "attachments": [],
        "url": None,
        "redacted": False,
    }


def _contacts(item: Item) -> Json:
    return {"type": "contact.list", "contacts": [{"type": "contact", "id": item.contact.id, "external_id": None}]}


def _statistics(item: Item) -> Json:
    ours, theirs = item.said("admin"), item.said("user")
    closes = [part.at for part in item.parts if part.kind == "close"]
    moments = {
        "first_contact_reply_at": item.created,
        "first_admin_reply_at": ours[0].at if ours else None,
        "last_contact_reply_at": theirs[-1].at if theirs else item.created,
        "last_admin_reply_at": ours[-1].at if ours else None,
        "first_close_at": closes[0] if closes else None,
        "last_close_at": closes[-1] if closes else None,
    }
    found = {name: unix(at) for name, at in moments.items() if at is not None}
    return {"type": "conversation_statistics", **found, "count_conversation_parts": len(item.parts)}


def _ticket(item: Item) -> Json:
    id_, label = STATES[item.state]
    state = {
        "type": "ticket_state",
        "id": id_,
        "category": item.state,
        "internal_label": label,
        "external_label": label,
    }
    return {
        "type": "ticket",
        "id": item.id,
        "ticket_id": item.id[-3:],
        "category": item.category,
        "ticket_attributes": {
            "_default_title_": item.title,
            "_default_description_": item.body,
            **item.attributes,
        },
        "ticket_state": state,
        "ticket_type": {"type": "ticket_type", "id": "1", "name": "Request", "category": item.category},
        "contacts": _contacts(item),
        "admin_assignee_id": item.assignee or "0",
        "team_assignee_id": "0",
        "created_at": unix(item.created),
        "updated_at": unix(item.updated),
        "open": item.is_open,
        "linked_objects": {"type": "list", "data": [], "total_count": 0, "has_more": False},
        "ticket_parts": {
            "type": "ticket_part.list",
            "ticket_parts": [part.as_json("ticket_part") for part in item.parts[-500:]],
            "total_count": len(item.parts),
        },
        "is_shared": True,
    }


def _unix(at: datetime | None) -> int | None:
    return unix(at) if at else None
