"""Jira Cloud: issues and their comments for the snapshot, and tools that read them.

Off until JIRA_API_TOKEN is set.
"""

from __future__ import annotations

from functools import partial

from app.integrations.jira.client import Jira
from app.integrations.jira.doctor import examine
from app.integrations.jira.settings import SWITCH, Settings
from app.integrations.jira.sync import JiraSource
from app.integrations.jira.tools import JiraIssue, JiraSearch
from app.integrations.plug import Connected, Setting

__all__ = ["SWITCH", "Settings", "connect", "connected_through"]


def connect(settings: Settings, setting: Setting) -> Connected:
    """Makes no call yet."""
    return connected_through(Jira(settings), setting)


def connected_through(jira: Jira, setting: Setting) -> Connected:
    return Connected(
        source=JiraSource(jira),
        tools=(
            JiraSearch(jira, setting.latest, setting.unowned_to),
            JiraIssue(jira, setting.latest, setting.unowned_to),
        ),
        examine=partial(examine, jira),
        close=jira.close,
    )
