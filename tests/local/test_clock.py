"""The workspace clock walks; it never jumps over a moment somebody waits for."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from app.local.clock import WorldClock


async def live_by(clock: WorldClock, moments: list[float], seen: list[int]) -> None:
    """A participant due at each of `moments` (seconds from the start), busy for two rounds at each."""
    start = clock.now()
    for number, seconds in enumerate(moments):
        due = start + timedelta(seconds=seconds)
        while clock.now() < due:
            await clock.wait("program", idle=True, until=due, hold=5)
        for _ in range(2):
            await clock.wait("program", idle=False, until=None, hold=0.01)
        seen.append(number)
        assert clock.now() - due < timedelta(seconds=5), "the clock went on while its participant was busy"
    await clock.wait("program", idle=True, until=None, hold=5)


async def test_a_move_stops_at_every_due_moment_until_its_work_is_done() -> None:
    clock, seen = WorldClock(), []
    program = asyncio.create_task(live_by(clock, [3600, 7200, 80000], seen))
    await asyncio.sleep(0)
    await asyncio.wait_for(clock.move_to(clock.now() + timedelta(days=1)), timeout=20)
    assert seen == [0, 1, 2]
    await clock.leave("program")
    program.cancel()


async def test_nobody_waiting_means_the_clock_arrives_at_once() -> None:
    clock = WorldClock()
    target = clock.now() + timedelta(days=1)
    await asyncio.wait_for(clock.move_to(target), timeout=1)
    assert clock.now() >= target
