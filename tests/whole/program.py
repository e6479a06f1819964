"""`python -m app serve` as a process: killed as by a power cut, and started again on the same home."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import time
from asyncio.subprocess import Process
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.demo.world import World

START = 60.0  # seconds; a start takes about two on a quiet machine
STOP = 20.0
LOOK = 0.02
BEAT = 3.0  # the workspace's clock forgets who is silent for 15 seconds


class Program:
    """One program of several lives. It never touches the world but by the wire."""

    def __init__(self, world: World, environment: Mapping[str, str], log: Path, words: Sequence[str] = ()) -> None:
        self.world, self.environment, self.words = world, dict(environment), tuple(words)
        self.log = log  # of all lives
        self.process: Process | None = None
        self.lives = 0
        self._stand_still: ClockStands | None = None

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.returncode is None

    @property
    def was_killed(self) -> bool:
        return self.process is not None and self.process.returncode == -signal.SIGKILL

    async def start(self, kill_at: str = "") -> bool:
        """Until it lives by the workspace's clock; False where it died before, as `kill_at` may have it.

        A move of the clock under way waits for that, however slow this machine is.
        """
        self._stand_still = self._stand_still or await ClockStands.begin(self.world)
        await self.begin(kill_at)
        if not await self.until_alive():
            return False  # the clock stands until the next life
        await self.let_time_go_on()
        return True

    async def begin(self, kill_at: str = "") -> None:
        """Starts it and does not wait. `kill_at`: a label and how often it is passed, see app/passing.py."""
        assert not self.is_alive, "it runs already"
        await self.world.post("/clock", {"participant": "threadwork", "leave": True})  # its life before this
        environment = self.environment | ({"THREADWORK_KILL_AT": kill_at} if kill_at else {})
        self.lives += 1
        with self.log.open("ab") as log:
            log.write(f"=== life {self.lives} {kill_at}\n".encode())
            log.flush()
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "app", "serve", *self.words, env=environment, stdout=log, stderr=log
            )

    async def until_alive(self) -> bool:
        end = time.monotonic() + START
        while self.is_alive:
            if "threadwork" in (await self.world.get("/clock"))["participants"]:
                return True
            assert time.monotonic() < end, f"not ready within {START:.0f} s:\n{self.tail()}"
            await asyncio.sleep(LOOK)
        return False

    async def let_time_go_on(self) -> None:
        if self._stand_still:
            await self._stand_still.end()
        self._stand_still = None

    async def kill(self) -> None:
        """As by `kill -9`; fine where it is dead already."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()

    async def dies(self, patience: float) -> bool:
        """Whether it dies by itself within that time."""
        assert self.process is not None
        try:
            await asyncio.wait_for(self.process.wait(), patience)
        except TimeoutError:
            return False
        return True

    async def stop(self) -> int:
        """Asks it to end, as a terminal or a container would; its exit code."""
        assert self.process is not None
        if self.is_alive:
            self.process.terminate()
        return await asyncio.wait_for(self.process.wait(), STOP)

    def tail(self, lines: int = 40) -> str:
        return "\n".join(self.log.read_text(encoding="utf-8").splitlines()[-lines:])


class ClockStands:
    """Somebody whom the workspace's clock waits for."""

    NAME = "whoever restarts the program"

    def __init__(self, world: World) -> None:
        self._world = world
        self._beating: asyncio.Task[None] | None = None

    @classmethod
    async def begin(cls, world: World) -> ClockStands:
        stands = cls(world)
        await stands._beat()
        stands._beating = asyncio.create_task(stands._beat_for_ever())
        return stands

    async def end(self) -> None:
        if self._beating:
            self._beating.cancel()
            await asyncio.gather(self._beating, return_exceptions=True)
        await self._world.post("/clock", {"participant": self.NAME, "leave": True})

    async def _beat(self) -> None:
        await self._world.post("/clock", {"participant": self.NAME, "idle": False, "hold": 0})

    async def _beat_for_ever(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            await self._beat()
