"""The mirror holds what HubSpot holds: after a full sync, and after any number of incremental ones."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.integrations.errors import BrokenError
from app.integrations.hubspot.errors import WrongPortalError
from app.integrations.hubspot.sync import OVERLAP, SKEW, next_cursor
from app.local.company.model import Change
from app.local.faults import Fault
from tests.integrations.hubspot.desk import ANN, BEN, GONE, NOW, Desk, at, desk, iso, rows


def one(desk: Desk, table: str, id_: str) -> dict:
    return next(dict(row) for row in rows(desk.mirror)[table] if dict(row)["id"] == id_)


def ids(desk: Desk, table: str) -> list[str]:
    return [dict(row)["id"] for row in rows(desk.mirror)[table]]


async def assert_like_a_fresh_full_sync(desk: Desk, tmp_path: Path) -> None:
    before = rows(desk.mirror)
    await desk.sync(full=True)
    assert before == rows(desk.mirror)


async def test_a_full_sync_fills_every_table(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        account = one(it, "accounts", "1")
        assert account == {
            "id": "1",
            "name": "Globex",
            "domain": "globex.example",
            "owner_id": ANN,
            "tier": "A",
            "revenue": 120000.5,
            "industry": "MACHINERY",
            "lifecycle_stage": "customer",
            "created_at": "2025-04-04T09:00:00Z",
            "last_contacted_at": "2026-10-26T09:00:00Z",
            "last_activity_at": account["last_activity_at"],
            "onboarding_until": "2027-01-15",
            "renewal_on": "2026-12-20",
            "parent_id": None,
            "url": f"{it.url}/hubspot/contacts/4242/record/0-2/1",
            "_system": "hubspot",
        }
        assert one(it, "contacts", "101")["name"] == "Homer S"
        assert one(it, "contacts", "105")["account_id"] == "5"
        deal = one(it, "deals", "201")
        assert (deal["account_id"], deal["pipeline"], deal["stage"]) == ("1", "Sales", "Signing")
        assert deal["stage_entered_at"] == "2026-05-09T09:00:00Z"
        assert deal["close_on"] == "2026-11-30"  # the evening before in the portal's New York
        assert (deal["is_closed"], deal["is_won"], deal["amount"]) == (0, 0, 5000.0)
        assert one(it, "deals", "209")["account_id"] is None
        assert one(it, "owners", ANN)["zone"] == "Europe/Berlin"
        assert one(it, "owners", ANN)["out_of_office"] == '[["2026-11-26T09:00:00Z","2026-11-28T09:00:00Z"]]'
        assert one(it, "owners", GONE)["is_active"] == 0


async def test_activities_are_plain_text_with_their_account_and_not_too_old(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        call = one(it, "activities", "call:402")
        assert (call["account_id"], call["title"], call["outcome"]) == ("1", "Check-in", "Connected")
        assert call["body"] == "They like it.\nMore & more"
        assert one(it, "activities", "task:403")["at"] > "2026-11-25"
        assert "note:401" not in ids(it, "activities")


async def test_a_ticket_says_since_when_the_customer_waits(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        never_answered, their_turn_was_last = one(it, "tickets", "301"), one(it, "tickets", "302")
        assert never_answered["first_reply_at"] is None
        assert never_answered["waiting_since"] == never_answered["created_at"] == "2026-11-05T09:00:00Z"
        assert their_turn_was_last["waiting_since"] == "2026-11-22T09:00:00Z"
        await it.change("update", "tickets", "301", properties={"hs_pipeline_stage": "4"})
        await it.sync()
        assert (one(it, "tickets", "301")["is_closed"], one(it, "tickets", "301")["waiting_since"]) == (1, None)


async def test_accounts_of_those_who_left_have_no_owner(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        assert [one(it, "accounts", id_)["owner_id"] for id_ in ("1", "2", "3", "4")] == [ANN, BEN, None, None]
        await it.control("owner", id=BEN, archived=True)
        await it.control("owner", id=GONE, archived=False)
        await it.sync()
        assert [one(it, "accounts", id_)["owner_id"] for id_ in ("1", "2", "3", "4")] == [ANN, None, GONE, None]
        await assert_like_a_fresh_full_sync(it, tmp_path)


async def test_incremental_syncs_end_where_a_full_one_would(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        await it.change("update", "companies", "1", properties={"name": "Globex AG", "arr": "7"})
        await it.change("update", "deals", "201", properties={"dealstage": "won"})
        await it.change("create", "contacts", "150", properties={"firstname": "New"}, associations=[["companies", "2"]])
        await it.change(
            "create",
            "calls",
            "450",
            properties={"hs_timestamp": NOW.isoformat(), "hs_call_title": "Just now"},
            associations=[["companies", "2"]],
        )
        searched = it.asked().count("POST /crm/objects/2026-09/companies/search")
        await it.sync()
        assert it.asked().count("POST /crm/objects/2026-09/companies/search") == searched + 1
        assert one(it, "accounts", "1")["name"] == "Globex AG"
        assert (one(it, "deals", "201")["stage"], one(it, "deals", "201")["is_won"]) == ("Won", 1)
        assert one(it, "activities", "call:450")["account_id"] == "2"
        assert one(it, "accounts", "2")["last_contacted_at"] == "2026-11-25T09:00:00Z"
        await assert_like_a_fresh_full_sync(it, tmp_path)


async def test_a_merge_leaves_one_account_with_everything_of_both(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        await it.change("merge", "companies", "5", merged_into="2")
        await it.sync()
        assert "5" not in ids(it, "accounts")
        moved = (("contacts", "105"), ("deals", "205"), ("activities", "email:404"))
        assert [one(it, table, id_)["account_id"] for table, id_ in moved] == ["2", "2", "2"]
        await assert_like_a_fresh_full_sync(it, tmp_path)


async def test_a_merge_is_followed_up_once(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        await it.change("merge", "companies", "5", merged_into="2")
        await it.sync()
        followed = [method for method in it.asked() if "/associations/" in method and "/companies/contacts/" in method]
        await it.change("update", "companies", "2", properties={"name": "Initech again"})
        await it.sync()
        again = [method for method in it.asked() if "/associations/" in method and "/companies/contacts/" in method]
        assert len(followed) == len(again) == 1


async def test_what_was_archived_goes_with_the_next_full_sync_and_comes_back_when_restored(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        for kind, id_ in (("companies", "2"), ("calls", "402")):
            await it.change("archive", kind, id_)
        await it.sync(full=True)
        assert ("2" in ids(it, "accounts"), "call:402" in ids(it, "activities")) == (False, False)
        assert one(it, "tickets", "302")["account_id"] is None
        for kind, id_ in (("companies", "2"), ("calls", "402")):
            await it.control("restore", object_type=kind, id=id_)
        await it.sync()
        assert one(it, "activities", "call:402")["account_id"] == "1"
        assert "2" in ids(it, "accounts")


async def test_more_changes_than_one_search_page_are_all_found(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        for number in range(1000, 1405):
            await it.change("create", "companies", str(number), properties={"name": f"Company {number}"})
        before = it.asked().count("POST /crm/objects/2026-09/companies/search")
        await it.sync()
        assert len(ids(it, "accounts")) == 5 + 405
        assert it.asked().count("POST /crm/objects/2026-09/companies/search") == before + 3
        _, done, of = [told for told in it.told if told[0] == "changed companies"][-1]
        assert done == of >= 405


async def test_a_full_sync_costs_a_request_for_a_hundred_records(tmp_path):
    many = [
        Change(at(40), "create", "companies", str(number), {"name": f"No. {number}"}) for number in range(1000, 2995)
    ]
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        for_few = len(it.asked())
    (tmp_path / "many").mkdir()
    async with desk(tmp_path / "many", *many) as it:
        await it.sync(full=True)
        assert len(ids(it, "accounts")) == 2000
        assert len(it.asked()) == for_few + 19  # 100,000 companies: 1,000 requests and these few


async def test_a_failure_midway_leaves_the_mirror_whole_and_the_next_sync_catches_up(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        before = rows(it.mirror)
        await it.change("update", "companies", "1", properties={"name": "Globex AG"})
        it.world.faults.active = [
            Fault("hubspot", "POST /crm/objects/2026-09/notes/search", "status", times=-1, status=502)
        ]
        with pytest.raises(BrokenError, match=r"HubSpot answered 502 to searching notes: .+status\.hubspot\.com"):
            await it.sync()
        assert rows(it.mirror) == before
        it.world.faults.active = []
        await it.sync()
        assert one(it, "accounts", "1")["name"] == "Globex AG"


async def test_a_mirror_without_cursors_is_read_in_full(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=False)
        assert len(ids(it, "accounts")) == 5
        assert not any(method.endswith("/search") for method in it.asked())


async def test_the_check_before_sending_tells_what_is_true_now(tmp_path):
    async with desk(tmp_path) as it:
        await it.change("merge", "companies", "5", merged_into="2")
        await it.change("archive", "companies", "4")
        await it.change(
            "create", "calls", "450", properties={"hs_timestamp": iso(0)}, associations=[["companies", "1"]]
        )
        assert await it.hubspot.source.touched(["1", "3", "4", "5"]) == {
            "1": {"last_contacted_at": "2026-11-25T09:00:00Z", "owner_id": ANN},
            "3": {"last_contacted_at": None, "owner_id": None},
        }


async def test_another_portal_than_the_named_one_is_refused(tmp_path):
    async with desk(tmp_path, settings={"portal_id": 1}) as it:
        with pytest.raises(WrongPortalError, match="belongs to the portal 4242, HUBSPOT_PORTAL_ID says 1"):
            await it.sync(full=True)
        assert ids(it, "accounts") == []


async def test_properties_that_the_portal_lacks_are_left_out_and_told_once(tmp_path, caplog):
    async with desk(tmp_path) as it:
        it.world.rooms["hubspot"].schema.properties["companies"].pop("arr")
        it.world.rooms["hubspot"].schema.properties["tickets"].pop("hs_is_closed")
        await it.change("update", "tickets", "301", properties={"hs_pipeline_stage": "4"})
        await it.sync(full=True)
        await it.sync(full=True)
        assert one(it, "accounts", "1")["revenue"] is None
        assert [one(it, "tickets", id_)["is_closed"] for id_ in ("301", "302")] == [1, 0]  # by their stages
        (record,) = caplog.records
        assert record.getMessage() == (
            "HubSpot portal 4242 lacks companies.arr, tickets.hs_is_closed: what they hold stays empty"
        )


@pytest.mark.parametrize("version", ["v3", "2026-03"])
async def test_older_paths_give_the_same(tmp_path, version):
    read = []
    for chosen in ("2026-09", version):
        (tmp_path / chosen).mkdir()
        async with desk(tmp_path / chosen, settings={"api_version": chosen}) as it:
            await it.sync(full=True)
            await it.sync()
            read.append(json.dumps(rows(it.mirror)).replace(it.url, ""))
            assert all(f"/{chosen}" in method or "/v4/associations/" in method for method in it.asked())
    assert read[0] == read[1]


def test_the_next_sync_looks_again_at_the_last_quarter_of_an_hour():
    begun = datetime(2026, 11, 25, 9, tzinfo=UTC)
    newest = begun - timedelta(minutes=3)
    assert next_cursor(begun, newest, None) == newest - OVERLAP
    assert next_cursor(begun, begun + timedelta(minutes=1), None) == begun - OVERLAP  # modified while we read
    assert next_cursor(begun, None, at(2)) == next_cursor(begun, at(3), at(2)) == begun - SKEW - OVERLAP
    assert next_cursor(begun, None, begun) == begun  # never backwards
