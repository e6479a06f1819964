"""Are the sheets and their mappings as they should be? Reads them all, writes nothing.

Without the CRM's accounts it cannot tell which lines find one; `threadwork sync` does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

from app.core.checks import Check
from app.core.matching import Accounts
from app.integrations.dropping import FolderError, list_files
from app.integrations.spreadsheets.settings import SWITCH, Settings
from app.integrations.spreadsheets.sync import read_into, sheets_among
from app.integrations.spreadsheets.writing import Found

SHOWN = 5


async def examine(settings: Settings, emails: Sequence[str] = ()) -> list[Check]:
    """`emails` are for the CRM's check alone."""
    return await asyncio.to_thread(lambda: list(_checks(settings)))


def _checks(settings: Settings) -> Iterator[Check]:
    try:
        files = list_files(settings.folder, (), SWITCH)
    except FolderError as error:
        yield Check("Spreadsheets folder", False, f"{str(settings.folder)!r} cannot be used", str(error))
        return
    found, sheets = Found(), sheets_among(files)
    for sheet in sheets:
        read_into(found, sheet, files, Accounts([]))
    lines = sum(len(each.joined) for each in found.sheets.values())
    yield Check("Spreadsheets folder", True, f"{len(found.sheets)} sheets with {lines} lines")
    if faults := list(found.kept_out.values()):
        more = f"; and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
        shown = "; ".join(map(str, faults[:SHOWN])) + more
        yield Check("Spreadsheets", False, f"{len(faults)} of {len(sheets)} sheets are kept out", shown)
