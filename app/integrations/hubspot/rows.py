"""HubSpot's records as rows of the snapshot's tables. Pure: a record and the portal in, a row out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.integrations.hubspot.kinds import COMPANIES, CONTACTS, DEALS, TICKETS, Fields, Kind
from app.integrations.hubspot.portal import Portal
from app.integrations.plain_text import plain_text

Cell = str | int | float | None
Row = dict[str, Cell]
LONGEST_BODY = 4000  # characters; an email with everything it quotes can have a hundred times as many


class Rows:
    """How this portal's records become rows."""

    def __init__(self, portal: Portal, fields: Fields, departed: frozenset[str]) -> None:
        self._portal, self._fields, self._departed = portal, fields, departed
        self._makers = {COMPANIES.name: self._account, CONTACTS.name: self._contact, DEALS.name: self._deal}
        self._makers[TICKETS.name] = self._ticket

    def row(self, kind: Kind, record: Mapping[str, Any]) -> Row:
        values: Mapping[str, str | None] = record["properties"]
        id_ = str(record["id"])
        url = self._portal.url(kind, id_)
        made = self._activity(kind, id_, values) if kind.activity else self._makers[kind.name](id_, values)
        return made if kind is CONTACTS else {**made, "url": url}

    def _account(self, id_: str, values: Mapping[str, str | None]) -> Row:
        fields = self._fields
        return {
            "id": id_,
            "name": _text(values, "name"),
            "domain": _text(values, "domain"),
            "owner_id": owner_of(values, self._departed),
            "tier": _text(values, fields.tier),
            "revenue": _number(values, fields.revenue),
            "industry": _text(values, "industry"),
            "lifecycle_stage": _text(values, "lifecyclestage"),
            "created_at": moment(values.get("createdate")),
            "last_contacted_at": moment(values.get("notes_last_contacted")),
            "last_activity_at": moment(values.get("notes_last_updated")),
            "onboarding_until": self._day(values, fields.onboarding_until),
            "renewal_on": self._day(values, fields.renewal_on),
            "parent_id": _text(values, "hs_parent_company_id"),
        }

    def _contact(self, id_: str, values: Mapping[str, str | None]) -> Row:
        names = (_text(values, "firstname"), _text(values, "lastname"))
        return {
            "id": id_,
            "account_id": _text(values, CONTACTS.primary),
            "name": " ".join(filter(None, names)) or None,
            "email": _text(values, "email"),
            "title": _text(values, "jobtitle"),
        }

    def _deal(self, id_: str, values: Mapping[str, str | None]) -> Row:
        stage, pipeline = values.get("dealstage") or "", values.get("pipeline") or ""
        dated = self._portal.entered.get(stage)
        entered = (values.get(dated) if dated else None) or values.get("hs_v2_date_entered_current_stage")
        return {
            "id": id_,
            "account_id": _text(values, DEALS.primary),
            "owner_id": _text(values, "hubspot_owner_id"),
            "name": _text(values, "dealname"),
            "amount": _number(values, "amount"),
            "pipeline": self._portal.pipelines.get(pipeline, pipeline) or None,
            "stage": self._portal.stages[DEALS.name].get(stage, stage) or None,
            "stage_entered_at": moment(entered),
            "close_on": self._day(values, "closedate"),
            "is_closed": int(self._is_closed(DEALS, stage, values)),
            "is_won": _flag(values, "hs_is_closed_won"),
            "last_activity_at": moment(values.get("notes_last_updated")),
            "next_step": _text(values, "hs_next_step"),
        }

    def _ticket(self, id_: str, values: Mapping[str, str | None]) -> Row:
        stage = values.get("hs_pipeline_stage") or ""
        is_closed = self._is_closed(TICKETS, stage, values)
        return {
            "id": id_,
            "system": "hubspot",
            "account_id": _text(values, TICKETS.primary),
            "owner_id": _text(values, "hubspot_owner_id"),
            "subject": _text(values, "subject"),
            "priority": _text(values, "hs_ticket_priority"),
            "stage": self._portal.stages[TICKETS.name].get(stage, stage) or None,
            "is_closed": int(is_closed),
            "created_at": moment(values.get("createdate")),
            "reopened_at": moment(values.get("hs_ticket_reopened_at")),
            "closed_at": moment(values.get("closed_date")),
            "first_reply_at": moment(values.get("first_agent_reply_date")),
            "waiting_since": None if is_closed else waiting_since(values),
        }

    def _activity(self, kind: Kind, id_: str, values: Mapping[str, str | None]) -> Row:
        word = kind.activity
        title = {"email": "hs_email_subject", "task": "hs_task_subject"}.get(word, f"hs_{word}_title")
        body = (
            values.get("hs_email_text") or values.get("hs_email_html")
            if word == "email"
            else values.get(f"hs_{word}_body")
        )
        outcome = {"call": "hs_call_disposition", "task": "hs_task_status", "meeting": "hs_meeting_outcome"}.get(word)
        said = _text(values, outcome)
        return {
            "id": f"{word}:{id_}",
            "kind": word,
            "account_id": None,  # from the associations
            "owner_id": _text(values, "hubspot_owner_id"),
            "at": moment(values.get("hs_meeting_start_time") or values.get("hs_timestamp")),
            "title": _text(values, title),
            "body": plain_text(body, LONGEST_BODY) or None if body else None,
            "outcome": self._portal.outcomes.get(said, said) if said else None,
        }

    def _is_closed(self, kind: Kind, stage: str, values: Mapping[str, str | None]) -> bool:
        """Where the portal does not say so of the record, its stage does."""
        told = values.get("hs_is_closed")
        return told == "true" if told else stage in self._portal.closed[kind.name]

    def _day(self, values: Mapping[str, str | None], name: str | None) -> str | None:
        """A moment counts as the day it has in the portal, except midnight UTC, which is how HubSpot writes a date."""
        text = values.get(name) if name else None
        if not text:
            return None
        at = _parse(text)
        if at is None:
            return None
        is_date = len(text) == 10 or at.time() == datetime.min.time()
        return (at if is_date else at.astimezone(self._portal.zone)).date().isoformat()


def owner_of(values: Mapping[str, str | None], departed: frozenset[str]) -> str | None:
    """The account's owner; nobody where they have left."""
    owner = values.get("hubspot_owner_id") or None
    return None if owner in departed else owner


def waiting_since(values: Mapping[str, str | None]) -> str | None:
    """Since when the customer of an open ticket waits for us: its unanswered beginning, or their last message."""
    if not values.get("first_agent_reply_date"):
        begun = (moment(values.get("createdate")), moment(values.get("hs_ticket_reopened_at")))
        return max(filter(None, begun), default=None)
    if values.get("hs_last_message_from_visitor") == "true":
        return moment(values.get("hs_last_message_received_at"))
    return None


def moment(text: str | None) -> str | None:
    """HubSpot's moment as the snapshot's text in whole seconds; None where it is none."""
    at = _parse(text) if text else None
    return write_moment(at) if at else None


def write_moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def merged_ids(record: Mapping[str, Any]) -> list[str]:
    """The ids of the records that were merged into this one."""
    return [each for each in (record["properties"].get("hs_merged_object_ids") or "").split(";") if each]


def _parse(text: str) -> datetime | None:
    """Milliseconds or ISO 8601."""
    try:
        if text.isdigit():
            return datetime.fromtimestamp(int(text) / 1000, UTC)
        at = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _text(values: Mapping[str, str | None], name: str | None) -> str | None:
    return ((values.get(name) or "").strip() or None) if name else None


def _number(values: Mapping[str, str | None], name: str | None) -> float | None:
    try:
        return float(values.get(name) or "") if name else None
    except ValueError:
        return None


def _flag(values: Mapping[str, str | None], name: str) -> int:
    return int(values.get(name) == "true")
