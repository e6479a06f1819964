"""JSON as nobody should send it: any shape, any size, with the names a vendor uses in the wrong places."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from app.core.snapshots import ACTIVITIES, TICKETS, Table
from app.integrations.filling import Found
from app.integrations.joining import read_hints

ODD_TEXTS = st.sampled_from(["", " ", "\x00", "\n" * 500, "<script>", "<" * 200, "2026-13-45", "9" * 400, "😀", "::"])
ODD_NUMBERS = st.sampled_from([0, -1, 2**63, -(2**70), 10**300, 1e308, -0.0, 253402300800])
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | ODD_TEXTS | ODD_NUMBERS


def assert_fit(found: list[Found]) -> None:
    """What is found can be written: columns that exist, values of their kind, and texts of a sensible length."""
    for each in found:
        _fits(TICKETS, each.ticket)
        for row in each.activities:
            _fits(ACTIVITIES, row)
        assert read_hints(each.hints.as_json()) == each.hints


def _fits(table: Table, row: dict[str, Any]) -> None:
    kinds = {column.name: {"TEXT": str, "INTEGER": int}[column.type] for column in table.columns}
    assert row.keys() <= kinds.keys()
    assert all(value is None or type(value) is kinds[name] for name, value in row.items())
    assert all(len(value) <= 4000 for value in row.values() if isinstance(value, str))
    assert row["id"].count(":") >= 1


def json_with(*names: str) -> st.SearchStrategy[Any]:
    """Any JSON whose objects often use these names."""
    keys = st.sampled_from(names) | st.text(max_size=5)
    return st.recursive(
        LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=6), max_leaves=25
    )


def spoilt(sound: Any, wrong: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A sound value with some parts, at any depth, replaced by wrong ones or left out."""
    return st.composite(lambda draw: _spoil(draw, sound, wrong))()


def _spoil(draw: Any, value: Any, wrong: st.SearchStrategy[Any]) -> Any:
    if draw(st.integers(0, 9)) == 0:
        return draw(wrong)
    if isinstance(value, dict):
        return {name: _spoil(draw, each, wrong) for name, each in value.items() if draw(st.integers(0, 9))}
    if isinstance(value, list):
        return [_spoil(draw, each, wrong) for each in value]
    return value
