"""Whatever Jira sends, and whatever the settings say: nothing fails, and what is written fits the tables."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from app.core.matching import Accounts
from app.integrations.jira.issues import read_issue
from app.integrations.jira.jql import worded
from app.integrations.jira.settings import Settings
from app.integrations.joining import find_account
from app.local.front import RefusedError
from app.local.jira.jql import parse
from tests.integrations.hostile import assert_fit, json_with, spoilt
from tests.integrations.jira.desk import NOW, desk, given_settings

GIVEN = given_settings("http://127.0.0.1")
JQL = [
    "project",
    "=",
    "in",
    "(",
    ")",
    ",",
    "CS",
    "AND",
    "not",
    '"',
    "updated",
    ">=",
    "-1d",
    "ORDER BY",
    "~",
    "is",
    "EMPTY",
]
WRONG = json_with("fields", "key", "comment", "comments", "author", "name", "id", "labels", "body", "content", "child")


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> list[dict[str, Any]]:
    """Issues as the stand-in gives them."""

    async def read() -> list[dict[str, Any]]:
        async with desk(tmp_path_factory.mktemp("sound")) as it:
            return [issue async for page in it.client.search("project in (CS, OPS)", ("*all",)) for issue in page]

    return asyncio.run(read())


@settings(deadline=None)
@given(st.data())
def test_any_issue_is_read_or_passed_over_and_what_is_read_fits_the_tables(sound, data):
    issues = [data.draw(spoilt(issue, WRONG)) for issue in sound[:3]] + [data.draw(WRONG)]
    found = [read for issue in issues if (read := read_issue(issue, GIVEN))]
    assert_fit(found)


@given(json_with("id", "name", "value"))
def test_any_account_field_gives_hints_that_can_be_looked_up(value):
    issue = {"key": "CS-1", "fields": {"created": "2026-01-01T00:00:00.000+0000", "customfield_10050": value}}
    found = read_issue(issue, GIVEN)
    assert found
    assert find_account(Accounts([("1", "Globex", "globex.example")]), found.hints).account_id in (None, "1")


@given(st.text(max_size=60))
def test_any_words_make_a_query_that_jira_can_read_or_none(words):
    query = worded(GIVEN, words, "open")
    if query:
        assert query.count('"') == 4
        assert parse(query).ask([], NOW) == []


@given(st.text(max_size=40) | st.lists(st.sampled_from(JQL), max_size=9).map(" ".join))
def test_any_query_is_answered_or_refused(query):
    with suppress(RefusedError):
        parse(query).ask([], NOW)


@pytest.mark.parametrize(
    "given_",
    [
        {"priorities": "High"},
        {"priorities": "High=SOON"},
        {"projects": 'CS") OR ("'},
        {"base_url": "acme.example"},
    ],
)
def test_settings_that_cannot_be_meant_are_refused(given_):
    with pytest.raises(ValidationError):
        given_settings("http://127.0.0.1", **given_)


@given(st.text(max_size=30))
def test_any_text_in_the_settings_is_read_or_refused(text):
    try:
        given = Settings(api_token="x", email=text, base_url="http://x", account_projects=text, team_domains=text)
    except ValidationError:
        return
    assert isinstance(given.account_of_project, dict)
    assert given.domains_of_team
