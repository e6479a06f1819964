"""What HubSpot works out itself: last contact, counts, the primary company; and how long that takes."""

from __future__ import annotations

from tests.local.hubspot.portal import ACME, BETA, CALL, DAY, DEAL, JO, NOW, TICKET, Wire, call_on

OBJECTS = "/crm/objects/2026-09"
CONTACTED, UPDATED = "notes_last_contacted", "notes_last_updated"


async def test_a_call_is_contact_and_a_note_is_only_activity(wire: Wire) -> None:
    note = call_on(ACME, NOW - DAY)
    note["associations"][0]["types"][0]["associationTypeId"] = 190
    await wire.post(f"{OBJECTS}/notes", note, 201)
    found = await wire.properties("companies", ACME, CONTACTED, UPDATED)
    assert found[CONTACTED] == "2026-10-14T14:00:00Z"
    assert found[UPDATED] == "2026-11-22T14:00:00Z"


async def test_an_account_nobody_touched_has_no_last_contact(wire: Wire) -> None:
    names = (CONTACTED, "hs_num_open_deals", "num_associated_contacts")
    found = await wire.properties("companies", BETA, *names)
    assert [found[name] for name in names] == [None, "0", "0"]


async def test_taking_a_call_back_takes_its_contact_back(wire: Wire) -> None:
    made = await wire.post(f"{OBJECTS}/calls", call_on(ACME, NOW), 201)
    assert (await wire.properties("companies", ACME, CONTACTED))[CONTACTED] == "2026-11-23T14:00:00Z"
    await wire.ask("DELETE", f"{OBJECTS}/calls/{made['id']}")
    assert (await wire.properties("companies", ACME, CONTACTED))[CONTACTED] == "2026-10-14T14:00:00Z"


async def test_a_meeting_ahead_is_contact_once_it_has_passed(wire: Wire) -> None:
    meeting = call_on(BETA, NOW + DAY)
    meeting["associations"][0]["types"][0]["associationTypeId"] = 188
    await wire.post(f"{OBJECTS}/meetings", meeting, 201)
    before = await wire.properties("companies", BETA, CONTACTED, "notes_next_activity_date")
    assert (before[CONTACTED], before["notes_next_activity_date"]) == (None, "2026-11-24T14:00:00Z")
    wire.move(NOW + 1.5 * DAY)
    after = await wire.properties("companies", BETA, CONTACTED, "notes_next_activity_date")
    assert (after[CONTACTED], after["notes_next_activity_date"]) == ("2026-11-24T14:00:00Z", None)


async def test_what_follows_from_a_write_of_the_api_comes_later(wire: Wire) -> None:
    wire.world.options["calculated_lag_seconds"] = 3600
    await wire.post(f"{OBJECTS}/calls", call_on(ACME, NOW), 201)
    assert (await wire.properties("companies", ACME, CONTACTED))[CONTACTED] == "2026-10-14T14:00:00Z"
    wire.world.options["calculated_lag_seconds"] = 0
    assert (await wire.properties("companies", ACME, CONTACTED))[CONTACTED] == "2026-11-23T14:00:00Z"


async def test_a_call_modifies_its_account_so_that_a_sync_sees_it(wire: Wire) -> None:
    since = {"propertyName": "hs_lastmodifieddate", "operator": "GTE", "value": NOW.isoformat()}
    assert (await wire.search("companies", since))["total"] == 0
    await wire.post(f"{OBJECTS}/calls", call_on(BETA, NOW - DAY), 201)
    assert [one["id"] for one in (await wire.search("companies", since))["results"]] == [BETA]


async def test_open_deals_are_counted(wire: Wire) -> None:
    assert (await wire.properties("companies", ACME, "hs_num_open_deals"))["hs_num_open_deals"] == "1"
    await wire.ask("PATCH", f"{OBJECTS}/deals/{DEAL}", {"properties": {"dealstage": "closedwon"}})
    found = await wire.properties("companies", ACME, "hs_num_open_deals", "num_associated_contacts")
    assert (found["hs_num_open_deals"], found["num_associated_contacts"]) == ("0", "1")


async def test_a_ticket_names_its_primary_company(wire: Wire) -> None:
    names = ("hs_primary_company_id", "hs_primary_company_name", "hs_is_closed")
    found = await wire.properties("tickets", TICKET, *names)
    assert [found[name] for name in names] == [ACME, "Acme Tools", "false"]
    await wire.ask("PATCH", f"{OBJECTS}/companies/{ACME}", {"properties": {"name": "Acme"}})
    assert (await wire.properties("tickets", TICKET, *names))["hs_primary_company_name"] == "Acme"
    assert (await wire.properties("contacts", JO, "associatedcompanyid"))["associatedcompanyid"] == ACME


async def test_a_contact_stated_by_an_import_stands_until_a_later_one(wire: Wire) -> None:
    stated = {"notes_last_contacted": (NOW - 9 * DAY).isoformat()}
    await wire.control("change", {"op": "update", "object_type": "companies", "id": ACME, "properties": stated})
    assert (await wire.properties("companies", ACME, CONTACTED))[CONTACTED] == "2026-11-14T14:00:00Z"
    await wire.post(f"{OBJECTS}/calls", call_on(ACME, NOW - 2 * DAY), 201)
    assert (await wire.properties("companies", ACME, CONTACTED))[CONTACTED] == "2026-11-21T14:00:00Z"


async def test_moving_a_call_in_time_moves_the_contact(wire: Wire) -> None:
    await wire.ask("PATCH", f"{OBJECTS}/calls/{CALL}", {"properties": {"hs_timestamp": (NOW - 5 * DAY).isoformat()}})
    assert (await wire.properties("companies", ACME, CONTACTED))[CONTACTED] == "2026-11-18T14:00:00Z"
