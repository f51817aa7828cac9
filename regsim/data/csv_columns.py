"""From the cells of a column to numbers or text, strictly.

A number is ASCII digits with an optional sign, point and exponent. Python's `float` takes more: ``1_000``, ``nan``,
``inf``, digits of other scripts. In a data file those are typing errors or labels, so they are text here.

A column is a number column when more than half of its values are numbers. A text within it is then an error that names
line, column and value: making the column text because of one slip would turn an age into labels.
"""

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from regsim.arrays import FloatArray
from regsim.data.pieces import breathing, joined
from regsim.data.table import Column, NumberColumn, TextColumn, cell_error
from regsim.parameters import InputError, shown

MISSING = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none", "?", "."})
"""What stands for a missing value, in lower case; capitals do not matter."""

Parts = Sequence[Sequence[str]]  # the cells of a column, some rows in each
DecimalMark = Literal["", ".", ","]  # empty: no number has one

_NUMBER_BYTES = b"0123456789+-.eE \t\n"
_SWAP_MARKS = bytes.maketrans(b",.", b".,")
_NUMBERS = {
    mark: re.compile(rf"[+-]?([0-9]+{escaped}?[0-9]*|{escaped}[0-9]+)([eE][+-]?[0-9]+)?")
    for mark, escaped in ((".", r"\."), (",", ","))
}


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of one column as the file has them.

    Attributes
    ----------
    file, name : str
        Of the file and the column, for messages.
    parts : sequence of sequence of str
        A cell per row, some rows in each part.
    lines : sequence of int
        The line of each row.
    """

    file: str
    name: str
    parts: Parts
    lines: Sequence[int] | NDArray[np.int64]

    def error(self, row: int, rest: str) -> InputError:
        """The error about the cell in `row`."""
        text = next(itertools.islice(itertools.chain.from_iterable(self.parts), row, None))
        return cell_error(self.file, int(self.lines[row]), self.name, f"{rest}, got {shown(text.strip())}")


def read_column(cells: Cells, *, allow_comma: bool) -> tuple[Column, DecimalMark]:
    """The column that the cells make and the decimal mark in it, empty where no number has one.

    Parameters
    ----------
    cells : Cells
    allow_comma : bool
        Whether ``1,5`` is a number; not where the comma is the delimiter.

    Raises
    ------
    InputError
        When most values are numbers and one is not, or when one is too large for a float.
    """
    marks: tuple[DecimalMark, ...] = (".", ",") if allow_comma else (".",)
    for mark in marks:
        numbers = _floats(cells.parts, mark)
        if numbers is not None:
            return _number_column(cells, numbers, np.zeros(len(numbers), dtype=np.bool_)), _used(mark, cells.parts)
    parts = [tuple(map(str.strip, part)) for part in breathing(cells.parts)]
    is_missing = _which(parts, lambda text: text.lower() in MISSING)
    present = [tuple(text for text in part if text.lower() not in MISSING) for part in breathing(parts)]
    for mark in marks:
        numbers = _floats(present, mark)
        if numbers is not None:
            values = np.full(len(is_missing), np.nan)
            values[~is_missing] = numbers
            return _number_column(cells, values, is_missing), _used(mark, present)
    _refuse_slip(cells, parts, is_missing, marks)
    same: dict[str, str] = {}  # one object for each label, however often it stands in the file
    texts = (same.setdefault(text, text) for part in breathing(parts) for text in part)
    labels = tuple("" if is_gone else text for text, is_gone in zip(texts, is_missing, strict=True))
    return TextColumn(cells.name, _frozen(is_missing), labels), ""


def is_number(text: str) -> bool:
    """Whether `text` is a number as this reader understands it, with a decimal point."""
    return _is_number(".", text.strip())


def _is_number(mark: DecimalMark, text: str) -> bool:
    return _NUMBERS[mark].fullmatch(text) is not None


def _floats(parts: Parts, mark: DecimalMark) -> FloatArray | None:
    """The texts as numbers (infinite beyond the range of a float), or None if one of them is not a number.

    The characters of many cells are checked at once, which is what makes large files quick; within them `float` takes
    what `_NUMBERS` matches and no more.
    """
    found = []
    for part in breathing(parts):
        numbers = _floats_of(part, mark)
        if numbers is None:
            return None
        found.append(numbers)
    return joined(found, np.float64)


def _floats_of(texts: Sequence[str], mark: DecimalMark) -> FloatArray | None:
    """Some of the texts as numbers."""
    together = "\n".join(texts)
    if not together.isascii():
        return None
    raw = together.encode("ascii")
    if mark == ",":
        raw = raw.translate(_SWAP_MARKS)  # a point beside decimal commas becomes a comma, which is no number
    if raw.translate(None, _NUMBER_BYTES):
        return None
    if mark == ",":
        n_texts, texts = len(texts), raw.decode("ascii").split("\n")
        if len(texts) != n_texts:  # a line break within a cell
            return None
    try:
        return np.fromiter(map(float, texts), np.float64, len(texts))
    except ValueError:
        return None


def _which(parts: Parts, is_so: Callable[[str], bool]) -> NDArray[np.bool_]:
    """Of which cells it is so."""
    return joined([np.fromiter(map(is_so, part), np.bool_, len(part)) for part in breathing(parts)], np.bool_)


def _used(mark: DecimalMark, parts: Parts) -> DecimalMark:
    """The mark if a number has it."""
    return mark if any(mark in text for part in breathing(parts) for text in part) else ""


def _number_column(cells: Cells, values: FloatArray, is_missing: NDArray[np.bool_]) -> NumberColumn:
    is_bad = np.isinf(values)
    if is_bad.any():
        raise cells.error(int(np.argmax(is_bad)), "must be a number below 1.8e308 in size")
    values.setflags(write=False)
    return NumberColumn(cells.name, _frozen(is_missing), values)


def _refuse_slip(cells: Cells, parts: Parts, is_missing: NDArray[np.bool_], marks: tuple[DecimalMark, ...]) -> None:
    """Raise if more than half of the values are numbers, naming the first that is not."""
    readings = [_which(parts, partial(_is_number, mark)) for mark in marks]
    best = max(readings, key=np.count_nonzero)
    if 2 * np.count_nonzero(best) > np.count_nonzero(~is_missing):
        row = int(np.argmax(~best & ~is_missing))
        raise cells.error(row, "must be a number as most of the column is, or left empty")


def _frozen(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    mask.setflags(write=False)
    return mask
