"""`update_ticket`: priority, owner and status of a HubSpot ticket."""

from __future__ import annotations

from app.core.actions import Action, Record
from app.core.tools import CallContext, Outcome
from app.integrations.hubspot.writes.definitions import ValueProblem
from app.integrations.hubspot.writes.finding import Account, find_ticket
from app.integrations.hubspot.writes.ground import Ground
from app.integrations.hubspot.writes.results import MORE
from app.integrations.hubspot.writes.shaping import Changed, update
from app.integrations.hubspot.writes.tool import Input, given, spec, text

PROPERTIES = {"priority": "hs_ticket_priority", "owner": "hubspot_owner_id", "status": "hs_pipeline_stage"}
HIGH = frozenset({"hubspot_owner_id"})

SPEC = spec(
    "update_ticket",
    "Changes a HubSpot ticket of an account. Send only what the person wants changed.",
    ticket=text("the ticket's id or subject; may be left out if the account has one open ticket"),
    priority=text("LOW, MEDIUM, HIGH or URGENT"),
    owner=text("name or email of the new owner"),
    status=text("the new status, as the person says it"),
)


async def plan(ground: Ground, account: Account, input_: Input, context: CallContext) -> Action | Outcome:
    definitions = dict(await ground.definitions("tickets"))
    wanted = {property_: said for name, property_ in PROPERTIES.items() if (said := given(input_, name))}
    more = input_.get(MORE)
    if not wanted and not more:
        raise ValueProblem(f"Send what shall change: {', '.join(PROPERTIES)}")
    asked = (name for name in (more if isinstance(more, dict) else {}) if name in definitions)
    names = ("subject", "hs_pipeline", "hs_is_closed", *PROPERTIES.values(), *asked)
    ticket = await find_ticket(ground, account, input_.get("ticket"), tuple(dict.fromkeys(names)))
    if isinstance(ticket, Outcome):
        return ticket
    definitions["hs_pipeline_stage"] = await ground.stages("tickets", ticket["properties"].get("hs_pipeline") or "")
    id_, subject = str(ticket["id"]), ticket["properties"].get("subject") or str(ticket["id"])
    url = ground.url("tickets", id_)
    changed = Changed(
        kind="tickets",
        record=Record(kind="ticket", id=id_, name=subject, url=url, about=f"ticket of {account.name}"),
        live=ticket,
        title=f"Change the ticket “{subject}”",
        done="Ticket changed",
        wanted=wanted,
        paths={property_: name for name, property_ in PROPERTIES.items()},
        risk="high" if HIGH & wanted.keys() else "middle",
    )
    return update(account, changed, definitions, context.asker, more)
