"""The kinds of CRM objects: their names on the wire, and which of their properties play a special part."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    name: str  # as in paths and in a company's history: "companies"
    singular: str  # as in association names and error messages: "company"
    type_id: str  # HubSpot's number: "0-2"
    title: tuple[str, ...]  # properties that name a record for a person
    shown: tuple[str, ...]  # read when a request asks for no property by name
    searched: tuple[str, ...]  # where a search's `query` looks
    created: str = "createdate"
    modified: str = "hs_lastmodifieddate"
    scopes: tuple[str, ...] = ()  # what a key may be missing; {} is read or write

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def is_activity(self) -> bool:
        return self.name in ACTIVITIES

    @property
    def always(self) -> tuple[str, str, str]:
        """The properties every read answers, asked for or not."""
        return (self.created, "hs_object_id", self.modified)


ACTIVITIES = ("calls", "emails", "meetings", "notes", "tasks")
TOUCHES = ("calls", "emails", "meetings")  # what counts as contact with a customer


def _activity(name: str, type_id: str, title: str, *searched: str) -> Kind:
    # Activities have no scopes of their own: HubSpot asks for those of contacts.
    return Kind(
        name,
        name[:-1],
        type_id,
        (title,),
        (),
        (title, *searched),
        created="hs_createdate",
        scopes=(_scope("contacts"),),
    )


def _scope(name: str) -> str:
    return f"crm.objects.{name}.{{}}"


_COMPANIES = Kind(
    "companies",
    "company",
    "0-2",
    ("name", "domain"),
    ("name", "domain"),
    ("name", "domain", "website", "phone"),
    scopes=(_scope("companies"),),
)
_CONTACTS = Kind(
    "contacts",
    "contact",
    "0-1",
    ("firstname", "lastname", "email"),
    ("email", "firstname", "lastname"),
    ("firstname", "lastname", "email", "phone", "company"),
    modified="lastmodifieddate",
    scopes=(_scope("contacts"),),
)
_DEALS = Kind(
    "deals",
    "deal",
    "0-3",
    ("dealname",),
    ("amount", "closedate", "dealname", "dealstage", "pipeline"),
    ("dealname", "dealstage", "pipeline", "description"),
    scopes=(_scope("deals"),),
)
_TICKETS = Kind(
    "tickets",
    "ticket",
    "0-5",
    ("subject",),
    ("content", "hs_pipeline", "hs_pipeline_stage", "hs_ticket_category", "hs_ticket_priority", "subject"),
    ("subject", "content", "hs_ticket_category"),
    scopes=("tickets", _scope("tickets")),
)
_USERS = Kind(
    "users",
    "user",
    "0-115",
    ("hs_given_name", "hs_family_name", "hs_email"),
    (),
    ("hs_given_name", "hs_family_name", "hs_email"),
    created="hs_createdate",
    scopes=(_scope("users"),),
)

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        _COMPANIES,
        _CONTACTS,
        _DEALS,
        _TICKETS,
        _activity("calls", "0-48", "hs_call_title", "hs_call_body"),
        _activity("emails", "0-49", "hs_email_subject", "hs_email_text"),
        _activity("meetings", "0-47", "hs_meeting_title", "hs_meeting_body"),
        _activity("notes", "0-46", "hs_note_body"),
        _activity("tasks", "0-27", "hs_task_subject", "hs_task_body"),
        _USERS,
    )
}

_BY_ANY_NAME = {word: kind for kind in KINDS.values() for word in (kind.name, kind.singular, kind.type_id)}


def find_kind(word: str) -> Kind | None:
    """A kind by its plural, singular or number, as paths may write it."""
    return _BY_ANY_NAME.get(word.lower())
