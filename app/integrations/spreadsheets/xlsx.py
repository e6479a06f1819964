"""XLSX, read with the standard library: one sheet's cells, with dates by their formats. No formulas, no macros.

A workbook is a zip of XML. Nobody promises that it is harmless, so everything has a limit: what it unpacks to, depth
and size of the XML, and no declarations in it, by which a few bytes become gigabytes.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from xml.etree import ElementTree

from app.integrations.dropping import UnreadableError
from app.integrations.spreadsheets.sheet import LONGEST_CELL, MOST_COLUMNS, Cell, Line, check_size

MOST_UNPACKED = 150_000_000  # bytes of one part; 200,000 lines of 20 cells are about 100 MB
MOST_UNPACKED_SMALL = 2_000_000  # of a part that is read at once
MOST_WITHIN = 20_000  # elements of a line, of a text
DEEPEST = 40
_OLD = b"\xd0\xcf\x11\xe0"  # an .xls, or an .xlsx behind a password
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_DATE_FORMATS = {*range(14, 23), *range(45, 48)}  # the built-in ones, ECMA-376 part 1, 18.8.30
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_LAST_DAY = 2_958_465  # 31 December 9999
_1904 = 1462  # days that its calendar begins later


def read_xlsx(content: bytes, sheet: str | None) -> Iterator[Line]:
    """The sheet of that name, else the first. Raises UnreadableError."""
    if content.startswith(_OLD):
        raise UnreadableError(1, "an old .xls, or behind a password: save it as .xlsx without one")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            yield from _lines(parts, sheet)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, KeyError) as error:
        raise UnreadableError(1, f"not a workbook that can be opened ({error}): save it again as .xlsx") from error
    except ElementTree.ParseError as error:
        raise UnreadableError(1, f"a damaged workbook ({error}): save it again as .xlsx") from error


def _lines(parts: zipfile.ZipFile, wanted: str | None) -> Iterator[Line]:
    path, is_1904 = _find_sheet(parts, wanted)
    strings = _shared_strings(parts)
    are_dates = _date_styles(parts)
    for count, row in enumerate(_elements(parts, path, "row"), start=1):
        number = _whole(row.get("r")) or count
        cells = dict(_cells(row, number, strings, are_dates, is_1904))
        width = max(cells, default=-1) + 1
        check_size(number, width, count)
        yield Line(number, tuple(cells.get(at) for at in range(width)))


def _find_sheet(parts: zipfile.ZipFile, wanted: str | None) -> tuple[str, bool]:
    """The part that holds it, and whether days count from 1904, as they did on old Macs."""
    book = _parse(parts, "xl/workbook.xml")
    sheets = [(each.get("name") or "", each.get(_RELATION)) for each in book.iter(f"{_MAIN}sheet")]
    names = [name for name, _ in sheets]
    if not sheets or (wanted is not None and wanted not in names):
        has = f"it has {', '.join(map(repr, names[:20]))}" if names else "it has none"
        raise UnreadableError(1, f"no sheet {wanted!r} is in it, {has}: correct `sheet:` in the columns.yaml")
    relation = sheets[names.index(wanted) if wanted is not None else 0][1]
    targets = {each.get("Id"): each.get("Target") or "" for each in _parse(parts, "xl/_rels/workbook.xml.rels")}
    target = targets.get(relation, "")
    properties = book.find(f"{_MAIN}workbookPr")
    is_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    return (target.removeprefix("/") if target.startswith("/") else f"xl/{target}"), is_1904


def _shared_strings(parts: zipfile.ZipFile) -> list[str]:
    path = "xl/sharedStrings.xml"
    return [_text(each) for each in _elements(parts, path, "si")] if path in parts.namelist() else []


def _date_styles(parts: zipfile.ZipFile) -> Sequence[bool]:
    """By the number of a cell's style, whether it shows a date."""
    if "xl/styles.xml" not in parts.namelist():
        return ()
    styles = _parse(parts, "xl/styles.xml")
    own = {_whole(each.get("numFmtId")): each.get("formatCode") or "" for each in styles.iter(f"{_MAIN}numFmt")}
    dated = _DATE_FORMATS | {number for number, code in own.items() if number and _is_date_format(code)}
    cells = styles.find(f"{_MAIN}cellXfs")
    return [_whole(each.get("numFmtId")) in dated for each in cells] if cells is not None else ()


def _is_date_format(code: str) -> bool:
    plain = _QUOTED.sub("", code.lower())
    return "general" not in plain and any(letter in plain for letter in "dy")


def _cells(
    row: ElementTree.Element, line: int, strings: Sequence[str], are_dates: Sequence[bool], is_1904: bool
) -> Iterator[tuple[int, Cell]]:
    at = -1
    for cell in row.iter(f"{_MAIN}c"):
        at = _column(cell.get("r"), at + 1)
        if at >= MOST_COLUMNS:
            check_size(line, at + 1, 1)
        style = _whole(cell.get("s")) or 0
        is_date = style < len(are_dates) and are_dates[style]
        yield at, _value(cell, strings, is_date, is_1904)


def _value(cell: ElementTree.Element, strings: Sequence[str], is_date: bool, is_1904: bool) -> Cell:
    kind, text = cell.get("t") or "n", (cell.findtext(f"{_MAIN}v") or "")[:LONGEST_CELL]
    match kind:
        case "s":
            at = _whole(text)
            return strings[at] if at is not None and at < len(strings) else None
        case "inlineStr":
            return _text(cell)
        case "b":
            return text == "1"
        case "e":  # #N/A, #REF!
            return text
        case "n":
            return _number(text, is_date, is_1904)
    return text or None  # a formula's text, or an ISO date


def _number(text: str, is_date: bool, is_1904: bool) -> Cell:
    try:
        number = float(text)
    except ValueError:
        return text or None
    if is_date and 0 < number <= _LAST_DAY - _1904 * is_1904:
        return _day(number, is_1904)
    return number


def _day(serial: float, is_1904: bool) -> date:
    """Excel takes 1900 for a leap year; from March 1900 on its days count from 30 December 1899."""
    start = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)  # noqa: DTZ001  # a day has no zone
    return (start + timedelta(days=int(serial))).date()


def _text(element: ElementTree.Element) -> str:
    """Of rich text all parts, without how it is pronounced (rPh)."""
    spoken = {id(each) for guide in element.iter(f"{_MAIN}rPh") for each in guide.iter()}
    return "".join(each.text or "" for each in element.iter(f"{_MAIN}t") if id(each) not in spoken)[:LONGEST_CELL]


def _column(place: str | None, following: int) -> int:
    """`AB12` → 27; where the cell does not say, it follows the one before."""
    found = _PLACE.fullmatch(place or "")
    if found is None:
        return following
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _elements(parts: zipfile.ZipFile, path: str, name: str) -> Iterator[ElementTree.Element]:
    """One after the other, each forgotten when the next is asked for; so is everything that is no such element."""
    above: list[ElementTree.Element] = []
    wanted: ElementTree.Element | None = None
    size = 0  # of what stands within it
    content = io.BytesIO(_unpack(parts, path, MOST_UNPACKED))
    for event, element in ElementTree.iterparse(content, ("start", "end")):  # noqa: S314  # _unpack lets no DTD pass
        if event == "start":
            above.append(element)
            size = size + 1 if wanted is not None else 0
            wanted = element if wanted is None and element.tag == f"{_MAIN}{name}" else wanted
            if size > MOST_WITHIN or len(above) > DEEPEST:
                raise UnreadableError(1, f"{path} is not as a sheet is: save it again as .xlsx")
            continue
        above.pop()
        if wanted is not None and element is wanted:
            yield wanted
            wanted = None
        if wanted is None and above:
            above[-1].remove(element)


def _parse(parts: zipfile.ZipFile, path: str) -> ElementTree.Element:
    return ElementTree.fromstring(_unpack(parts, path, MOST_UNPACKED_SMALL))  # noqa: S314  # _unpack lets no DTD pass


def _unpack(parts: zipfile.ZipFile, path: str, most: int) -> bytes:
    """Never more than `most` bytes, whatever the zip says of itself."""
    with parts.open(path) as part:
        content = part.read(most + 1)
    if len(content) > most:
        raise UnreadableError(1, f"{path} unpacks to more than {most:,} bytes: save the sheet alone as CSV")
    if b"<!DOCTYPE" in content or b"\0" in content[:100]:
        raise UnreadableError(1, f"{path} declares things of its own: save it again as .xlsx")
    return content


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
