"""From a table to a dataset: what text and missing values become.

A model multiplies features by weights, so text has to become numbers. Two labels become one column of 0 and 1; more
become one column each (one-hot), because 0, 1, 2 would claim that the labels have an order and equal distances. A
target of labels becomes their codes 0 … k − 1. The notes of the dataset say which label became which number.
"""

import itertools
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from regsim.arrays import FloatArray
from regsim.data.csv_text import MAX_CELLS
from regsim.data.dataset import LARGEST, Dataset
from regsim.data.labels import MAX_LABELS, coded, label_note
from regsim.data.roles import chosen_features, chosen_target, set_aside
from regsim.data.table import Column, NumberColumn, Table, TextColumn, cell_error, unique_names
from regsim.parameters import InputError, shown

MissingPolicy = Literal["error", "drop", "mean"]


class _Feature(NamedTuple):
    """What a column becomes: names, numbers of shape (n_samples, n_names), and notes."""

    names: tuple[str, ...]
    values: FloatArray
    notes: tuple[str, ...] = ()


def dataset_from(
    table: Table, target: str = "", features: Sequence[str] | None = None, missing: MissingPolicy = "error"
) -> Dataset:
    """The dataset that predicts `target` from `features`, not standardized.

    Parameters
    ----------
    table : Table
    target : str
        Name of a column; empty for :func:`suggest_target`.
    features : sequence of str or None
        Names of columns; None for :func:`default_features`.
    missing : {"error", "drop", "mean"}
        Refuse missing values, leave their rows out, or put the mean of the column there (numeric features only).

    Returns
    -------
    Dataset

    Raises
    ------
    InputError
        When a name is unknown, a value is missing or too large, or a text has too many labels.
    """
    target_column = chosen_target(table, target)
    columns = chosen_features(table, target_column.name, features)
    notes = list(table.notes)
    if features is None:
        aside = set_aside(table).items()
        notes += [f"{name} is not a feature: it {does}" for name, does in aside if name != target_column.name]
    kept, dropped = _kept_rows(table, columns, target_column, missing)
    _refuse_too_many(table, columns)
    made = [_feature(table, column, kept) for column in columns]
    y, classes, target_notes = _target(table, target_column, kept)
    # A made name such as `site=B` may be there already.
    names, _ = unique_names(list(itertools.chain.from_iterable(feature.names for feature in made)))
    X = np.column_stack([feature.values for feature in made])
    notes += [*dropped, *itertools.chain.from_iterable(feature.notes for feature in made), *target_notes]
    return Dataset(X, y, names, target_column.name, classes, tuple(notes))


def _kept_rows(
    table: Table, features: Sequence[Column], target: Column, missing: MissingPolicy
) -> tuple[NDArray[np.bool_], tuple[str, ...]]:
    """Which rows are used, and a note on the others."""
    used = [*features, target]
    if missing == "drop":
        return _complete_rows(table, used)
    # A target is never made up, and neither a text nor a column of nothing has a mean.
    fillable = [c for c in features if isinstance(c, NumberColumn) and c.n_missing < table.n_rows]
    _refuse_missing(table, [c for c in used if missing == "error" or c not in fillable])
    return np.ones(table.n_rows, dtype=np.bool_), ()


def _complete_rows(table: Table, used: Sequence[Column]) -> tuple[NDArray[np.bool_], tuple[str, ...]]:
    kept = ~np.any([c.is_missing for c in used], axis=0)
    n_dropped = int(np.count_nonzero(~kept))
    if n_dropped == 0:
        return kept, ()
    where = ", ".join(f"{c.name} ({c.n_missing})" for c in used if c.n_missing)
    if n_dropped == table.n_rows:
        message = f"{table.file}: must have a row without missing values, has none; missing in {where}"
        raise InputError(message, "missing")
    return kept, (f"{n_dropped} of {table.n_rows} rows left out: values missing in {where}",)


def _refuse_missing(table: Table, columns: Iterable[Column]) -> None:
    """Raise on the first missing value from the top."""
    gaps = [(int(np.argmax(c.is_missing)), i, c) for i, c in enumerate(columns) if c.n_missing]
    if gaps:
        row, _, column = min(gaps, key=lambda gap: gap[:2])
        rest = 'must have a value, is missing (missing = "drop" leaves such rows out)'
        raise cell_error(table.file, int(table.lines[row]), column.name, rest, field="missing")


def _refuse_too_many(table: Table, columns: Iterable[Column]) -> None:
    """Raise if text becomes more columns than fit."""
    n_columns = 0
    for column in columns:
        is_text = isinstance(column, TextColumn)
        if is_text and column.n_distinct > MAX_LABELS:
            constraint = f"must have at most {MAX_LABELS} different texts to be a feature, has {column.n_distinct}"
            raise InputError(f"{table.file}, column {column.name}: {constraint}; leave it out of features", "features")
        n_columns += column.n_distinct if is_text else 1
    n_values = n_columns * table.n_rows
    if n_values > MAX_CELLS:
        raise InputError(f"{table.file}: must make at most {MAX_CELLS} values, makes {n_values}", "features")


def _feature(table: Table, column: Column, kept: NDArray[np.bool_]) -> _Feature:
    if isinstance(column, NumberColumn):
        return _number_feature(column.name, _numbers(table, column, kept))
    codes, labels, counts = coded(_texts(column, kept))
    counted = list(zip(labels, counts, strict=True))
    if len(labels) <= 2:
        return _Feature((column.name,), codes, (label_note(column.name, counted),))
    one_hot = (codes[:, np.newaxis] == np.arange(len(labels))).astype(np.float64)
    note = f"{column.name}: one column each for " + ", ".join(f"{label} ({n})" for label, n in counted)
    return _Feature(tuple(f"{column.name}={label}" for label in labels), one_hot, (note,))


def _number_feature(name: str, values: FloatArray) -> _Feature:
    """The values with their mean where one is missing."""
    gaps = np.isnan(values)
    n_gaps = int(np.count_nonzero(gaps))
    if n_gaps == 0:
        return _Feature((name,), values)
    mean = float(values[~gaps].mean())
    words = "1 missing value" if n_gaps == 1 else f"{n_gaps} missing values"
    return _Feature((name,), np.where(gaps, mean, values), (f"{name}: {words} filled with the mean {mean:.6g}",))


def _target(
    table: Table, column: Column, kept: NDArray[np.bool_]
) -> tuple[FloatArray, tuple[str, ...], tuple[str, ...]]:
    """The target as numbers, its classes (none if it was numbers) and notes."""
    if isinstance(column, NumberColumn):
        y = _numbers(table, column, kept)
        values, n_each = np.unique(y, return_counts=True)
        shares = ", ".join(f"{shown(float(v))} ({n})" for v, n in zip(values, n_each, strict=True))
        return y, (), (f"{column.name}: {shares}",) if len(values) == 2 else ()
    where = f"{table.file}, column {column.name}"
    if column.n_distinct > MAX_LABELS:
        constraint = f"must have at most {MAX_LABELS} different texts to be the target, has {column.n_distinct}"
        raise InputError(f"{where}: {constraint}", "target")
    y, labels, counts = coded(_texts(column, kept))
    if len(labels) < 2:
        raise InputError(f"{where}: must have two labels or more to be the target, has only {labels[0]}", "target")
    return y, labels, (label_note(column.name, list(zip(labels, counts, strict=True))),)


def _texts(column: TextColumn, kept: NDArray[np.bool_]) -> Sequence[str]:
    return column.values if kept.all() else [text for text, is_in in zip(column.values, kept, strict=True) if is_in]


def _numbers(table: Table, column: NumberColumn, kept: NDArray[np.bool_]) -> FloatArray:
    """The values in the kept rows, refused where their squares would overflow."""
    is_large = kept & (np.abs(column.values) > LARGEST)
    if is_large.any():
        row = int(np.argmax(is_large))
        rest = f"must be a number up to {LARGEST:g} in size, got {shown(float(column.values[row]))}"
        raise cell_error(table.file, int(table.lines[row]), column.name, rest)
    return column.values[kept]
