"""A sheet as lines of cells, whatever file it came from. The limits hold for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.integrations.dropping import UnreadableError

Cell = str | float | bool | date | None
MOST_LINES = 200_000
MOST_COLUMNS = 500
LONGEST_CELL = 2_000  # characters; more is no name, number or date


@dataclass(frozen=True)
class Line:
    number: int  # as people see it in the file, from 1
    cells: tuple[Cell, ...]

    def cell(self, at: int) -> Cell:
        """Empty where the line is shorter."""
        found = self.cells[at] if at < len(self.cells) else None
        return found.strip() or None if isinstance(found, str) else found

    def is_empty(self) -> bool:
        return all(self.cell(at) is None for at in range(len(self.cells)))


def check_size(number: int, columns: int, lines: int) -> None:
    """Raises UnreadableError at the line that is too much."""
    if columns > MOST_COLUMNS:
        raise UnreadableError(number, f"{columns:,} columns, at most {MOST_COLUMNS} are read: delete the empty ones")
    if lines > MOST_LINES:
        raise UnreadableError(number, f"more than {MOST_LINES:,} lines: split the file")
