"""CSV of any kind: commas, semicolons, tabs or bars between cells, any encoding, quoted cells over several lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from app.integrations.dropping import UnreadableError, decode
from app.integrations.spreadsheets.sheet import LONGEST_CELL, Line, check_size

DELIMITERS = (",", ";", "\t", "|")


def read_csv(content: bytes) -> Iterator[Line]:
    """Raises UnreadableError."""
    text = decode(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    count, before = 0, 0
    try:
        for cells in reader:
            count += 1
            check_size(before + 1, len(cells), count)
            yield Line(before + 1, tuple(cell[:LONGEST_CELL] for cell in cells))
            before = reader.line_num
    except csv.Error as error:
        raise UnreadableError(before + 1, f"not CSV ({error}): close the quotes and save it again") from error


def delimiter_of(text: str) -> str:
    """The one that stands most often in the first line that is not empty, outside of quotes."""
    first = next((line for line in text.split("\n", 20)[:20] if line.strip()), "")
    outside = "".join(first[:10_000].split('"')[::2])
    return max(DELIMITERS, key=outside.count)
