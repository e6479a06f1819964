"""What a sync reads: everything, or what has changed since. Records as HubSpot has them; nothing is written here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from app.core.snapshots import Progress
from app.integrations.hubspot.client import SEARCH_PAGE, HubSpot, Json, slices
from app.integrations.hubspot.kinds import Kind

MOST_VALUES = 100  # of an IN filter


async def everything(
    hubspot: HubSpot, kind: Kind, properties: Sequence[str], progress: Progress
) -> AsyncIterator[Json]:
    """From the primary store, so it is complete: what it does not list is archived, merged away or never was."""
    done = 0
    async for page in hubspot.pages(kind.name, properties):
        done += len(page)
        progress(kind.name, done, None)
        for record in page:
            yield record


async def changed_since(
    hubspot: HubSpot, kind: Kind, properties: Sequence[str], since: datetime, progress: Progress
) -> AsyncIterator[Json]:
    """What was modified at or after `since`. Archived records never are: only `everything` tells of those."""
    changed = {"propertyName": kind.modified, "operator": "GTE", "value": str(int(since.timestamp() * 1000))}
    async for record in _found(hubspot, kind, properties, changed, progress):
        yield record


async def with_value(
    hubspot: HubSpot, kind: Kind, properties: Sequence[str], name: str, values: Sequence[str], progress: Progress
) -> AsyncIterator[Json]:
    """Records whose property `name` is one of these."""
    for some in slices(values, MOST_VALUES):
        wanted = {"propertyName": name, "operator": "IN", "values": list(some)}
        async for record in _found(hubspot, kind, properties, wanted, progress):
            yield record


async def _found(
    hubspot: HubSpot, kind: Kind, properties: Sequence[str], wanted: Mapping[str, Any], progress: Progress
) -> AsyncIterator[Json]:
    """Pages by id and never by cursor, so that a query stays below HubSpot's cap of 10,000 however much it finds."""
    last, done, of = "0", 0, None
    while True:
        beyond = {"propertyName": "hs_object_id", "operator": "GT", "value": last}
        request = {
            "filterGroups": [{"filters": [dict(wanted), beyond]}],
            "sorts": [{"propertyName": "hs_object_id", "direction": "ASCENDING"}],
            "properties": list(properties),
            "limit": SEARCH_PAGE,
        }
        page = await hubspot.search(kind.name, request)
        records = page["results"]
        of = page["total"] if of is None else of
        done += len(records)
        progress(f"changed {kind.name}", done, max(of, done))
        for record in records:
            yield record
        if len(records) < SEARCH_PAGE:
            return
        last = str(records[-1]["id"])
