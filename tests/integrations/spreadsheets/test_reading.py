"""Sheets of any origin give the same values; what is wrong says its line, and the good lines are used."""

from __future__ import annotations

import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import ContentError
from app.core.matching import Accounts
from app.integrations.dropping import UnreadableError
from app.integrations.spreadsheets import sheet as limits
from app.integrations.spreadsheets.csv_reading import read_csv
from app.integrations.spreadsheets.reading import SheetRead, read_sheet
from app.integrations.spreadsheets.values import WrongCellError, read_amount, read_day
from app.integrations.spreadsheets.xlsx import DEEPEST, MOST_UNPACKED, read_xlsx
from tests.integrations.spreadsheets.workbook import MAIN, workbook

ACCOUNTS = Accounts(
    [("1", "Acme", "acme.example"), ("2", "Globex GmbH", "globex.example"), ("3", "Twin", None), ("4", "Twin", None)]
)
MAPPING = """
account: {id: ID, domain: Website, name: Customer}
columns: {revenue: ARR, tier: Segment, renewal_on: Renews}
"""
HEADER = ["Customer", "Website", "ID", "ARR", "Segment", "Renews"]
LINES = [
    HEADER,
    ["Acme", "", "", 12500, "A", date(2027, 3, 31)],
    [None] * 6,
    ["", "www.globex.example", "", 8000.5, "B", date(2027, 4, 1)],
]
CSV = """Customer,Website,ID,ARR,Segment,Renews
Acme,,,"12,500.00",A,2027-03-31
,,,,,

,www.globex.example,,8000.5,B,1 Apr 2027
"""
SEMICOLONS = """Customer;Website;ID;ARR;Segment;Renews
Acme;;;"12,500.00";A;2027-03-31
;www.globex.example;;8000.5;B;1 Apr 2027
"""
VALUES = [
    ("1", "revenue", "12500", 12500.0),
    ("1", "tier", "A", None),
    ("1", "renewal_on", "2027-03-31", None),
    ("2", "revenue", "8000.5", 8000.5),
    ("2", "tier", "B", None),
    ("2", "renewal_on", "2027-04-01", None),
]


def read(content: bytes | str, mapping: str | None = MAPPING, ref: str = "a.csv") -> SheetRead:
    given = content.encode() if isinstance(content, str) else content
    return read_sheet(ref, given, ("a.columns.yaml", mapping) if mapping is not None else None, ACCOUNTS)


def values(found: SheetRead) -> list[tuple[str, str, str, float | None]]:
    return [(each.account_id, each.field, each.value, each.number) for each in found.values]


@pytest.mark.parametrize(
    ("ref", "content"),
    [
        ("a.csv", CSV.encode()),
        ("a.CSV", CSV.replace("\n", "\r\n").encode("utf-8-sig")),
        ("a.csv", SEMICOLONS.encode("utf-16")),
        ("a.tsv", "\n".join("\t".join(map(str, line)).replace("None", "") for line in LINES).encode()),
        ("a.xlsx", workbook(("Sheet1", LINES))),
    ],
)
def test_every_kind_of_sheet_gives_the_same_values(ref: str, content: bytes) -> None:
    found = read(content, ref=ref)
    assert found.faults == ()
    assert values(found) == VALUES


def test_a_line_finds_its_account_by_id_domain_or_name_and_says_its_place() -> None:
    found = read(
        "Customer,ID,ARR\nacme inc.,,1\nwhatever,2,2\n", "account: {id: ID, name: customer}\ncolumns: {revenue: ARR}"
    )
    assert [(each.account_id, each.line) for each in found.values] == [("1", 2), ("2", 3)]
    assert [(each.line, each.link.linked_by) for each in found.joined] == [(2, "name"), (3, "id")]


def test_bad_lines_are_told_with_their_number_and_the_good_ones_used() -> None:
    content = """Customer,Website,ID,ARR,Segment,Renews
Acme,,,a lot,A,
Twin,,,1,A,
Nobody,,,1,A,
,,,1,A,
Globex,,,7,B,3/4/2027
Globex,,,7,#REF!,
"Globex",,,"7
",B,
Globex,,,8,,
"""
    found = read(content)
    assert [str(each) for each in found.faults] == [
        "a.csv:2: ARR is 'a lot': write a number such as 12,500.00",
        "a.csv:3: 'Twin' may be the accounts 3, 4: add a column with the id or the domain",
        "a.csv:4: no account of the CRM is 'Nobody': correct it, or add the account's id or domain",
        "a.csv:5: names no account: fill in a column that the columns.yaml has under `account`",
        "a.csv:6: Renews is '3/4/2027': day or month first? Write `dates: day first` or `dates: month first` into the "
        "columns.yaml",
        "a.csv:7: Segment is '#REF!': write a text, or leave it empty",
        "a.csv:10: line 8 says revenue of the account 2 already: keep one",
    ]
    assert values(found) == [("2", "revenue", "7", 7.0), ("2", "tier", "B", None)]


def test_hundreds_of_bad_lines_do_not_drown_the_report() -> None:
    found = read("Customer,Website,ID,ARR,Segment,Renews\n" + "Nobody,,,1,A,\n" * 300)
    assert len(found.faults) == 51
    assert str(found.faults[-1]) == "a.csv:52: and 250 more lines: correct those above first"


@pytest.mark.parametrize(
    ("mapping", "problem"),
    [
        ("", "a.columns.yaml:1: expected keys and values"),
        ("columns: {revenue: ARR}", "'account' is missing"),
        ("account: {}\ncolumns: {revenue: ARR}", "1: 'account' is {}: name at least one column"),
        ("account: {name: Customer}\ncolumns:\n  revenu: ARR", "a.columns.yaml:3: "),
        (
            "account: {name: Customer}\ncolumns:\n  revenue: AR",
            "a.columns.yaml:3: line 1 of the sheet has no column 'AR'",
        ),
        ("account: {nam: Customer}\ncolumns: {revenue: ARR}", "'nam' is not a key here"),
        (
            "account: {name: Customer}\ncolumns: {revenue: ARR}\nheader: 40",
            "line 40 of the sheet has no column 'Customer'",
        ),
        ("account: [", "not YAML"),
    ],
)
def test_a_wrong_mapping_says_its_line(mapping: str, problem: str) -> None:
    with pytest.raises(ContentError) as raised:
        read(CSV, mapping)
    assert problem in str(raised.value)


def test_without_a_mapping_the_columns_are_told() -> None:
    with pytest.raises(UnreadableError, match=r"no a\.columns\.yaml lies beside it.*\('Customer', 'Website', 'ID'"):
        read(CSV, None)


@pytest.mark.parametrize(
    ("cell", "decimal", "amount"),
    [
        (12, ".", 12.0),
        ("12500", ".", 12500.0),
        ("€ 12,500.00", ".", 12500.0),
        ("12'500 CHF", ".", 12500.0),
        ("12.5k", ".", 12500.0),
        ("$1.2M", ".", 1_200_000.0),
        ("12.500,75 €", ",", 12500.75),
        ("1 234", ".", 1234.0),
        ("12,50", ".", None),
        ("1.234.5", ",", None),
        ("1e5", ".", None),
        ("-5", ".", None),
        (float("nan"), ".", None),
        (1e300, ".", None),
        ("", ".", None),
        (True, ".", None),
        (date(2026, 1, 1), ".", None),
        ("9" * 400, ".", None),
    ],
)
def test_an_amount_is_read_as_it_is_meant_or_not_at_all(cell, decimal, amount) -> None:
    if amount is not None:
        assert read_amount(cell, decimal) == amount
        return
    with pytest.raises(WrongCellError, match="write a"):
        read_amount(cell, decimal)


@pytest.mark.parametrize(
    ("cell", "dates", "day"),
    [
        ("3/4/2027", "day first", date(2027, 4, 3)),
        ("3/4/2027", "month first", date(2027, 3, 4)),
        ("31.12.2027", "day first", date(2027, 12, 31)),
        ("31 December 2027", None, date(2027, 12, 31)),
        ("2027-12-31 00:00:00", None, date(2027, 12, 31)),
        (date(2027, 12, 31), None, date(2027, 12, 31)),
        ("31/12/2027", "month first", None),
        ("soon", None, None),
        (46387.0, None, None),
    ],
)
def test_a_day_is_read_as_it_is_meant_or_not_at_all(cell, dates, day) -> None:
    if day is not None:
        assert read_day(cell, dates) == day
        return
    with pytest.raises(WrongCellError):
        read_day(cell, dates)


def test_a_workbook_s_sheets_dates_and_gaps_are_read_as_excel_shows_them() -> None:
    first, second = ("Notes", [["x"]]), ("Accounts", [["A", None, "C"], [date(2027, 3, 1), True, "#N/A"]])
    assert [line.cells for line in read_xlsx(workbook(first, second), "Accounts")] == [
        ("A", None, "C"),
        (date(2027, 3, 1), True, "#N/A"),
    ]
    assert [line.cells for line in read_xlsx(workbook(first, second), None)] == [("x",)]
    old_mac = workbook(("S", [[date(2023, 3, 1)]]), is_1904=True)
    assert [line.cells for line in read_xlsx(old_mac, None)] == [(date(2027, 3, 2),)]
    with pytest.raises(UnreadableError, match=r"no sheet 'Acounts' is in it, it has 'Notes', 'Accounts'"):
        list(read_xlsx(workbook(first, second), "Acounts"))


def test_rich_and_inline_texts_are_read_without_their_pronunciation() -> None:
    shared = f"<sst {MAIN}><si><r><t>To</t></r><r><t>kyo</t></r><rPh><t>tokyo</t></rPh></si></sst>".encode()
    inline = (
        f'<worksheet {MAIN}><sheetData><row r="5"><c r="B5" t="s"><v>0</v></c><c t="inlineStr"><is><t>in</t></is></c>'
        '<c t="str"><v>formula</v></c></row></sheetData></worksheet>'
    ).encode()
    (line,) = read_xlsx(workbook(("S", []), sharedStrings=shared, sheet1=inline), None)
    assert (line.number, line.cells) == (5, (None, "Tokyo", "in", "formula"))


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
ROW = b"<row><c/></row>"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "not a workbook"),
        (b"PK\x03\x04 and no more", "not a workbook"),
        (b"\xd0\xcf\x11\xe0 old", "an old .xls, or behind a password"),
        (workbook(("S", []))[:-30], "not a workbook"),
        (workbook(("S", []), sheet1=BOMB), "declares things of its own"),
        (workbook(("S", []), workbook=BOMB), "declares things of its own"),
        (workbook(("S", []), workbook=b"<a/>"), "it has none"),
        (workbook(("S", []), workbook="<a/>".encode("utf-16")), "declares things of its own"),
        (workbook(("S", []), sheet1=b"<a><b></a>"), "a damaged workbook"),
        (workbook(("S", []), sheet1=b"<a>" * (DEEPEST + 5)), "is not as a sheet is"),
        (
            workbook(("S", []), sheet1=b"<row xmlns='%s'>" % MAIN[7:-1].encode() + b"<c/>" * 30_000),
            "is not as a sheet is",
        ),
        (workbook(("S", []), styles=b" " * 3_000_000), "unpacks to more than 2,000,000 bytes"),
        (
            workbook(("S", [["a"] * 3]), sheet1=f'<s {MAIN}><row><c r="ZZZ1"><v>1</v></c></row></s>'.encode()),
            "18,278 columns",
        ),
    ],
)
def test_a_workbook_that_means_harm_is_refused(content: bytes, problem: str) -> None:
    with pytest.raises(UnreadableError) as raised:
        list(read_xlsx(content, None))
    assert problem in raised.value.problem


def test_a_zip_that_unpacks_without_end_is_left_alone() -> None:
    bomb = workbook(("S", []), sheet1=b" " * (MOST_UNPACKED + 10))
    assert len(bomb) < 1_000_000
    with pytest.raises(UnreadableError, match="save the sheet alone as CSV"):
        list(read_xlsx(bomb, None))


@pytest.mark.parametrize(
    ("content", "line", "problem"),
    [
        (b'a,b\n"open', 2, "not CSV"),
        (b"a\n" + b"x," * limits.MOST_COLUMNS, 2, "501 columns, at most 500"),
        (b"a\n" * (limits.MOST_LINES + 1), limits.MOST_LINES + 1, "more than 200,000 lines"),
        (b'"' + b"x" * 140_000 + b'"', 1, "not CSV"),
        (b"\0\0\0a", 1, "not text"),
    ],
)
def test_a_csv_that_cannot_be_read_says_its_line(content: bytes, line: int, problem: str) -> None:
    with pytest.raises(UnreadableError) as raised:
        list(read_csv(content))
    assert problem in raised.value.problem
    assert raised.value.line == line


TOKENS = st.sampled_from(
    [
        "Acme",
        "ARR",
        "Customer",
        ",",
        ";",
        "\t",
        '"',
        "\n",
        "\r",
        "1",
        "1,5",
        "€",
        "#N/A",
        "\0",
        "\ufeff",
        "3/4/2027",
        "1e9",
    ]
)
PARTS = st.sampled_from(["workbook", "sheet1", "styles", "sharedStrings"])
XML = st.lists(
    st.sampled_from(
        [
            *("<row>", "</row>", '<c r="A1">', "</c>", '<c t="s">', "<v>", "</v>", "7", "<si>", "</si>", "<t>", "</t>"),
            *(
                "<cellXfs>",
                "</cellXfs>",
                '<xf numFmtId="14"/>',
                '<c s="1">',
                "1e400",
                "&amp;",
                "&#0;",
                "-",
                "<!--",
                "-->",
            ),
        ]
    ),
    max_size=12,
).map("".join)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | st.lists(TOKENS, max_size=40).map(lambda tokens: "".join(tokens).encode()))
def test_nothing_that_is_dropped_breaks_the_reader(content: bytes) -> None:
    for ref in ("a.csv", "a.xlsx"):
        usable(content, ref)


@settings(max_examples=200, deadline=None)
@given(PARTS, XML)
def test_no_part_of_a_workbook_breaks_the_reader(part: str, inner: str) -> None:
    usable(workbook(("S", LINES), **{part: f"<x {MAIN}>{inner}</x>".encode()}), "a.xlsx")


def usable(content: bytes, ref: str) -> None:
    try:
        found = read(content, ref=ref)
    except (UnreadableError, ContentError):
        return
    assert all(each.account_id in ("1", "2", "3", "4") for each in found.values)


def test_a_workbook_is_a_zip_that_others_can_open(tmp_path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(("S", LINES)))
    with zipfile.ZipFile(path) as zipped:
        assert zipped.testzip() is None
