"""Brings the mirror up to date with Jira: every issue that matters once a night, what has changed in between.

First all is read, then it is written, the cursor last: whatever fails midway leaves the mirror as it was, and the next
sync begins where this one began.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from app.core.snapshots import Mirror, Progress
from app.integrations.errors import RecordGoneError
from app.integrations.filling import Found, fill
from app.integrations.jira import jql
from app.integrations.jira.client import Jira, Json
from app.integrations.jira.issues import FIELDS, SYSTEM, read_issue
from app.integrations.picking import pick, records, text

OVERLAP = timedelta(minutes=15)  # the search index lags, and queries know whole minutes only
LONGEST_GAP = timedelta(days=7)  # after a longer pause everything is read
CURSOR, UNREADABLE = "jira.cursor", "jira.unreadable"  # the mirror's notes
_log = logging.getLogger(__name__)


class JiraSource:
    """Implements core.snapshots.Source."""

    system = SYSTEM

    def __init__(self, jira: Jira) -> None:
        self._jira, self._settings = jira, jira.settings

    async def sync(self, mirror: Mirror, *, full: bool, now: datetime, progress: Progress) -> None:
        """An incremental sync of a mirror that never had a full one, or not for long, becomes full."""
        since = _parse(await asyncio.to_thread(mirror.note, CURSOR))
        if full or since is None or now - since > LONGEST_GAP:
            found, unreadable = await self._read(jql.everything(self._settings), progress)
            full = True
        else:
            minutes = max(1, math.ceil((now - since + OVERLAP) / timedelta(minutes=1)))
            found, unreadable = await self._read(jql.changed(self._settings, minutes), progress)
        await asyncio.to_thread(_write, mirror, found, unreadable, now, full)

    async def touched(self, account_ids: Sequence[str]) -> Mapping[str, Mapping[str, str | None]]:
        """Accounts live in the CRM."""
        return {}

    async def _read(self, query: str, progress: Progress) -> tuple[list[Found], int]:
        found: dict[str, Found] = {}
        unreadable = 0
        async for page in self._jira.search(query, (*FIELDS, *self._settings.field_ids)):
            for issue in page:
                read = read_issue(await self.completed(issue), self._settings)
                if read is None:
                    unreadable += 1
                else:
                    found[read.ticket["id"]] = read
            progress("jira issues", len(found), None)
        if unreadable:
            _log.warning("%d of Jira's issues could not be read, for they have no key or no date", unreadable)
        return list(found.values()), unreadable

    async def completed(self, issue: Json) -> Json:
        """With all its comments: a search gives only some of many."""
        given, total = records(issue, "fields", "comment", "comments"), pick(issue, "fields", "comment", "total")
        key = text(issue, "key")
        if key is None or not isinstance(total, int) or total <= len(given):
            return issue
        try:
            comments = await self._jira.comments(key)
        except RecordGoneError:  # deleted since it was found; the night's reading will miss it
            return issue
        return {**issue, "fields": {**issue["fields"], "comment": {"comments": comments}}}


def _write(mirror: Mirror, found: Sequence[Found], unreadable: int, now: datetime, full: bool) -> None:
    fill(mirror, SYSTEM, found, full=full)
    mirror.note(UNREADABLE, str(unreadable))
    mirror.note(CURSOR, now.astimezone(UTC).isoformat())


def _parse(note: str | None) -> datetime | None:
    return datetime.fromisoformat(note) if note else None
