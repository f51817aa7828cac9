"""Numbers and counts as they are written."""

from decimal import ROUND_HALF_UP, Context, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsim.engine.arithmetic.digits import places_for, read, written
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
    exact = Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal(Decimal(repr(value)))
    assert read(number(value, digits)) == float(exact)


def test_one_thing_is_not_many() -> None:
    assert [counted(n, "feature") for n in (0, 1, 1200)] == [
        "0 features",
        "1 feature",
        "1,200 features",
    ]


@given(st.floats(1e-6, 1e6), st.integers(1, 8))
def test_plots_and_the_arithmetic_of_the_step_round_alike(value: float, digits: int) -> None:
    in_the_panel = written(value, places_for(value, digits))
    assert read(in_the_panel) == read(number(value, digits))
