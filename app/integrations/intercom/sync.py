"""Brings the mirror up to date with Intercom: what matters once a night, what has changed in between.

First all is read, then it is written, the cursor last: whatever fails midway leaves the mirror as it was, and the next
sync begins where this one began.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from app.core.snapshots import Mirror, Progress
from app.integrations.errors import KeyRefusedError
from app.integrations.filling import Found, fill
from app.integrations.intercom import queries
from app.integrations.intercom.client import Intercom, Json
from app.integrations.intercom.people import People
from app.integrations.intercom.rows import SYSTEM, Workspace, has_ticket, read_conversation, read_ticket
from app.integrations.picking import text

OVERLAP = timedelta(minutes=15)  # the search index lags, and our clock may be ahead of Intercom's
LONGEST_GAP = timedelta(days=7)  # after a longer pause everything is read
CURSOR, UNREADABLE = "intercom.cursor", "intercom.unreadable"  # the mirror's notes
_log = logging.getLogger(__name__)


class IntercomSource:
    """Implements core.snapshots.Source."""

    system = SYSTEM

    def __init__(self, intercom: Intercom) -> None:
        self._intercom = intercom
        self.people = People(intercom)
        self._workspace: Workspace | None = None

    async def sync(self, mirror: Mirror, *, full: bool, now: datetime, progress: Progress) -> None:
        """An incremental sync of a mirror that never had a full one, or not for long, becomes full."""
        note = await asyncio.to_thread(mirror.note, CURSOR)
        since = datetime.fromisoformat(note) if note else None
        full = full or since is None or now - since > LONGEST_GAP
        if full:
            await self.people.refresh()
        reading = _Reading(self.people, await self.workspace())
        days = self._intercom.settings.closed_days
        for kind in ("conversations", "tickets"):
            wanted = queries.everything(kind, now, days)
            if not full and since is not None:
                wanted = queries.changed(kind, since - OVERLAP)
            await reading.take(kind, self._intercom.search(kind, wanted), progress)
        await asyncio.to_thread(_write, mirror, reading, now, full)

    async def touched(self, account_ids: Sequence[str]) -> Mapping[str, Mapping[str, str | None]]:
        """Accounts live in the CRM."""
        return {}

    async def workspace(self) -> Workspace:
        """Raises KeyRefusedError where the token is of no workspace."""
        if self._workspace is None:
            app, settings = text(await self._intercom.me(), "app", "id_code"), self._intercom.settings
            if app is None:
                raise KeyRefusedError("Intercom does not say of which workspace the token is", "Make a new one")
            self._workspace = Workspace(f"{settings.links_url}/a/apps/{app}/conversations", settings)
        return self._workspace


class _Reading:
    """One sync's reading. Nothing is written."""

    def __init__(self, people: People, workspace: Workspace) -> None:
        self._people, self._workspace = people, workspace
        self.found: dict[str, Found] = {}
        self.gone: set[str] = set()  # conversations for which a ticket stands
        self.unreadable = 0

    async def take(self, kind: str, pages: AsyncIterator[list[Json]], progress: Progress) -> None:
        read = read_conversation if kind == "conversations" else read_ticket
        count = 0
        async for page in pages:
            await self._people.know(page)
            for item in page:
                self._add(read(item, self._people, self._workspace), is_replaced=has_ticket(item))
            count += len(page)
            progress(f"intercom {kind}", count, None)

    def _add(self, found: Found | None, *, is_replaced: bool) -> None:
        if found is None:
            self.unreadable += 1
        elif is_replaced and ":ticket-" not in found.ticket["id"]:
            self.gone.add(found.ticket["id"])
        else:
            self.found[found.ticket["id"]] = found


def _write(mirror: Mirror, reading: _Reading, now: datetime, full: bool) -> None:
    if reading.unreadable:
        _log.warning("%d of Intercom's items could not be read, for they have no id or no date", reading.unreadable)
    fill(mirror, SYSTEM, list(reading.found.values()), full=full, gone=reading.gone)
    mirror.note(UNREADABLE, str(reading.unreadable))
    mirror.note(CURSOR, now.astimezone(UTC).isoformat())
