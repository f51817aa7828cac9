"""Which column is suggested as the target, and which are features by default."""

import numpy as np
import pytest

from regsim.data import Column, NumberColumn, Table, TextColumn, default_features, suggest_target
from regsim.data.roles import set_aside


def table(**columns: list[float] | list[str]) -> Table:
    made = tuple(column(name, values) for name, values in columns.items())
    return Table("d.csv", made, np.arange(2, 2 + len(made[0].is_missing)))


def column(name: str, values: list[float] | list[str]) -> Column:
    if isinstance(values[0], str):
        texts = tuple(str(value) for value in values)
        return TextColumn(name, np.array([not text for text in texts]), texts)
    numbers = np.array(values, dtype=np.float64)
    return NumberColumn(name, np.isnan(numbers), numbers)


def test_last_column_is_the_suggested_target() -> None:
    assert suggest_target(table(a=[1.0, 2.0, 3.0], b=[0.0, 1.0, 1.0], c=[1.5, 2.5, 3.5])) == "c"
    assert suggest_target(table(a=[1.0, 2.0, 3.0], species=["x", "y", "z"])) == "species"


@pytest.mark.parametrize("name", ["target", "Y", "class", "Label", "outcome", "response", "diagnosis"])
def test_column_with_the_name_of_a_target_is_suggested_wherever_it_stands(name: str) -> None:
    assert suggest_target(table(**{"a": [1.0, 2.0], name: [0.0, 1.0], "b": [3.0, 4.0]})) == name


def test_column_that_cannot_be_a_target_is_not_suggested() -> None:
    names = [f"name {i}" for i in range(25)]
    numbers = [float(i) for i in range(25)]
    constant, empty = [1.0] * 25, [np.nan] * 25
    found = suggest_target(table(a=numbers, x=numbers[::-1], names=names, constant=constant, empty=empty))
    assert found == "x"


def test_something_is_suggested_where_nothing_can_be_a_target() -> None:
    assert suggest_target(table(a=[1.0, 1.0], b=[2.0, 2.0])) == "b"


@pytest.mark.parametrize("name", ["row.names", "rownames", "id", "ID", "index"])
def test_row_numbers_by_name_are_neither_target_nor_feature(name: str) -> None:
    some = table(**{"a": [1.0, 2.0], "b": [1.0, 3.0], name: [17.0, 4.0]})
    assert set_aside(some) == {name: "numbers the rows"}
    assert suggest_target(some) == "b"
    assert default_features(some, "b") == ("a",)


@pytest.mark.parametrize("name", ["column 1", "Unnamed: 0"])
@pytest.mark.parametrize("start", [0.0, 1.0])
def test_first_column_without_a_name_that_counts_is_set_aside(name: str, start: float) -> None:
    some = table(**{name: [start, start + 1, start + 2], "a": [1.0, 2.0, 4.0], "b": [1.0, 2.0, 5.0]})
    assert default_features(some, "b") == ("a",)


@pytest.mark.parametrize("values", [[0.0, 2.0, 1.0], [5.0, 6.0, 7.0], [1.0, np.nan, 3.0], ["a", "b", "c"]])
def test_first_column_without_a_name_that_does_not_count_is_a_feature(values: list[float]) -> None:
    assert default_features(table(**{"column 1": values, "b": [1.0, 2.0, 5.0]}), "b") == ("column 1",)


def test_counting_column_elsewhere_is_a_feature() -> None:
    assert default_features(table(**{"a": [3.0, 2.0], "column 1": [0.0, 1.0], "y": [1.0, 2.0]}), "y") == (
        "a",
        "column 1",
    )


def test_mark_of_the_training_rows_is_set_aside_unless_it_has_many_values() -> None:
    some = table(a=[1.0, 2.0, 3.0, 4.0], b=[1.0, 2.0, 4.0, 3.0], train=["T", "F", "T", "T"])
    assert suggest_target(some) == "b"
    assert default_features(some, "b") == ("a",)
    assert set_aside(table(train=[1.0, 2.0, 3.0, 4.0])) == {}
