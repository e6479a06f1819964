"""Workbooks as Excel writes them, from plain values, with what a test wants broken."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
DATE_STYLE, OWN_DATE_STYLE = 1, 2


def workbook(*sheets: tuple[str, Sequence[Sequence[Any]]], is_1904: bool = False, **parts: bytes) -> bytes:
    """`parts`: other content for a part, by its name without folder and suffix."""
    strings: list[str] = []
    content = {
        "xl/workbook.xml": _book([name for name, _ in sheets], is_1904),
        "xl/_rels/workbook.xml.rels": _relations(len(sheets)),
        "xl/styles.xml": _styles(),
    }
    for number, (_, lines) in enumerate(sheets, start=1):
        content[f"xl/worksheets/sheet{number}.xml"] = _sheet(lines, strings)
    content["xl/sharedStrings.xml"] = "".join(f"<si><t>{escape(each)}</t></si>" for each in strings).join(
        (f"<sst {MAIN}>", "</sst>")
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        for path, text in content.items():
            name = path.rpartition("/")[2].partition(".")[0]
            zipped.writestr(path, parts.get(name, text.encode()))
    return file.getvalue()


def _book(names: Sequence[str], is_1904: bool) -> str:
    relations = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{at}" r:id="rId{at}"/>' for at, name in enumerate(names, start=1)
    )
    return f'<workbook {MAIN} {relations}><workbookPr date1904="{int(is_1904)}"/><sheets>{sheets}</sheets></workbook>'


def _relations(count: int) -> str:
    targets = "".join(f'<Relationship Id="rId{at}" Target="worksheets/sheet{at}.xml"/>' for at in range(1, count + 1))
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{targets}</Relationships>'
    )


def _styles() -> str:
    formats = '<numFmts><numFmt numFmtId="170" formatCode="[$-407]dd\\.mm\\.yyyy"/></numFmts>'
    cells = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs>'
    return f"<styleSheet {MAIN}>{formats}{cells}</styleSheet>"


def _sheet(lines: Sequence[Sequence[Any]], strings: list[str]) -> str:
    rows = "".join(
        f'<row r="{number}">{"".join(_cell(value, number, at, strings) for at, value in enumerate(line))}</row>'
        for number, line in enumerate(lines, start=1)
    )
    return f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"


def _cell(value: Any, line: int, at: int, strings: list[str]) -> str:
    place = f'r="{chr(65 + at)}{line}"'
    match value:
        case None:
            return ""
        case bool():
            return f'<c {place} t="b"><v>{int(value)}</v></c>'
        case date():
            return f'<c {place} s="{DATE_STYLE + at % 2}"><v>{(value - date(1899, 12, 30)).days}</v></c>'
        case int() | float():
            return f"<c {place}><v>{value}</v></c>"
    if value.startswith("#"):
        return f'<c {place} t="e"><v>{value}</v></c>'
    strings.append(value)
    return f'<c {place} t="s"><v>{len(strings) - 1}</v></c>'
