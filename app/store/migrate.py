"""Brings the tables up to date at every start. Two starting at once take turns; an older program refuses."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from app.core.errors import ThreadworkError
from app.store.database import Database

SCRIPTS = Path(__file__).parent / "migrations"
LOCK = 0x7468726561640001  # "thread", 1: PostgreSQL's advisory lock for this; SQLite's transaction is one


class NewerDatabaseError(ThreadworkError):
    """The database was migrated by a later version of the program."""


def migrate(database: Database) -> None:
    database.write_now(_upgrade)


def _upgrade(tx: sa.Connection) -> None:
    if tx.dialect.name == "postgresql":
        tx.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    config = _config(tx)
    current = MigrationContext.configure(tx).get_current_revision()
    if current == ScriptDirectory.from_config(config).get_current_head():
        return
    try:
        command.upgrade(config, "head")
    except CommandError as problem:
        raise NewerDatabaseError(
            f"The database is at revision {current!r}, which this version of Threadwork does not know. "
            "Start the newer version again, or restore the copy from before the update."
        ) from problem


def _config(tx: sa.Connection) -> Config:
    config = Config(attributes={"connection": tx})
    config.set_main_option("script_location", str(SCRIPTS))
    return config


def _write_revision(message: str) -> None:
    """For developers: the script from what the newest tables have and migrated ones lack."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/new.sqlite")
        migrate(database)
        number = len(list((SCRIPTS / "versions").glob("[0-9]*.py"))) + 1
        database.write_now(lambda tx: command.revision(_config(tx), message, autogenerate=True, rev_id=f"{number:04}"))
        database.close()


if __name__ == "__main__":
    _write_revision(" ".join(sys.argv[1:]))
