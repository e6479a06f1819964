"""What a client may write: names that exist, values of their type, options that are offered, what is required."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from app.local.hubspot.errors import Problem, RefusedError, invalid, refuse_missing, refuse_values
from app.local.hubspot.kinds import Kind
from app.local.hubspot.pipelines import STAGED
from app.local.hubspot.properties import Property
from app.local.hubspot.records import Record, Table, Values
from app.local.hubspot.schema import Schema
from app.local.hubspot.times import parse_day, parse_ms

_REQUIRED = {"tickets": ("hs_pipeline_stage",)}


class Validation:
    """Checks writes against a portal's schema, its owners and what it requires on top of HubSpot."""

    def __init__(
        self,
        schema: Schema,
        owners: Collection[str],
        required: Mapping[str, list[str]],
        required_when: Mapping[str, Mapping[str, list[str]]],
    ) -> None:
        self._schema = schema
        self._owners = owners  # ids; archived ones too, HubSpot keeps them on records
        self._required = required  # kind -> property names
        self._required_when = required_when  # kind -> "property=value" -> property names, since 2026-09

    def check(self, given: Any, table: Table, record: Record | None) -> Values:
        """The values to write, in HubSpot's own form. Raises RefusedError with everything that is wrong."""
        kind = table.kind
        values = _as_texts(given)
        if record is None:
            self._fill_pipeline(kind, values)
        problems = [p for name, value in values.items() if (p := self._problem(kind, name, value))]
        if not problems:
            problems = self._stage_problems(kind, values, record) or _taken(values, table, record)
        if problems:
            refuse_values(problems)
        clean = self._schema.canonical(kind, values)
        if missing := self._missing(kind, clean, record):
            refuse_missing(kind.singular, missing, "creating" if record is None else "updating")
        return clean if record else {name: value for name, value in clean.items() if value is not None}

    def _problem(self, kind: Kind, name: str, value: str | None) -> Problem | None:
        definition = self._schema.properties[kind.name].get(name)
        if definition is None:
            return Problem(name, "PROPERTY_DOESNT_EXIST", f'Property "{name}" does not exist')
        if definition.closed_to_writes:
            return Problem(name, "READ_ONLY_VALUE", f'"{name}" is a read only property; its value cannot be set.')
        if not value:
            return None
        if definition.refers_to == "OWNER":
            return None if value in self._owners else Problem(name, "INVALID_OWNER_ID", f"{value} is no owner's id")
        return _type_problem(definition, value)

    def _fill_pipeline(self, kind: Kind, values: Values) -> None:
        if kind.name in STAGED:
            pipeline, stage = STAGED[kind.name]
            if values.get(stage) and not values.get(pipeline):
                values[pipeline] = self._schema.default_pipeline(kind.name)

    def _stage_problems(self, kind: Kind, values: Values, record: Record | None) -> list[Problem]:
        if kind.name not in STAGED:
            return []
        pipeline_name, stage_name = STAGED[kind.name]
        before = record.properties if record else {}
        stage = self._schema.stages[kind.name].get(values.get(stage_name) or "")
        pipeline = values.get(pipeline_name, before.get(pipeline_name))
        if stage is None or pipeline is None or stage.pipeline == pipeline:
            return []
        message = f"{stage.id} is a stage of the pipeline {stage.pipeline}, not of {pipeline}"
        return [Problem(stage_name, "INVALID_OPTION", message)]

    def _missing(self, kind: Kind, values: Values, record: Record | None) -> list[str]:
        """Required properties that would be empty: on create those not set, later those cleared."""
        own = ("hs_timestamp",) if kind.is_activity else _REQUIRED.get(kind.name, ())
        required = (*own, *self._required.get(kind.name, ()))
        if record is None:
            missing = [name for name in required if values.get(name) is None]
        else:
            missing = [name for name in required if name in values and values[name] is None]
        after = {**(record.properties if record else {}), **values}
        return [*missing, *(name for name in self._wanted_by(kind, values) if after.get(name) is None)]

    def _wanted_by(self, kind: Kind, values: Values) -> list[str]:
        """What an admin's rules want, given a value that this write sets."""
        rules = self._required_when.get(kind.name, {})
        return [name for rule, names in rules.items() for name in names if _sets(values, rule)]


def _sets(values: Values, rule: str) -> bool:
    name, _, value = rule.partition("=")
    return values.get(name) == value


def _as_texts(given: Any) -> Values:
    """Numbers become texts, as in HubSpot; anything else than text or null does not pass."""
    if not isinstance(given, dict):
        raise invalid('Some required fields were not set: [properties]. Send {"properties": {name: value}}.')
    for name, value in given.items():
        if isinstance(value, bool) or not isinstance(value, str | int | float | None):
            raise invalid(f"Invalid input JSON: the value {value!r} of {name!r} is no text. Send it as a string.")
    return {name: str(value) if isinstance(value, int | float) else value for name, value in given.items()}


def _type_problem(definition: Property, value: str) -> Problem | None:
    try:
        match definition.type:
            case "number":
                float(value)
            case "datetime":
                parse_ms(value)
            case "date":
                parse_day(value)
    except ValueError:
        code = "INVALID_NUMERIC" if definition.type == "number" else "INVALID_DATE"
        return Problem(definition.name, code, f"{value} was not a valid {definition.type}.")
    if definition.options:
        wanted = value.split(";") if definition.takes_many else [value.lower() if definition.type == "bool" else value]
        if odd := [one for one in wanted if one not in definition.values]:
            allowed = ", ".join(option for option, _ in definition.options)
            return Problem(
                definition.name, "INVALID_OPTION", f"{odd[0]} was not one of the allowed options: [{allowed}]"
            )
    return None


def _taken(values: Values, table: Table, record: Record | None) -> list[Problem]:
    problems = []
    for name in table.by_value.keys() & values.keys():
        value = values[name]
        if value and (holder := table.find_by(name, value)) and holder is not record:
            if name == "email" and record is None:  # HubSpot's one refusal of its own kind
                raise RefusedError(409, "CONFLICT", f"Contact already exists. Existing ID: {holder.id}")
            problems.append(Problem(name, "CONFLICTING_UNIQUE_VALUE", f"{holder.id} already has that value."))
    return problems
