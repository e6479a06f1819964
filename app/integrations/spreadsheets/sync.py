"""Brings the mirror up to date with the sheets of the folder. All are read anew: a mapping is checked at every read.

A sheet that cannot be read this time keeps its last values; one that is gone takes them along.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import PurePosixPath

from app.core.errors import ContentError
from app.core.matching import Accounts
from app.core.snapshots import Mirror, Progress
from app.integrations.dropping import Dropped, Faulty, UnreadableError, decode, list_files, read_bytes
from app.integrations.filling import read_accounts
from app.integrations.spreadsheets.mapping import SUFFIX, mapping_of
from app.integrations.spreadsheets.reading import FORMATS, read_sheet
from app.integrations.spreadsheets.settings import SWITCH, Settings
from app.integrations.spreadsheets.writing import SYSTEM, Found, write


class SpreadsheetSource:
    """Implements core.snapshots.Source."""

    system = SYSTEM

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def sync(self, mirror: Mirror, *, full: bool, now: datetime, progress: Progress) -> None:
        accounts = await asyncio.to_thread(read_accounts, mirror)
        files = await asyncio.to_thread(list_files, self._settings.folder, (), SWITCH)
        sheets = sheets_among(files)
        found = Found()
        for done, sheet in enumerate(sheets, start=1):
            await asyncio.to_thread(read_into, found, sheet, files, accounts)
            progress("spreadsheets", done, len(sheets))
        await asyncio.to_thread(write, mirror, found)

    async def touched(self, account_ids: Sequence[str]) -> Mapping[str, Mapping[str, str | None]]:
        """Accounts live in the CRM."""
        return {}


def sheets_among(files: Sequence[Dropped]) -> list[Dropped]:
    return [file for file in files if not file.ref.endswith(SUFFIX)]


def read_into(found: Found, sheet: Dropped, files: Sequence[Dropped], accounts: Accounts) -> None:
    """Blocking. What is wrong is among the faults."""
    try:
        suffix = PurePosixPath(sheet.ref).suffix.lower()
        if suffix not in FORMATS:
            raise UnreadableError(1, f"{suffix or 'no suffix'} cannot be read: save it as {', '.join(FORMATS)}")
        mapping = next((file for file in files if file.ref == mapping_of(sheet.ref)), None)
        text = (mapping.ref, decode(read_bytes(mapping))) if mapping else None
        found.sheets[sheet.ref] = read_sheet(sheet.ref, read_bytes(sheet), text, accounts)
    except UnreadableError as error:
        found.kept_out[sheet.ref] = Faulty(sheet.ref, error.line, error.problem)
    except ContentError as error:
        found.kept_out[sheet.ref] = Faulty(error.path, error.line, error.problem)
