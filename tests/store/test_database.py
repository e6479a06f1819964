"""From a URL to migrated tables, and what is refused on the way."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from app.delivery import DbosDelivery
from app.store.database import Database, DatabaseUrlError, parse_url
from app.store.migrate import NewerDatabaseError, migrate
from app.store.tables import WAKES, metadata

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


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


async def test_of_many_writes_at_once_the_one_that_fails_takes_no_other_with_it(database: Database) -> None:
    start = threading.Event()
    holding = asyncio.create_task(database.write(lambda tx: start.wait(20)))  # the others gather behind it

    def write(number: int) -> Callable[[sa.Connection], int]:
        def work(tx: sa.Connection) -> int:
            tx.execute(sa.insert(WAKES).values(session=str(number), at=NOON))
            if number == 3:
                raise ValueError("number 3")
            return number

        return work

    writing = [asyncio.create_task(database.write(write(number))) for number in range(6)]
    await asyncio.sleep(0)  # lets them hand over their work
    start.set()
    results = await asyncio.gather(holding, *writing, return_exceptions=True)
    assert results[1:4] == [0, 1, 2]
    assert isinstance(results[4], ValueError)
    assert results[5:] == [4, 5]
    written = await database.read(
        lambda tx: tx.execute(sa.select(WAKES.c.session).order_by(WAKES.c.session)).scalars().all()
    )
    assert written == ["0", "1", "2", "4", "5"]


def test_what_was_submitted_is_written_before_the_database_closes(database_url: str) -> None:
    database = Database(database_url)
    migrate(database)
    futures = [
        database._write(lambda tx, n=n: tx.execute(sa.insert(WAKES).values(session=str(n), at=NOON))) for n in range(50)
    ]
    database.close()
    assert all(future.done() and future.exception() is None for future in futures)


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 11, 25, 9)  # noqa: DTZ001
    with pytest.raises(sa.exc.StatementError, match="has no zone"):
        database.write_now(lambda tx: tx.execute(sa.insert(WAKES).values(session="s", at=naive)))
