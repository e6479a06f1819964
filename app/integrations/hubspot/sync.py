"""Brings the mirror up to date with HubSpot: everything once a night, what has changed in between.

First all is read, then it is written, cursors last: whatever fails midway leaves the mirror as it was, and the next
sync begins where this one began.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import orjson

from app.core.snapshots import Mirror, Progress
from app.integrations.hubspot.client import HubSpot
from app.integrations.hubspot.collecting import Collecting
from app.integrations.hubspot.directory import Owner, departed, read_owners
from app.integrations.hubspot.kinds import COMPANIES, KINDS, Fields, Kind
from app.integrations.hubspot.portal import Portal, read_portal
from app.integrations.hubspot.rows import Rows, moment, owner_of

_log = logging.getLogger(__name__)
SYSTEM = "hubspot"
OVERLAP = timedelta(minutes=15)  # the search index is seconds behind, minutes on a bad day
SKEW = timedelta(hours=1)  # how far our clock may be ahead of HubSpot's
# The mirror's notes: who was active at the last sync, and which company every merged one is now.
ACTIVE, MERGED = "hubspot.active_owners", "hubspot.merged_companies"


class HubSpotSource:
    """Implements core.snapshots.Source."""

    system = SYSTEM

    def __init__(self, hubspot: HubSpot, fields: Fields) -> None:
        self._hubspot, self._fields = hubspot, fields
        self._portal: Portal | None = None
        self._departed: frozenset[str] | None = None

    async def sync(self, mirror: Mirror, *, full: bool, now: datetime, progress: Progress) -> None:
        """An incremental sync of a mirror that never had a full one becomes full."""
        known = await asyncio.to_thread(_Known.read, mirror)
        full = full or len(known.cursors) < len(KINDS)
        portal = await self._read_portal(anew=full)
        owners = await read_owners(self._hubspot)
        progress("owners", len(owners), len(owners))
        self._departed = departed(owners)
        rows = Rows(portal, self._fields, self._departed)
        found = Collecting(self._hubspot, portal, rows, now, progress)
        if full:
            await found.everything()
        else:
            await found.changes(known.cursors)
            await found.accounts_of(sorted(known.active ^ _active(owners)))
            await found.related_to_merged(known.merged)
        await found.find_accounts()
        await asyncio.to_thread(_write, mirror, found, owners, known, now, full=full)

    async def touched(self, account_ids: Sequence[str]) -> Mapping[str, Mapping[str, str | None]]:
        if self._departed is None:
            self._departed = departed(await read_owners(self._hubspot))
        names = ("notes_last_contacted", "hubspot_owner_id")
        wanted = sorted(set(account_ids))
        return {
            str(record["id"]): {
                "last_contacted_at": moment(record["properties"].get("notes_last_contacted")),
                "owner_id": owner_of(record["properties"], self._departed),
            }
            for record in await self._hubspot.read(COMPANIES.name, wanted, names)
            if str(record["id"]) in wanted  # one merged away answers with its winner's id
        }

    async def _read_portal(self, *, anew: bool) -> Portal:
        """Properties that we would ask for and that the portal lacks are left out, and told once."""
        if self._portal is not None and not anew:
            return self._portal
        told = self._portal.missing if self._portal else ()
        self._portal = await read_portal(self._hubspot, self._fields)
        if new := [name for name in self._portal.missing if name not in told]:
            portal_id = self._hubspot.settings.portal_id
            _log.warning("HubSpot portal %s lacks %s: what they hold stays empty", portal_id, ", ".join(new))
        return self._portal


class _Known:
    """What earlier syncs noted in the mirror."""

    def __init__(self, cursors: dict[str, datetime], active: frozenset[str], merged: dict[str, str]) -> None:
        self.cursors, self.active, self.merged = cursors, active, merged

    @classmethod
    def read(cls, mirror: Mirror) -> _Known:
        texts = {kind.name: mirror.note(_cursor(kind)) for kind in KINDS}
        cursors = {kind: datetime.fromisoformat(text) for kind, text in texts.items() if text}
        active, merged = mirror.note(ACTIVE), mirror.note(MERGED)
        return cls(
            cursors, frozenset(orjson.loads(active)) if active else frozenset(), orjson.loads(merged) if merged else {}
        )


def next_cursor(begun: datetime, newest: datetime | None, before: datetime | None) -> datetime:
    """Where the next sync begins to look: never after what this one may have missed, and never backwards.

    `newest` guards against a clock of ours that is ahead, but not without end: else a quiet portal whose records were
    all modified at once, by an import, would be read whole by every sync until somebody modifies one.
    """
    seen = max(newest or begun - SKEW, begun - SKEW)
    cursor = min(begun, seen) - OVERLAP
    return max(cursor, before) if before else cursor


def _write(
    mirror: Mirror, found: Collecting, owners: Sequence[Owner], known: _Known, now: datetime, *, full: bool
) -> None:
    for table, rows in found.rows.items():
        if full:
            mirror.replace(table, rows.values(), system=SYSTEM)
        else:
            mirror.upsert(table, rows.values(), system=SYSTEM)
            mirror.delete(table, sorted(found.gone[table] - rows.keys()), system=SYSTEM)
    mirror.replace("owners", (owner.row() for owner in owners), system=SYSTEM)
    mirror.note(ACTIVE, orjson.dumps(sorted(_active(owners))).decode())
    mirror.note(MERGED, orjson.dumps(found.winners).decode())
    for kind in KINDS:
        before = None if full else known.cursors[kind.name]
        cursor = next_cursor(now.astimezone(UTC), found.newest.get(kind.name), before)
        mirror.note(_cursor(kind), cursor.isoformat())


def _active(owners: Sequence[Owner]) -> frozenset[str]:
    return frozenset(owner.id for owner in owners if owner.is_active)


def _cursor(kind: Kind) -> str:
    return f"hubspot.cursor.{kind.name}"
