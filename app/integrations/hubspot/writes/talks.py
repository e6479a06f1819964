"""`log_meeting` and `log_email`: what a person did elsewhere, as they tell it. Nothing is sent to anybody."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from app.core.actions import Action, Field
from app.core.tools import CallContext, Outcome
from app.integrations.hubspot.writes.definitions import ValueProblem
from app.integrations.hubspot.writes.finding import Account, speaker
from app.integrations.hubspot.writes.ground import Ground
from app.integrations.hubspot.writes.moments import as_wire, read_moment
from app.integrations.hubspot.writes.shaping import New, create
from app.integrations.hubspot.writes.tool import Input, choice, given, needed, spec, text

MINOR = frozenset({"hs_timestamp", "hs_meeting_outcome", "hs_email_status", "hubspot_owner_id"})
LENGTH = 30  # minutes of a meeting of which nobody says how long it was

MEETING_SPEC = spec(
    "log_meeting",
    "Logs a meeting with an account that took place, as the person who asks. It invites nobody.",
    ("title",),
    title=text("what it was about, in a few words"),
    note=text("what was said or agreed, in the person's words"),
    at=text("when it began, local time without a zone, such as 2026-11-30T14:15; leave it out for now"),
    minutes={"type": "number", "description": "how long it took, if they said so"},
)
EMAIL_SPEC = spec(
    "log_email",
    "Logs an email that was exchanged with an account, as a summary. It sends nothing; use it only when the person "
    "says that it was sent or received.",
    ("subject", "summary"),
    subject=text("its subject"),
    summary=text("what it says, in the person's words"),
    direction=choice("who wrote it; leave it out if the person did", "sent", "received"),
)


async def plan_meeting(ground: Ground, account: Account, input_: Input, context: CallContext) -> Action | Outcome:
    owner = speaker(context.asker)
    if isinstance(owner, Outcome):
        return owner
    said, zone = given(input_, "at"), ZoneInfo(context.asker.zone)
    began = read_moment(said, zone) if said else context.now.replace(microsecond=0)
    if began > context.now:
        raise ValueProblem(f"'at' is {said!r}, which is still to come: a meeting is logged after it took place")
    minutes = input_.get("minutes")
    length = float(minutes) if isinstance(minutes, int | float) and 0 < minutes < 24 * 60 else LENGTH
    title, note = needed(input_, "title", "what it was about"), given(input_, "note")
    new = New(
        kind="meetings",
        title=f"Log a meeting with {account.name}",
        done="Meeting logged",
        undone="The meeting is archived",
        body="hs_meeting_body",
        text=note,
        properties={
            "hs_timestamp": as_wire(began),
            "hs_meeting_title": title,
            "hs_meeting_start_time": as_wire(began),
            "hs_meeting_end_time": as_wire(began + timedelta(minutes=length)),
            "hs_meeting_outcome": "COMPLETED",
            "hubspot_owner_id": owner,
        },
        links=[("companies", account.id)],
        beside=("companies", account.id),
        minor=MINOR,
        fields=(
            Field(name="title", label="Title", value=title),
            Field(name="note", label="Notes", kind="text", value=note),
            Field(name="at", label="When it began", kind="moment", value=as_wire(began)),
        ),
    )
    return create(account, new, await ground.definitions("meetings"), context.asker, input_.get("more"))


async def plan_email(ground: Ground, account: Account, input_: Input, context: CallContext) -> Action | Outcome:
    owner = speaker(context.asker)
    if isinstance(owner, Outcome):
        return owner
    subject = needed(input_, "subject", "the email's subject")
    summary = needed(input_, "summary", "what the email says")
    is_received = given(input_, "direction") == "received"
    new = New(
        kind="emails",
        title=f"Log an email with {account.name}",
        done="Email logged",
        undone="The email is archived",
        body="hs_email_text",
        text=summary,
        properties={
            "hs_timestamp": as_wire(context.now),
            "hs_email_subject": subject,
            "hs_email_direction": "INCOMING_EMAIL" if is_received else "EMAIL",
            "hs_email_status": "SENT",
            "hubspot_owner_id": owner,
        },
        links=[("companies", account.id)],
        beside=("companies", account.id),
        minor=MINOR,
        fields=(
            Field(name="subject", label="Subject", value=subject),
            Field(name="summary", label="Summary", kind="text", value=summary),
        ),
    )
    return create(account, new, await ground.definitions("emails"), context.asker, input_.get("more"))
