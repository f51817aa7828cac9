"""Which cells are numbers, text or missing."""

import math

import numpy as np
import pytest

from regsim.data import NumberColumn, TextColumn
from regsim.data.csv_columns import Cells, read_column
from regsim.data.table import Column
from regsim.parameters import InputError


def column(*texts: str, allow_comma: bool = False) -> Column:
    return read_column(Cells("d.csv", "x", [texts[:2], texts[2:]], range(2, 2 + len(texts))), allow_comma=allow_comma)[
        0
    ]


def numbers(*texts: str, allow_comma: bool = False) -> list[float]:
    result = column(*texts, allow_comma=allow_comma)
    assert isinstance(result, NumberColumn)
    return [float(x) for x in result.values]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1.0),
        (" 1.5 ", 1.5),
        ("\t-2", -2.0),
        ("\u00a07", 7.0),
        ("+3.", 3.0),
        (".5", 0.5),
        ("-.5e-3", -0.0005),
        ("1E5", 1e5),
        ("007", 7.0),
        ("1e-999", 0.0),
        ("0.1000000000000000055511151231257827", 0.1),
    ],
)
def test_decimal_and_scientific_numbers_are_numbers(text: str, value: float) -> None:
    assert numbers(text) == [value]
    assert numbers(text, "NA")[0] == value


@pytest.mark.parametrize(
    "text",
    ["1_000", "inf", "-Infinity", "٣", "１", "0x10", "1 000", "1e", "e5", "--1", "1.2.3", "5%", "−5", "1,5", "1\n2"],
)
def test_what_only_looks_like_a_number_is_text(text: str) -> None:
    result = column(text, "b")
    assert isinstance(result, TextColumn)
    assert result.values == (text, "b")
    with pytest.raises(InputError, match=r"^d\.csv, line 3, column x: must be a number as most of the column is"):
        column("1", text, "2")


@pytest.mark.parametrize("text", ["1_000", "nan0", "٣", "1,2,3", "1\n2"])
def test_what_only_looks_like_a_number_is_refused_among_decimal_commas_too(text: str) -> None:
    with pytest.raises(InputError, match=r"^d\.csv, line 3, column x: must be a number as most of the column is"):
        column("1,5", text, "2,5", allow_comma=True)


@pytest.mark.parametrize("token", ["", "  ", "NA", "na", "N/A", "#N/A", "NaN", "nan", "null", "NULL", "None", "?", "."])
def test_missing_tokens_are_missing_in_numbers_and_text(token: str) -> None:
    result = column("1", token, "2")
    assert isinstance(result, NumberColumn)
    assert result.is_missing.tolist() == [False, True, False]
    assert math.isnan(result.values[1])
    text = column("a", token, "b")
    assert isinstance(text, TextColumn)
    assert (text.values, text.is_missing.tolist()) == (("a", "", "b"), [False, True, False])


def test_column_of_missing_values_only_is_of_numbers() -> None:
    result = column("", "NA")
    assert isinstance(result, NumberColumn)
    assert (result.n_missing, result.n_distinct) == (2, 0)


def test_decimal_commas_are_read_where_the_delimiter_is_another() -> None:
    assert numbers("1,5", "-2,25e1", "3", allow_comma=True) == [1.5, -22.5, 3.0]
    assert numbers("1,5", "", " 2,5", allow_comma=True)[0::2] == [1.5, 2.5]
    assert isinstance(column("1,5", "2,5"), TextColumn)


@pytest.mark.parametrize("texts", [("1,5", "2,5", "3.5"), ("1.5", "2.5", "3,5"), ("1", "1.234,5", "2,5")])
def test_point_and_comma_in_one_column_are_refused(texts: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match=r"^d\.csv, line [34], column x: must be a number"):
        column(*texts, allow_comma=True)


def test_slip_in_a_column_of_numbers_is_refused_with_line_column_and_value() -> None:
    with pytest.raises(InputError) as caught:
        column("1", "2", "", "forty", "3", "?", "also bad")
    sentence = "d.csv, line 5, column x: must be a number as most of the column is, or left empty, got 'forty'"
    assert str(caught.value) == sentence
    assert caught.value.field == "path"


def test_column_is_text_unless_more_than_half_of_its_values_are_numbers() -> None:
    assert isinstance(column("1", "2", "a", "b", ""), TextColumn)
    with pytest.raises(InputError, match="got 'a'"):
        column("1", "2", "3", "a", "b", "")


@pytest.mark.parametrize("text", ["1e999", "-1e999", "9" * 400])
def test_number_beyond_a_float_is_refused_with_line_column_and_value(text: str) -> None:
    with pytest.raises(InputError, match=r"^d\.csv, line 3, column x: must be a number below 1\.8e308 in size, got '"):
        column("1", text)
    with pytest.raises(InputError, match=r"^d\.csv, line 4, column x: must be a number below 1\.8e308 in size, got '"):
        column("1", "NA", text)


def test_texts_lose_the_spaces_around_them() -> None:
    result = column(" a b ", "c")
    assert result.values == ("a b", "c")
    assert result.n_distinct == 2


def test_values_are_read_only() -> None:
    result = column("1", "NA")
    assert isinstance(result, NumberColumn)
    assert not result.values.flags.writeable
    assert not result.is_missing.flags.writeable
    assert result.values.dtype == np.float64
