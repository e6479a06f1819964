"""`update_deal`: stage, amount, close date, next step."""

from __future__ import annotations

from app.core.actions import Action, Record
from app.core.tools import CallContext, Outcome
from app.integrations.hubspot.writes.definitions import ValueProblem
from app.integrations.hubspot.writes.finding import Account, find_deal
from app.integrations.hubspot.writes.ground import Ground
from app.integrations.hubspot.writes.results import MORE
from app.integrations.hubspot.writes.shaping import Changed, update
from app.integrations.hubspot.writes.tool import Input, given, spec, text

PROPERTIES = {"stage": "dealstage", "amount": "amount", "close_date": "closedate", "next_step": "hs_next_step"}
HIGH = frozenset({"dealstage", "amount"})

SPEC = spec(
    "update_deal",
    "Changes a deal of an account in the CRM. Send only what the person wants changed.",
    deal=text("the deal's name or id; may be left out if the account has one open deal"),
    stage=text("the stage's name, as the person says it"),
    amount=text("the whole new amount, such as 12500; never a difference"),
    close_date=text("the new close date, such as 2027-03-01; work it out from the time of their message"),
    next_step=text("the next step, in the person's words"),
)


async def plan(ground: Ground, account: Account, input_: Input, context: CallContext) -> Action | Outcome:
    definitions = dict(await ground.definitions("deals"))
    wanted = {property_: said for name, property_ in PROPERTIES.items() if (said := given(input_, name))}
    more = input_.get(MORE)
    asked = (name for name in (more if isinstance(more, dict) else {}) if name in definitions)
    if not wanted and not more:
        raise ValueProblem(f"Send what shall change: {', '.join(PROPERTIES)}")
    names = ("dealname", "pipeline", "hs_is_closed", *PROPERTIES.values(), *asked)
    deal = await find_deal(ground, account, input_.get("deal"), tuple(dict.fromkeys(names)))
    if isinstance(deal, Outcome):
        return deal
    definitions["dealstage"] = await ground.stages("deals", deal["properties"].get("pipeline") or "")
    id_, name = str(deal["id"]), deal["properties"].get("dealname") or str(deal["id"])
    url = ground.url("deals", id_)
    changed = Changed(
        kind="deals",
        record=Record(kind="deal", id=id_, name=name, url=url, about=f"deal of {account.name}"),
        live=deal,
        title=f"Change the deal “{name}”",
        done="Deal changed",
        wanted=wanted,
        paths={property_: name for name, property_ in PROPERTIES.items()},
        risk="high" if HIGH & wanted.keys() else "middle",
    )
    return update(account, changed, definitions, context.asker, more)
