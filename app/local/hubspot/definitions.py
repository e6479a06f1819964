"""The properties that every portal has on companies, contacts, deals, tickets and users.

Those that Threadwork reads or writes and their neighbours; a real portal has some hundreds a kind. Calculated ones are
kept by `stages` and `calculated`, or stated by the imported history.
"""

from __future__ import annotations

from app.local.hubspot.properties import Property, choice, flag, moment, number, owner, text, words


def _always(created: str = "createdate", modified: str = "hs_lastmodifieddate", **more: bool) -> tuple[Property, ...]:
    return (
        number("hs_object_id", "Record ID", read_only=True),
        moment(created, "Create date", **more),
        moment(modified, "Last modified date", read_only=True),
        text("hs_merged_object_ids", "Merged record IDs", calculated=True),
        text("hs_object_source", "Record source", read_only=True),
        text("hs_object_source_label", "Record source detail", read_only=True),
    )


ALWAYS_OF_ACTIVITIES = _always("hs_createdate", read_only=True)

_TOUCHED = (
    moment("notes_last_contacted", "Last contacted", calculated=True),
    moment("notes_last_updated", "Last activity date", calculated=True),
    moment("notes_next_activity_date", "Next activity date", calculated=True),
)
_OWNED = (owner(), moment("hubspot_owner_assigneddate", "Owner assigned date", calculated=True))

_LIFECYCLE = choice(
    "lifecyclestage",
    "Lifecycle stage",
    (
        ("subscriber", "Subscriber"),
        ("lead", "Lead"),
        ("marketingqualifiedlead", "Marketing qualified lead"),
        ("salesqualifiedlead", "Sales qualified lead"),
        ("opportunity", "Opportunity"),
        ("customer", "Customer"),
        ("evangelist", "Evangelist"),
        ("other", "Other"),
    ),
)

_COMPANIES = (
    *_always(read_only=True),
    *_TOUCHED,
    *_OWNED,
    _LIFECYCLE,
    text("name", "Company name"),
    text("domain", "Company domain name"),
    text("website", "Website URL"),
    text("phone", "Phone number"),
    text("description", "Description"),
    text("industry", "Industry"),
    text("address", "Street address"),
    text("city", "City"),
    text("state", "State/Region"),
    text("zip", "Postal code"),
    text("country", "Country/Region"),
    text("timezone", "Time zone"),
    text("founded_year", "Year founded"),
    text("type", "Type"),
    number("annualrevenue", "Annual revenue"),
    number("numberofemployees", "Number of employees"),
    number("hs_parent_company_id", "Parent company"),
    words("hs_lead_status", "Lead status", "NEW OPEN IN_PROGRESS OPEN_DEAL UNQUALIFIED CONNECTED BAD_TIMING"),
    moment("hs_last_sales_activity_timestamp", "Last engagement date", calculated=True),
    moment("first_deal_created_date", "First deal created date", calculated=True),
    number("hs_num_open_deals", "Number of open deals", calculated=True),
    number("num_associated_contacts", "Number of associated contacts", calculated=True),
    number("num_associated_deals", "Number of associated deals", calculated=True),
)

_CONTACTS = (
    *_always(modified="lastmodifieddate", read_only=True),
    *_TOUCHED,
    *_OWNED,
    _LIFECYCLE,
    text("firstname", "First name"),
    text("lastname", "Last name"),
    text("email", "Email", unique=True),
    text("phone", "Phone number"),
    text("mobilephone", "Mobile phone number"),
    text("jobtitle", "Job title"),
    text("company", "Company name"),
    text("city", "City"),
    text("country", "Country/Region"),
    text("hs_timezone", "Time zone"),
    words("hs_lead_status", "Lead status", "NEW OPEN IN_PROGRESS OPEN_DEAL UNQUALIFIED CONNECTED BAD_TIMING"),
    words(
        "hs_buying_role",
        "Buying role",
        "BLOCKER BUDGET_HOLDER CHAMPION DECISION_MAKER END_USER EXECUTIVE_SPONSOR INFLUENCER",
    ),
    number("associatedcompanyid", "Primary associated company ID", calculated=True),
    moment("hs_last_sales_activity_timestamp", "Last engagement date", calculated=True),
)

_DEALS = (
    *_always(),
    *_TOUCHED,
    *_OWNED,
    text("dealname", "Deal name"),
    text("description", "Deal description"),
    text("hs_next_step", "Next step"),
    text("closed_lost_reason", "Closed lost reason"),
    text("closed_won_reason", "Closed won reason"),
    choice("dealtype", "Deal type", (("newbusiness", "New business"), ("existingbusiness", "Existing business"))),
    words("hs_priority", "Priority", "low medium high"),
    choice("pipeline", "Pipeline", ()),  # options: the portal's pipelines
    choice("dealstage", "Deal stage", ()),
    number("amount", "Amount"),
    number("hs_arr", "Annual recurring revenue"),
    number("hs_mrr", "Monthly recurring revenue"),
    text("deal_currency_code", "Currency"),
    moment("closedate", "Close date"),
    flag("hs_is_closed", "Is deal closed", calculated=True),
    flag("hs_is_closed_won", "Is closed won", calculated=True),
    number("hs_deal_stage_probability", "Deal probability", calculated=True),
    moment("hs_v2_date_entered_current_stage", "Date entered current stage", calculated=True),
    moment("hs_last_activity_date", "Last activity", calculated=True),
    number("num_associated_contacts", "Number of associated contacts", calculated=True),
    number("hs_primary_associated_company", "Primary associated company", calculated=True),
)

_TICKETS = (
    *_always(),
    *_TOUCHED,
    *_OWNED,
    text("subject", "Ticket name"),
    text("content", "Ticket description"),
    text("source_type", "Source"),
    choice("hs_pipeline", "Pipeline", ()),
    choice("hs_pipeline_stage", "Ticket status", ()),
    words("hs_ticket_priority", "Priority", "LOW MEDIUM HIGH URGENT"),
    words("hs_ticket_category", "Category", "PRODUCT_ISSUE BILLING_ISSUE FEATURE_REQUEST GENERAL_INQUIRY"),
    flag("hs_is_closed", "Is ticket closed", calculated=True),
    moment("closed_date", "Close date"),
    moment("hs_ticket_reopened_at", "Reopened at", calculated=True),
    moment("first_agent_reply_date", "First agent response date", read_only=True),
    number("time_to_first_agent_reply", "Time to first agent response (ms)", read_only=True),
    moment("last_reply_date", "Last response date", read_only=True),
    flag("hs_last_message_from_visitor", "Last message from visitor", read_only=True),
    moment("hs_last_message_received_at", "Last message received at", read_only=True),
    moment("hs_last_message_sent_at", "Last message sent at", read_only=True),
    moment("hs_lastactivitydate", "Last activity", calculated=True),
    number("hs_time_to_first_response_sla_status", "First response SLA status", calculated=True),
    moment("hs_time_to_first_response_sla_at", "First response SLA due", calculated=True),
    number("hs_primary_company_id", "Primary company ID", calculated=True),
    text("hs_primary_company_name", "Primary company name", calculated=True),
    moment("hs_v2_date_entered_current_stage", "Date entered current stage", calculated=True),
)

_USERS = (
    *ALWAYS_OF_ACTIVITIES,
    text("hs_email", "Email", unique=True, read_only=True),
    text("hs_given_name", "First name", read_only=True),
    text("hs_family_name", "Last name", read_only=True),
    number("hs_internal_user_id", "User ID", read_only=True),
    owner(),
    text("hs_job_title", "Job title"),
    text("hs_standard_time_zone", "Time zone"),
    text("hs_working_hours", "Working hours"),
    text("hs_out_of_office_hours", "Out of office hours"),
    choice("hs_availability_status", "Availability", (("available", "Available"), ("away", "Away"))),
    flag("hs_deactivated", "Deactivated", read_only=True),
)

DEFINITIONS: dict[str, tuple[Property, ...]] = {
    "companies": _COMPANIES,
    "contacts": _CONTACTS,
    "deals": _DEALS,
    "tickets": _TICKETS,
    "users": _USERS,
}
