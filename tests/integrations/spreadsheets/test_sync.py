"""The folder of sheets and the mirror agree, sheet by sheet; what is wrong is named and the last values stay."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from app.integrations.dropping import FolderError
from app.integrations.plug import Setting
from app.integrations.spreadsheets import connect
from app.integrations.spreadsheets.settings import Settings
from app.integrations.spreadsheets.sync import SpreadsheetSource
from app.playbooks.facts import select_in
from app.playbooks.mirror import SqliteMirror
from app.playbooks.refresh import silent
from app.playbooks.snapshot import open_read_only, seal
from tests.integrations.spreadsheets.workbook import workbook

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
MAPPING = "account: {name: Customer}\ncolumns: {revenue: ARR, tier: Segment}\n"


class Desk:
    def __init__(self, tmp_path: Path) -> None:
        self.folder = tmp_path / "sheets"
        self.folder.mkdir()
        self.mirror = SqliteMirror(tmp_path / "mirror.sqlite")
        accounts = (("1", "Acme", 5.0), ("2", "Globex", 6.0), ("3", "Initech", None))
        rows = ({"id": id_, "name": name, "revenue": revenue} for id_, name, revenue in accounts)
        self.mirror.replace("accounts", rows, system="hubspot")
        self.settings = Settings.model_validate({"folder": self.folder})

    def drop(self, ref: str, content: str | bytes, mapping: str | None = MAPPING) -> None:
        path = self.folder / ref
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        if mapping is not None:
            path.with_suffix(".columns.yaml").write_text(mapping, encoding="utf-8")

    async def sync(self) -> None:
        await SpreadsheetSource(self.settings).sync(self.mirror, full=False, now=NOW, progress=silent)

    def values(self) -> list[tuple[Any, ...]]:
        return self.mirror.rows("account_sheets", ("id", "value", "number", "sheet", "line"))

    def faults(self) -> list[str]:
        found: list[str] = json.loads(self.mirror.note("spreadsheets.faults") or "[]")
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.mirror.close()


async def test_a_sheet_completes_the_accounts_it_names_and_says_where_from(desk: Desk) -> None:
    desk.drop("finance/arr.csv", "Customer,ARR,Segment\nAcme,900,A\nNobody,1,B\n")
    desk.drop(
        "tiers.xlsx",
        workbook(("S", [["Segment", "Customer"], ["B", "Globex"]])),
        "account: {name: Customer}\ncolumns: {tier: Segment}",
    )
    await desk.sync()
    assert desk.values() == [
        ("1:revenue", "900", 900.0, "finance/arr.csv", 2),
        ("1:tier", "A", None, "finance/arr.csv", 2),
        ("2:tier", "B", None, "tiers.xlsx", 2),
    ]
    assert desk.faults() == [
        "finance/arr.csv:3: no account of the CRM is 'Nobody': correct it, or add the account's id or domain"
    ]
    assert desk.mirror.note("spreadsheets.unmatched") == "1"
    assert desk.mirror.rows("links", ("id", "account_id", "linked_by")) == [
        ("spreadsheets:finance/arr.csv:2", "1", "name"),
        ("spreadsheets:finance/arr.csv:3", None, None),
        ("spreadsheets:tiers.xlsx:2", "2", "name"),
    ]


async def test_facts_take_the_sheet_s_revenue_before_the_crm_s(desk: Desk, tmp_path: Path) -> None:
    desk.drop("arr.csv", "Customer,ARR,Segment\nAcme,900,A\n")
    await desk.sync()
    snapshot = seal(desk.mirror, tmp_path / "snapshots", NOW, {"spreadsheets": NOW})
    db = open_read_only(snapshot.path)
    sql = """
        SELECT accounts.id, accounts.name, accounts.owner_id, accounts.url,
               COALESCE(sheet.number, accounts.revenue) AS revenue, sheet.sheet
        FROM accounts LEFT JOIN account_sheets AS sheet ON sheet.id = accounts.id || ':revenue'
    """
    facts = select_in(db, sql, date(2026, 11, 25), "facts.sql")
    db.close()
    assert [(row[0], row[4], row[5]) for row in facts.rows] == [
        ("1", 900.0, "arr.csv"),
        ("2", 6.0, None),
        ("3", None, None),
    ]


async def test_sheets_that_contradict_each_other_are_told_and_the_first_counts(desk: Desk) -> None:
    desk.drop("a.csv", "Customer,ARR,Segment\nAcme,900,A\n")
    desk.drop("b.csv", "Customer,ARR,Segment\nAcme,800,A\n")
    await desk.sync()
    assert [row[:2] for row in desk.values()] == [("1:revenue", "900"), ("1:tier", "A")]
    assert desk.faults() == ["b.csv:2: revenue of the account 1 is '800', but a.csv:2 says '900': keep one"]


async def test_a_sheet_that_cannot_be_read_keeps_its_last_values_until_it_is_gone(desk: Desk) -> None:
    desk.drop("a.csv", "Customer,ARR,Segment\nAcme,900,A\nTwin,1,B\n")
    desk.drop("b.csv", "Customer,ARR,Segment\nGlobex,800,B\n")
    await desk.sync()
    desk.drop("a.csv", "Client,ARR,Segment\nAcme,1,A\n")
    desk.drop("b.csv", "Customer,ARR,Segment\nGlobex,700,B\n")
    await desk.sync()
    assert [row[:2] for row in desk.values()] == [
        ("1:revenue", "900"),
        ("1:tier", "A"),
        ("2:revenue", "700"),
        ("2:tier", "B"),
    ]
    assert len(desk.mirror.rows("links", ("id",))) == 3
    assert desk.faults()[0].startswith("a.columns.yaml:1: line 1 of the sheet has no column 'Customer'")
    (desk.folder / "a.csv").unlink()
    await desk.sync()
    assert [row[:2] for row in desk.values()] == [("2:revenue", "700"), ("2:tier", "B")]
    assert desk.faults() == []


async def test_the_doctor_names_what_is_kept_out(desk: Desk) -> None:
    desk.drop("a.csv", "Customer,ARR,Segment\nAcme,900,A\n")
    desk.drop("b.csv", "Customer,ARR\n", mapping=None)
    desk.drop("c.pdf", "x", mapping=None)
    checks = await connect(desk.settings, Setting(latest=_no_snapshot)).checks()
    assert [(each.name, each.ok, each.detail) for each in checks] == [
        ("Spreadsheets folder", True, "1 sheets with 1 lines"),
        ("Spreadsheets", False, "2 of 3 sheets are kept out"),
    ]
    assert "b.csv:1: no b.columns.yaml lies beside it" in checks[1].remedy
    assert "c.pdf:1: .pdf cannot be read: save it as .csv, .tsv, .xlsx" in checks[1].remedy


async def test_a_missing_folder_leaves_everything_as_it_was(desk: Desk) -> None:
    desk.drop("a.csv", "Customer,ARR,Segment\nAcme,900,A\n")
    await desk.sync()
    before = desk.values()
    desk.folder.rename(desk.folder.with_name("gone"))
    with pytest.raises(FolderError, match="SPREADSHEETS_FOLDER is"):
        await desk.sync()
    assert desk.values() == before


async def _no_snapshot() -> None:
    return None
