"""What a process costs, read from /proc: memory and CPU of it and of those it started."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from types import TracebackType

PROC = Path("/proc")
TICK = os.sysconf("SC_CLK_TCK")  # a second of CPU, as /proc counts
PAGE = os.sysconf("SC_PAGE_SIZE")
MB = 1_000_000
LOOK = 0.01  # seconds between two looks at memory; a peak shorter than that may be missed


def cpu_seconds(pid: int) -> float:
    """User and system time so far, of the process alone."""
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / TICK


def memory(pid: int) -> float:
    """Resident megabytes of the process and of those it started; pages that they share count in each."""
    return sum(_resident(each) for each in _tree(pid)) / MB


class Peak:
    """The most memory that a process took since it was last asked."""

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._is_over = pid, 0.0, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Peak:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._is_over.set()
        self._thread.join()

    def take(self) -> float:
        most, self._most = max(self._most, memory(self._pid)), 0.0
        return most

    def _look(self) -> None:
        while not self._is_over.is_set():
            self._most = max(self._most, memory(self._pid))
            time.sleep(LOOK)


def _tree(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        try:
            tasks = list((PROC / str(parent) / "task").iterdir())
            children = [(task / "children").read_text() for task in tasks]
        except OSError:
            continue  # it ended while we looked
        found += [int(child) for line in children for child in line.split()]
    return found


def _resident(pid: int) -> int:
    try:
        return int((PROC / str(pid) / "statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def _stat(pid: int) -> list[str]:
    """The fields behind the name, which may hold blanks itself."""
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
