"""The kinds of records that we read: their names on the wire, what we ask of each, and which table they fill."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fields:
    """The portal's own properties for what HubSpot has no standard one. None: the column stays empty."""

    revenue: str | None = None
    tier: str | None = None
    onboarding_until: str | None = None
    renewal_on: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.revenue, self.tier, self.onboarding_until, self.renewal_on)))


@dataclass(frozen=True)
class Kind:
    name: str  # on the wire: "companies"
    table: str  # of the snapshot
    type_id: str  # in links to records
    properties: tuple[str, ...]
    primary: str | None = None  # the property with the id of its company
    modified: str = "hs_lastmodifieddate"
    activity: str = ""  # "call" and so on; "" where it is none


def _activity(name: str, type_id: str, *properties: str) -> Kind:
    common = ("hs_timestamp", "hubspot_owner_id")
    return Kind(name, "activities", type_id, (*common, *properties), activity=name[:-1])


COMPANIES = Kind(
    "companies",
    "accounts",
    "0-2",
    (
        "name",
        "domain",
        "hubspot_owner_id",
        "industry",
        "lifecyclestage",
        "createdate",
        "notes_last_contacted",
        "notes_last_updated",
        "hs_parent_company_id",
        "hs_merged_object_ids",
    ),
)
CONTACTS = Kind(
    "contacts",
    "contacts",
    "0-1",
    ("firstname", "lastname", "email", "jobtitle", "associatedcompanyid", "hs_merged_object_ids"),
    primary="associatedcompanyid",
    modified="lastmodifieddate",
)
DEALS = Kind(
    "deals",
    "deals",
    "0-3",
    (
        "dealname",
        "hubspot_owner_id",
        "amount",
        "pipeline",
        "dealstage",
        "closedate",
        "hs_is_closed",
        "hs_is_closed_won",
        "notes_last_updated",
        "hs_next_step",
        "hs_primary_associated_company",
        "hs_merged_object_ids",
        "hs_v2_date_entered_current_stage",
    ),
    primary="hs_primary_associated_company",
)
TICKETS = Kind(
    "tickets",
    "tickets",
    "0-5",
    (
        "subject",
        "hubspot_owner_id",
        "hs_ticket_priority",
        "hs_pipeline",
        "hs_pipeline_stage",
        "hs_is_closed",
        "createdate",
        "hs_ticket_reopened_at",
        "closed_date",
        "first_agent_reply_date",
        "hs_last_message_from_visitor",
        "hs_last_message_received_at",
        "hs_primary_company_id",
        "hs_merged_object_ids",
    ),
    primary="hs_primary_company_id",
)
ACTIVITIES = (
    _activity("calls", "0-48", "hs_call_title", "hs_call_body", "hs_call_disposition"),
    _activity("emails", "0-49", "hs_email_subject", "hs_email_text", "hs_email_html"),
    _activity("meetings", "0-47", "hs_meeting_title", "hs_meeting_body", "hs_meeting_outcome", "hs_meeting_start_time"),
    _activity("notes", "0-46", "hs_note_body"),
    _activity("tasks", "0-27", "hs_task_subject", "hs_task_body", "hs_task_status"),
)
RELATED = (CONTACTS, DEALS, TICKETS, *ACTIVITIES)  # what belongs to a company
KINDS = (COMPANIES, *RELATED)
