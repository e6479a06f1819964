"""`create_task` with a due time in the person's zone, and `complete_task`."""

from __future__ import annotations

from datetime import time
from zoneinfo import ZoneInfo

from app.core.actions import Action, Field, Record
from app.core.tools import CallContext, Outcome
from app.integrations.hubspot.writes.definitions import ValueProblem
from app.integrations.hubspot.writes.finding import Account, find_task, speaker
from app.integrations.hubspot.writes.ground import Ground
from app.integrations.hubspot.writes.moments import as_wire, read_moment
from app.integrations.hubspot.writes.shaping import Changed, New, create, update
from app.integrations.hubspot.writes.tool import Input, choice, given, needed, spec, text

MORNING = time(9)  # of a day without a time

SPEC = spec(
    "create_task",
    "Creates a task or follow-up for the person who asks, on an account in the CRM.",
    ("subject", "due"),
    subject=text("what is to be done, in a few words"),
    due=text(
        "when, as the person's local date and time without a zone, such as 2026-12-01T10:00 for “next Tuesday at 10”; "
        "a day alone means nine in the morning. Work it out from the time of their message"
    ),
    note=text("more about it, if they said so"),
    type=choice("what kind of task", "TODO", "CALL", "EMAIL", "MEETING"),
    priority=choice("only if they said so", "LOW", "MEDIUM", "HIGH"),
)
COMPLETE_SPEC = spec(
    "complete_task",
    "Marks an open task of an account in the CRM as completed.",
    task=text("the task's id or subject; may be left out if the account has one open task"),
)


async def plan(ground: Ground, account: Account, input_: Input, context: CallContext) -> Action | Outcome:
    owner = speaker(context.asker)
    if isinstance(owner, Outcome):
        return owner
    subject = needed(input_, "subject", "what is to be done")
    said = needed(input_, "due", "when it is due")
    due = read_moment(said, ZoneInfo(context.asker.zone), at=MORNING)
    if due <= context.now:
        raise ValueProblem(f"'due' is {said!r}, which is over in {context.asker.zone}: send a time to come")
    definitions, note = await ground.definitions("tasks"), given(input_, "note")
    properties = {
        "hs_task_subject": subject,
        "hs_timestamp": as_wire(due),
        "hs_task_type": given(input_, "type") or "TODO",
        "hs_task_status": "NOT_STARTED",
        "hubspot_owner_id": owner,
        **({"hs_task_priority": given(input_, "priority")} if given(input_, "priority") else {}),
    }
    new = New(
        kind="tasks",
        title=f"Create a task for {account.name}",
        done="Task created",
        undone="The task is archived",
        body="hs_task_body",
        text=note,
        properties=properties,
        links=[("companies", account.id)],
        beside=("companies", account.id),
        minor=frozenset({"hs_task_type", "hs_task_status", "hubspot_owner_id"}),
        fields=(
            Field(name="subject", label=definitions["hs_task_subject"].label, value=subject),
            Field(name="due", label="Due", kind="moment", value=as_wire(due)),
            Field(name="note", label=definitions["hs_task_body"].label, kind="text", value=note),
        ),
    )
    return create(account, new, definitions, context.asker, input_.get("more"))


async def plan_complete(ground: Ground, account: Account, input_: Input, context: CallContext) -> Action | Outcome:
    names = ("hs_task_subject", "hs_task_status", "hs_timestamp")
    task = await find_task(ground, account, input_.get("task"), names)
    if isinstance(task, Outcome):
        return task
    id_, subject = str(task["id"]), task["properties"].get("hs_task_subject") or str(task["id"])
    url = ground.url("tasks", id_)
    changed = Changed(
        kind="tasks",
        record=Record(kind="task", id=id_, name=subject, url=url, about=f"task of {account.name}"),
        live=task,
        title=f"Complete the task “{subject}”",
        done="Task completed",
        wanted={"hs_task_status": "COMPLETED"},
        risk="low",
    )
    action = update(account, changed, await ground.definitions("tasks"), context.asker, input_.get("more"))
    return action if isinstance(action, Outcome) else action.model_copy(update={"fields": ()})
