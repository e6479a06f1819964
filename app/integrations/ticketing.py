"""What all ticketing systems have in common: everything once a night, changes in between, accounts found, counts noted.

First all is read, then it is written, the cursor last: whatever fails midway leaves the mirror as it was, and the next
sync begins where this one began.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from app.core.snapshots import Mirror, Progress
from app.integrations.filling import Found, fill

OVERLAP = timedelta(minutes=15)  # search indexes lag, and our clock may be ahead of the vendor's
LONGEST_GAP = timedelta(days=7)  # after a longer pause everything is read
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Gone:
    """A ticket that is no longer one."""

    id: str


Page = Sequence[Found | Gone | None]  # None: a record that could not be read
Read = Callable[[datetime | None, datetime], AsyncIterator[Page]]


class TicketSource:
    """Implements core.snapshots.Source."""

    def __init__(self, system: str, read: Read) -> None:
        """`read(since, now)` gives what changed since then, the overlap included; everything where it is None."""
        self.system, self._read = system, read

    async def sync(self, mirror: Mirror, *, full: bool, now: datetime, progress: Progress) -> None:
        """An incremental sync of a mirror that never had a full one, or not for long, becomes full."""
        note = await asyncio.to_thread(mirror.note, self._cursor)
        cursor = datetime.fromisoformat(note) if note else None
        since = None if full or cursor is None or now - cursor > LONGEST_GAP else cursor - OVERLAP
        reading = _Reading()
        async for page in self._read(since, now):
            reading.take(page)
            progress(f"{self.system} tickets", reading.count, None)
        await asyncio.to_thread(self._write, mirror, reading, now, since is None)

    async def touched(self, account_ids: Sequence[str]) -> Mapping[str, Mapping[str, str | None]]:
        """Accounts live in the CRM."""
        return {}

    def _write(self, mirror: Mirror, reading: _Reading, now: datetime, full: bool) -> None:
        if reading.unreadable:
            _log.warning("%d records of %s have no id or no date: passed over", reading.unreadable, self.system)
        fill(mirror, self.system, list(reading.found.values()), full=full, gone=reading.gone)
        mirror.note(f"{self.system}.unreadable", str(reading.unreadable))
        mirror.note(self._cursor, now.astimezone(UTC).isoformat())

    @property
    def _cursor(self) -> str:
        return f"{self.system}.cursor"


@dataclass
class _Reading:
    found: dict[str, Found] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    count: int = 0
    unreadable: int = 0

    def take(self, page: Page) -> None:
        self.count += len(page)
        for each in page:
            if each is None:
                self.unreadable += 1
            elif isinstance(each, Gone):
                self.gone.add(each.id)
            else:
                self.found[each.ticket["id"]] = each
