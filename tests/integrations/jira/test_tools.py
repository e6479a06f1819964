"""A model looks into Jira and gets what its asker may see."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.core.entries import Place
from app.core.people import Person
from app.core.sessions import Session
from app.core.tools import Call, CallContext, Outcome
from app.local.faults import Fault
from tests.integrations.jira.desk import ANN, BEN, NOW, SUPPORT, Desk, comment, desk, iso, issue

ANN_DOE = Person("U11", "Ann Doe", "ann@acme.example", "Europe/Berlin", owner_id=ANN)
BOSS = Person("U1", "Boss", "boss@acme.example", "Europe/Berlin", team=(ANN, BEN))
GUEST = Person("U9", "Guest", "guest@else.example", "Europe/Berlin", standing="guest")


async def ask(desk: Desk, tool: str, asker: Person, **given: Any) -> Outcome:
    found = next(each for each in desk.jira.tools if each.spec.name == tool)
    context = CallContext(Session("s1", (), Place(channel="D1")), asker, NOW)
    return await found.run(Call("c1", tool, given), context)


def issues(outcome: Outcome) -> list[str]:
    assert not outcome.is_error, outcome
    return [each["issue"] for each in json.loads(outcome.content)["issues"]]


@pytest.fixture
async def it(tmp_path):
    long = issue(4, "80", "CS-80", "Slow again and wrong", "homer@globex.example", priority="High")
    words = [comment(4 - n / 100, str(800 + n), "80", SUPPORT, f"Word {n} " + "x" * 1000) for n in range(30)]
    async with desk(tmp_path, long, *words) as it:
        await it.sync(full=True)
        it.seal()
        yield it


async def test_a_search_finds_words_in_texts_and_comments(it):
    assert issues(await ask(it, "jira_search", BOSS, text="wrong")) == ["CS-2", "CS-80"]
    assert issues(await ask(it, "jira_search", BOSS, text="export", status="closed")) == ["CS-3"]
    found = json.loads((await ask(it, "jira_search", BOSS, text="reactor")).content)["issues"]
    assert found == [
        {
            "issue": "CS-1",
            "subject": "Reactor is down",
            "priority": "URGENT",
            "stage": "Open",
            "created_at": iso(20),
            "waiting_since": iso(20),
            "url": f"{it.url}/jira/browse/CS-1",
            "account": "Globex",
        }
    ]


async def test_issues_of_accounts_that_the_asker_may_not_see_are_not_found(it):
    assert issues(await ask(it, "jira_search", ANN_DOE, text="wrong")) == ["CS-80"]
    hidden = await ask(it, "jira_issue", ANN_DOE, issue="CS-2")
    missing = await ask(it, "jira_issue", ANN_DOE, issue="CS-99")
    assert hidden.content.replace("CS-2", "CS-99") == missing.content
    assert "Initech" not in (await ask(it, "jira_search", ANN_DOE, account="Initech")).content.replace("'Initech'", "")


async def test_issues_without_an_account_are_for_those_who_work_here(it):
    assert issues(await ask(it, "jira_search", ANN_DOE, text="whose")) == ["CS-4"]
    assert not (await ask(it, "jira_issue", ANN_DOE, issue="cs-4")).is_error
    assert (await ask(it, "jira_issue", GUEST, issue="CS-4")).is_error
    assert "No issue" in (await ask(it, "jira_search", GUEST, text="whose")).content


async def test_an_account_nobody_owns_is_seen_by_who_looks_after_it(it):
    assert issues(await ask(it, "jira_search", BOSS, account="Umbrella")) == ["OPS-1"]
    assert (await ask(it, "jira_issue", ANN_DOE, issue="OPS-1")).is_error


async def test_all_issues_of_an_account_are_found_however_they_name_it(it):
    assert issues(await ask(it, "jira_search", BOSS, account="initech.example", status="any")) == ["CS-3", "CS-2"]
    assert issues(await ask(it, "jira_search", BOSS, account="globex", text="reactor")) == ["CS-1"]


async def test_an_issue_comes_with_its_latest_comments_cut_and_its_sources_named(it):
    outcome = await ask(it, "jira_issue", BOSS, issue="jira:CS-80")
    read = json.loads(outcome.content)
    assert (len(read["comments"]), read["older_comments"]) == (12, 18)
    assert read["comments"][-1]["text"].startswith("Word 29 xxx")
    assert len(read["comments"][-1]["text"]) == 800
    assert read["comments"][-1]["side"] == "team"
    assert outcome.sources == ("CS-80 in Jira: issue, comments",)
    assert {tool.spec.tier for tool in it.jira.tools} == {"read_untrusted"}


@pytest.mark.parametrize(
    "text",
    ['" OR project = OPS OR summary ~ "', "text) OR (key = OPS-1", "whose AND NOT x", "*", "\\", "😀", "a" * 9000],
)
async def test_no_word_of_a_model_becomes_a_query_of_its_own(it, text):
    outcome = await ask(it, "jira_search", BOSS, text=text)
    assert '"issue":"OPS-1"' not in outcome.content
    asked = [each.body["jql"] for each in it.exchanges if "text ~" in str(each.body)]
    assert all(query.count('"') == 4 for query in asked)


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("jira_search", {}),
        ("jira_search", {"text": 7}),
        ("jira_search", {"text": "x", "status": "new"}),
        ("jira_issue", {}),
        ("jira_issue", {"issue": "../../myself"}),
        ("jira_issue", {"issue": ["CS-1"]}),
    ],
)
async def test_bad_input_says_what_to_send(it, tool, given):
    outcome = await ask(it, tool, BOSS, **given)
    assert outcome.is_error
    assert 'Send {"' in outcome.content


async def test_when_jira_is_down_the_model_is_told_what_happened(it):
    it.world.faults.active = [Fault("jira", "", "status", times=-1, status=503)]
    outcome = await ask(it, "jira_search", BOSS, text="reactor")
    assert outcome.is_error
    assert "status.atlassian.com" in outcome.content


async def test_before_the_first_snapshot_nobody_sees_anything(tmp_path):
    async with desk(tmp_path) as it:
        for tool, given in (("jira_search", {"text": "reactor"}), ("jira_issue", {"issue": "CS-1"})):
            outcome = await ask(it, tool, BOSS, **given)
            assert outcome.is_error
            assert "no snapshot" in outcome.content
        assert it.asked() == []
