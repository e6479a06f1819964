"""What follows at once from a write to a deal or ticket: when it entered its stage, and whether it is closed."""

from __future__ import annotations

from app.local.hubspot.pipelines import STAGED, Stage
from app.local.hubspot.records import Values
from app.local.hubspot.schema import Schema


def follow(kind: str, schema: Schema, before: Values, values: Values, at: str) -> Values:
    """What to set beside `values`; never what they state themselves."""
    found: Values = {}
    if values.get("hubspot_owner_id", None) != before.get("hubspot_owner_id") and "hubspot_owner_id" in values:
        found["hubspot_owner_assigneddate"] = at if values["hubspot_owner_id"] else None
    if kind in STAGED:
        pipeline_name, stage_name = STAGED[kind]
        stage = schema.stages[kind].get(values.get(stage_name) or "")
        if stage and stage.id != before.get(stage_name):
            found |= {pipeline_name: stage.pipeline, **_entered(stage, at)}
            found |= _deal(stage) if kind == "deals" else _ticket(stage, before, at)
    return {name: value for name, value in found.items() if name not in values}


def _entered(stage: Stage, at: str) -> Values:
    return {f"hs_v2_date_entered_{stage.id}": at, "hs_v2_date_entered_current_stage": at}


def _deal(stage: Stage) -> Values:
    return {
        "hs_is_closed": str(stage.closed).lower(),
        "hs_is_closed_won": str(stage.won).lower(),
        "hs_deal_stage_probability": stage.probability,
    }


def _ticket(stage: Stage, before: Values, at: str) -> Values:
    was_closed = before.get("hs_is_closed") == "true"
    found: Values = {"hs_is_closed": str(stage.closed).lower()}
    if stage.closed and not was_closed:
        found["closed_date"] = at
    if was_closed and not stage.closed:
        found |= {"closed_date": None, "hs_ticket_reopened_at": at}
    return found
