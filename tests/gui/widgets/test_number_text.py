"""Numbers as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsim.gui.widgets.number_text import number_text, parse_number


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.5, "0.5"), (1.0, "1"), (0.0001, "0.0001"), (1e-7, "1e-07"), (-0.0, "0"), (1e16, "1e+16"), (14, "14")],
)
def test_a_number_is_shown_with_the_fewest_digits(value: float, text: str) -> None:
    assert number_text(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_is_shown_reads_back_equal(value: float) -> None:
    assert parse_number(number_text(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.3", 0.3),
        ("1e-3", 1e-3),
        ("1,5", 1.5),
        (" 2 ", 2),
        ("\u22123", -3),
        (".5", 0.5),
        ("5.", 5.0),
        ("+1E2", 100.0),
    ],
)
def test_the_usual_spellings_are_read(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["", "abc", "nan", "inf", "1_000", "1,000.5", "0x10", "1e999", "\u0663", "1 2", "--1"])
def test_what_is_not_one_finite_number_is_refused(text: str) -> None:
    assert parse_number(text) is None


def test_whole_numbers_keep_every_digit() -> None:
    assert parse_number("12345678901234567891") == 12345678901234567891


@pytest.mark.parametrize("text", ["1,000", "10,000", "1,234,567", "1 000", "10\u202f000", "+1\u00a0000"])
def test_groups_of_three_digits_are_thousands_only_where_a_whole_number_is_wanted(text: str) -> None:
    digits = "".join(c for c in text if c.isdecimal())
    assert parse_number(text, is_whole=True) == int(digits)
    assert parse_number(text) is None


@pytest.mark.parametrize(("text", "value"), [("0,125", 0.125), ("1,5", 1.5), ("1000,25", 1000.25), ("1,0000", 1.0)])
def test_a_comma_that_can_only_be_decimal_is_one(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["1,000 000", "1 00", "10000,000 1"])
def test_mixed_marks_are_refused(text: str) -> None:
    assert parse_number(text, is_whole=True) is None
