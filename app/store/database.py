"""One SQLite file or PostgreSQL database, and the threads that talk to it.

SQLAlchemy's sync engine in threads is four times faster than its async drivers here, and a delivery can be
enqueued in the same open transaction.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url

from app.core.errors import ThreadworkError
from app.store.one_writer import OneWriter

T = TypeVar("T")
THREADS = 8  # each holds one connection
BUSY_MS = 30_000  # how long SQLite waits for another process that writes


class DatabaseUrlError(ThreadworkError):
    """The URL names no database that we can use."""


class Database:
    def __init__(self, url: str) -> None:
        self.url = parse_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(self.url) if self.is_sqlite else _postgres(self.url)
        without_transaction: Any = {"reads": True} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
        self._reads = self.engine.execution_options(**without_transaction)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="store")
        self._writer = OneWriter(self.engine) if self.is_sqlite else None

    async def write(self, work: Callable[[sa.Connection], T]) -> T:
        """Runs `work` in one transaction, in a thread; it is committed unless `work` raises."""
        return await asyncio.wrap_future(self._write(work))

    async def read(self, work: Callable[[sa.Connection], T]) -> T:
        return await asyncio.wrap_future(self._threads.submit(self.read_now, work))

    async def glance(self, work: Callable[[sa.Connection], T]) -> T:
        """`read`, for a few rows by key: SQLite, whose readers wait for nobody, has them before a thread begins."""
        return self.read_now(work) if self.is_sqlite else await self.read(work)

    def write_now(self, work: Callable[[sa.Connection], T]) -> T:
        return self._write(work).result()

    def read_now(self, work: Callable[[sa.Connection], T]) -> T:
        with self._reads.connect() as connection:
            return work(connection)

    def close(self) -> None:
        self._threads.shutdown(wait=True)
        if self._writer:
            self._writer.close()
        self.engine.dispose()

    def _write(self, work: Callable[[sa.Connection], T]) -> Future[T]:
        return self._writer.submit(work) if self._writer else self._threads.submit(self._transact, work)

    def _transact(self, work: Callable[[sa.Connection], T]) -> T:
        with self.engine.begin() as transaction:
            return work(transaction)


def insert_if_new(tx: sa.Connection, table: sa.Table, **values: Any) -> bool:
    """Whether the row was not there yet. Rows are counted: `rowcount` is -1, so true, with psycopg."""
    return bool(tx.execute(_insert_if_new(table, tx.dialect.name), values).all())


@cache  # to build a statement costs more than to run it
def _insert_if_new(table: sa.Table, dialect: str) -> sa.Executable:
    if dialect == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing().returning(*table.primary_key)
    return postgresql.insert(table).on_conflict_do_nothing().returning(*table.primary_key)


def parse_url(url: str) -> URL:
    """`sqlite:///folder/file.sqlite` or `postgresql://user:password@host/name`."""
    wanted = "Use sqlite:///path/to/threadwork.sqlite or postgresql://user:password@host/name."
    try:
        parsed = make_url(url)
    except sa.exc.ArgumentError:
        raise DatabaseUrlError(f"DATABASE_URL is not a URL. {wanted}") from None
    if parsed.drivername == "postgres":  # the name some hosts still hand out
        parsed = parsed.set(drivername="postgresql")
    if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        raise DatabaseUrlError(f"DATABASE_URL begins with {parsed.drivername!r}. {wanted}")
    if parsed.get_backend_name() == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise DatabaseUrlError(f"DATABASE_URL names no file, and what is in memory is lost with the program. {wanted}")
    return parsed


def _sqlite(url: URL) -> sa.Engine:
    assert url.database
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, pool_size=THREADS, max_overflow=2)

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves: pysqlite leaves the first SELECT outside
        connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")  # a power cut loses nothing that was acknowledged
        connection.execute("PRAGMA foreign_keys=ON")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        if not connection.get_execution_options().get("reads"):
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # else a write after a read can be refused as stale

    return engine


def _postgres(url: URL) -> sa.Engine:
    who = f"threadwork pid {os.getpid()} on {socket.gethostname()}"[:63]  # PostgreSQL's limit for this name
    return sa.create_engine(
        url, pool_size=THREADS, max_overflow=2, pool_pre_ping=True, connect_args={"application_name": who}
    )
