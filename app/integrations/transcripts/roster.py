"""folder.yaml, beside the transcripts: who is who in them, and whose they are where nobody can tell. May be left out.

us: [Jane Doe, jane@ours.example, ours.example]     # names, addresses, domains
them: [Sam Smith]
others: unknown                                     # or them: whoever is not named, if all of us are
accounts: {Old calls/acme-notes.txt: acme.example}  # a file or folder → the account's id, domain or name
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from pydantic import Field

from app.content.lines import parse
from app.content.shape import Shape, fit
from app.core.errors import ContentError
from app.integrations.dropping import UnreadableError, decode

FILE = "folder.yaml"


class Roster(Shape):
    us: tuple[str, ...] = ()
    them: tuple[str, ...] = ()
    others: Literal["unknown", "them"] = "unknown"
    accounts: dict[str, str] = Field(default_factory=dict)

    def account_of(self, ref: str) -> str | None:
        """Of the file itself, else of the nearest folder around it."""
        parts = ref.split("/")
        for size in range(len(parts), 0, -1):
            path = "/".join(parts[:size])
            if (found := self.accounts.get(path) or self.accounts.get(f"{path}/")) is not None:
                return found
        return None


def load_roster(folder: Path) -> Roster:
    """An empty one where there is no file. Raises the first ContentError."""
    try:
        text = decode((folder / FILE).read_bytes())
    except FileNotFoundError:
        return Roster()
    except (OSError, UnreadableError) as error:
        raise ContentError(FILE, 1, f"cannot be read ({error}): save it as UTF-8 text.") from error
    errors: list[ContentError] = []
    roster = read_roster(text, errors.append)
    if errors:
        raise errors[0]
    return roster


def read_roster(text: str, complain: Callable[[ContentError], None]) -> Roster:
    """An empty one after a complaint."""
    try:
        lined = parse(FILE, text)
    except ContentError as error:
        complain(error)
        return Roster()
    if lined.value is None:
        return Roster()
    return fit(Roster, lined, complain) or Roster()
