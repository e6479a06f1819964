"""What stands around the records: the account, its people, pipelines and properties."""

from __future__ import annotations

import json

import pytest

from tests.local.hubspot.portal import OOO, Wire


async def test_the_account_says_that_it_is_a_test_account(wire: Wire) -> None:
    details = await wire.get("/account-info/2026-09/details")
    assert (details["portalId"], details["accountType"]) == (4242, "DEVELOPER_TEST")
    assert details["timeZone"] == "America/New_York"


async def test_owners_that_left_are_listed_apart(wire: Wire) -> None:
    here = await wire.get("/crm/owners/2026-09")
    assert [(one["id"], one["email"]) for one in here["results"]] == [
        ("501", "maya@northwind.example"),
        ("502", "tom@northwind.example"),
    ]
    assert here["results"][0]["userId"] == here["results"][0]["userIdIncludingInactive"]
    (gone,) = (await wire.get("/crm/owners/2026-09", archived="true"))["results"]
    assert (gone["id"], gone["archived"], gone["firstName"]) == ("503", True, "Ines")
    assert "userId" not in gone


async def test_owners_come_in_pages_and_by_email(wire: Wire) -> None:
    first = await wire.get("/crm/owners/2026-09", limit="1")
    assert first["paging"]["next"]["after"] == "501"
    rest = await wire.get("/crm/owners/2026-09", limit="1", after="501")
    assert [one["id"] for one in rest["results"]] == ["502"]
    assert "paging" not in rest
    (tom,) = (await wire.get("/crm/owners/2026-09", email="TOM@northwind.example"))["results"]
    assert tom["id"] == "502"


async def test_an_owner_is_read_by_either_id(wire: Wire) -> None:
    owner = await wire.get("/crm/owners/2026-09/502")
    assert await wire.get(f"/crm/owners/2026-09/{owner['userId']}", idProperty="userId") == owner
    assert (await wire.ask("GET", "/crm/owners/2026-09/503"))[0] == 404
    assert (await wire.get("/crm/owners/2026-09/503", archived="true"))["lastName"] == "Duarte"


async def test_a_user_has_a_zone_working_hours_and_time_out_of_office(wire: Wire) -> None:
    names = (
        "hs_email,hubspot_owner_id,hs_standard_time_zone,hs_working_hours,hs_out_of_office_hours,hs_internal_user_id"
    )
    maya = (await wire.get("/crm/objects/2026-09/users", properties=names))["results"][0]["properties"]
    assert (maya["hs_email"], maya["hubspot_owner_id"]) == ("maya@northwind.example", "501")
    assert maya["hs_standard_time_zone"] == "Europe/Stockholm"  # HubSpot's, not Slack's
    assert json.loads(maya["hs_working_hours"])[0]["startMinute"] == 540
    away = json.loads(maya["hs_out_of_office_hours"])
    assert away == [
        {name: int(day.timestamp() * 1000) for name, day in zip(("startTimestamp", "endTimestamp"), OOO, strict=True)}
    ]
    owner = await wire.get("/crm/owners/2026-09/501")
    assert maya["hs_internal_user_id"] == str(owner["userId"])
    assert len({maya["hs_internal_user_id"], maya["hs_object_id"], owner["id"]}) == 3


async def test_a_person_who_leaves_is_an_archived_owner(wire: Wire) -> None:
    await wire.control("owner", {"id": "502", "archived": True})
    assert [one["id"] for one in (await wire.get("/crm/owners/2026-09"))["results"]] == ["501"]
    found = await wire.search(
        "users",
        {"propertyName": "hs_email", "operator": "EQ", "value": "tom@northwind.example"},
        properties=["hs_deactivated"],
    )
    assert found["results"][0]["properties"]["hs_deactivated"] == "true"


async def test_pipelines_tell_which_stages_are_closed(wire: Wire) -> None:
    (deals,) = (await wire.get("/crm/pipelines/2026-09/deals"))["results"]
    closed = {
        stage["id"]: stage["metadata"]["probability"]
        for stage in deals["stages"]
        if stage["metadata"]["isClosed"] == "true"
    }
    assert closed == {"closedwon": "1.0", "closedlost": "0.0"}
    (tickets,) = (await wire.get("/crm/pipelines/2026-09/tickets"))["results"]
    assert [stage["metadata"]["ticketState"] for stage in tickets["stages"]] == ["OPEN", "OPEN", "OPEN", "CLOSED"]
    assert await wire.get("/crm/pipelines/2026-09/tickets/0") == tickets
    assert await wire.get("/crm/pipelines/2026-09/contacts") == {"results": []}


async def test_properties_include_the_portals_own(wire: Wire) -> None:
    found = {one["name"]: one for one in (await wire.get("/crm/properties/2026-09/companies"))["results"]}
    assert found["revenue_tier"]["hubspotDefined"] is False
    assert [option["value"] for option in found["revenue_tier"]["options"]] == ["T1", "T2"]
    assert found["notes_last_contacted"]["calculated"] is True
    assert found["hubspot_owner_id"]["referencedObjectType"] == "OWNER"
    assert await wire.get("/crm/properties/2026-09/companies/revenue_tier") == found["revenue_tier"]


async def test_call_outcomes_are_listed(wire: Wire) -> None:
    outcomes = {one["label"]: one["id"] for one in await wire.get("/calling/v1/dispositions")}
    assert outcomes["Left voicemail"] == "b2cf5968-551e-4856-9783-52b3da59a7d0"
    assert len(outcomes) == 6


@pytest.mark.parametrize("body", [{"properties": {"hs_email": "x@y.example"}}, {"properties": {}}])
async def test_users_are_not_created_over_the_api(wire: Wire, body: object) -> None:
    await wire.post("/crm/objects/2026-09/users", body, 400)
