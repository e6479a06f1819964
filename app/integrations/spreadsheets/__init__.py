"""Sheets about accounts, dropped into a folder: revenue, tier and dates where the CRM does not have them.

They fill the table `account_sheets`; a playbook's facts.sql decides whether a sheet or the CRM counts. Off until
SPREADSHEETS_FOLDER is set.
"""

from __future__ import annotations

from functools import partial

from app.integrations.plug import Connected, Setting
from app.integrations.spreadsheets.doctor import examine
from app.integrations.spreadsheets.settings import SWITCH, Settings
from app.integrations.spreadsheets.sync import SpreadsheetSource

__all__ = ["SWITCH", "Settings", "connect"]


def connect(settings: Settings, setting: Setting) -> Connected:
    """Reads nothing yet."""
    return Connected(source=SpreadsheetSource(settings), tools=(), examine=partial(examine, settings), close=_nothing)


async def _nothing() -> None:
    """A folder is not kept open."""
