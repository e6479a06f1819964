"""`log_call`. "Left a message" is a voicemail unless somebody says otherwise; a live message is one tap away."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from app.core.actions import Action, Field, Option
from app.core.tools import CallContext, Outcome
from app.integrations.hubspot.writes.definitions import Definition, ValueProblem
from app.integrations.hubspot.writes.finding import Account, find_contact, find_deal, speaker
from app.integrations.hubspot.writes.ground import Ground
from app.integrations.hubspot.writes.moments import as_wire, read_moment
from app.integrations.hubspot.writes.shaping import New, create, with_alternative
from app.integrations.hubspot.writes.tool import Input, choice, given, spec, text

# The same in every portal: developers.hubspot.com, "Engagements: calls". Portals may add their own.
OUTCOMES = {
    "voicemail": "b2cf5968-551e-4856-9783-52b3da59a7d0",
    "live_message": "a4c4c377-d246-4b32-a13b-75a56a4cd0ff",
    "connected": "f240bbac-87c9-4f6e-bf70-924b57d47db7",
    "no_answer": "73a0d17f-1163-4015-bdd5-ec830791da20",
    "busy": "9d9162e7-6cf3-4944-bf63-4dff82258764",
    "wrong_number": "17b47fee-58de-441e-a44c-c6300d46f273",
}
OTHER = {"voicemail": ("live_message", "Live message instead"), "live_message": ("voicemail", "Voicemail instead")}
_NAMES = {value: name for name, value in OUTCOMES.items()}  # a form sends the value
DISPOSITION = "hs_call_disposition"
MINOR = frozenset({"hs_call_title", "hs_call_direction", "hs_call_status", "hubspot_owner_id"})
SOON = timedelta(minutes=10)  # by which a person's clock may be ahead

SPEC = spec(
    "log_call",
    "Logs a phone call with an account in the CRM, as the person who asks. One call each. If they left a message and "
    "do not say how, the outcome is left_message.",
    outcome=choice("how it ended", "left_message", *OUTCOMES),
    note=text("what was said or agreed, in the person's words; leave it out if they said nothing more"),
    at=text("when it was, local time without a zone, such as 2026-11-30T14:15; leave it out for now"),
    contact=text("name or email of whom they called, if they said so"),
    deal=text("name or id of the deal it was about, if they said so"),
    minutes={"type": "number", "description": "how long it took, if they said so"},
)


async def plan(ground: Ground, account: Account, input_: Input, context: CallContext) -> Action | Outcome:
    owner = speaker(context.asker)
    if isinstance(owner, Outcome):
        return owner
    definitions = await ground.definitions("calls")
    named = given(input_, "outcome") or "connected"
    outcome = "voicemail" if named == "left_message" else _NAMES.get(named, named)
    disposition = OUTCOMES.get(outcome) or definitions[DISPOSITION].read(outcome, ZoneInfo(context.asker.zone))
    at = _when(input_, context)
    links = await _links(ground, account, input_)
    if isinstance(links, Outcome):
        return links
    title, note = f"Call with {account.name}", given(input_, "note")
    properties = {
        "hs_timestamp": at,
        DISPOSITION: disposition,
        "hs_call_title": title,
        "hs_call_direction": "OUTBOUND",
        "hs_call_status": "COMPLETED",
        "hubspot_owner_id": owner,
        **_duration(input_),
    }
    new = New(
        kind="calls",
        title=f"Log a call with {account.name}",
        done="Call logged",
        undone="The call is archived",
        body="hs_call_body",
        text=note,
        properties=properties,
        links=links,
        beside=("companies", account.id),
        minor=MINOR,
        fields=_fields(definitions[DISPOSITION], disposition, note, at),
    )
    action = create(account, new, definitions, context.asker, input_.get("more"))
    if outcome not in OTHER:
        return action
    name, label = OTHER[outcome]
    return with_alternative(action, name, label, definitions[DISPOSITION], OUTCOMES[name])


def _when(input_: Input, context: CallContext) -> str:
    said = given(input_, "at")
    at = read_moment(said, ZoneInfo(context.asker.zone)) if said else context.now.replace(microsecond=0)
    if at > context.now + SOON:
        raise ValueProblem(f"'at' is {said!r}, which is still to come: a call is logged after it was made")
    return as_wire(at)


def _duration(input_: Input) -> dict[str, str]:
    minutes = input_.get("minutes")
    if isinstance(minutes, bool) or not isinstance(minutes, int | float) or not 0 < minutes < 24 * 60:
        return {}
    return {"hs_call_duration": str(round(minutes * 60_000))}  # milliseconds


async def _links(ground: Ground, account: Account, input_: Input) -> list[tuple[str, str]] | Outcome:
    links = [("companies", account.id)]
    if said := given(input_, "contact"):
        contact = await find_contact(ground, account, said)
        if isinstance(contact, Outcome):
            return contact
        links.append(("contacts", str(contact["id"])))
    if said := given(input_, "deal"):
        deal = await find_deal(ground, account, said, ("dealname", "hs_is_closed"))
        if isinstance(deal, Outcome):
            return deal
        links.append(("deals", str(deal["id"])))
    return links


def _fields(disposition: Definition, value: str, note: str, at: str) -> tuple[Field, ...]:
    options = tuple(Option(value=each, label=label) for each, label in disposition.options[:100])
    return (
        Field(name="outcome", label=disposition.label, kind="choice", value=value, options=options),
        Field(name="note", label="Call notes", kind="text", value=note),
        Field(name="at", label="When", kind="moment", value=at),
    )
