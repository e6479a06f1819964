"""Jira Cloud: issues and their comments for the snapshot, and tools that read them.

Off until JIRA_API_TOKEN is set.
"""

from __future__ import annotations

from functools import partial

from app.integrations.jira.client import Jira
from app.integrations.jira.doctor import examine
from app.integrations.jira.issues import SYSTEM
from app.integrations.jira.settings import SWITCH, Settings
from app.integrations.jira.sync import Reading
from app.integrations.jira.tools import JiraIssue, JiraSearch
from app.integrations.plug import Connected, Setting
from app.integrations.ticketing import TicketSource

__all__ = ["SPECS", "SWITCH", "Settings", "connect", "connected_through"]
SPECS = (JiraSearch.spec, JiraIssue.spec)


def connect(settings: Settings, setting: Setting) -> Connected:
    """Makes no call yet."""
    return connected_through(Jira(settings), setting)


def connected_through(jira: Jira, setting: Setting) -> Connected:
    return Connected(
        source=TicketSource(SYSTEM, Reading(jira).pages),
        tools=(JiraSearch(jira, setting), JiraIssue(jira, setting)),
        examine=partial(examine, jira),
        close=jira.close,
    )
