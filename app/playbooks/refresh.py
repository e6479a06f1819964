"""Reads the outside systems into the mirror and seals a snapshot of it: what the next lists are computed from.

A system that is down keeps its last rows and their age; the others go on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from app.core.errors import ThreadworkError
from app.core.ports import Clock
from app.core.snapshots import Progress, Snapshot, Source
from app.playbooks.mirror import SqliteMirror
from app.playbooks.snapshot import prune, seal

log = logging.getLogger(__name__)


class Register(Protocol):
    """Where sealed snapshots are found again."""

    async def register(self, snapshot: Snapshot, day: date) -> None: ...

    async def named(self) -> frozenset[str]:
        """The hashes of those that a run was made from: a replay needs them."""


@dataclass(frozen=True)
class Refreshed:
    snapshot: Snapshot | None  # None: no system could be read, so nothing new was sealed
    failures: Mapping[str, str]  # system → what happened and what to do


def silent(what: str, done: int, of: int | None) -> None:
    """Progress for nobody."""


class Refresh:
    def __init__(
        self, sources: Sequence[Source], mirror: SqliteMirror, directory: Path, register: Register, clock: Clock
    ) -> None:
        self._sources, self._mirror, self._directory = sources, mirror, directory
        self._register, self._clock = register, clock
        self._one_at_a_time = asyncio.Lock()

    async def run(self, *, full: bool, progress: Progress = silent) -> Refreshed:
        """A system that was never read is read in full."""
        async with self._one_at_a_time:
            now = self._clock.now()
            failures = {source.system: await self._read(source, full, now, progress) for source in self._sources}
            told = {system: failure for system, failure in failures.items() if failure}
            if len(told) == len(self._sources):
                return Refreshed(None, told)
            return Refreshed(await self._seal(now), told)

    async def _read(self, source: Source, full: bool, now: datetime, progress: Progress) -> str | None:
        """None, or what went wrong."""
        is_new = await asyncio.to_thread(self._mirror.note, _note(source.system)) is None
        try:
            await source.sync(self._mirror, full=full or is_new, now=now, progress=progress)
        except ThreadworkError as error:
            log.warning("%s could not be read, its last rows stay: %s", source.system, error)
            return str(error)
        await asyncio.to_thread(self._mirror.note, _note(source.system), now.isoformat())
        return None

    async def _seal(self, now: datetime) -> Snapshot:
        snapshot = await asyncio.to_thread(self._seal_now, now)
        await self._register.register(snapshot, snapshot.taken_at.date())
        await asyncio.to_thread(prune, self._directory, await self._register.named())
        return snapshot

    def _seal_now(self, now: datetime) -> Snapshot:
        as_of = {source.system: self._mirror.note(_note(source.system)) for source in self._sources}
        sources = {system: datetime.fromisoformat(moment) for system, moment in as_of.items() if moment}
        return seal(self._mirror, self._directory, now, sources)


def _note(system: str) -> str:
    return f"{system}:as_of"
