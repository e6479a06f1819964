"""The mirror holds what Jira holds, each issue with its account: after a full sync, and after incremental ones."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.integrations.errors import BrokenError, KeyRefusedError
from app.local.faults import Fault
from tests.integrations.jira.desk import NOW, SUPPORT, Desk, comment, desk, iso, issue


async def assert_like_a_fresh_full_sync(desk: Desk) -> None:
    before = desk.all_rows()
    await desk.sync(full=True)
    assert before == desk.all_rows()


async def test_an_issue_becomes_a_ticket(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        assert it.row("tickets", "jira:CS-3") == {
            "id": "jira:CS-3",
            "system": "jira",
            "account_id": "2",
            "owner_id": "11",  # Ann, to whom it is assigned
            "subject": "How do I export?",
            "priority": "LOW",
            "stage": "Resolved",
            "is_closed": 1,
            "created_at": iso(15),
            "reopened_at": None,
            "closed_at": iso(13),
            "first_reply_at": iso(14),
            "waiting_since": None,
            "url": f"{it.url}/jira/browse/CS-3",
            "_system": "jira",
        }


async def test_issues_find_their_account_by_label_field_project_and_address(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        found = {row["id"]: (row["account_id"], row["linked_by"], row["confidence"]) for row in it.rows("links")}
        assert found == {
            "jira:CS-1": ("1", "domain", 0.95),
            "jira:CS-2": ("2", "name", 0.7),
            "jira:CS-3": ("2", "email", 0.9),
            "jira:CS-4": (None, None, None),
            "jira:OPS-1": ("3", "name", 0.7),
        }
        assert it.mirror.note("jira.unmatched") == "1"
        assert it.row("links", "jira:CS-4")["hints"] == '{"emails":["nobody@nowhere.example"]}'
        assert it.row("tickets", "jira:CS-4")["account_id"] is None


async def test_who_waits_since_when_is_read_off_the_comments(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        never, again = it.row("tickets", "jira:CS-1"), it.row("tickets", "jira:CS-2")
        assert (never["first_reply_at"], never["waiting_since"]) == (None, iso(20))
        # Neither the robot's word nor the internal one is an answer; they wait since the first of their two words.
        assert (again["first_reply_at"], again["waiting_since"]) == (iso(17), iso(3))
        await it.say("25", "2", SUPPORT, "Done.")
        await it.sync()
        assert it.row("tickets", "jira:CS-2")["waiting_since"] is None


async def test_priorities_are_told_in_four_words_and_own_names_by_the_settings(tmp_path):
    async with desk(tmp_path, settings={"priorities": "whenever = low"}) as it:
        await it.sync(full=True)
        found = {row["id"]: row["priority"] for row in it.rows("tickets")}
        assert found == {
            "jira:CS-1": "URGENT",
            "jira:CS-2": "MEDIUM",
            "jira:CS-3": "LOW",
            "jira:CS-4": "LOW",
            "jira:OPS-1": "HIGH",
        }


async def test_comments_are_activities_as_plain_text_and_internal_ones_are_not(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        assert [row["id"] for row in it.rows("activities")] == [
            "comment:jira:CS-2:20",
            "comment:jira:CS-2:22",
            "comment:jira:CS-2:23",
            "comment:jira:CS-3:30",
        ]
        said = it.row("activities", "comment:jira:CS-3:30")
        assert (said["kind"], said["account_id"], said["at"], said["outcome"]) == (
            "comment",
            "2",
            iso(14),
            "by the team",
        )
        assert (said["title"], said["body"]) == ("CS-3 How do I export?", "Like this.\n\nAnd like that.")


async def test_incremental_syncs_end_where_a_full_one_would(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        await it.change("update", "issues", "1", properties={"status": "Resolved", "summary": "Reactor is up"})
        new = {"key": "CS-70", "summary": "New", "reporter": "a@globex.example"}
        await it.change("create", "issues", "70", properties=new)
        await it.say("71", "70", SUPPORT, "Hi")
        searches = len(it.asked())
        await it.sync()
        assert it.asked()[searches:] == ["POST /rest/api/3/search/jql"]
        assert it.row("tickets", "jira:CS-1")["subject"] == "Reactor is up"
        assert it.row("tickets", "jira:CS-70")["account_id"] == "1"
        await assert_like_a_fresh_full_sync(it)


async def test_only_what_changed_is_asked_for_with_an_overlap(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        it.world.clock.set(NOW + timedelta(minutes=30))
        await it.sync()
        assert it.exchanges[-1].body["jql"].startswith('updated >= "-4')  # thirty minutes and fifteen more
        it.world.clock.set(NOW + timedelta(days=9))
        await it.sync()
        assert "statusCategory != Done" in it.exchanges[-1].body["jql"]  # after so long a pause, everything


async def test_deleted_issues_are_gone_after_the_night_and_deleted_comments_at_once(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        one = it.world.rooms["jira"].issues[2]
        await it.change("update", "issues", "2", properties={"summary": "Invoice is right"})
        it.world.rooms["jira"].issues[2] = type(one)(**{**vars(it.world.rooms["jira"].issues[2]), "comments": ()})
        await it.change("archive", "issues", "4")
        await it.sync()
        assert [row["id"] for row in it.rows("activities")] == ["comment:jira:CS-3:30"]
        assert "jira:CS-4" in {row["id"] for row in it.rows("tickets")}
        await it.sync(full=True)
        assert "jira:CS-4" not in {row["id"] for row in (*it.rows("tickets"), *it.rows("links"))}


async def test_an_account_that_comes_later_takes_its_issues_without_asking_jira_for_them(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        it.mirror.upsert("accounts", [{"id": "9", "name": "Nowhere", "domain": "nowhere.example"}], system="hubspot")
        it.mirror.delete("accounts", ["2"], system="hubspot")
        await it.sync()
        assert it.row("tickets", "jira:CS-4")["account_id"] == "9"
        assert it.row("activities", "comment:jira:CS-3:30")["account_id"] is None
        assert it.mirror.note("jira.unmatched") == "2"
        await assert_like_a_fresh_full_sync(it)


async def test_pages_and_long_threads_are_read_to_their_end(tmp_path):
    many = [issue(5, str(1000 + n), f"CS-{1000 + n}", f"No {n}", "homer@globex.example") for n in range(230)]
    words = [comment(4 - n / 100, str(5000 + n), "1000", SUPPORT, f"Word {n}") for n in range(150)]
    async with desk(tmp_path, *many, *words) as it:
        await it.sync(full=True)
        assert len(it.rows("tickets")) == 235
        assert it.row("tickets", "jira:CS-1000")["first_reply_at"] == iso(4)
        assert sum("CS-1000:" in row["id"] for row in it.rows("activities")) == 20
        assert it.asked().count("POST /rest/api/3/search/jql") == 3
        assert it.asked().count("GET /rest/api/3/issue/CS-1000/comment") == 2


@pytest.mark.parametrize("full", [True, False])
async def test_a_failure_midway_leaves_the_mirror_as_it_was(tmp_path, full):
    many = [issue(5, str(1000 + n), f"CS-{1000 + n}", f"No {n}", "homer@globex.example") for n in range(150)]
    async with desk(tmp_path, *many) as it:
        await it.sync(full=True)
        before, cursor = it.all_rows(), it.mirror.note("jira.cursor")
        await it.change("update", "issues", "1", properties={"summary": "Not to be seen"})
        for n in range(150):
            await it.change("update", "issues", str(1000 + n), properties={"summary": "Changed"})
        it.world.faults.active = [Fault("jira", "POST /rest/api/3/search/jql", "status", times=-1, skip=1, status=503)]
        with pytest.raises(BrokenError, match=r"status\.atlassian\.com"):
            await it.sync(full=full)
        assert (it.all_rows(), it.mirror.note("jira.cursor")) == (before, cursor)
        it.world.faults.active = []
        await it.sync()
        await assert_like_a_fresh_full_sync(it)


async def test_a_refused_token_says_where_to_make_one_and_is_not_printed(tmp_path):
    async with desk(tmp_path, settings={"api_token": "wrong-hush"}) as it:
        with pytest.raises(KeyRefusedError, match=r"id\.atlassian\.com.+JIRA_API_TOKEN") as caught:
            await it.sync(full=True)
        assert "hush" not in str(caught.value)
        assert it.pauses == []


async def test_only_the_named_projects_are_read(tmp_path):
    async with desk(tmp_path, settings={"projects": "OPS"}) as it:
        await it.sync(full=True)
        assert [row["id"] for row in it.rows("tickets")] == ["jira:OPS-1"]
