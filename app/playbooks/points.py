"""What a rule may return, and the one place where points are rounded: to whole tenths, so that sums are exact."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

MOST_POINTS = 1_000_000
MOST_CHARACTERS = 200  # of a reason; the row in Slack is one line
_TENTH = Decimal("0.1")


class Rubbish(Exception):  # noqa: N818  # it is what the rule returned
    """Not points with a reason; the text says what to return instead."""


@lru_cache(65_536)
def round_to_tenths(points: int | float) -> int:
    """12.25 → 122 and 12.35 → 124: half to even, on the digits that people see (the repr)."""
    return int(Decimal(repr(points)).quantize(_TENTH, ROUND_HALF_EVEN).scaleb(1))


def read_points(returned: object) -> tuple[int, str]:
    """Tenths of points, and the reason on one line. `returned` comes out of JSON, so a tuple is a list there."""
    if type(returned) is not list or len(returned) != 2 or type(returned[1]) is not str:
        raise Rubbish(f"returned {_short(returned)}: return points and a reason, such as 12, 'no touch in 26 days'")
    points, reason = returned
    if type(points) not in (int, float) or not abs(points) <= MOST_POINTS:  # also what is not a number
        raise Rubbish(f"returned {_short(points)} as points: return a number below {MOST_POINTS:,}")
    reason = cut_reason(reason)
    if points and not reason:
        raise Rubbish(f"gave {_short(points)} points without a reason: say why in a few words")
    return round_to_tenths(points), reason


def cut_reason(text: str) -> str:
    """One line of bearable length; control characters are none of a reason's business."""
    line = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    return line if len(line) <= MOST_CHARACTERS else f"{line[: MOST_CHARACTERS - 1]}…"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
