"""Points are rounded here and nowhere else: half to even, on the digits that people see."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.playbooks.points import MOST_POINTS, Rubbish, read_points, round_to_tenths


@pytest.mark.parametrize(
    ("points", "tenths"),
    [(12, 120), (12.25, 122), (12.35, 124), (2.675, 27), (0.05, 0), (0.15, 2), (-0.25, -2), (-19, -190), (1e-9, 0)],
)
def test_half_goes_to_the_even_tenth(points: float, tenths: int) -> None:
    assert round_to_tenths(points) == tenths


@given(st.integers(-MOST_POINTS, MOST_POINTS) | st.floats(-MOST_POINTS, MOST_POINTS))
def test_rounding_moves_points_by_at_most_half_a_tenth_and_has_no_sign_of_its_own(points: float) -> None:
    assert abs(Decimal(round_to_tenths(points)) / 10 - Decimal(repr(points))) <= Decimal("0.05")
    assert round_to_tenths(-points) == -round_to_tenths(points)


@pytest.mark.parametrize(
    "returned",
    [
        *(
            None,
            12,
            "12",
            [],
            [12],
            [12, "why", 1],
            {"points": 12},
            ["12", "why"],
            [True, "why"],
            [None, ""],
            [12, None],
        ),
        *(
            [float("nan"), "why"],
            [float("inf"), "why"],
            [10**400, "why"],
            [MOST_POINTS + 1, "why"],
            [12, ""],
            [12, "  "],
        ),
    ],
)
def test_what_is_no_points_with_a_reason_is_rubbish(returned: object) -> None:
    with pytest.raises(Rubbish, match=r"return|say why"):
        read_points(returned)


def test_a_reason_is_one_line_of_bearable_length() -> None:
    assert read_points([1, " no\n touch\tin 3 days "]) == (10, "no touch in 3 days")
    assert len(read_points([1, "x" * 5_000])[1]) == 200
