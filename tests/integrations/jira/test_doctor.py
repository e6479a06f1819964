"""`threadwork doctor` asks Jira what matters, and says what to do for each failure."""

from __future__ import annotations

import pytest

from app.core.checks import Check
from tests.integrations.jira.desk import desk


async def test_a_site_that_is_set_up_passes_every_check(tmp_path):
    async with desk(tmp_path) as it:
        assert await it.jira.checks() == [
            Check("Jira token", True, "accepted as Us"),
            Check("Jira projects", True, "CS, OPS"),
            Check("Jira account fields", True, "Customer (customfield_10050)"),
            Check("Jira priorities", True, "Highest, High, Medium, Low, Lowest"),
            Check("Jira issues", True, "about 5 to read"),
        ]


async def test_a_wrong_token_is_the_only_failure_told(tmp_path):
    async with desk(tmp_path, settings={"api_token": "wrong"}) as it:
        (check,) = await it.jira.checks()
        assert (check.name, check.ok) == ("Jira token", False)
        assert "API tokens" in check.remedy


@pytest.mark.parametrize(
    ("settings", "name", "detail", "remedy"),
    [
        ({"projects": "CS,NOPE"}, "Jira projects", "does not see NOPE", "JIRA_PROJECTS"),
        ({"account_fields": "customfield_1"}, "Jira account fields", "has no customfield_1", "JIRA_ACCOUNT_FIELDS"),
        ({"projects": "OPS", "closed_days": 1}, "", "", ""),
    ],
)
async def test_what_is_wrong_in_the_settings_is_named(tmp_path, settings, name, detail, remedy):
    async with desk(tmp_path, settings=settings) as it:
        failed = [check for check in await it.jira.checks() if not check.ok]
        assert [check.name for check in failed] == ([name] if name else [])
        assert all(detail in check.detail and remedy in check.remedy for check in failed)


async def test_a_name_of_a_priority_that_nobody_explained_is_named(tmp_path):
    async with desk(tmp_path, settings={"priorities": "Highest=URGENT"}) as it:
        it.world.rooms["jira"].priorities.append("Whenever")
        (check,) = [check for check in await it.jira.checks() if not check.ok]
        assert "Whenever" in check.detail
        assert "JIRA_PRIORITIES=Whenever=HIGH" in check.remedy
