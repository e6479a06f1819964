"""`crm`: after each reading of the data, the snapshot is compared with the one this trigger saw last."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from app.core.kinds import CrmTrigger
from app.core.occasions import Occasion
from app.core.snapshots import Snapshot
from app.playbooks.differences import Difference, differences
from app.triggers.kinds import Needs, Running

log = logging.getLogger(__name__)

MOST = 25  # sessions of one comparison; of more, as after an import, one session hears
NAMED = 10  # records that it hears the names of


def run(triggers: Sequence[CrmTrigger], needs: Needs) -> Running:
    return Running(chores=(Comparing(triggers, needs),))


class Comparing:
    """A chore of the ticker. Its cursor moves after what it found was fired: a crash between finds the same again."""

    def __init__(self, triggers: Sequence[CrmTrigger], needs: Needs) -> None:
        self._triggers, self._needs = triggers, needs

    async def earliest(self) -> datetime | None:
        latest = await self._needs.latest()
        if latest is None:
            return None
        seen = [await self._needs.cursors.of(_cursor(each)) for each in self._triggers]
        return latest.taken_at if any(each != latest.hash for each in seen) else None

    async def work(self, now: datetime) -> None:
        latest = await self._needs.latest()
        for trigger in self._triggers if latest else ():
            assert latest
            seen = await self._needs.cursors.of(_cursor(trigger))
            if seen == latest.hash:
                continue
            if seen and trigger.is_on:
                await self._compare(trigger, await self._needs.find(seen), latest)
            await self._needs.cursors.move(_cursor(trigger), latest.hash)

    async def _compare(self, trigger: CrmTrigger, before: Snapshot | None, latest: Snapshot) -> None:
        if before is None or not await asyncio.to_thread(Path(before.path).exists):
            log.warning("the trigger %s begins anew: the snapshot it saw last is not kept any more", trigger.name)
            return
        try:
            found = await asyncio.to_thread(differences, before, latest, trigger)
        except sqlite3.Error as error:
            log.warning("the trigger %s begins anew: the snapshots are not alike: %s", trigger.name, error)
            return
        for occasion in occasions(trigger, found, latest):
            await self._needs.occurring.happen(trigger, occasion)


def occasions(trigger: CrmTrigger, found: Sequence[Difference], latest: Snapshot) -> Iterator[Occasion]:
    if len(found) > MOST:
        yield _together(trigger, found, latest)
        return
    for each in found:
        values = {**each.row, "old": each.old, "new": each.new}
        source = (f"{trigger.record} {each.id} of the CRM",)
        yield Occasion(f"{latest.hash[:12]}:{each.id}", latest.taken_at, values, source)


def _together(trigger: CrmTrigger, found: Sequence[Difference], latest: Snapshot) -> Occasion:
    """Each place of the message names the first few records, and how many there are."""
    names = ", ".join(str(each.row.get("name") or each.row.get("subject") or each.id) for each in found[:NAMED])
    told = f"{len(found)} records at once: {names} …"
    values = dict.fromkeys((*found[0].row, "old", "new"), told)
    return Occasion(f"{latest.hash[:12]}:all", latest.taken_at, values, (f"{len(found)} {trigger.record}s of the CRM",))


def _cursor(trigger: CrmTrigger) -> str:
    return f"crm:{trigger.name}"
