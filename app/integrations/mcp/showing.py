"""What changed in a tool, for the person who decides whether that is fine."""

from __future__ import annotations

import difflib
import json
import textwrap
from collections.abc import Iterator

from app.core.pins import Definition, Pin

WIDTH = 100  # characters of a line
WRITES = {True: "It says that it writes.", False: "It says that it only reads.", None: "It does not say if it writes."}


def changes_of(pin: Pin) -> list[str]:
    """Lines that begin with `-` for what was accepted and `+` for what the server says now; none where nothing did."""
    if pin.state == "accepted":
        return []
    before, now = list(_lines(pin.accepted)), list(_lines(pin.offered))
    return [line for line in difflib.ndiff(before, now) if line[0] in "+-"]


def _lines(definition: Definition | None) -> Iterator[str]:
    if definition:
        for paragraph in definition.description.splitlines():
            yield from textwrap.wrap(paragraph, WIDTH) or [""]
        yield WRITES[definition.writes]
        yield from json.dumps(definition.input_schema, indent=1, sort_keys=True, ensure_ascii=False).splitlines()
