"""Four CSV files read into typed rows: accounts, products, sales_pipeline and sales_teams.

What cannot be read stops here with file, line and remedy (CompanyError). Rows that can be read but make no sense are
left out and remembered by reason. What the rows mean is not decided here.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar

STAGES = ("Prospecting", "Engaging", "Won", "Lost")
Cell = TypeVar("Cell")


class CompanyError(Exception):
    """A folder that no company can be made of: where it is wrong, and what to do."""


@dataclass(frozen=True)
class Account:
    name: str
    sector: str
    founded: int | None
    revenue: Decimal | None  # millions of US$
    employees: int | None
    country: str
    parent: str  # by name; "" for none


@dataclass(frozen=True)
class Agent:
    name: str
    manager: str
    office: str


@dataclass(frozen=True)
class Opportunity:
    id: str
    agent: str
    product: str
    account: str  # "" for none
    stage: str
    engaged: date | None
    closed: date | None
    value: Decimal | None  # US$

    @property
    def is_open(self) -> bool:
        return self.stage in ("Prospecting", "Engaging")

    @property
    def latest(self) -> date | None:
        return self.closed or self.engaged


@dataclass
class Folder:
    accounts: list[Account] = field(default_factory=list)
    prices: dict[str, Decimal | None] = field(default_factory=dict)  # product -> list price in US$
    agents: list[Agent] = field(default_factory=list)
    opportunities: list[Opportunity] = field(default_factory=list)
    skipped: dict[tuple[str, str], list[int]] = field(default_factory=dict)  # (file, why) -> lines


@dataclass(frozen=True)
class Row:
    file: Path
    line: int
    cells: dict[str, str]

    def text(self, column: str) -> str:
        return self.cells[column].strip()

    def number(self, column: str) -> Decimal | None:
        return self._read(column, _finite, "a number such as 1100.04")

    def whole(self, column: str) -> int | None:
        return self._read(column, int, "a whole number such as 1996")

    def day(self, column: str) -> date | None:
        return self._read(column, date.fromisoformat, "a date written YYYY-MM-DD")

    def _read(self, column: str, read: Callable[[str], Cell], wanted: str) -> Cell | None:
        text = self.text(column)
        try:
            return read(text) if text else None
        except (ValueError, InvalidOperation) as error:
            raise CompanyError(
                f"{self.file}:{self.line}: {column} is {text!r}: put {wanted} there, or leave it empty"
            ) from error


def read_folder(directory: Path) -> Folder:
    folder = Folder()
    _read_accounts(directory / "accounts.csv", folder)
    for row in _rows(directory / "products.csv", ("product", "sales_price"), folder):
        folder.prices[row.text("product")] = row.number("sales_price")
    _read_agents(directory / "sales_teams.csv", folder)
    _read_opportunities(directory / "sales_pipeline.csv", folder)
    return folder


def _read_accounts(file: Path, folder: Folder) -> None:
    columns = ("account", "sector", "year_established", "revenue", "employees", "office_location", "subsidiary_of")
    seen = set()
    for row in _rows(file, columns, folder):
        account = Account(
            row.text("account"),
            row.text("sector"),
            row.whole("year_established"),
            row.number("revenue"),
            row.whole("employees"),
            row.text("office_location"),
            row.text("subsidiary_of"),
        )
        if not account.name or account.name in seen:
            _skip(folder, row, f"the account {account.name!r} stands above" if account.name else "no account name")
        else:
            seen.add(account.name)
            folder.accounts.append(account)


def _read_agents(file: Path, folder: Folder) -> None:
    seen = set()
    for row in _rows(file, ("sales_agent", "manager", "regional_office"), folder):
        agent = Agent(row.text("sales_agent"), row.text("manager"), row.text("regional_office"))
        if not agent.name or agent.name in seen:
            _skip(folder, row, f"the agent {agent.name!r} stands above" if agent.name else "no agent name")
        else:
            seen.add(agent.name)
            folder.agents.append(agent)


def _read_opportunities(file: Path, folder: Folder) -> None:
    columns = (
        *("opportunity_id", "sales_agent", "product", "account", "deal_stage"),
        *("engage_date", "close_date", "close_value"),
    )
    accounts, agents = {a.name for a in folder.accounts}, {a.name for a in folder.agents}
    seen = set[str]()
    for row in _rows(file, columns, folder):
        found = _opportunity(row)
        if why := _senseless(found, accounts, agents, seen):
            _skip(folder, row, why)
        else:
            seen.add(found.id)
            folder.opportunities.append(found)


def _opportunity(row: Row) -> Opportunity:
    return Opportunity(
        row.text("opportunity_id"),
        row.text("sales_agent"),
        row.text("product"),
        row.text("account"),
        row.text("deal_stage"),
        row.day("engage_date"),
        row.day("close_date"),
        row.number("close_value"),
    )


def _senseless(found: Opportunity, accounts: set[str], agents: set[str], seen: set[str]) -> str:
    """Why no deal can be made of it; "" if one can."""
    if not found.id or found.id in seen:
        return f"the opportunity {found.id!r} stands above" if found.id else "no opportunity_id"
    if found.agent not in agents:
        return f"the agent {found.agent!r} is not in sales_teams.csv"
    if found.account and found.account not in accounts:
        return f"the account {found.account!r} is not in accounts.csv"
    if found.stage not in STAGES:
        return f"the stage {found.stage!r} is none of {', '.join(STAGES)}"
    if not found.is_open and found.closed is None:
        return f"{found.stage.lower()} without a close_date"
    if found.closed and found.engaged and found.closed < found.engaged:
        return "closed before it was engaged"
    return ""


def _rows(file: Path, columns: tuple[str, ...], folder: Folder) -> Iterator[Row]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            if missing := [column for column in columns if column not in (reader.fieldnames or ())]:
                raise CompanyError(f"{file}:1: no column {missing[0]!r}: the first line must name {', '.join(columns)}")
            for cells in reader:
                row = Row(file, reader.line_num, cells)
                if None in cells or None in cells.values():
                    _skip(folder, row, "more or fewer fields than the first line names")
                else:
                    yield row
    except OSError as error:
        raise CompanyError(f"{file} cannot be read ({error.strerror}): put this file in the folder") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise CompanyError(f"{file} is not CSV in UTF-8 ({error}): save it again as such") from error


def _skip(folder: Folder, row: Row, why: str) -> None:
    folder.skipped.setdefault((row.file.name, why), []).append(row.line)


def _finite(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number
