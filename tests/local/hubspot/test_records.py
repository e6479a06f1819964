"""Single records: what reads answer, what writes leave behind, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.local.hubspot.portal import ACME, BETA, DAY, DEAL, NOW, TICKET, Wire, call_on, ids

OBJECTS = "/crm/objects/2026-09"


async def test_a_read_answers_what_was_asked_for_and_three_properties_more(wire: Wire) -> None:
    record = await wire.get(f"{OBJECTS}/companies/{ACME}", properties="name,revenue_tier,phone,no_such_property")
    assert record == {
        "id": ACME,
        "properties": {
            "name": "Acme Tools",
            "revenue_tier": "T1",
            "phone": None,
            "createdate": "2026-08-25T14:00:00Z",
            "hs_object_id": ACME,
            "hs_lastmodifieddate": "2026-10-24T14:00:00Z",  # the ticket moved what is calculated on the company
        },
        "createdAt": "2026-08-25T14:00:00Z",
        "updatedAt": "2026-10-24T14:00:00Z",
        "archived": False,
    }


async def test_a_list_comes_in_pages_that_end(wire: Wire) -> None:
    first = await wire.get(f"{OBJECTS}/companies", limit="2")
    assert ids(first) == ["101", "102"]
    assert first["paging"]["next"]["after"] == "102"
    rest = await wire.get(f"{OBJECTS}/companies", limit="2", after="102")
    assert ids(rest) == ["103"]
    assert "paging" not in rest


@pytest.mark.parametrize(
    "query", [{"limit": "101"}, {"limit": "0"}, {"limit": "51", "propertiesWithHistory": "name"}, {"after": "x"}]
)
async def test_a_page_has_its_limits(wire: Wire, query: dict[str, str]) -> None:
    status, body = await wire.ask("GET", f"{OBJECTS}/companies", **query)
    assert (status, body["category"]) == (400, "VALIDATION_ERROR")


async def test_a_created_record_is_read_and_listed_at_once(wire: Wire) -> None:
    made = await wire.post(f"{OBJECTS}/companies", {"properties": {"name": "Corvid", "annualrevenue": 7}}, 201)
    assert made["properties"]["annualrevenue"] == "7"
    assert (await wire.properties("companies", made["id"], "name"))["name"] == "Corvid"
    assert made["id"] in ids(await wire.get(f"{OBJECTS}/companies", limit="100"))


async def test_a_write_stamps_the_record_with_the_workspace_clock(wire: Wire) -> None:
    wire.move(NOW + DAY / 2)
    status, record = await wire.ask("PATCH", f"{OBJECTS}/companies/{BETA}", {"properties": {"name": "Beta"}})
    assert status == 200
    assert record["updatedAt"].startswith("2026-11-24T02:00")
    assert record["properties"]["hs_lastmodifieddate"] == record["updatedAt"]


async def test_contacts_are_stamped_under_their_own_name(wire: Wire) -> None:
    made = await wire.post(f"{OBJECTS}/contacts", {"properties": {"email": "new@acme.example"}}, 201)
    assert "lastmodifieddate" in made["properties"]
    assert "hs_lastmodifieddate" not in made["properties"]


async def test_an_empty_text_clears_a_property(wire: Wire) -> None:
    _, record = await wire.ask("PATCH", f"{OBJECTS}/companies/{ACME}", {"properties": {"domain": ""}})
    assert record["properties"]["domain"] is None


@pytest.mark.parametrize(
    ("kind", "properties", "code"),
    [
        ("companies", {"name": "X", "favourite_colour": "red"}, "PROPERTY_DOESNT_EXIST"),
        ("companies", {"name": "X", "revenue_tier": "T9"}, "INVALID_OPTION"),
        ("companies", {"name": "X", "annualrevenue": "much"}, "INVALID_NUMERIC"),
        ("companies", {"name": "X", "hubspot_owner_id": "999"}, "INVALID_OWNER_ID"),
        ("companies", {"name": "X", "notes_last_contacted": "1700000000000"}, "READ_ONLY_VALUE"),
        ("deals", {"dealname": "X", "dealstage": "someday"}, "INVALID_OPTION"),
        ("deals", {"dealname": "X", "closedate": "tomorrow"}, "INVALID_DATE"),
        ("tickets", {"subject": "X", "hs_pipeline_stage": "1", "hs_ticket_priority": "PANIC"}, "INVALID_OPTION"),
        ("calls", {"hs_timestamp": "1700000000000", "hs_call_disposition": "voicemail"}, "INVALID_OPTION"),
        ("calls", {"hs_timestamp": "1700000000000", "hs_call_direction": "SIDEWAYS"}, "INVALID_OPTION"),
    ],
)
async def test_a_wrong_value_is_refused_by_name(wire: Wire, kind: str, properties: dict[str, Any], code: str) -> None:
    status, body = await wire.ask("POST", f"{OBJECTS}/{kind}", {"properties": properties})
    assert (status, body["status"], body["category"]) == (400, "error", "VALIDATION_ERROR")
    assert body["correlationId"]
    assert [error["code"] for error in body["errors"]] == [code]
    assert body["errors"][0]["context"]["propertyName"] == [list(properties)[-1]]
    assert code in body["message"]


@pytest.mark.parametrize("value", [True, ["a"], {"a": 1}])
async def test_a_value_that_is_no_text_is_refused(wire: Wire, value: Any) -> None:
    status, body = await wire.ask("POST", f"{OBJECTS}/companies", {"properties": {"name": value}})
    assert status == 400
    assert "'name'" in body["message"]


async def test_an_activity_needs_its_time(wire: Wire) -> None:
    status, body = await wire.ask("POST", f"{OBJECTS}/notes", {"properties": {"hs_note_body": "hello"}})
    assert status == 400
    assert body["context"] == {"properties": ["hs_timestamp"]}
    assert body["errors"][0]["context"] == {"propertyName": ["hs_timestamp"]}


async def test_a_portal_may_require_more(wire: Wire) -> None:
    wire.world.options["hubspot_required"] = {"calls": ["hs_call_disposition", "hs_call_title"]}
    status, body = await wire.ask("POST", f"{OBJECTS}/calls", call_on(ACME, NOW, hs_call_title="Hello"))
    assert (status, body["category"]) == (400, "VALIDATION_ERROR")
    assert [error["context"] for error in body["errors"]] == [{"propertyName": ["hs_call_disposition"]}]
    assert not wire.arrivals(effects=True)


async def test_a_stage_change_is_dated_and_decides_whether_a_deal_is_closed(wire: Wire) -> None:
    await wire.ask("PATCH", f"{OBJECTS}/deals/{DEAL}", {"properties": {"dealstage": "closedlost"}})
    names = ("hs_is_closed", "hs_is_closed_won", "hs_v2_date_entered_qualifiedtobuy", "hs_v2_date_entered_closedlost")
    closed, won, earlier, entered = [(await wire.properties("deals", DEAL, *names))[name] for name in names]
    assert (closed, won) == ("true", "false")
    assert earlier == "2026-09-24T14:00:00Z"
    assert entered.startswith("2026-11-23T14:00")


async def test_a_ticket_that_closes_and_opens_again_says_when(wire: Wire) -> None:
    path = f"{OBJECTS}/tickets/{TICKET}"
    await wire.ask("PATCH", path, {"properties": {"hs_pipeline_stage": "4"}})
    closed = await wire.properties("tickets", TICKET, "hs_is_closed", "closed_date")
    assert (closed["hs_is_closed"], closed["closed_date"][:16]) == ("true", "2026-11-23T14:00")
    await wire.ask("PATCH", path, {"properties": {"hs_pipeline_stage": "2"}})
    found = await wire.properties("tickets", TICKET, "hs_is_closed", "closed_date", "hs_ticket_reopened_at")
    assert (found["hs_is_closed"], found["closed_date"]) == ("false", None)
    assert found["hs_ticket_reopened_at"].startswith("2026-11-23T14:00")


async def test_an_archived_record_is_gone_but_listed_as_archived(wire: Wire) -> None:
    assert (await wire.ask("DELETE", f"{OBJECTS}/companies/{BETA}"))[0] == 204
    status, body = await wire.ask("GET", f"{OBJECTS}/companies/{BETA}")
    assert (status, body["category"]) == (404, "OBJECT_NOT_FOUND")
    assert BETA not in ids(await wire.get(f"{OBJECTS}/companies"))
    (archived,) = (await wire.get(f"{OBJECTS}/companies", archived="true"))["results"]
    assert (archived["id"], archived["archived"]) == (BETA, True)
    assert archived["archivedAt"].startswith("2026-11-23T14:00")
    assert (await wire.ask("DELETE", f"{OBJECTS}/companies/{BETA}"))[0] == 204  # done twice, it is done


async def test_history_tells_every_value_newest_first(wire: Wire) -> None:
    await wire.ask("PATCH", f"{OBJECTS}/companies/{ACME}", {"properties": {"name": "Acme"}})
    record = await wire.get(f"{OBJECTS}/companies/{ACME}", propertiesWithHistory="name")
    told = [(one["value"], one["sourceType"]) for one in record["propertiesWithHistory"]["name"]]
    assert told == [("Acme", "INTEGRATION"), ("Acme Tools", "CRM_UI")]


async def test_an_email_belongs_to_one_contact(wire: Wire) -> None:
    status, body = await wire.ask("POST", f"{OBJECTS}/contacts", {"properties": {"email": "JO@acme.example"}})
    assert (status, body["category"]) == (409, "CONFLICT")
    found = await wire.get(f"{OBJECTS}/contacts/jo@acme.example", idProperty="email")
    assert found["id"] == "201"
    await wire.ask("PATCH", f"{OBJECTS}/contacts/201", {"properties": {"email": "jo@new.example"}})
    await wire.post(f"{OBJECTS}/contacts", {"properties": {"email": "jo@acme.example"}}, 201)


async def test_a_merge_moves_everything_to_the_winner(wire: Wire) -> None:
    await wire.post(f"{OBJECTS}/companies/merge", {"primaryObjectId": BETA, "objectIdToMerge": ACME})
    winner = await wire.get(
        f"{OBJECTS}/companies/{ACME}", properties="name,domain,hs_merged_object_ids", associations="deals,contacts"
    )
    assert winner["id"] == BETA
    assert winner["properties"]["name"] == "Beta Foods"
    assert winner["properties"]["domain"] == "acme.example"
    assert winner["properties"]["hs_merged_object_ids"] == ACME
    assert {one["type"] for one in winner["associations"]["deals"]["results"]} == {
        "company_to_deal",
        "company_to_deal_unlabeled",
    }
    assert ids(await wire.get(f"{OBJECTS}/companies")) == [BETA, "103"]


async def test_an_unknown_kind_says_so(wire: Wire) -> None:
    status, body = await wire.ask("GET", f"{OBJECTS}/unicorns")
    assert status == 400
    assert "unicorns" in body["message"]


async def test_a_page_goes_on_where_it_ended_though_records_come_and_go(wire: Wire) -> None:
    for id_ in ("900", "50", "105", "99"):
        await wire.control("change", {"op": "create", "object_type": "companies", "id": id_})
    first = await wire.get(f"{OBJECTS}/companies", limit="3")
    assert ids(first) == ["50", "99", ACME]
    await wire.ask("DELETE", f"{OBJECTS}/companies/{ACME}")
    await wire.control("change", {"op": "create", "object_type": "companies", "id": "104"})
    rest = await wire.get(f"{OBJECTS}/companies", after=first["paging"]["next"]["after"])
    assert ids(rest) == [BETA, "103", "104", "105", "900"]
