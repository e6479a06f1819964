"""The mirror holds what Intercom holds, each matter once, with its account: after a full sync and incremental ones."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.integrations.errors import BrokenError, KeyRefusedError
from app.local.faults import Fault
from tests.integrations.intercom.desk import NOW, SUPPORT, Desk, desk, iso, made, said


async def assert_like_a_fresh_full_sync(desk: Desk) -> None:
    before = desk.all_rows()
    await desk.sync(full=True)
    assert before == desk.all_rows()


async def test_a_conversation_becomes_a_ticket(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        assert it.row("tickets", "intercom:103") == {
            "id": "intercom:103",
            "system": "intercom",
            "account_id": "2",
            "owner_id": "11",  # Ann, to whom it is assigned
            "subject": "How do I export?",
            "priority": None,
            "stage": "Closed",
            "is_closed": 1,
            "created_at": iso(15),
            "reopened_at": None,
            "closed_at": iso(13),
            "first_reply_at": iso(14),
            "waiting_since": None,
            "url": f"{it.url}/intercom/a/apps/qm1local/conversations/103",
            "_system": "intercom",
        }
        chat = it.row("activities", "chat:intercom:101:0")
        assert (chat["kind"], chat["account_id"], chat["body"]) == ("chat", "1", "The reactor is down.\nHelp!")


async def test_they_find_their_account_by_its_id_website_address_or_name(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        found = {row["id"]: (row["account_id"], row["linked_by"]) for row in it.rows("links")}
        assert found == {
            "intercom:101": ("1", "id"),
            "intercom:102": ("2", "domain"),
            "intercom:103": ("2", "domain"),
            "intercom:104": (None, None),
            "intercom:ticket-301": ("3", "name"),
        }
        assert it.mirror.note("intercom.unmatched") == "1"


async def test_waiting_and_first_reply_are_what_intercom_says(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        never, again = it.row("tickets", "intercom:101"), it.row("tickets", "intercom:102")
        assert (never["first_reply_at"], never["waiting_since"], never["priority"]) == (None, iso(20), "HIGH")
        assert (again["first_reply_at"], again["waiting_since"]) == (iso(17), iso(3))
        await it.say("401", "conversations", "102", SUPPORT, "Done.")
        await it.sync()
        assert it.row("tickets", "intercom:102")["waiting_since"] is None


async def test_a_customers_ticket_stands_for_its_conversation_and_the_teams_own_are_left_out(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        assert [row["id"] for row in it.rows("tickets")] == [
            *("intercom:101", "intercom:102", "intercom:103", "intercom:104"),
            "intercom:ticket-301",
        ]
        ticket = it.row("tickets", "intercom:ticket-301")
        assert (ticket["subject"], ticket["priority"], ticket["stage"]) == ("Filed", "URGENT", "Submitted")
        assert (ticket["first_reply_at"], ticket["waiting_since"]) == (iso(11), iso(10))
        words = [row for row in it.rows("activities") if row["kind"] == "comment"]
        assert [(row["body"], row["outcome"]) for row in words] == [
            ("Filed.", "by the team"),
            ("Where?", "by the customer"),
        ]
        await it.change("update", "conversations", "104", properties={"ticket": "301"})
        await it.sync()
        assert "intercom:104" not in {row["id"] for row in (*it.rows("tickets"), *it.rows("links"))}
        await assert_like_a_fresh_full_sync(it)


async def test_incremental_syncs_end_where_a_full_one_would(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        await it.say("401", "conversations", "101", SUPPORT, "", kind="close")
        await it.change("update", "tickets", "301", properties={"state": "resolved"})
        await it.change("create", "contacts", "p9", properties={"email": "new@globex.example"})
        new = {"body": "New here", "title": "Hello"}
        await it.change("create", "conversations", "150", properties=new, associations=[["contacts", "p9"]])
        before = len(it.asked())
        await it.sync()
        assert it.asked()[before:] == ["POST /conversations/search", "POST /contacts/search", "POST /tickets/search"]
        assert it.row("tickets", "intercom:150")["account_id"] == "1"
        closed = it.row("tickets", "intercom:101")
        assert (closed["is_closed"], closed["closed_at"]) == (1, iso(0))
        assert it.row("tickets", "intercom:ticket-301")["waiting_since"] is None
        await assert_like_a_fresh_full_sync(it)


async def test_only_what_changed_is_asked_for_with_an_overlap(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        it.world.clock.set(NOW + timedelta(minutes=30))
        await it.sync()
        asked = next(each.body for each in reversed(it.exchanges) if each.path == "/conversations/search")
        since = asked["query"]["value"]
        assert 0 <= since - (NOW - timedelta(minutes=15)).timestamp() < 60
        assert asked["query"]["operator"] == ">"


async def test_pages_are_read_to_their_end_and_contacts_by_fifties(tmp_path):
    more = []
    for n in range(180):
        more.append(made(5, "contacts", f"x{n:03}", email=f"x{n}@globex.example"))
        more.append(made(4, "conversations", str(5000 + n), ("contacts", f"x{n:03}"), body=f"No {n}"))
    async with desk(tmp_path, *more) as it:
        await it.sync(full=True)
        assert len(it.rows("tickets")) == 185
        assert {row["account_id"] for row in it.rows("tickets") if row["id"] > "intercom:5"} >= {"1"}
        assert it.asked().count("POST /conversations/search") == 2
        assert it.asked().count("POST /contacts/search") == 4
        assert not [method for method in it.asked() if method.startswith("GET /companies/c")]


async def test_when_another_app_scrolls_companies_are_read_one_by_one(tmp_path):
    async with desk(tmp_path) as it:
        async for _ in it.client.companies():
            break
        await it.sync(full=True)
        assert it.row("tickets", "intercom:102")["account_id"] == "2"
        assert {"GET /companies/c1", "GET /companies/c2", "GET /companies/c3"} <= set(it.asked())


@pytest.mark.parametrize("path", ["POST /tickets/search", "POST /contacts/search"])
async def test_a_failure_midway_leaves_the_mirror_as_it_was(tmp_path, path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        before, cursor = it.all_rows(), it.mirror.note("intercom.cursor")
        await it.change("create", "contacts", "p9", properties={"email": "new@globex.example"})
        await it.change("create", "conversations", "150", properties={"body": "New"}, associations=[["contacts", "p9"]])
        it.world.faults.active = [Fault("intercom", path, "status", times=-1, status=503)]
        with pytest.raises(BrokenError, match="intercomstatus"):
            await it.sync()
        assert (it.all_rows(), it.mirror.note("intercom.cursor")) == (before, cursor)
        it.world.faults.active = []
        await it.sync()
        await assert_like_a_fresh_full_sync(it)


async def test_a_conversation_that_was_deleted_is_gone_after_the_night(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        await it.change("archive", "conversations", "101")
        await it.sync(full=True)
        assert "intercom:101" not in {row["id"] for row in (*it.rows("tickets"), *it.rows("links"))}


async def test_a_refused_token_says_where_to_find_one_and_is_not_printed(tmp_path):
    async with desk(tmp_path, settings={"access_token": "wrong-hush"}) as it:
        with pytest.raises(KeyRefusedError, match=r"Developer Hub.+INTERCOM_ACCESS_TOKEN") as caught:
            await it.sync(full=True)
        assert "hush" not in str(caught.value)


async def test_a_contact_of_two_companies_is_not_guessed(tmp_path):
    both = (
        made(6, "contacts", "p8", ("companies", "c1"), ("companies", "c2"), email="both@mail.example"),
        made(5, "tickets", "308", ("contacts", "p8"), title="Which?"),
        said(4, "280", "tickets", "308", "both@mail.example", "Hm"),
    )
    async with desk(tmp_path, *both) as it:
        await it.sync(full=True)
        link = it.row("links", "intercom:ticket-308")
        assert (link["account_id"], link["candidates"]) == (
            "1",
            None,
        )  # an id is the strongest
        it.mirror.delete("accounts", ["1"], system="hubspot")
        await it.sync()
        assert it.row("links", "intercom:ticket-308")["account_id"] == "2"
