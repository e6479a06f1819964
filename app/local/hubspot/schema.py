"""What this portal's records look like: properties, pipelines and stages, HubSpot's own and the company's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.local.company.model import Company
from app.local.hubspot.activity_definitions import ALL_DEFINITIONS
from app.local.hubspot.kinds import KINDS, Kind
from app.local.hubspot.pipelines import NEW_PORTAL, STAGED, Stage, read_stages
from app.local.hubspot.properties import Property, from_json, moment
from app.local.hubspot.times import parse_day, parse_ms, to_iso


class Schema:
    def __init__(self, company: Company) -> None:
        self.pipelines: dict[str, list[dict[str, Any]]] = {
            kind: company.pipelines.get(kind) or pipelines for kind, pipelines in NEW_PORTAL.items()
        }
        self.stages: dict[str, dict[str, Stage]] = {
            kind: read_stages(pipelines) for kind, pipelines in self.pipelines.items()
        }
        self.properties = {name: self._properties_of(name, company) for name in KINDS}
        self.calculated = {
            name: frozenset(p.name for p in properties.values() if p.calculated)
            for name, properties in self.properties.items()
        }
        self._canonical = {name: _canonical_forms(properties) for name, properties in self.properties.items()}

    def unique(self, kind: Kind) -> tuple[str, ...]:
        return tuple(p.name for p in self.properties[kind.name].values() if p.unique)

    def default_pipeline(self, kind: str) -> str:
        return str(self.pipelines[kind][0]["id"])

    def canonical(self, kind: Kind, given: dict[str, str | None]) -> dict[str, str | None]:
        """A copy with moments and dates in HubSpot's own form and "" as nothing. Raises ValueError."""
        values = dict(given)
        forms = self._canonical[kind.name]
        for name in forms.keys() & values.keys():
            if value := values[name]:
                values[name] = forms[name](value)
        for name, value in given.items():
            if value == "":
                values[name] = None
        return values

    def _properties_of(self, kind: str, company: Company) -> dict[str, Property]:
        found = {p.name: p for p in ALL_DEFINITIONS[kind]}
        if kind in STAGED:
            self._add_stages(kind, found)
        for given in company.properties.get(kind, ()):
            found[given["name"]] = from_json(given)
        return found

    def _add_stages(self, kind: str, found: dict[str, Property]) -> None:
        pipeline, stage = STAGED[kind]
        pipelines = tuple((str(p["id"]), str(p.get("label", p["id"]))) for p in self.pipelines[kind])
        stages = self.stages[kind]
        found[pipeline] = replace(found[pipeline], options=pipelines)
        found[stage] = replace(found[stage], options=tuple((s.id, s.label) for s in stages.values()))
        for one in stages.values():
            name = f"hs_v2_date_entered_{one.id}"
            found[name] = moment(name, f"Date entered {one.label!r}", calculated=True)


def _canonical_forms(properties: dict[str, Property]) -> dict[str, Callable[[str], str]]:
    forms: dict[str, Callable[[str], str]] = {"datetime": _moment, "date": parse_day, "bool": str.lower}
    return {p.name: forms[p.type] for p in properties.values() if p.type in forms}


def _moment(value: str) -> str:
    return to_iso(parse_ms(value))
