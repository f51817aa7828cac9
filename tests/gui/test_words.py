"""Numbers and counts as they are written."""

from decimal import ROUND_HALF_UP, Context, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsim.gui.words import counted, number


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.15625, 4, "0.1563"),  # float64 has it exactly: in the middle
        (-0.078125, 4, "−0.07813"),
        (2.675, 3, "2.68"),  # float64 has a little less
        (0.15624999, 4, "0.1562"),
        (5.0, 4, "5"),
        (1e-12, 4, "1e−12"),
        (9.765625e-4, 4, "0.0009766"),
        (0.0, 4, "0"),
        (-0.0, 4, "0"),
        (5e-324, 4, "4.941e−324"),
        (1.7976931348623157e308, 4, "1.798e308"),
        (float("inf"), 4, "∞"),
        (float("nan"), 4, "undefined"),
    ],
)
def test_numbers_are_written_to_so_many_digits(value: float, digits: int, text: str) -> None:
    assert number(value, digits) == text


@given(st.floats(-1e12, 1e12, allow_subnormal=False), st.integers(2, 8))
def test_the_number_nearest_by_its_decimals_is_written(value: float, digits: int) -> None:
    read = float(number(value, digits).replace("−", "-"))
    exact = Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal(Decimal(repr(value)))
    assert read == float(exact)


def test_one_thing_is_not_many() -> None:
    assert [counted(n, "feature") for n in (0, 1, 1200)] == [
        "0 features",
        "1 feature",
        "1,200 features",
    ]
