"""`update_account`: owner, lifecycle stage, and any property of the portal's own."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.actions import Action
from app.core.nearest import nearest
from app.core.tools import CallContext, Outcome
from app.integrations.hubspot.kinds import Fields
from app.integrations.hubspot.writes.definitions import Definition, ValueProblem
from app.integrations.hubspot.writes.finding import Account
from app.integrations.hubspot.writes.ground import Ground
from app.integrations.hubspot.writes.results import MORE
from app.integrations.hubspot.writes.shaping import Changed, update
from app.integrations.hubspot.writes.tool import Input, given, spec, text

PROPERTIES = {"owner": "hubspot_owner_id", "lifecycle_stage": "lifecyclestage"}
OURS = ("renewal_on", "tier", "revenue", "onboarding_until")  # which property they are is said in workspace.yaml
HIGH = frozenset(PROPERTIES.values())

SPEC = spec(
    "update_account",
    "Changes an account itself in the CRM. Send only what the person wants changed.",
    owner=text("name or email of the new owner"),
    lifecycle_stage=text("the new lifecycle stage, as the person says it"),
    renewal_on=text("the new renewal date, such as 2027-03-01; work it out from the time of their message"),
    tier=text("the new tier"),
    revenue=text("the whole new yearly revenue, such as 12500"),
    onboarding_until=text("the new end of the onboarding, such as 2027-03-01"),
    fields={
        "type": "object",
        "description": "any other field: its name as HubSpot shows it, or its internal name → the new value",
        "additionalProperties": {"type": "string"},
    },
)


async def plan(ground: Ground, account: Account, input_: Input, context: CallContext) -> Action | Outcome:
    definitions = await ground.definitions("companies")
    paths = {**{property_: name for name, property_ in PROPERTIES.items()}, **_ours(ground.fields)}
    wanted = {property_: said for property_, name in paths.items() if (said := given(input_, name))}
    if unset := [name for name in OURS if given(input_, name) and name not in paths.values()]:
        raise ValueProblem(
            f"workspace.yaml does not say which property of HubSpot {unset[0]!r} is, so it cannot be set"
        )
    for name, value in _others(input_, definitions).items():
        wanted[name], paths[name] = value, f"fields.{name}"
    more = input_.get(MORE)
    if not wanted and not more:
        raise ValueProblem(f"Send what shall change: {', '.join((*PROPERTIES, *OURS))} or fields")
    asked = [name for name in (more if isinstance(more, dict) else {}) if name in definitions]
    live = await ground.live("companies", account.id, (*wanted, *asked, "name"))
    if live is None:
        return Outcome("That account was archived in HubSpot a moment ago. Say so.", is_error=True)
    changed = Changed(
        kind="companies",
        record=account.record,
        live=live,
        title=f"Change the account {account.name}",
        done="Account changed",
        wanted=wanted,
        paths=paths,
        risk="high" if HIGH & wanted.keys() else "middle",
    )
    return update(account, changed, definitions, context.asker, more)


def _ours(fields: Fields) -> dict[str, str]:
    """The portal's own property → the name that the schema has for it."""
    return {property_: name for name in OURS if (property_ := getattr(fields, name))}


def _others(input_: Input, definitions: Mapping[str, Definition]) -> dict[str, str]:
    """`fields` by internal names; of two ways to write one, the later counts."""
    given_ = input_.get("fields")
    labels = {each.label.casefold(): name for name, each in definitions.items()}
    found: dict[str, str] = {}
    for said, value in (given_ if isinstance(given_, dict) else {}).items():
        name = said if said in definitions else labels.get(str(said).casefold().strip())
        if name is None:
            known = [each.label for each in definitions.values() if each.is_writable]
            raise ValueProblem(f"Accounts have no field {str(said)[:80]!r}.{nearest(str(said), known)[:600]}")
        found.pop(name, None)
        found[name] = str(value)
    return found
