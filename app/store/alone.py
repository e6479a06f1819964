"""One process serves a database. A second one refuses to start and says who the first is.

Both locks go away with their process, however it ends, so a restart after a crash need not wait.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import socket
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import sqlalchemy as sa

from app.core.errors import ThreadworkError
from app.store.database import Database

LOCK = 0x7468726561640002  # "thread", 2
PATIENCE = 3.0  # seconds: a process that ends now, or a server that has not noticed that it did


class AlreadyServedError(ThreadworkError):
    def __init__(self, database: str, holder: str) -> None:
        super().__init__(
            f"{database} is being served by {holder}. Stop that process first, or give this one a database of its own "
            "with DATABASE_URL."
        )


class Alone:
    """Held from `take` until `release` or the end of the process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._file: IO[str] | None = None
        self._connection: sa.Connection | None = None

    async def take(self, patience: float = PATIENCE) -> None:
        """Raises AlreadyServedError where another process holds the database after that many seconds."""
        attempt = self._lock_file if self._database.is_sqlite else self._lock_server
        until = time.monotonic() + patience
        while holder := await asyncio.to_thread(attempt):
            if time.monotonic() >= until:
                raise AlreadyServedError(self._database.url.render_as_string(), holder)
            await asyncio.sleep(0.1)

    def release(self) -> None:
        if self._file:
            self._file.close()
        if self._connection:
            self._connection.invalidate()  # a session-level lock would go back into the pool with its connection
            self._connection.close()
        self._file = self._connection = None

    def _lock_file(self) -> str | None:
        """Who holds the lock, if it is not us. A lock on the database's own file would be in SQLite's way."""
        file = Path(f"{self._database.url.database}.lock").open("a+", encoding="utf-8")  # noqa: SIM115  # held open
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip()
            file.close()
            return holder or "another process"
        file.truncate(0)
        file.write(f"process {os.getpid()} on {socket.gethostname()} since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
        file.flush()
        self._file = file
        return None

    def _lock_server(self) -> str | None:
        connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if connection.execute(sa.text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK}).scalar():
            self._connection = connection
            return None
        holder = connection.execute(
            sa.text(
                "SELECT application_name || ' since ' || to_char(backend_start, 'YYYY-MM-DD HH24:MI:SS TZ')"
                " FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND granted"
                " AND classid = :high AND objid = :low AND database = (SELECT oid FROM pg_database"
                " WHERE datname = current_database())"
            ),
            {"high": LOCK >> 32, "low": LOCK & 0xFFFFFFFF},
        ).scalar()
        connection.close()
        return holder or "another process"
