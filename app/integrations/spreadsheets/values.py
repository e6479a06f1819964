"""What a cell means: an amount, a day, a text."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from typing import Literal

from app.integrations.dropping import tidy
from app.integrations.spreadsheets.sheet import Cell

Dates = Literal["day first", "month first"]
Decimal = Literal[".", ","]
MOST = 1e12  # in any currency a typing mistake
LONGEST_TEXT = 80
_AMOUNT = re.compile(r"[^\d.,'()+-]{0,6}([+-]?[\d.,']{1,30})([km]?)[^\d.,']{0,6}", re.IGNORECASE)
_NUMBER = {
    ".": re.compile(r"[+-]?\d{1,3}(?:[,']\d{3})+(?:\.\d+)?|[+-]?\d+(?:\.\d+)?"),
    ",": re.compile(r"[+-]?\d{1,3}(?:[.']\d{3})+(?:,\d+)?|[+-]?\d+(?:,\d+)?"),
}
_SLASHED = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_WRITTEN = ("%Y-%m-%d", "%Y/%m/%d", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y")
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000}


class WrongCellError(Exception):
    """Its text says what to write instead."""


def read_amount(cell: Cell, decimal: Decimal) -> float:
    """12500, `€ 12,500.00`, `12.5k`; with a comma as decimal, `12.500,00`."""
    if isinstance(cell, bool | date):
        raise WrongCellError("write a number")
    if isinstance(cell, str):
        found = _AMOUNT.fullmatch("".join(cell.split()))
        if found is None or not _NUMBER[decimal].fullmatch(found[1]):
            raise WrongCellError(f"write a number such as {_example(decimal)}")
        plain = found[1].replace("'", "").replace("," if decimal == "." else ".", "").replace(",", ".")
        cell = float(plain) * _TIMES[found[2].lower()]
    if cell is None or not math.isfinite(cell) or not 0 <= cell <= MOST:
        raise WrongCellError("write an amount from 0 on")
    return float(cell)


def read_day(cell: Cell, dates: Dates | None) -> date:
    if isinstance(cell, date):
        return cell
    text = tidy(cell)[:40] if isinstance(cell, str) else ""
    for shape in _WRITTEN:
        try:
            return datetime.strptime(text.removesuffix(" 00:00:00"), shape).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    found = _SLASHED.fullmatch(text)
    if found and dates is None:
        raise WrongCellError(
            "day or month first? Write `dates: day first` or `dates: month first` into the columns.yaml"
        )
    if found:
        first, second, year = map(int, found.groups())
        day, month = (first, second) if dates == "day first" else (second, first)
        try:
            return date(year, month, day)
        except ValueError as error:
            raise WrongCellError(f"{error}: correct it, or `dates` in the columns.yaml") from error
    raise WrongCellError("write a day such as 2026-12-31")


def read_text(cell: Cell) -> str:
    """12.0 of a spreadsheet is 12."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return tidy("" if cell is None else cell.isoformat() if isinstance(cell, date) else str(cell))[:LONGEST_TEXT]


def _example(decimal: Decimal) -> str:
    return "12,500.00" if decimal == "." else "12.500,00, or set `decimal: .` in the columns.yaml"
