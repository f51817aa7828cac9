"""A table: named columns as a file holds them, before anyone decides what is target and what is feature.

A column is either numbers or text. Values may be missing: a mask says where, so that no number and no label has to
stand for "not known".
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, cast

import numpy as np
from numpy.typing import NDArray

from regsim.arrays import FloatArray
from regsim.data.pieces import pieces
from regsim.parameters import UNPRINTABLE, InputError, shown


@dataclass(frozen=True, eq=False)
class _Column:
    name: str
    is_missing: NDArray[np.bool_]

    @property
    def n_missing(self) -> int:
        """How many values are missing."""
        return int(np.count_nonzero(self.is_missing))


@dataclass(frozen=True, eq=False)
class NumberColumn(_Column):
    """A column of numbers.

    Attributes
    ----------
    name : str
    is_missing : ndarray of bool, shape (n_rows,)
    values : ndarray of shape (n_rows,)
        Finite, but NaN where a value is missing.
    """

    values: FloatArray
    kind: ClassVar[Literal["number", "text"]] = "number"

    @functools.cached_property
    def n_distinct(self) -> int:
        """How many different numbers the column holds, missing values apart."""
        return len(np.unique(self.values[~self.is_missing]))

    def text(self, row: int) -> str:
        """The value in this row for display, empty where it is missing."""
        return "" if self.is_missing[row] else shown(float(self.values[row]))


@dataclass(frozen=True, eq=False)
class TextColumn(_Column):
    """A column of text.

    Attributes
    ----------
    name : str
    is_missing : ndarray of bool, shape (n_rows,)
    values : tuple of str, length n_rows
        Without surrounding spaces; empty where a value is missing.
    """

    values: tuple[str, ...]
    kind: ClassVar[Literal["number", "text"]] = "text"

    @property
    def distinct(self) -> frozenset[str]:
        """The different texts that the column holds, missing values apart."""
        known = vars(self)
        if "_distinct" not in known:  # cached_property of Python 3.11 would hold a lock of all columns meanwhile
            found = set[str]()
            for piece in pieces(self.values):
                found.update(piece)
            known["_distinct"] = frozenset(found - {""})
        return cast("frozenset[str]", known["_distinct"])

    @property
    def n_distinct(self) -> int:
        """How many different texts the column holds, missing values apart."""
        return len(self.distinct)

    def text(self, row: int) -> str:
        """The value in this row for display, empty where it is missing."""
        return self.values[row]


Column = NumberColumn | TextColumn


@dataclass(frozen=True, eq=False)
class Table:
    """The columns of a file.

    Attributes
    ----------
    file : str
        Name of the file, for messages.
    columns : tuple of NumberColumn or TextColumn
        With different names, all of the same length.
    lines : ndarray of int, shape (n_rows,)
        The line of the file on which each row starts, counted from 1.
    notes : tuple of str
        Sentences for the user on how the file was read.
    """

    file: str
    columns: tuple[Column, ...]
    lines: NDArray[np.int64]
    notes: tuple[str, ...] = ()

    @property
    def n_rows(self) -> int:
        """The number of rows below the header."""
        return len(self.lines)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, from left to right."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError where there is none."""
        return self._by_name[name]

    @functools.cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}


def cell_error(file: str, line: int, column: str, rest: str, field: str = "path") -> InputError:
    """The error about one value of a file: where it stands, then `rest`."""
    return InputError(f"{file}, line {line}, column {column}: {rest}", field)


def unique_names(raw: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Different, non-empty names for columns called `raw`, and a note on each that was a duplicate.

    What cannot be printed becomes a space, and several spaces one. An empty name becomes ``column 3``; of two columns
    called ``x`` the second becomes ``x (2)``.
    """
    stripped = [" ".join(UNPRINTABLE.sub(" ", name).split()) for name in raw]
    named = [name or f"column {i}" for i, name in enumerate(stripped, 1)]
    taken, used = set(named), set[str]()
    counts: dict[str, int] = {}
    names, notes = [], []
    for old, name in zip(stripped, named, strict=True):
        unique = name
        while unique in used or (unique != name and unique in taken):
            counts[name] = counts.get(name, 1) + 1
            unique = f"{name} ({counts[name]})"
        used.add(unique)
        names.append(unique)
        if old and unique != name:
            notes.append(f"{unique}: another column is called {name} too")
    return tuple(names), tuple(notes)
