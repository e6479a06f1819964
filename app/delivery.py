"""Who runs `advance`, one at a time per session, and again after a crash: DBOS behind the port `Delivery`.

DBOS knows which session to look at, never what is in it; the log tells that. So a call may be repeated at any time.
One process serves a database (`app.store.alone`); of what it was running when it died, the next one runs all again.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, DBOSConfig, Serializer
from sqlalchemy.engine import URL

from app.passing import passing

log = logging.getLogger(__name__)

APPLICATION = "threadwork"
QUEUE = "sessions"
WORKFLOW = "advance"
VERSION = "1"  # constant: a call that waits through an update is run by the new program
POLL = 0.08  # seconds; a queue is polled, so half of it is what a delivery waits on average
CRASHES = 20  # calls of one session that may die with the program before it is given up
RETRY_AFTER = (0.5, 2.0, 10.0)  # seconds, where `advance` raises: the database is away for a moment
SWEEP = 5.0  # seconds between two looks for calls that failed for good
KEPT = timedelta(hours=1)  # how long finished calls can still be looked at; nothing depends on them
SWEPT_AT_ONCE = 500

Advance = Callable[[str], Awaitable[object]]
GiveUp = Callable[[str, int, str], Awaitable[object]]


class DbosDelivery:
    """DBOS exists once in a process, so at most one of these is started at a time."""

    def __init__(
        self, url: URL, *, concurrency: int = 100, retry_after: Sequence[float] = RETRY_AFTER, crashes: int = CRASHES
    ) -> None:
        self._url, self._engine = url, _engine(url)
        self._concurrency, self._retry_after, self._crashes = concurrency, retry_after, crashes
        self._client = DBOSClient(
            system_database_engine=self._engine, serializer=Json(), application_name=APPLICATION, lazy=True
        )
        self._running: set[asyncio.Task[Any]] = set()
        self._parked: set[asyncio.Task[Any]] = set()
        self._is_closing = False
        logging.getLogger("dbos").addHandler(logging.NullHandler())  # else it writes to the terminal by itself
        self._sweeper: asyncio.Task[None] | None = None

    def enqueue(self, transaction: sa.Connection, session: str, seq: int, wake: datetime | None = None) -> None:
        name = f"{WORKFLOW}:{session}:{seq}" + (f":{wake.astimezone(UTC):%Y%m%dT%H%M%S.%f}" if wake else "")
        if transaction.dialect.name == "sqlite":
            _teach_time(transaction.connection.driver_connection)
        self._client.enqueue_in_transaction(
            transaction,
            {  # no priority: each call works off all that is in the log, so their order within a session is no matter
                "workflow_name": WORKFLOW,
                "queue_name": QUEUE,
                "workflow_id": name,
                "queue_partition_key": session,
                "app_version": VERSION,
            },
            session,
        )

    def prepare(self) -> None:
        """DBOS's tables and our queue. Before `start`, since a queue it does not find then waits for a second."""
        DBOS.migrate(self._url.render_as_string(hide_password=False))
        self._client.register_queue(
            QUEUE, partition_concurrency=1, worker_concurrency=self._concurrency, polling_interval_sec=POLL
        )

    async def start(self, advance: Advance, give_up: GiveUp) -> None:
        """From now on sessions are advanced, on this loop; `give_up(session, seq, reason)` where that is hopeless."""
        self._advance, self._give_up = advance, give_up
        await asyncio.to_thread(self.prepare)
        DBOS(config=self._config())

        async def call(session: str) -> None:
            await self._call(session)

        DBOS.workflow(name=WORKFLOW, max_recovery_attempts=self._crashes)(call)
        DBOS.launch()
        self._sweeper = asyncio.create_task(self._sweep_for_ever())

    async def stop(self, drain: float = 5.0) -> None:
        """Takes nothing new, gives what runs `drain` seconds, and leaves the rest to the next start."""
        self._is_closing = True
        if self._sweeper:
            self._sweeper.cancel()
        if self._running:
            await asyncio.wait(self._running, timeout=drain)
        await self._cancel_all()
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1) as thread:  # DBOS waits for its own threads, and these for this loop
            await loop.run_in_executor(thread, lambda: DBOS.destroy(destroy_registry=True))
        await self._cancel_all()
        loop.set_default_executor(ThreadPoolExecutor())  # DBOS had put its own there, and closed it
        await self.close()

    async def close(self) -> None:
        """For a process that only enqueues and never started."""
        await asyncio.to_thread(self._client.destroy)
        self._engine.dispose()

    async def pending(self) -> int:
        """How many calls wait or run."""
        schema = None if self._engine.dialect.name == "sqlite" else "dbos"
        calls = sa.table("workflow_status", sa.column("queue_name"), sa.column("status"), schema=schema)
        open_ = sa.and_(calls.c.queue_name == QUEUE, calls.c.status.in_(["ENQUEUED", "PENDING"]))

        def count() -> int:
            with self._engine.connect() as connection:
                return int(connection.execute(sa.select(sa.func.count()).select_from(calls).where(open_)).scalar_one())

        return await asyncio.to_thread(count)

    async def sweep(self, kept: timedelta = KEPT) -> None:
        """Gives up calls that failed for good, one apology each, and forgets those that ended long ago."""
        failed = await DBOS.list_workflows_async(  # by name: one that crashed too often has lost its queue
            name=WORKFLOW, status=["ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"], load_input=False
        )
        for call in failed:
            reason = str(call.error or f"the program ended more than {self._crashes} times while it worked on this")
            _, session, seq, *_ = call.workflow_id.split(":")
            await self._give_up(session, int(seq), reason)
            await DBOS.delete_workflows_async([call.workflow_id])
        done = await DBOS.list_workflows_async(
            name=WORKFLOW,
            status=["SUCCESS", "CANCELLED"],
            completed_before=(datetime.now(UTC) - kept).isoformat(),
            limit=SWEPT_AT_ONCE,
            load_input=False,
            load_output=False,
        )
        if done:
            await DBOS.delete_workflows_async([call.workflow_id for call in done])

    async def _sweep_for_ever(self) -> None:
        while True:
            try:
                await self.sweep()
            except Exception:
                log.exception("could not look for failed calls; trying again in %s seconds", SWEEP)
            await asyncio.sleep(SWEEP)

    async def _call(self, session: str) -> None:
        task = asyncio.current_task()
        assert task
        if self._is_closing:
            self._parked.add(task)
            await asyncio.Event().wait()  # until it is cancelled: the row stays open for the next start
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        passing("call.taken")
        for pause in self._retry_after:
            try:
                await self._advance(session)
            except Exception:
                log.exception("session %s could not be advanced; trying again in %s seconds", session, pause)
                await asyncio.sleep(pause)
            else:
                passing("call.done")
                return
        await self._advance(session)

    async def _cancel_all(self) -> None:
        tasks = self._running | self._parked
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _config(self) -> DBOSConfig:
        return {
            "name": APPLICATION,
            "system_database_engine": self._engine,
            "application_version": VERSION,
            "executor_id": APPLICATION,  # constant: the next start finds what this one was running
            "serializer": Json(),
            "use_listen_notify": False,  # nothing here waits for a message
            "log_level": "WARNING",
        }


class Json(Serializer):
    """The default is pickle: there, whoever may write to the database may run code, and a renamed class breaks rows."""

    def serialize(self, data: Any) -> str:
        return json.dumps(data, default=lambda thing: f"{type(thing).__name__}: {thing}")

    def deserialize(self, serialized_data: str) -> Any:
        return json.loads(serialized_data)

    def name(self) -> str:
        return "json"


def _engine(url: URL) -> sa.Engine:
    """DBOS's own connections, to the database of the log: an entry and its delivery are one transaction there."""
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, pool_size=8, max_overflow=16, pool_pre_ping=True)
    engine = sa.create_engine(url, pool_size=8, max_overflow=16)

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = "IMMEDIATE"  # as DBOS sets it where it makes the engine itself
        connection.execute("PRAGMA busy_timeout=30000")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA journal_mode=WAL")
        # A power cut may take back that a call started or ended, which only repeats it. That it is wanted is written
        # by the log's own connection, which syncs.
        connection.execute("PRAGMA synchronous=NORMAL")
        _teach_time(connection)

    return engine


def _teach_time(connection: Any) -> None:
    """Before 3.42, SQLite's unixepoch('subsec') is null, and DBOS asks for it on Python 3.12 and later."""
    if sqlite3.sqlite_version_info < (3, 42):
        connection.create_function("unixepoch", 1, lambda _modifier: time.time())
