"""The wire to Jira: what is repeated and what never, what a refusal says, and the vendor's own description kept."""

from __future__ import annotations

import pytest

from app.integrations.errors import (
    RecordGoneError,
    RequestRefusedError,
    TooFastError,
    UnreachableError,
    VendorError,
)
from app.integrations.jira.client import Jira
from app.integrations.picking import pick
from app.integrations.transport import Exchange
from app.local.faults import Fault
from tests.integrations.jira.desk import SECRET, Desk, desk, given_settings
from tests.integrations.spec import conforms, read_spec

SPEC = "jira/swagger-v3.v3.json.gz"
CS_1 = {"id": "1", "key": "CS-1"}


async def keys(desk: Desk, jql: str) -> list[str]:
    return [issue["key"] async for page in desk.client.search(jql, ("summary",)) for issue in page]


async def test_all_requests_and_answers_are_as_the_vendor_describes_them(tmp_path):
    spec = read_spec(SPEC)
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        await it.sync()
        await it.jira.checks()
        made = await it.client.create("CS", "New", "Words.\n\n- one\n- two", labels=["account-globex.example"])
        await it.client.comment(made, "Seen by us", internal=True)
        await it.client.comment(made, "Seen by them", internal=False)
        await it.client.comments(made["key"])
        await it.client.issue(made["key"], ("summary", "description"))
        await it.client.transition(made, "Resolved")
        await it.client.assign(made, "qm:ann@acme.example")
        await it.client.people("ann@")
        await keys(it, "project = CS")
        conforms(spec, it.exchanges)
        assert len({each.path for each in it.exchanges}) > 10


async def test_the_comparison_finds_what_is_wrong():
    spec = read_spec(SPEC)
    old = {"jql": "project = CS", "startAt": 0, "maxResults": "50"}
    assert spec.faults(
        Exchange("POST", "/rest/api/3/search/jql", {"page": 1}, old, 200, {"issues": {}, "total": 3})
    ) == [
        "request: no parameter 'page'",
        "request: body.startAt is unknown",
        "request: body.maxResults is no integer: '50'",
        "answer: body.issues is no array: {}",
        "answer: body.total is unknown",
    ]


async def test_what_we_wrote_is_found_at_once_although_the_search_lags(tmp_path):
    async with desk(tmp_path, jira_search_lag_seconds=3600) as it:
        made = await it.client.create("CS", "Fresh", "Words")
        await it.client.comment(CS_1, "Hello", internal=False)
        found = await keys(it, 'project = CS AND created >= "-1d"')
        assert found == [made["key"]]
        assert it.exchanges[-1].body["reconcileIssues"] == [int(made["id"]), 1]
        async for page in it.client.search("key = CS-1", ("comment",)):
            assert pick(page, 0, "fields", "comment", "total") == 1
        other = Jira(given_settings(it.url))  # another process, which did not write
        assert [page async for page in other.search('project = CS AND created >= "-1d"', ("summary",))] == [[]]
        await other.close()


@pytest.mark.parametrize("kind", ["lose_reply", "refuse", "status"])
async def test_a_write_that_may_have_happened_is_never_repeated(tmp_path, kind):
    async with desk(tmp_path) as it:
        it.world.faults.active = [Fault("jira", "", kind, times=1)]
        with pytest.raises(VendorError) as caught:
            await it.client.create("CS", "Once", "Words")
        assert caught.value.may_have_happened
        assert it.asked() == ["POST /rest/api/3/issue"]


async def test_a_write_that_was_turned_away_is_repeated_and_happens_once(tmp_path):
    async with desk(tmp_path) as it:
        it.world.faults.active = [Fault("jira", "", "status", times=2, status=429, retry_after=7)]
        await it.client.comment(CS_1, "Hello", internal=True)
        assert it.pauses == [7.0, 7.0]
        assert [arrival.effect for arrival in it.world.journal.find("jira")] == [False, False, True]


@pytest.mark.parametrize("kind", ["lose_reply", "refuse"])
async def test_a_search_is_repeated_after_a_lost_answer_although_it_is_a_post(tmp_path, kind):
    async with desk(tmp_path) as it:
        it.world.faults.active = [Fault("jira", "", kind, times=2)]
        assert await keys(it, "project = OPS") == ["OPS-1"]
        assert it.pauses == [0.5, 1.0]


async def test_limits_are_told_with_their_reason(tmp_path):
    async with desk(tmp_path, limits=True) as it:
        for _ in range(20):
            await it.client.assign(CS_1, None)
        with pytest.raises(TooFastError, match=r"jira-per-issue-on-write.+JIRA_CALLS_A_SECOND") as caught:
            await it.client.assign(CS_1, None)
        assert caught.value.after == 2.0
        assert it.pauses == [2.0, 2.0, 2.0]


async def test_nothing_that_is_refused_is_asked_twice(tmp_path):
    async with desk(tmp_path) as it:
        with pytest.raises(RequestRefusedError, match="Unbounded JQL queries are not allowed"):
            await keys(it, "ORDER BY created")
        with pytest.raises(RequestRefusedError, match="summary: You must specify a summary"):
            await it.client.create("CS", "", "Words")
        with pytest.raises(RequestRefusedError, match="Comment body can not be empty"):
            await it.client.comment(CS_1, " ", internal=True)
        with pytest.raises(RecordGoneError, match="Issue does not exist"):
            await it.client.issue("CS-999", ("summary",))
        assert len(it.asked()) == 4


async def test_a_status_that_the_workflow_does_not_offer_is_refused_with_those_it_does(tmp_path):
    async with desk(tmp_path) as it:
        with pytest.raises(RequestRefusedError, match="Choose one of In Progress, Resolved, Waiting for customer"):
            await it.client.transition(CS_1, "Closed")
        await it.client.transition(CS_1, "resolved")
        assert await keys(it, "status = Resolved AND key = CS-1") == ["CS-1"]


async def test_an_internal_comment_is_not_for_the_customer(tmp_path):
    async with desk(tmp_path) as it:
        await it.client.comment(CS_1, "Between us", internal=True)
        await it.client.comment(CS_1, "For you", internal=False)
        assert [each["jsdPublic"] for each in await it.client.comments("CS-1")] == [False, True]


async def test_no_secret_is_in_an_error_although_the_answer_echoes_it(tmp_path):
    async with desk(tmp_path) as it:
        with pytest.raises(RequestRefusedError) as caught:
            await keys(it, f"{SECRET} = 1")
        assert "[the key]" in str(caught.value)
        assert "hush" not in str(caught.value)
        assert "hush" not in repr(it.client.settings)


async def test_an_address_that_nobody_answers_at_is_named():
    jira = Jira(given_settings("http://127.0.0.1:1"), _no_pause)
    with pytest.raises(UnreachableError, match=r"cannot be reached at 'http://127\.0\.0\.1:1/jira'.+JIRA_BASE_URL"):
        await jira.me()
    await jira.close()


async def test_assigning_names_the_account(tmp_path):
    async with desk(tmp_path) as it:
        (ann,) = await it.client.people("ann@acme.example")
        await it.client.assign(CS_1, ann["accountId"])
        issue = await it.client.issue("CS-1", ("assignee",))
        assert pick(issue, "fields", "assignee", "emailAddress") == "ann@acme.example"
        with pytest.raises(RequestRefusedError, match="cannot be assigned"):
            await it.client.assign(CS_1, "qm:homer@globex.example")


async def _no_pause(_seconds: float) -> None:
    """Tests wait for nothing."""
