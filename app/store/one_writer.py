"""SQLite has one writer at a time: one thread, which commits together what came while it was writing.

A commit waits for the disk; in a burst one wait then serves many. Each piece of work has a savepoint of its own, so
one that raises takes nothing with it but itself.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

TOGETHER = 32  # pieces of work in one transaction; the first of them waits for the last


@dataclass
class _Job:
    work: Callable[[sa.Connection], Any]
    future: Future[Any] = field(default_factory=Future)
    result: Any = None
    problem: Exception | None = None


class OneWriter:
    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write_until_closed, name="store-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[sa.Connection], Any]) -> Future[Any]:
        job = _Job(work)
        self._jobs.put(job)
        return job.future

    def close(self) -> None:
        """After what was submitted before."""
        self._jobs.put(None)
        self._thread.join()

    def _write_until_closed(self) -> None:
        while (job := self._jobs.get()) is not None:
            batch = [job]
            is_last = False
            while len(batch) < TOGETHER and not self._jobs.empty() and not is_last:
                following = self._jobs.get()
                is_last = following is None
                batch += [following] if following else []
            self._commit([each for each in batch if each.future.set_running_or_notify_cancel()])
            if is_last:
                return

    def _commit(self, batch: list[_Job]) -> None:
        try:
            with self._engine.begin() as transaction:
                for job in batch:
                    _run(job, transaction, alone=len(batch) == 1)
        except Exception as problem:  # noqa: BLE001  # whoever submitted it gets it
            for job in batch:
                job.problem = job.problem or problem
        for job in batch:
            if job.problem:
                job.future.set_exception(job.problem)
            else:
                job.future.set_result(job.result)


def _run(job: _Job, transaction: sa.Connection, *, alone: bool) -> None:
    if alone:
        job.result = job.work(transaction)
        return
    transaction.exec_driver_sql("SAVEPOINT job")  # SQLAlchemy's own savepoints cost five times as much
    try:
        job.result = job.work(transaction)
    except Exception as problem:  # noqa: BLE001  # whoever submitted it gets it
        job.problem = problem
        transaction.exec_driver_sql("ROLLBACK TO job")
    transaction.exec_driver_sql("RELEASE job")
