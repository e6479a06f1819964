"""facts.sql reads the columns we show it, knows no clock, and ends."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.core.errors import ContentError
from app.playbooks.facts import select_facts
from app.playbooks.probe import column_types, probe_facts

from .making import FACTS, TODAY, account, snapshot

ROW = "SELECT 'a' AS id, 'b' AS name, NULL AS owner_id, 'u' AS url"
ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"


def test_a_row_per_account_with_days_counted_from_today_and_its_lineage(tmp_path: Path) -> None:
    found = select_facts(FACTS, snapshot(tmp_path, [account(1, days=48, tier="A"), account(2)]).path, TODAY)
    assert found.columns == ("id", "name", "owner_id", "url", "tier", "revenue", "days")
    assert found.rows == [
        ("1", "Account 1", "1", "https://crm.example.com/1", "A", None, 48),
        ("2", "Account 2", "1", "https://crm.example.com/2", None, None, None),
    ]
    assert ("accounts", "last_contacted_at") in found.reads
    assert {table for table, _ in found.reads} == {"accounts"}


@pytest.mark.parametrize(
    ("sql", "remedy"),
    [
        (f"{ROW}, date('now') AS d", "date() would read the clock"),
        (f"{ROW}, date('n' || 'ow') AS d", "date() would read the clock"),
        (f"{ROW}, date(' NOW ') AS d", "date() would read the clock"),
        (f"{ROW}, date() AS d", "date() would read the clock"),
        (f"{ROW}, datetime('now', 'localtime') AS d", "datetime() would read the clock"),
        (f"{ROW}, julianday('now') AS d", "julianday() would read the clock"),
        (f"{ROW}, strftime('%s') AS d", "strftime() would read the clock"),
        (f"{ROW}, strftime('%s', 'now') AS d", "strftime() would read the clock"),
        (f"{ROW}, unixepoch() AS d", "unixepoch() would read the clock"),
        (f"{ROW}, time(name) AS d FROM (SELECT 'now' AS name)", "time() would read the clock"),
        (f"{ROW}, CURRENT_DATE AS d", "use :today"),
        (f"{ROW}, CURRENT_TIMESTAMP AS d", "use :today"),
        (f"{ROW}, random() AS d", "random() is not allowed"),
        (f"{ROW}, hex(randomblob(8)) AS d", "is not allowed"),
        (f"{ROW}, load_extension('x') AS d", "load_extension() is not allowed"),
        (f"{ROW}, readfile('/etc/passwd') AS d", "no function readfile()"),
        (f"{ROW}, zeroblob(2000000000) AS d", "zeroblob() is not allowed"),
        (f"{ROW}, sqlite_version() AS d", "sqlite_version() is not allowed"),
        (f"{ROW}, changes() AS d", "changes() is not allowed"),
        (f"{ROW}, CAST(x'00' AS BLOB) AS d", "d holds bytes"),
        (f"{ROW}, printf('%.*c', 900, 'x') AS d", "d holds 900 characters"),
        (f"{ROW}, :quiet AS d", ":quiet is not given"),
        (f"{ROW}; {ROW}", "several statements"),
        ("DELETE FROM accounts", "only one SELECT"),
        ("UPDATE accounts SET name = 'x' RETURNING id, name, owner_id, url", "only one SELECT"),
        ("INSERT INTO accounts (id) VALUES ('x')", "only one SELECT"),
        ("DROP TABLE accounts", "only one SELECT"),
        ("CREATE TEMP TABLE x AS SELECT 1", "only one SELECT"),
        ("ATTACH '/etc/passwd' AS other", "only one SELECT"),
        ("VACUUM INTO '/tmp/threadwork-copy'", "only one SELECT"),
        ("PRAGMA writable_schema = 1", "only one SELECT"),
        ("BEGIN", "only one SELECT"),
        ("SELECT * FROM pragma_table_info('accounts')", "only one SELECT"),
        ("SELECT sql AS id FROM sqlite_master", "no table 'sqlite_master'"),
        ("SELECT key AS id FROM _notes", "no table '_notes'"),
        ("SELECT * FROM accounts", "_system is the program's own: name the columns"),
        (f"{ROW}, (SELECT body FROM activities) AS d", "activities.body is text that anybody can write"),
        (f"{ROW}, (SELECT group_concat(subject) FROM tickets) AS d", "tickets.subject is text that anybody"),
        (f"{ROW}, tire FROM accounts", "no column 'tire'. Did you mean 'tier'?"),
        (f"{ROW} FROM acounts", "no table 'acounts'. Did you mean 'accounts'?"),
        (f"{ROW}, days_betwen(1, 2) AS d", "no function days_betwen(). Did you mean 'days_between'?"),
        ("SELEC 1", "correct the statement"),
        ("", "the column 'id' is missing"),
        ("SELECT 1 AS id, 'b' AS name, NULL AS owner_id, 'u' AS url", "id is 1 in a row: it must be text"),
        ("SELECT NULL AS id, 'b' AS name, NULL AS owner_id, 'u' AS url", "id is None in a row"),
        ("SELECT 'a' AS id, NULL AS name, NULL AS owner_id, 'u' AS url", "name is None in a row"),
        (f"{ROW} UNION ALL {ROW}", "'a' comes twice"),
        (f"{ROW}, 1 AS id", "two columns are called 'id'"),
        (f"{ROW}, 1 + 1", "no plain name"),
    ],
)
def test_what_facts_may_not_do_is_refused_with_a_remedy(sql: str, remedy: str) -> None:
    with pytest.raises(ContentError) as raised:
        probe_facts(sql)
    assert remedy in str(raised.value)


@pytest.mark.parametrize(
    "sql",
    [
        f"{ENDLESS} SELECT 'a' || x AS id, 'b' AS name, NULL AS owner_id, 'u' AS url FROM c WHERE x < 0",
        f"{ENDLESS} {ROW}, (SELECT count(*) FROM c) AS d",
    ],
)
def test_a_statement_without_end_is_stopped(sql: str) -> None:
    with pytest.raises(ContentError, match="took longer than"):
        probe_facts(sql, seconds=0.2)


def test_millions_of_rows_are_stopped() -> None:
    with pytest.raises(ContentError, match=r"more than 1,000,000 rows|took longer than"):  # which, the machine decides
        probe_facts(f"{ENDLESS} SELECT 'a' || x AS id, 'b' AS name, NULL AS owner_id, 'u' AS url FROM c")


def test_a_mistake_is_shown_at_its_line() -> None:
    with pytest.raises(ContentError) as raised:
        probe_facts("SELECT id, name, owner_id, url,\n  tier,\n  revenu\nFROM accounts", "facts.sql")
    assert str(raised.value) == "facts.sql:3: there is no column 'revenu'. Did you mean 'revenue'?"


def test_dates_are_computed_like_sqlite_does_and_null_stays_null() -> None:
    found = probe_facts(
        "SELECT 'a' AS id, 'b' AS name, NULL AS owner_id, 'u' AS url, date('2026-02-28', '+1 day') AS next,"
        " julianday('2026-01-02') - julianday('2026-01-01') AS one,"
        " days_between('2026-01-01T23:59:00Z', '2026-03-01') AS days,"
        " days_between(NULL, '2026-01-01') AS absent, days_between('soon', '2026-01-01') AS nonsense"
    )
    assert found.rows == [("a", "b", None, "u", "2026-03-01", 1.0, 59, None, None)]


def test_types_of_facts_are_seen_on_made_up_rows() -> None:
    types = column_types(probe_facts(FACTS))
    assert [types[name] for name in ("id", "name", "owner_id")] == ["str", "str", "str | None"]
    assert [types[name] for name in ("tier", "revenue", "days")] == ["str | None", "float | None", "int | None"]


def test_a_snapshot_is_neither_changed_nor_locked(tmp_path: Path) -> None:
    sealed = Path(snapshot(tmp_path, [account(1, days=1)]).path)
    before = sealed.read_bytes()
    copy = shutil.copy(sealed, tmp_path / "copy.sqlite")
    select_facts(FACTS, sealed, TODAY)
    assert sealed.read_bytes() == before == Path(copy).read_bytes()
    assert sorted(path.name for path in sealed.parent.iterdir()) == [sealed.name]
