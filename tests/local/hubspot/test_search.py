"""Search: its operators, its limits, its lag, and its quirks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.local.hubspot.portal import ACME, ACME_TWIN, BETA, DAY, NOW, Wire, ids

OBJECTS = "/crm/objects/2026-09"


def only(name: str, operator: str, **more: Any) -> dict[str, Any]:
    return {"propertyName": name, "operator": operator, **more}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (only("name", "EQ", value="acme TOOLS"), [ACME]),
        (only("name", "NEQ", value="Acme Tools"), [BETA, ACME_TWIN]),
        (only("annualrevenue", "GT", value="49999.5"), [BETA]),
        (only("annualrevenue", "LT", value="50000"), []),
        (only("annualrevenue", "LTE", value=50000), [BETA]),
        (only("annualrevenue", "BETWEEN", value="0", highValue="50000"), [BETA]),
        (only("createdate", "GTE", value=str(int((NOW - 80 * DAY).timestamp() * 1000))), [BETA, ACME_TWIN]),
        (only("createdate", "LT", value=(NOW - 80 * DAY).isoformat()), [ACME]),
        (only("hubspot_owner_id", "IN", values=["501", "503"]), [ACME, BETA]),
        (only("hubspot_owner_id", "NOT_IN", values=["501"]), [BETA, ACME_TWIN]),
        (only("domain", "HAS_PROPERTY"), [ACME]),
        (only("hubspot_owner_id", "NOT_HAS_PROPERTY"), [ACME_TWIN]),
        (only("name", "CONTAINS_TOKEN", value="tools"), [ACME, ACME_TWIN]),
        (only("name", "CONTAINS_TOKEN", value="foo*"), [BETA]),
        (only("name", "NOT_CONTAINS_TOKEN", value="tools"), [BETA]),
        (only("name", "IN", values=["Beta Foods"]), []),  # the index is in small letters
        (only("name", "IN", values=["beta foods"]), [BETA]),
        (only("hs_object_id", "GT", value=BETA), [ACME_TWIN]),
    ],
    ids=lambda value: value["operator"] if isinstance(value, dict) else "",
)
async def test_an_operator_finds_what_hubspot_finds(wire: Wire, given: dict[str, Any], expected: list[str]) -> None:
    found = await wire.search("companies", given)
    assert ids(found) == expected
    assert found["total"] == len(expected)


async def test_groups_are_alternatives_and_filters_are_not(wire: Wire) -> None:
    groups = [
        {"filters": [only("name", "CONTAINS_TOKEN", value="acme"), only("phone", "HAS_PROPERTY")]},
        {"filters": [only("annualrevenue", "GT", value="1")]},
    ]
    found = await wire.post(f"{OBJECTS}/companies/search", {"filterGroups": groups})
    assert ids(found) == [BETA, ACME_TWIN]


async def test_a_query_matches_the_beginnings_of_words(wire: Wire) -> None:
    assert ids(await wire.search("companies", query="acm too")) == [ACME, ACME_TWIN]
    assert ids(await wire.search("companies", query="acme.example")) == [ACME]
    assert ids(await wire.search("contacts", query="berg")) == ["201"]


@pytest.mark.parametrize("sort", ["-annualrevenue", {"propertyName": "annualrevenue", "direction": "DESCENDING"}])
async def test_a_sort_may_be_a_text_or_an_object_and_nothing_comes_last(wire: Wire, sort: Any) -> None:
    assert ids(await wire.search("companies", sorts=[sort])) == [BETA, ACME, ACME_TWIN]


async def test_pages_go_by_position(wire: Wire) -> None:
    first = await wire.search("companies", limit=2)
    assert (first["total"], first["paging"]["next"]["after"]) == (3, "2")
    rest = await wire.search("companies", limit=2, after="2")
    assert ids(rest) == [ACME_TWIN]
    assert "paging" not in rest


@pytest.mark.parametrize(
    "body",
    [
        {"limit": 201},
        {"limit": 100, "after": "9901"},  # beyond 10,000
        {"sorts": ["name", "domain"]},
        {"sorts": ["colour"]},
        {"filterGroups": [{"filters": []}] * 6},
        {"filterGroups": [{"filters": [only("name", "EQ", value="x")] * 7}]},
        {"filterGroups": [{"filters": [only("name", "EQ", value="x")] * 5}] * 4},
        {"filterGroups": [{"filters": [only("colour", "EQ", value="red")]}]},
        {"filterGroups": [{"filters": [only("name", "LIKE", value="x")]}]},
        {"filterGroups": [{"filters": [only("name", "EQ")]}]},
        {"filterGroups": [{"filters": [only("name", "IN", value="x")]}]},
        {"filterGroups": [{"filters": [only("createdate", "GT", value="soon")]}]},
        {"query": "x" * 3001},
    ],
)
async def test_what_hubspot_refuses_is_refused(wire: Wire, body: dict[str, Any]) -> None:
    refusal = await wire.post(f"{OBJECTS}/companies/search", body, 400)
    assert refusal["category"] == "VALIDATION_ERROR"


async def test_the_last_page_within_reach_is_answered(wire: Wire) -> None:
    assert (await wire.search("companies", limit=200, after="9800"))["results"] == []


async def test_search_never_shows_an_archived_record(wire: Wire) -> None:
    await wire.ask("DELETE", f"{OBJECTS}/companies/{BETA}")
    assert ids(await wire.search("companies")) == [ACME, ACME_TWIN]


async def test_search_lags_behind_the_api_while_a_list_does_not(wire: Wire) -> None:
    wire.world.options["search_lag_seconds"] = 3600
    made = await wire.post(f"{OBJECTS}/companies", {"properties": {"name": "Corvid"}}, 201)
    await wire.ask("PATCH", f"{OBJECTS}/companies/{BETA}", {"properties": {"name": "Renamed"}})
    seen = {one["id"]: one["properties"]["name"] for one in (await wire.search("companies"))["results"]}
    assert seen[BETA] == "Beta Foods"
    assert made["id"] not in seen
    assert ids(await wire.search("companies", only("name", "EQ", value="renamed"))) == []
    assert made["id"] in ids(await wire.get(f"{OBJECTS}/companies"))
    wire.world.options["search_lag_seconds"] = 0
    seen = {one["id"]: one["properties"]["name"] for one in (await wire.search("companies"))["results"]}
    assert (seen[BETA], seen[made["id"]]) == ("Renamed", "Corvid")


async def test_what_people_do_in_hubspot_shows_at_once(wire: Wire) -> None:
    wire.world.options["search_lag_seconds"] = 3600
    change = {"op": "update", "object_type": "companies", "id": BETA, "properties": {"name": "Renamed"}}
    await wire.control("change", change)
    assert ids(await wire.search("companies", only("name", "EQ", value="renamed"))) == [BETA]
