"""From values to an action: what a card shows of a new or changed record, and the payload that is done. Mostly pure."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from app.core.actions import Action, Alternative, Change, Field, Record, Risk
from app.core.people import Person
from app.core.tools import Outcome
from app.integrations.hubspot.client import Json
from app.integrations.hubspot.writes.definitions import Definition, ValueProblem, as_number
from app.integrations.hubspot.writes.finding import Account
from app.integrations.hubspot.writes.results import MORE

SYSTEM = "hubspot"
# HubSpot's own association types, from an activity to what it belongs to: hubspot/crm/association_type.py.
LINKS = {
    "calls": {"companies": 182, "contacts": 194, "deals": 206, "tickets": 220},
    "emails": {"companies": 186, "contacts": 198, "deals": 210, "tickets": 224},
    "meetings": {"companies": 188, "contacts": 200, "deals": 212, "tickets": 226},
    "notes": {"companies": 190, "contacts": 202, "deals": 214, "tickets": 228},
    "tasks": {"companies": 192, "contacts": 204, "deals": 216, "tickets": 230},
}
Definitions = Mapping[str, Definition]


@dataclass(frozen=True)
class New:
    """A record to be made."""

    kind: str
    title: str
    done: str  # "Call logged"
    undone: str
    body: str  # the property that carries its text, and below that our mark
    text: str  # as the person wrote it
    properties: Mapping[str, str]  # stored values, without the body
    links: Sequence[tuple[str, str]]  # kind and id of what it belongs to
    beside: tuple[str, str]  # of these, the one that it is found again by
    fields: tuple[Field, ...] = ()
    record: Record | None = None  # what the card names; the account where it is nothing else
    minor: frozenset[str] = frozenset()  # properties that follow from what is written


@dataclass(frozen=True)
class Changed:
    """A record to be changed, as it is now."""

    kind: str
    record: Record
    live: Json
    title: str
    done: str
    wanted: Mapping[str, str]  # property → what the person or the model wrote
    paths: Mapping[str, str] = field(default_factory=dict)  # property → where its value stands in the call's input
    risk: Risk = "middle"


def create(account: Account, new: New, definitions: Definitions, asker: Person, more: Any) -> Action:
    """Raises ValueProblem where an answer to a question does not fit."""
    zone = ZoneInfo(asker.zone)
    properties = {**new.properties, **read_more(more, definitions, zone)}
    payload = {
        "do": "create",
        "kind": new.kind,
        "properties": {**properties, new.body: as_html(new.text)},
        "associations": [_link(new.kind, *each) for each in new.links],
        "body": new.body,
        "beside": list(new.beside),
        "for": asker.name,
        "done": new.done,
        "undone": new.undone,
    }
    changes = [_change(definitions[name], "", value, zone, name in new.minor) for name, value in properties.items()]
    if new.text:
        changes.append(Change(field=new.body, label=definitions[new.body].label, new=new.text))
    return Action(
        system=SYSTEM,
        title=new.title,
        record=new.record or account.record,
        changes=tuple(changes),
        payload=payload,
        account=account.id,
        owner=account.owner,
        fields=new.fields,
        risk="low",
    )


def with_alternative(action: Action, name: str, label: str, definition: Definition, value: str) -> Action:
    """The same with another value of one property, one tap away."""
    payload = {**action.payload, "properties": {**action.payload["properties"], definition.name: value}}
    shown = dict(definition.options).get(value, value)
    changes = tuple(
        each.model_copy(update={"new": shown}) if each.field == definition.name else each for each in action.changes
    )
    alternative = Alternative(name=name, label=label, changes=changes, payload=payload)
    return action.model_copy(update={"alternatives": (*action.alternatives, alternative)})


def update(account: Account, changed: Changed, definitions: Definitions, asker: Person, more: Any) -> Action | Outcome:
    """Raises ValueProblem. What is as it should be already is left out; where that is all, nothing is proposed."""
    zone = ZoneInfo(asker.zone)
    wanted = {name: definitions[name].read(text, zone) for name, text in changed.wanted.items()}
    wanted |= read_more(more, definitions, zone)
    now: Mapping[str, str | None] = changed.live["properties"]
    after = {name: value for name, value in wanted.items() if not definitions[name].same(now.get(name), value)}
    if not after:
        return Outcome("It is like that in HubSpot already, so there is nothing to change. Say so.", is_error=True)
    for name in after:
        if not definitions[name].is_writable:
            raise ValueProblem(f"{definitions[name].label} is computed by HubSpot and cannot be set")
    id_ = str(changed.live["id"])
    return Action(
        system=SYSTEM,
        title=changed.title,
        record=changed.record,
        changes=tuple(_change(definitions[name], now.get(name), value, zone) for name, value in after.items()),
        payload={
            "do": "update",
            "kind": changed.kind,
            "id": id_,
            "before": {name: now.get(name) for name in after},
            "after": after,
            "done": changed.done,
        },
        account=account.id,
        owner=account.owner,
        touches=tuple(f"{SYSTEM}:{changed.kind}/{id_}:{name}" for name in after),
        fields=tuple(_form_fields(after, definitions, changed.paths)),
        risk=changed.risk,
    )


def read_more(more: Any, definitions: Definitions, zone: ZoneInfo) -> dict[str, str]:
    """Answers to what HubSpot asked for: property → value."""
    found: dict[str, str] = {}
    for name, text in (more if isinstance(more, dict) else {}).items():
        if name not in definitions:
            raise ValueProblem(f"HubSpot has no property {str(name)[:80]!r} there: send only what it asked for")
        found[name] = definitions[name].read(str(text), zone)
    return found


def as_html(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>") if text else ""


def _change(definition: Definition, old: str | None, new: str, zone: ZoneInfo, is_minor: bool = False) -> Change:
    numbers = [abs(n) for text in (old, new) if (n := as_number(text)) is not None]
    return Change(
        field=definition.name,
        label=definition.label,
        old=definition.show(old, zone),
        new=definition.show(new, zone) or "(empty)",
        is_minor=is_minor,
        number=float(max(numbers)) if numbers and definition.type == "number" else None,
    )


def _form_fields(after: Mapping[str, str], definitions: Definitions, paths: Mapping[str, str]) -> Iterable[Field]:
    for name, value in after.items():
        yield definitions[name].form_field(paths.get(name, f"{MORE}.{name}"), value)


def _link(kind: str, other: str, id_: str) -> dict[str, Any]:
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": LINKS[kind][other]}]
    return {"to": {"id": id_}, "types": types}
