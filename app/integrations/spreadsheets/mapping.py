"""NAME.columns.yaml, beside NAME.csv or NAME.xlsx: which column is what. Checked anew at every read.

account:                      # by which columns a line finds its account; the first that finds one
  id: HubSpot ID
  domain: Website
  name: Customer
columns:                      # what it says of the account: revenue, tier, renewal_on, onboarding_until, industry …
  revenue: ARR (EUR)
  tier: Segment
# sheet: Accounts             # of an XLSX; the first if left out
# header: 1                   # the line that holds the names of the columns
# decimal: ","                # 12.500,00 means twelve thousand five hundred
# dates: day first            # for days such as 3/4/2026
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import Field, model_validator

from app.content.lines import Lined, parse
from app.content.shape import Shape, fit
from app.core.errors import ContentError
from app.core.nearest import nearest
from app.integrations.dropping import UnreadableError
from app.integrations.spreadsheets.sheet import Line
from app.integrations.spreadsheets.values import Dates, Decimal, read_text

SUFFIX = ".columns.yaml"
AMOUNTS, DAYS = ("revenue",), ("renewal_on", "onboarding_until")
Known = Literal["revenue", "tier", "industry", "lifecycle_stage", "renewal_on", "onboarding_until"]


class AccountColumns(Shape):
    id: str | None = None
    domain: str | None = None
    name: str | None = None

    @model_validator(mode="after")
    def _has_one(self) -> AccountColumns:
        if not any((self.id, self.domain, self.name)):
            raise ValueError("name at least one column: id, domain or name")
        return self


class Columns(Shape):
    account: AccountColumns
    columns: Annotated[dict[Known, str], Field(min_length=1)]
    sheet: str | None = None
    header: Annotated[int, Field(ge=1, le=1000)] = 1
    decimal: Decimal = "."
    dates: Dates | None = None


def mapping_of(ref: str) -> str:
    """Where the mapping of a sheet lies."""
    return str(PurePosixPath(ref).with_suffix("")) + SUFFIX


def read_columns(text: str, file: str) -> tuple[Columns, Lined]:
    """Raises the first ContentError."""
    errors: list[ContentError] = []
    lined = parse(file, text)
    found = fit(Columns, lined, errors.append)
    if found is None:
        raise errors[0]
    return found, lined


def find_columns(columns: Columns, header: Line | None, lined: Lined) -> Mapping[str, int]:
    """`account.domain` or `revenue` → place in the line. Raises ContentError for a column that the sheet lacks."""
    names = [read_text(header.cell(at)) for at in range(len(header.cells))] if header else []
    wanted = {f"account.{way}": name for way, name in columns.account.model_dump().items() if name}
    wanted |= dict(columns.columns.items())
    return {key: _place(key, name, names, columns.header, lined.error) for key, name in wanted.items()}


def missing_mapping(ref: str, header: Line | None) -> UnreadableError:
    names = ", ".join(repr(read_text(cell)) for cell in (header.cells[:12] if header else ()) if cell)
    file = PurePosixPath(mapping_of(ref)).name
    return UnreadableError(1, f"no {file} lies beside it, so nobody knows what its columns are ({names}): write one")


def _place(key: str, name: str, names: Sequence[str], header: int, error: Callable[..., ContentError]) -> int:
    path = ("account", key.partition(".")[2]) if key.startswith("account.") else ("columns", key)
    wanted = read_text(name)
    found = [at for at, each in enumerate(names) if each == wanted] or [
        at for at, each in enumerate(names) if each.casefold() == wanted.casefold()
    ]
    if len(found) != 1:
        what = "several columns" if found else "no column"
        hint = "" if found else nearest(wanted, [each for each in names if each][:40])
        raise error(path, f"line {header} of the sheet has {what} {wanted!r}: correct it.{hint}")
    return found[0]
