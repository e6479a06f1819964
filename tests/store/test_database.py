"""From a URL to migrated tables, and what is refused on the way."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from app.delivery import DbosDelivery
from app.store.database import Database, DatabaseUrlError, parse_url
from app.store.migrate import NewerDatabaseError, migrate
from app.store.tables import WAKES, metadata


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("threadwork.sqlite", "is not a URL"),
        ("mysql://host/name", "begins with 'mysql'"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_with_examples(url: str, problem: str) -> None:
    with pytest.raises(DatabaseUrlError, match=problem) as refused:
        parse_url(url)
    assert "postgresql://user:password@host/name" in str(refused.value)


def test_a_wrong_url_never_repeats_its_password() -> None:
    with pytest.raises(DatabaseUrlError) as refused:
        parse_url("oracle://me:geheim@host/name")
    assert "geheim" not in str(refused.value)


def test_the_old_name_of_postgresql_is_understood() -> None:
    assert parse_url("postgres://me@host/name").drivername == "postgresql"


def test_migrations_and_tables_say_the_same_also_beside_the_tables_of_the_delivery(database: Database) -> None:
    delivery = DbosDelivery(database.url)
    delivery.prepare()
    ours = {"include_name": lambda name, kind, _parents: kind != "table" or name in metadata.tables}

    def compare(tx: sa.Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(tx, opts=ours), metadata))

    assert database.read_now(compare) == []
    delivery._client.destroy()
    delivery._engine.dispose()


def test_several_that_start_at_once_migrate_once(database_url: str) -> None:
    databases = [Database(database_url) for _ in range(4)]
    start = threading.Barrier(4)

    def begin(database: Database) -> None:
        start.wait()
        migrate(database)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(begin, databases))
    names = databases[0].read_now(lambda tx: sa.inspect(tx).get_table_names())
    assert set(metadata.tables) <= set(names)
    for database in databases:
        database.close()


def test_a_database_of_a_later_version_is_left_alone(database: Database) -> None:
    database.write_now(lambda tx: tx.execute(sa.text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(NewerDatabaseError, match="'9999'"):
        migrate(database)


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 11, 25, 9)  # noqa: DTZ001
    with pytest.raises(sa.exc.StatementError, match="has no zone"):
        database.write_now(lambda tx: tx.execute(sa.insert(WAKES).values(session="s", at=naive)))
