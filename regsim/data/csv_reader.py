"""Reading a CSV file into a :class:`Table`: strict, and every refusal names its line.

The first line holds the names of the columns. What can be read in one way only is read, whatever the encoding,
delimiter or decimal mark; what is ambiguous or broken is refused in one sentence.
"""

import itertools
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from regsim.arrays import FloatArray
from regsim.data.csv_columns import Cells, DecimalMark, is_number, read_column
from regsim.data.csv_numbers import read_numbers
from regsim.data.csv_text import MAX_COLUMNS, detect_delimiter, encoding_of, read_bytes, split_rows, text_of
from regsim.data.pieces import breathe, dissolve
from regsim.data.table import Column, NumberColumn, Table, unique_names
from regsim.parameters import InputError

_ROWS = 64  # at a time: their lists are gone before Python counts them among those that stay


def read_table(path: str | os.PathLike[str]) -> Table:
    """The table in a CSV file.

    UTF-8 or UTF-16 with a byte-order mark, else Windows-1252 or Latin-1; delimited by comma, semicolon, tab or bar;
    decimal commas where the delimiter is not the comma. A column is a number column when more than half of its values
    are numbers. Missing values are empty or NA, N/A, #N/A, NaN, null, None, ``?`` or ``.``, in capitals or not.

    Parameters
    ----------
    path : path-like
        The file; ``~`` is the home directory.

    Returns
    -------
    Table

    Raises
    ------
    InputError
        When the file cannot be read, is not text, is too large (250 MB, 12 million values), has no header or no rows,
        rows of different lengths, or a value that is not a number in a column of numbers.
    """
    given = os.fspath(path)
    if not given.strip():
        raise InputError.at("path", "must be the name of a CSV file", given)
    try:
        return _read(Path(given))
    except MemoryError as error:
        raise InputError(f"{given}: must fit into memory, it does not", "path") from error


def _read(path: Path) -> Table:
    file = path.name
    try:
        path = path.expanduser()
    except RuntimeError as error:  # no home directory is known
        raise InputError(f"{path}: must be a file that can be read, got an unknown home directory", "path") from error
    raw = read_bytes(path)
    encoding, notes = encoding_of(raw, file)
    delimiter = detect_delimiter(text_of(raw, encoding))
    numbers = read_numbers(raw, delimiter)
    if numbers is not None:
        return _table(file, *numbers, notes)
    rows = split_rows(text_of(raw, encoding), delimiter, file)
    first_line, header = next(rows, (0, []))
    if not header:
        raise InputError(f"{file}: must hold a table, is empty", "path")
    _check_header(file, header, first_line)
    names, name_notes = unique_names(header)
    cells, lines = _cells(file, rows, len(header))
    columns = _columns(file, names, cells, lines, allow_comma=delimiter != ",")
    # A delimiter at the end of every line makes a column of nothing.
    kept = tuple(c for c, name in zip(columns, header, strict=True) if name.strip() or c.n_missing < len(lines))
    return Table(file, kept, lines, notes + name_notes)


def _table(file: str, header: list[str], values: FloatArray, notes: tuple[str, ...]) -> Table:
    """The table of a file that holds nothing but numbers."""
    _check_header(file, header, 1)
    names, name_notes = unique_names(header)
    none = np.zeros(len(values), dtype=np.bool_)
    none.setflags(write=False)
    columns = []
    for name, column in zip(names, values.T, strict=True):
        own = np.ascontiguousarray(column)
        own.setflags(write=False)
        columns.append(NumberColumn(name, none, own))
    lines = np.arange(2, len(values) + 2, dtype=np.int64)
    return Table(file, tuple(columns), lines, notes + name_notes)


def _check_header(file: str, header: list[str], first_line: int) -> None:
    if len(header) > MAX_COLUMNS:
        raise InputError(f"{file}: must have at most {MAX_COLUMNS} columns, has {len(header)}", "path")
    named = [name.strip() for name in header if name.strip()]
    if all(is_number(name.replace(",", ".")) for name in named) and not _counts_up(named):
        raise InputError(f"{file}, line {first_line}: must hold the names of the columns, holds only numbers", "path")


def _cells(
    file: str, rows: Iterator[tuple[int, list[str]]], n_columns: int
) -> tuple[list[list[tuple[str, ...]]], NDArray[np.int64]]:
    """The cells of every column in parts, and the line of every row.

    Python now and then goes through all its lists, and through what is in them, for what may be deleted; tuples of
    texts it leaves aside. With lists of a million texts that takes as long as all the rest.
    """
    columns: list[list[tuple[str, ...]]] = [[] for _ in range(n_columns)]
    lines: list[NDArray[np.int64]] = []
    while some := list(itertools.islice(rows, _ROWS)):
        breathe()
        for line, row in some:
            if len(row) != n_columns:
                message = f"{file}, line {line}: has {_values(len(row))}, must have {n_columns} as the header names"
                raise InputError(message, "path")
        for column, texts in zip(columns, zip(*(row for _, row in some), strict=True), strict=True):
            column.append(texts)
        lines.append(np.array([line for line, _ in some], dtype=np.int64))
    if not lines:
        raise InputError(f"{file}: must have rows below the names of the columns, has none", "path")
    return columns, np.concatenate(lines)


def _counts_up(names: list[str]) -> bool:
    """Whether the names are years or numbers of columns, such as 0, 1, 2."""
    if len(names) < 2 or not all(name.isdigit() and len(name) < 10 for name in names):
        return False
    numbers = [int(name) for name in names]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _values(n: int) -> str:
    return "1 value" if n == 1 else f"{n} values"


def _columns(
    file: str, names: Sequence[str], cells: list[list[tuple[str, ...]]], lines: NDArray[np.int64], *, allow_comma: bool
) -> list[Column]:
    """A column per name; refuses a file in which one column has decimal commas and another decimal points."""
    columns: list[Column] = []
    first_with: dict[DecimalMark, str] = {}
    for name, parts in zip(names, cells, strict=True):
        column, mark = read_column(Cells(file, name, parts, lines), allow_comma=allow_comma)
        dissolve(parts)
        columns.append(column)
        first_with.setdefault(mark, name)
    if "." in first_with and "," in first_with:
        point, comma = first_with["."], first_with[","]
        message = f"{file}: must have one decimal mark, has points in column {point} and commas in column {comma}"
        raise InputError(message, "path")
    return columns
