"""What a change of a playbook is tried on: the snapshots of the last month and what people said about rows."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from app.compose.workbench import Workbench
from app.core.playbooks import Playbook
from app.core.snapshots import Snapshot
from app.playbooks.backtest import DAYS
from app.playbooks.fact_cache import FactCache
from app.playbooks.gate import History, Judged, Name, judge


class Trying:
    """The gate with this workspace's past."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._cache = FactCache(bench.settings.home / "facts")

    async def judge(self, texts: Mapping[str, str], live: Playbook, *, until: Name = "back-test") -> Judged:
        history = await self.history() if until in ("dry run", "back-test") else History(())
        return await asyncio.to_thread(judge, texts, live, history, self._bench.monty, until=until)

    async def history(self) -> History:
        """The last snapshot of each day there is, today's included."""
        bench, began = self._bench, self._bench.clock.now() - timedelta(days=DAYS)
        found = [await bench.snapshots.of_day(day) for day in await bench.snapshots.days() if day >= began.date()]
        kept = [each for each in found if each is not None and _is_there(each)]
        return History(kept[-DAYS:], await bench.marks.since(began), self._cache.select)


def _is_there(snapshot: Snapshot) -> bool:
    return Path(snapshot.path).exists()
