"""What is particular to one portal: which properties it has, its stages, its call outcomes, its time zone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.integrations.hubspot.client import HubSpot, Json
from app.integrations.hubspot.errors import WrongPortalError
from app.integrations.hubspot.kinds import COMPANIES, DEALS, KINDS, TICKETS, Fields, Kind

_ENTERED = ("hs_v2_date_entered_", "hs_date_entered_")  # the newer first


@dataclass(frozen=True)
class Portal:
    zone: ZoneInfo
    links: str  # for example https://app.hubspot.com/contacts/4242/record
    properties: Mapping[str, tuple[str, ...]]  # kind → what to ask for
    missing: tuple[str, ...]  # "companies.arr": wanted, but the portal has no such property
    stages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # kind → stage's id → its label
    closed: Mapping[str, frozenset[str]] = field(default_factory=dict)  # kind → ids of stages that end it
    pipelines: Mapping[str, str] = field(default_factory=dict)  # deals: pipeline's id → its label
    entered: Mapping[str, str] = field(default_factory=dict)  # deal stage's id → the property that dates it
    outcomes: Mapping[str, str] = field(default_factory=dict)  # call disposition → its label

    def url(self, kind: Kind, id_: str) -> str:
        return f"{self.links}/{kind.type_id}/{id_}"


async def read_portal(hubspot: HubSpot, fields: Fields) -> Portal:
    """Raises WrongPortalError where the key belongs to another portal than the settings name."""
    account = await hubspot.account()
    settings = hubspot.settings
    if int(account["portalId"]) != settings.portal_id:
        raise WrongPortalError(
            f"The key belongs to the portal {account['portalId']}, HUBSPOT_PORTAL_ID says {settings.portal_id}",
            "Set the number of the portal that you mean, and a key of that portal",
        )
    pipelines = {kind.name: await hubspot.pipelines(kind.name) for kind in (DEALS, TICKETS)}
    has = {kind.name: await hubspot.properties(kind.name) for kind in KINDS}
    return describe(
        pipelines, has, fields, _zone(account), f"{settings.links_url}/contacts/{settings.portal_id}/record"
    )


def describe(
    pipelines: Mapping[str, list[Json]], has: Mapping[str, list[Json]], fields: Fields, zone: ZoneInfo, links: str
) -> Portal:
    names = {kind: frozenset(each["name"] for each in properties) for kind, properties in has.items()}
    stages = {kind: {s["id"]: s["label"] for p in some for s in p["stages"]} for kind, some in pipelines.items()}
    entered = dict(_dated_stages(stages[DEALS.name], names[DEALS.name]))
    more = {COMPANIES.name: fields.names, DEALS.name: tuple(entered.values())}
    wanted = {kind.name: dict.fromkeys((*kind.properties, *more.get(kind.name, ()))) for kind in KINDS}
    return Portal(
        zone=zone,
        links=links,
        properties={kind: tuple(name for name in some if name in names[kind]) for kind, some in wanted.items()},
        missing=tuple(f"{kind}.{name}" for kind, some in wanted.items() for name in some if name not in names[kind]),
        stages=stages,
        closed={kind: frozenset(_closed_stages(some)) for kind, some in pipelines.items()},
        pipelines={pipeline["id"]: pipeline["label"] for pipeline in pipelines[DEALS.name]},
        entered=entered,
        outcomes=dict(_options(has["calls"], "hs_call_disposition")),
    )


def _options(properties: list[Json], name: str) -> Iterator[tuple[str, str]]:
    """Value and label of each choice."""
    for each in properties:
        if each["name"] == name:
            yield from ((option["value"], option["label"]) for option in each.get("options", ()))


def _closed_stages(pipelines: list[Json]) -> Iterator[str]:
    """Deals say it with isClosed, tickets with ticketState."""
    for pipeline in pipelines:
        for stage in pipeline["stages"]:
            told = stage.get("metadata", {})
            if str(told.get("isClosed")).lower() == "true" or told.get("ticketState") == "CLOSED":
                yield stage["id"]


def _dated_stages(stages: Mapping[str, str], names: frozenset[str]) -> Iterator[tuple[str, str]]:
    """A stage's id as property names spell it: dashes become underscores, and long ids get a number at the end."""
    for stage in stages:
        for prefix in _ENTERED:
            exact = prefix + stage.replace("-", "_")
            if found := next((n for n in names if n == exact or (n.startswith(f"{exact}_") and "-" in stage)), None):
                yield stage, found
                break


def _zone(account: Json) -> ZoneInfo:
    try:
        return ZoneInfo(str(account.get("timeZone", "UTC")))
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
