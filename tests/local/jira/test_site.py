"""The local Jira refuses what Jira refuses, pages as it pages, and lags as it lags."""

from __future__ import annotations

import base64
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any

import pytest

from app.local.company.model import Change
from tests.local.vendor import NOW, Caller, calling

SOUND = "Basic " + base64.b64encode(b"ann@acme.example:jira-local-1").decode()
AUTH = {"Authorization": SOUND}
SEARCH = "/rest/api/3/search/jql"
HISTORY = tuple(
    Change(
        NOW - timedelta(days=30 - number),
        "create",
        "issues",
        str(number),
        {
            "key": f"{'OPS' if number % 5 == 0 else 'CS'}-{number}",
            "summary": f"Number {number} is odd" if number % 2 else f"Number {number} is even",
            "reporter": "homer@globex.example",
            "priority": ("High", None)[number % 2],
            "labels": "account-globex.example red" if number == 7 else None,
            "status": "Resolved" if number > 20 else None,
        },
    )
    for number in range(1, 25)
)
DOCUMENT = {
    "type": "doc",
    "version": 1,
    "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Hi"}]}],
}


def jira(**more: Any) -> AbstractAsyncContextManager[Caller]:
    return calling("jira", HISTORY, AUTH, **{"jira_search_lag_seconds": 0, **more})


async def found(it: Caller, jql: str, **more: Any) -> list[str]:
    answer = await it.post(SEARCH, {"jql": jql, "fields": ["key"], "maxResults": 100, **more})
    return [issue["key"] for issue in answer["issues"]]


@pytest.mark.parametrize(
    ("header", "status"),
    [("", 401), ("Basic !!!", 401), ("Bearer jira-local-1", 401), ("Basic YW46eA==", 401), (SOUND, 200)],
)
async def test_nobody_comes_in_without_an_address_and_a_token(header, status):
    async with jira() as it:
        assert (await it.ask("GET", "/rest/api/3/myself", Authorization=header))[0] == status


async def test_pages_follow_by_token_without_a_total_and_a_token_is_of_one_search():
    async with jira() as it:
        asked = {"jql": "project in (CS, OPS) ORDER BY created ASC", "fields": ["summary"], "maxResults": 10}
        pages, seen = [await it.post(SEARCH, asked)], []
        while not pages[-1]["isLast"]:
            pages.append(await it.post(SEARCH, {**asked, "nextPageToken": pages[-1]["nextPageToken"]}))
        seen = [issue["id"] for page in pages for issue in page["issues"]]
        assert seen == [str(number) for number in range(1, 25)]
        assert [sorted(page) for page in pages] == [["isLast", "issues", "nextPageToken"]] * 2 + [["isLast", "issues"]]
        token = pages[0]["nextPageToken"]
        status, answer, _ = await it.ask("POST", SEARCH, {**asked, "jql": "project = CS", "nextPageToken": token})
        assert (status, "nextPageToken" in answer["errorMessages"][0]) == (400, True)


@pytest.mark.parametrize(
    "body",
    [
        {"jql": "ORDER BY created"},
        {"jql": ""},
        {"jql": "project = CS", "startAt": 0},
        {"jql": "project = CS", "maxResults": "50"},
        {"jql": "project = CS", "reconcileIssues": list(range(51))},
        {"jql": "project = CS", "reconcileIssues": ["1"]},
        {"jql": "project = CS", "nextPageToken": "bm9uc2Vuc2U="},
        {"jql": "colour = red"},
        {"jql": "project = CS AND"},
        {"jql": "project = CS summary ~ odd"},
        {"jql": "project ~ CS"},
        {"jql": "created >= yesterday"},
        {"jql": 'text ~ "***"'},
        {"jql": "project = CS ORDER BY labels"},
        {"jql": "(project = CS"},
        {"jql": 7},
        {},
        [],
    ],
)
async def test_what_jira_refuses_is_refused(body):
    async with jira() as it:
        status, answer, _ = await it.ask("POST", SEARCH, body)
        assert status == 400
        assert answer["errorMessages"] or answer["errors"]


@pytest.mark.parametrize(
    ("jql", "count"),
    [
        ("project = OPS", 4),
        ("project != OPS", 20),
        ("project in (OPS, 'CS')", 24),
        ("key = CS-7 OR key = CS-8", 2),
        ("key not in (CS-7)", 23),
        ("NOT project = OPS AND statusCategory = Done", 4),
        ("statusCategory != Done", 20),
        ('created >= "-10d"', 5),
        ('created < "2026-11-01"', 5),
        ("labels = red", 1),
        ("labels != red", 0),  # never finds what has none
        ("priority is EMPTY", 12),
        ("priority is not EMPTY AND project = OPS", 2),
        ('text ~ "odd number"', 12),
        ('summary !~ "odd"', 12),
        ("resolved is not EMPTY", 4),
        ('(project = OPS OR labels = "account-globex.example") AND priority = High', 2),
    ],
)
async def test_queries_mean_what_they_mean_in_jira(jql, count):
    async with jira() as it:
        assert len(await found(it, jql)) == count
        counted = await it.post("/rest/api/3/search/approximate-count", {"jql": jql})
        assert counted == {"count": count}


async def test_a_page_is_smaller_where_more_than_keys_is_asked_for():
    more = tuple(
        Change(NOW, "create", "issues", str(n), {"key": f"X-{n}", "summary": "s", "reporter": "a@b.example"})
        for n in range(100, 350)
    )
    async with calling("jira", (*HISTORY, *more), AUTH) as it:
        bare = await it.post(SEARCH, {"jql": "project = X", "fields": ["key"], "maxResults": 5000})
        full = await it.post(SEARCH, {"jql": "project = X", "fields": ["summary"], "maxResults": 5000})
        assert (len(bare["issues"]), len(full["issues"])) == (250, 100)


async def test_search_sees_a_write_later_unless_the_issue_is_named():
    async with jira(jira_search_lag_seconds=3600) as it:
        await it.post("/rest/api/3/issue/CS-1/transitions", {"transition": {"id": "31"}})
        assert await found(it, "key = CS-1 AND statusCategory = Done") == []
        assert await found(it, "key = CS-1 AND statusCategory = Done", reconcileIssues=[1]) == ["CS-1"]
        assert (await it.get("/rest/api/3/issue/CS-1"))["fields"]["status"]["name"] == "Resolved"


async def test_only_what_the_workflow_allows_is_done_and_texts_must_be_documents():
    async with jira() as it:
        offered = await it.get("/rest/api/3/issue/CS-1/transitions")
        assert [each["to"]["name"] for each in offered["transitions"]] == [
            "In Progress",
            "Waiting for customer",
            "Resolved",
        ]
        refused = (
            ("issue/CS-1/transitions", {"transition": {"id": "99"}}),
            ("issue/CS-1/comment", {"body": "plain text"}),
            ("issue/CS-1/comment", {"body": {"type": "doc", "version": 1, "content": [{"type": "text", "text": ""}]}}),
            ("issue", {"fields": {"project": {"key": "NOPE"}, "summary": "x"}}),
            ("issue", {"fields": {"project": {"key": "CS"}, "summary": "two\nlines"}}),
        )
        for path, body in refused:
            assert (await it.ask("POST", f"/rest/api/3/{path}", body))[0] == 400
        made = await it.post("/rest/api/3/issue/CS-1/comment", {"body": DOCUMENT})
        assert made["author"]["emailAddress"] == "ann@acme.example"
        assert [arrival.effect for arrival in it.world.journal.find("jira")] == [False] * 6 + [True]


async def test_a_burst_is_turned_away_with_its_reason_and_when_to_come_back():
    async with jira(limits=True) as it:
        answers = [await it.ask("GET", "/rest/api/3/field") for _ in range(25)]
        refused = next(headers for status, _, headers in answers if status == 429)
        assert refused["RateLimit-Reason"] == "jira-burst-based"
        assert refused["Retry-After"] == "1"


async def test_a_link_leads_to_a_page_where_nothing_is_taken_for_markup():
    evil = Change(NOW - timedelta(hours=1), "create", "issues", "99",
                  {"key": "CS-99", "summary": "<script>alert(1)</script>", "reporter": "<b>@x.example"})  # fmt: skip
    async with calling("jira", (*HISTORY, evil), AUTH) as it:
        status, page, _ = await it.ask("GET", "/browse/CS-99")
        assert status == 200
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page
        assert (await it.ask("GET", "/browse/CS-1000"))[0] == 404
