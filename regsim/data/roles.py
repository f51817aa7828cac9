"""Which column is the target and which are features, chosen by name or suggested."""

import difflib
from collections import Counter
from collections.abc import Sequence

import numpy as np

from regsim.data.labels import MAX_LABELS
from regsim.data.table import Column, Table, TextColumn
from regsim.parameters import InputError

_ROW_NUMBER_NAMES = frozenset({"row.names", "rownames", "id", "index"})
_NO_NAMES = frozenset({"column 1", "unnamed: 0"})
_SPLIT_NAMES = frozenset({"train", "is_train", "split"})
_TARGET_NAMES = frozenset({"target", "y", "class", "label", "outcome", "response", "diagnosis"})


def set_aside(table: Table) -> dict[str, str]:
    """Columns that describe the rows rather than what was measured, each with what it does.

    They are a column named row.names, rownames, id or index, a first column without a name that counts the rows, and
    a column named train, is_train or split with at most three values. None is a target or a feature unless it is asked
    for by name.
    """
    return {c.name: does for i, c in enumerate(table.columns) if (does := _does(c, is_first=i == 0))}


def suggest_target(table: Table) -> str:
    """The name of the column that is most likely meant as the target.

    It is the last column called target, y, class, label, outcome, response or diagnosis, in capitals or not. Where
    there is none it is the last column at all that can be a target: one of numbers or of at most 20 labels, with more
    than one value and not set aside (see :func:`set_aside`).
    """
    aside = set_aside(table)
    usable = [c for c in table.columns if c.name not in aside and _can_be_target(c)]
    named = [c for c in usable if c.name.lower() in _TARGET_NAMES]
    return (named or usable or list(table.columns))[-1].name


def default_features(table: Table, target: str) -> tuple[str, ...]:
    """Every column but the target and those set aside (see :func:`set_aside`)."""
    aside = set_aside(table)
    return tuple(name for name in table.names if name != target and name not in aside)


def chosen_target(table: Table, name: str) -> Column:
    """The column called `name`, or the suggested one where the name is empty."""
    if not name:
        return table.column(suggest_target(table))
    if name not in table.names:
        raise InputError.at("target", f"must be a column of {table.file} ({_choice(name, table.names)})", name)
    return table.column(name)


def chosen_features(table: Table, target: str, features: Sequence[str] | None) -> list[Column]:
    """The columns named in `features`, by default those of :func:`default_features`; each one once and no target."""
    names = default_features(table, target) if features is None else tuple(features)
    there = frozenset(table.names)
    if not names:
        message = f"{table.file}: must have a column of features beside the target {target}, has none"
        raise InputError(message, "features")
    for name, count in Counter(names).items():
        if name not in there:
            raise InputError.at("features", f"must be columns of {table.file} ({_choice(name, table.names)})", name)
        if count > 1:
            raise InputError.at("features", "must name each column once", name)
    if target in names:
        raise InputError.at("features", "must not contain the target", target)
    return [table.column(name) for name in names]


def _choice(name: str, names: Sequence[str]) -> str:
    """The columns whose names are close to `name`, or the first few there are."""
    close = difflib.get_close_matches(name.lower(), [n.lower() for n in names], n=3, cutoff=0.6)
    if close:
        return "did you mean " + " or ".join(n for n in names if n.lower() in close) + "?"
    return ", ".join(names[:12]) + (", …" if len(names) > 12 else "")


def _can_be_target(column: Column) -> bool:
    return column.n_distinct > 1 and (column.kind == "number" or column.n_distinct <= MAX_LABELS)


def _does(column: Column, *, is_first: bool) -> str:
    """What a column that is set aside does, empty for any other."""
    name = column.name.lower()
    if name in _ROW_NUMBER_NAMES or (is_first and name in _NO_NAMES and _counts(column)):
        return "numbers the rows"
    if name in _SPLIT_NAMES and column.n_distinct <= 3:
        return "marks the rows for training"
    return ""


def _counts(column: Column) -> bool:
    """Whether the values are 0, 1, 2, … or 1, 2, 3, …."""
    if isinstance(column, TextColumn) or column.values[0] not in (0.0, 1.0):
        return False
    return np.array_equal(column.values, column.values[0] + np.arange(len(column.values)))
