"""A sheet and its mapping as values of accounts. A bad line is reported and left out; the good ones are used. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.core.matching import Accounts
from app.integrations.dropping import Faulty, UnreadableError
from app.integrations.joining import Hints, Link, find_account
from app.integrations.spreadsheets.csv_reading import read_csv
from app.integrations.spreadsheets.mapping import AMOUNTS, DAYS, Columns, find_columns, missing_mapping, read_columns
from app.integrations.spreadsheets.sheet import Cell, Line
from app.integrations.spreadsheets.values import WrongCellError, read_amount, read_day, read_text
from app.integrations.spreadsheets.xlsx import read_xlsx

FORMATS = (".csv", ".tsv", ".xlsx")
FAULTS_OF_A_SHEET = 50  # more of one sheet are counted, not told one by one


@dataclass(frozen=True)
class Value:
    """What a line says of its account."""

    account_id: str
    field: str  # the column of accounts
    value: str
    number: float | None
    line: int


@dataclass(frozen=True)
class Joined:
    """A line, and whose it is."""

    line: int
    hints: Hints
    link: Link


@dataclass(frozen=True)
class SheetRead:
    values: tuple[Value, ...]
    joined: tuple[Joined, ...]
    faults: tuple[Faulty, ...]


def read_sheet(ref: str, content: bytes, mapping: tuple[str, str] | None, accounts: Accounts) -> SheetRead:
    """`mapping`: the file's name and text. Raises UnreadableError, or ContentError for the mapping."""
    if mapping is None:
        raise missing_mapping(ref, next(iter(lines_of(ref, content, None)), None))
    columns, lined = read_columns(mapping[1], mapping[0])
    lines = lines_of(ref, content, columns.sheet)
    header = next((line for line in lines if line.number >= columns.header), None)
    places = find_columns(columns, header, lined)
    return _read_lines(ref, lines, columns, places, accounts)


def lines_of(ref: str, content: bytes, sheet: str | None) -> Iterator[Line]:
    lines = read_xlsx(content, sheet) if ref.lower().endswith(".xlsx") else read_csv(content)
    return (line for line in lines if not line.is_empty())


def _read_lines(
    ref: str, lines: Iterable[Line], columns: Columns, places: Mapping[str, int], accounts: Accounts
) -> SheetRead:
    values: dict[tuple[str, str], Value] = {}
    joined: list[Joined] = []
    faults: list[Faulty] = []
    for line in lines:
        hints = _hints(line, places)
        link = find_account(accounts, hints)
        joined.append(Joined(line.number, hints, link))
        try:
            found = list(_values(line, columns, places, link, hints))
            _refuse_second(found, values)
        except UnreadableError as error:
            faults.append(Faulty(ref, error.line, error.problem))
            continue
        values |= {(each.account_id, each.field): each for each in found}
    more = len(faults) - FAULTS_OF_A_SHEET
    told = faults[:FAULTS_OF_A_SHEET]
    if more > 0:
        told.append(Faulty(ref, faults[FAULTS_OF_A_SHEET].line, f"and {more} more lines: correct those above first"))
    return SheetRead(tuple(values.values()), tuple(joined), tuple(told))


def _hints(line: Line, places: Mapping[str, int]) -> Hints:
    given = {
        way: (text,)
        for way, key in (("ids", "account.id"), ("domains", "account.domain"), ("names", "account.name"))
        if key in places and (text := read_text(line.cell(places[key])))
    }
    return Hints(**given)


def _values(line: Line, columns: Columns, places: Mapping[str, int], link: Link, hints: Hints) -> Iterator[Value]:
    if link.account_id is None:
        named = ", ".join(repr(text) for texts in (hints.ids, hints.domains, hints.names) for text in texts)
        raise UnreadableError(line.number, _unmatched(named, link))
    for field, name in columns.columns.items():
        cell = line.cell(places[field])
        if cell is None:
            continue
        try:
            value, number = _meaning(field, cell, columns)
        except WrongCellError as error:
            raise UnreadableError(line.number, f"{name} is {read_text(cell)!r}: {error}") from error
        yield Value(link.account_id, field, value, number, line.number)


def _unmatched(named: str, link: Link) -> str:
    if not named:
        return "names no account: fill in a column that the columns.yaml has under `account`"
    if link.candidates:
        return f"{named} may be the accounts {', '.join(link.candidates[:5])}: add a column with the id or the domain"
    return f"no account of the CRM is {named}: correct it, or add the account's id or domain"


def _meaning(field: str, cell: Cell, columns: Columns) -> tuple[str, float | None]:
    if field in AMOUNTS:
        amount = read_amount(cell, columns.decimal)
        return f"{amount:.12g}", amount
    if field in DAYS:
        return read_day(cell, columns.dates).isoformat(), None
    if isinstance(cell, date | bool):
        raise WrongCellError("write a text")
    text = read_text(cell)
    if not text or text.startswith("#"):  # #N/A, #REF! of a formula that fails
        raise WrongCellError("write a text, or leave it empty")
    return text, None


def _refuse_second(found: Iterable[Value], values: Mapping[tuple[str, str], Value]) -> None:
    for each in found:
        if before := values.get((each.account_id, each.field)):
            problem = f"line {before.line} says {each.field} of the account {each.account_id} already: keep one"
            raise UnreadableError(each.line, problem)
