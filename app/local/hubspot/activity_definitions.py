"""The properties that every portal has on calls, notes, tasks, emails and meetings."""

from __future__ import annotations

from app.local.hubspot.definitions import ALWAYS_OF_ACTIVITIES, DEFINITIONS
from app.local.hubspot.properties import Property, choice, flag, moment, number, owner, text, words

# The same in every portal; portals may add their own (as an extra definition of hs_call_disposition).
DISPOSITIONS = (
    ("9d9162e7-6cf3-4944-bf63-4dff82258764", "Busy"),
    ("f240bbac-87c9-4f6e-bf70-924b57d47db7", "Connected"),
    ("a4c4c377-d246-4b32-a13b-75a56a4cd0ff", "Left live message"),
    ("b2cf5968-551e-4856-9783-52b3da59a7d0", "Left voicemail"),
    ("73a0d17f-1163-4015-bdd5-ec830791da20", "No answer"),
    ("17b47fee-58de-441e-a44c-c6300d46f273", "Wrong number"),
)

_ALWAYS = (
    *ALWAYS_OF_ACTIVITIES,
    owner(),
    moment("hs_timestamp", "Activity date"),
    text("hs_unique_creation_key", "Unique creation key", read_only=True, unique=True),
)

_CALLS = (
    *_ALWAYS,
    text("hs_call_title", "Call title"),
    text("hs_call_body", "Call notes"),
    text("hs_call_summary", "Call summary", calculated=True),
    text("hs_call_source", "Call source"),
    text("hs_call_from_number", "From number"),
    text("hs_call_to_number", "To number"),
    text("hs_call_recording_url", "Recording URL"),
    text("hs_call_external_id", "External ID"),
    text("hs_call_transcription_id", "Transcription ID", calculated=True),
    flag("hs_call_has_transcript", "Has a transcript", calculated=True),
    words("hs_call_direction", "Call direction", "INBOUND OUTBOUND"),
    words(
        "hs_call_status",
        "Call status",
        "BUSY CALLING_CRM_USER CANCELED COMPLETED CONNECTING FAILED IN_PROGRESS MISSED NO_ANSWER QUEUED RINGING",
    ),
    choice("hs_call_disposition", "Call outcome", DISPOSITIONS),
    number("hs_call_duration", "Call duration (ms)"),
)

_NOTES = (*_ALWAYS, text("hs_note_body", "Note body"), text("hs_attachment_ids", "Attachments"))

_TASKS = (
    *_ALWAYS,
    text("hs_task_subject", "Task title"),
    text("hs_task_body", "Task notes"),
    words("hs_task_status", "Task status", "COMPLETED DEFERRED IN_PROGRESS NOT_STARTED WAITING"),
    words("hs_task_priority", "Priority", "NONE LOW MEDIUM HIGH"),
    words("hs_task_type", "Task type", "CALL EMAIL LINKED_IN MEETING TODO"),
    text("hs_task_reminders", "Reminders"),
    moment("hs_task_completion_date", "Completed at", calculated=True),
)

_EMAILS = (
    *_ALWAYS,
    text("hs_email_subject", "Email subject"),
    text("hs_email_text", "Email body"),
    text("hs_email_html", "Email HTML"),
    text("hs_email_headers", "Email headers"),
    text("hs_email_from_email", "Sender", calculated=True),
    text("hs_email_to_email", "Recipient", calculated=True),
    words("hs_email_direction", "Email direction", "EMAIL INCOMING_EMAIL FORWARDED_EMAIL"),
    words("hs_email_status", "Email send status", "BOUNCED FAILED SCHEDULED SENDING SENT"),
)

_MEETINGS = (
    *_ALWAYS,
    text("hs_meeting_title", "Meeting name"),
    text("hs_meeting_body", "Meeting description"),
    text("hs_internal_meeting_notes", "Internal notes"),
    text("hs_meeting_external_url", "External URL"),
    text("hs_meeting_location", "Location"),
    moment("hs_meeting_start_time", "Start time"),
    moment("hs_meeting_end_time", "End time"),
    words("hs_meeting_outcome", "Meeting outcome", "SCHEDULED COMPLETED RESCHEDULED NO_SHOW CANCELED"),
    text("hs_activity_type", "Meeting type"),
)

ALL_DEFINITIONS: dict[str, tuple[Property, ...]] = {
    **DEFINITIONS,
    "calls": _CALLS,
    "notes": _NOTES,
    "tasks": _TASKS,
    "emails": _EMAILS,
    "meetings": _MEETINGS,
}
