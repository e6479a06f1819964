"""The lines of a session's log. What is written here is all that is known of a session; it only grows.

A turn is named by the sequence number of the entry that asked for it (a `Said` that wants a reply, or a `Fired`).
Wire blocks of the model are kept exactly as they came, since they go back byte-identical.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from app.core.approvals import (
    Acted,
    Cleared,
    Decided,
    Declined,
    Lapsed,
    Proposed,
    Reminded,
    Requested,
    UndoAsked,
    Undone,
    Voided,
)
from app.core.body import Body
from app.core.branches import Branched, Forked
from app.core.delegating import Reported, Started


class Place(Body):
    """Where a session is drawn: a Slack thread. `thread_ts` is None until its first message is posted."""

    channel: str  # C…, G…, D…; a person's id (U…) for a DM that is not open yet
    thread_ts: str | None = None
    is_direct: bool = False  # a DM with one person: every word there is meant for us


class Opened(Body):
    kind: Literal["opened"] = "opened"
    place: Place
    by: str  # a person's Slack id, or the trigger's name
    title: str = ""


class Fired(Body):
    """A trigger asks an agent for its work, for one person on one of their local days."""

    kind: Literal["fired"] = "fired"
    key: str
    trigger: str
    agent: str
    person: str  # Slack id
    on: date
    late: bool = False  # delivered after its hour, by the trigger's late policy
    text: str = ""  # the first message to a model; "" where a playbook says it all
    sources: tuple[str, ...] = ()  # where untrusted text in it came from
    not_before: datetime | None = None  # the end of quiet hours
    parent: str = ""  # the session whose agent asked for it, and which gets the answer
    call_id: str = ""  # that agent's call
    chain: tuple[str, ...] = ()  # the agents above, the first one first


class AttachedFile(Body):
    id: str
    name: str
    mimetype: str = ""
    size: int = 0
    url: str = ""


class Said(Body):
    kind: Literal["said"] = "said"
    key: str  # team:channel:ts
    ts: str
    by: str
    name: str = ""  # the speaker's name as it was then; part of what the model reads, so it is kept
    text: str  # as the person wrote it, without the bot's mention and without !agent
    agent: str | None = None  # who was asked by name; None is the default
    wants_reply: bool = True  # False: people talk to each other; kept as context
    files: tuple[AttachedFile, ...] = ()


class Edited(Body):
    """A message was changed before it was answered."""

    kind: Literal["edited"] = "edited"
    of: str  # the key of the Said
    text: str


class Deleted(Body):
    kind: Literal["deleted"] = "deleted"
    of: str


class Chose(Body):
    """A person picked the agent for their next message here."""

    kind: Literal["chose"] = "chose"
    by: str
    agent: str


class FramedAgent(Body):
    """What a session's requests say of an agent, as of the framing."""

    tools: tuple[str, ...]
    prompt: str
    effort: str


class Framed(Body):
    """The prefix of every request of this session, frozen: a change would break the cache and preserved thinking."""

    kind: Literal["framed"] = "framed"
    system: tuple[dict[str, Any], ...]
    tools: tuple[dict[str, Any], ...]
    agents: dict[str, FramedAgent]
    default: str  # whose prompt and tools stand in front


class Usage(Body):
    input: int = 0
    output: int = 0
    cache_read: int = 0
    cache_write: int = 0


class Replied(Body):
    """One finished answer of the model: text, or calls to run, as raw wire blocks."""

    kind: Literal["replied"] = "replied"
    turn: int
    agent: str
    model: str
    blocks: tuple[dict[str, Any], ...]
    stop_reason: str
    usage: Usage = Usage()
    request_id: str = ""
    seen: int = 0  # the log's seq when the request was made: later edits are not in it


class ToolReturned(Body):
    kind: Literal["tool_returned"] = "tool_returned"
    turn: int
    call_id: str
    name: str
    content: str
    is_error: bool = False
    sources: tuple[str, ...] = ()  # where untrusted text in it came from; not empty taints the session


class Faltered(Body):
    """A model call failed. It is tried again at `retry_at`; without one the turn ends and people are told `reason`."""

    kind: Literal["faltered"] = "faltered"
    turn: int
    attempt: int
    reason: str  # for people: what happened and what to do
    detail: str = ""  # for the log
    retry_at: datetime | None = None


class Stopped(Body):
    """A person pressed Stop: the turn under way ends."""

    kind: Literal["stopped"] = "stopped"
    by: str


class Paused(Body):
    kind: Literal["paused"] = "paused"
    by: str


class Resumed(Body):
    kind: Literal["resumed"] = "resumed"
    by: str


class Hushed(Body):
    """`!quiet` and `!listen`: whether follow-ups without a mention are answered here."""

    kind: Literal["hushed"] = "hushed"
    by: str
    quiet: bool


class ShownResult(Body):
    """What one rule gave, and why. Points are rounded by the program to one decimal."""

    rule: str
    points: float
    reason: str


class ShownTicket(Body):
    id: str
    subject: str
    priority: str
    url: str


class ShownRow(Body):
    item: str  # the account's id
    name: str
    url: str
    rank: int
    score: float
    group: str  # the obligation: owe_an_answer, gone_quiet, coming_up
    results: tuple[ShownResult, ...]  # those that gave points, what only weighs last
    tickets: tuple[ShownTicket, ...] = ()


class Listed(Body):
    """The result of a run as one person got it: what the message shows, for good."""

    kind: Literal["listed"] = "listed"
    turn: int
    run: str
    playbook: str
    version: str
    person: str
    on: date
    rows: tuple[ShownRow, ...]
    more: int = 0
    data_as_of: datetime
    notes: tuple[str, ...] = ()  # what a person should know: a source that is down, a rule that was left out


Mark = Literal["done", "snoozed", "not_mine", "wrong", "reopened"]  # reopened takes the last word back


class Marked(Body):
    """A person's word on one row of a list."""

    kind: Literal["marked"] = "marked"
    key: str  # of the click
    item: str
    name: str
    mark: Mark
    by: str
    playbook: str
    on: date  # the person's local day
    until: date | None = None  # snoozed: the first day it may come back
    word: str = ""  # why it is wrong or whose it is


class Noted(Body):
    """A word of the program itself, not of a model. With `turn` it is the answer to that turn; empty draws nothing."""

    kind: Literal["noted"] = "noted"
    text: str  # Markdown
    turn: int | None = None


EntryBody = Annotated[
    Opened
    | Fired
    | Said
    | Edited
    | Deleted
    | Chose
    | Framed
    | Replied
    | ToolReturned
    | Faltered
    | Stopped
    | Paused
    | Resumed
    | Hushed
    | Listed
    | Marked
    | Requested
    | Declined
    | Proposed
    | Decided
    | Acted
    | Cleared
    | UndoAsked
    | Undone
    | Voided
    | Reminded
    | Lapsed
    | Forked
    | Branched
    | Started
    | Reported
    | Noted,
    Field(discriminator="kind"),
]


class Entry(Body):
    seq: int  # 1, 2, 3 … within the session
    at: datetime  # product time, UTC
    body: EntryBody


BODY: TypeAdapter[EntryBody] = TypeAdapter(EntryBody)
