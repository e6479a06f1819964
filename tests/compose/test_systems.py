"""A folder is a system; it is connected when its variables are set, and says what is missing."""

from __future__ import annotations

import pytest

from app.compose.systems import connect, folders
from app.compose.tools import known_tools
from app.content.workspace import HubSpotFields, Workspace
from app.settings import SettingsError

HUBSPOT = {"HUBSPOT_ACCESS_TOKEN": "pat-1", "HUBSPOT_PORTAL_ID": "42"}
JIRA = {"JIRA_API_TOKEN": "t", "JIRA_EMAIL": "us@acme.example", "JIRA_BASE_URL": "https://acme.atlassian.net"}
WORKSPACE = Workspace(hubspot=HubSpotFields(revenue="arr"), unowned_to="boss@acme.example")


async def latest() -> None:
    return None


def test_every_folder_is_found_and_the_crm_comes_first() -> None:
    names = [name for name, _ in folders()]
    assert names[0] == "hubspot"
    assert {"intercom", "jira"} <= set(names)


def test_only_what_is_set_is_connected_the_crm_first_for_the_others_are_joined_to_it() -> None:
    assert connect(WORKSPACE, latest, {}) == []
    assert [system.source.system for system in connect(WORKSPACE, latest, JIRA)] == ["jira"]
    environment = {"INTERCOM_ACCESS_TOKEN": "t", **JIRA, **HUBSPOT}
    connected = connect(WORKSPACE, latest, environment)
    assert [system.source.system for system in connected] == ["hubspot", "intercom", "jira"]
    offered = {tool.spec.name for system in connected for tool in system.tools}
    assert {"account_details", "intercom_conversation", "jira_issue", "jira_search"} <= offered <= known_tools()


def test_a_variable_that_is_missing_is_named_with_where_to_get_it() -> None:
    with pytest.raises(SettingsError, match=r"JIRA_BASE_URL is missing.+address bar of your Jira") as caught:
        connect(WORKSPACE, latest, {"JIRA_API_TOKEN": "hush", "JIRA_EMAIL": "us@acme.example"})
    assert "hush" not in str(caught.value)
