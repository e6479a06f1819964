"""Paths of all versions, read into one form: the version stands before the area in v3 and v4, after it since 2026.

`/crm/v3/objects/deals/7` and `/crm/objects/2026-09/deals/7/` are both area "objects", rest ("deals", "7").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBERED = frozenset(("v1", "v3", "v4"))
_DATED = frozenset(("2026-03", "2026-09"))
_LOOKS_DATED = re.compile(r"\d{4}-\d{2}")


@dataclass(frozen=True)
class Place:
    area: str  # "objects", "associations", "owners", "pipelines", "properties", "account-info", "calling"
    version: str
    rest: tuple[str, ...]

    @property
    def is_dated(self) -> bool:
        return self.version not in _NUMBERED

    @property
    def answers_all_with_200(self) -> bool:
        """Since 2026-09 a batch with errors in it is a 200; before it was a 207."""
        return self.version == "2026-09"

    @property
    def has_labels(self) -> bool:
        """Whether associations come with numbers and labels (v4 and since), or with names (v3)."""
        return self.version != "v3"


def read(path: str) -> Place | None:
    """None where no API of ours is, in no version we play."""
    parts = [part for part in path.split("/") if part]
    if parts[:1] == ["crm"]:
        parts = parts[1:]
    elif parts[:1] not in (["account-info"], ["calling"]):
        return None
    if len(parts) < 2:
        return None
    first, second, *rest = parts
    if first in _NUMBERED:
        return Place(second, first, tuple(rest))
    if second in _DATED or (second in _NUMBERED and first in ("account-info", "calling")):
        return Place(first, second, tuple(rest))
    return None


def names_unknown_version(path: str) -> str | None:
    found = next((part for part in path.split("/") if _LOOKS_DATED.fullmatch(part)), None)
    return found if found not in _DATED else None
