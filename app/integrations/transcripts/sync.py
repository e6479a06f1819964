"""Brings the mirror up to date with the folder: what is new or changed is read, what is gone is taken out.

A file that cannot be read is kept out and named; the others are used. The note of the files is written last: whatever
fails midway is done again by the next sync.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

from app.core.snapshots import Mirror, Progress
from app.integrations.transcripts.around import read_around
from app.integrations.transcripts.reading import Reading
from app.integrations.transcripts.rows import SYSTEM
from app.integrations.transcripts.settings import Settings


class TranscriptSource:
    """Implements core.snapshots.Source."""

    system = SYSTEM

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def sync(self, mirror: Mirror, *, full: bool, now: datetime, progress: Progress) -> None:
        around = await asyncio.to_thread(read_around, mirror, self._settings)
        reading = await asyncio.to_thread(Reading, mirror, self._settings, around, full, now)
        for done, file in enumerate(reading.unread, start=1):
            await asyncio.to_thread(reading.read, file)
            progress("transcripts", done, len(reading.unread))
        await asyncio.to_thread(reading.finish)

    async def touched(self, account_ids: Sequence[str]) -> Mapping[str, Mapping[str, str | None]]:
        """Accounts live in the CRM."""
        return {}
