"""`log_note` on an account, and `comment_ticket`: a note on a ticket, which only colleagues see."""

from __future__ import annotations

from app.core.actions import Action, Field, Record
from app.core.tools import CallContext, Outcome
from app.integrations.hubspot.writes.finding import Account, find_deal, find_ticket, speaker
from app.integrations.hubspot.writes.ground import Ground
from app.integrations.hubspot.writes.moments import as_wire
from app.integrations.hubspot.writes.shaping import New, create
from app.integrations.hubspot.writes.tool import Input, given, needed, spec, text

SPEC = spec(
    "log_note",
    "Writes a note on an account in the CRM, as the person who asks.",
    ("text",),
    text=text("the note, in the person's words"),
    deal=text("name or id of the deal it is about, if they said so"),
)
COMMENT_SPEC = spec(
    "comment_ticket",
    "Writes an internal comment on a HubSpot ticket of an account, as the person who asks. Customers do not see it.",
    ("text",),
    ticket=text("the ticket's id or subject; may be left out if the account has one open ticket"),
    text=text("the comment, in the person's words"),
)


async def plan(ground: Ground, account: Account, input_: Input, context: CallContext) -> Action | Outcome:
    links, said = [("companies", account.id)], given(input_, "deal")
    if said:
        deal = await find_deal(ground, account, said, ("dealname", "hs_is_closed"))
        if isinstance(deal, Outcome):
            return deal
        links.append(("deals", str(deal["id"])))
    words = needed(input_, "text", "what the note says")
    title = f"Add a note to {account.name}"
    return await _note(ground, account, input_, context, title, "Note added", words, links, account.record)


async def plan_comment(ground: Ground, account: Account, input_: Input, context: CallContext) -> Action | Outcome:
    ticket = await find_ticket(ground, account, input_.get("ticket"), ("subject", "hs_is_closed"))
    if isinstance(ticket, Outcome):
        return ticket
    id_, subject = str(ticket["id"]), ticket["properties"].get("subject") or str(ticket["id"])
    url = ground.url("tickets", id_)
    record = Record(kind="ticket", id=id_, name=subject, url=url, about=f"ticket of {account.name}")
    words = needed(input_, "text", "what the comment says")
    links = [("tickets", id_), ("companies", account.id)]
    title = f"Comment on “{subject}”"
    return await _note(ground, account, input_, context, title, "Comment added", words, links, record)


async def _note(
    ground: Ground,
    account: Account,
    input_: Input,
    context: CallContext,
    title: str,
    done: str,
    words: str,
    links: list[tuple[str, str]],
    record: Record,
) -> Action | Outcome:
    owner = speaker(context.asker)
    if isinstance(owner, Outcome):
        return owner
    new = New(
        kind="notes",
        title=title,
        done=done,
        undone="It is archived",
        body="hs_note_body",
        text=words,
        properties={"hs_timestamp": as_wire(context.now), "hubspot_owner_id": owner},
        links=links,
        beside=links[0],
        fields=(Field(name="text", label="Text", kind="text", value=words),),
        record=record,
        minor=frozenset({"hs_timestamp", "hubspot_owner_id"}),
    )
    return create(account, new, await ground.definitions("notes"), context.asker, input_.get("more"))
