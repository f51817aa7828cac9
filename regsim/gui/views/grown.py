"""What views need of a run that is still under way, computed once per step: a redraw costs what is new, not all so far.

A run of a million steps is redrawn a few times a second while it is computed. A line of it on a thousand pixels, or its
range, needs a few rows of every block of steps; and a number per row that depends on that row alone stays what it is.
"""

import weakref
from collections import defaultdict
from collections.abc import Callable

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.losses import IndexArray

Series = tuple[IndexArray, FloatArray]  # steps, and a value at each

BLOCK = 256  # rows, of which four are kept
FIRST = 4  # rows at the start, where a run moves most
FULL = 65_536  # rows that are drawn sooner than it is found out which of them are needed


class Outline:
    """The rows of a growing series that tell its line: of a block the first, the smallest, the largest, the last."""

    def __init__(self) -> None:
        self._n_blocks = 0
        self._owner: Callable[[], object] = lambda: None  # of the last values
        self._place: object = None
        self._rows: IndexArray = np.empty(0, np.intp)
        self._values: FloatArray = np.empty(0)

    def rows(self, values: FloatArray) -> IndexArray:
        """Such rows of the values, ascending; of an incomplete block at the end all.

        What has been looked at before is not looked at again, as long as the values begin as they did then.
        """
        self._follow(values)
        return np.concatenate([self._rows, np.arange(self._n_blocks * BLOCK, len(values))])

    def telling(self, values: FloatArray) -> FloatArray:
        """The values at these rows."""
        self._follow(values)
        return np.concatenate([self._values, values[self._n_blocks * BLOCK :]])

    def _follow(self, values: FloatArray) -> None:
        owner = values if values.base is None else values.base
        place = values.__array_interface__["data"], values.strides
        is_history = self._owner() is owner and self._place == place  # steps are added to it, and none is changed
        self._owner, self._place = weakref.ref(owner), place
        n_blocks = len(values) // BLOCK
        if n_blocks < self._n_blocks or not (
            is_history or np.array_equal(values[self._rows], self._values, equal_nan=True)
        ):
            self._n_blocks, self._rows, self._values = 0, self._rows[:0], self._values[:0]
        if n_blocks > self._n_blocks:
            first = self._n_blocks * BLOCK
            blocks = values[first : n_blocks * BLOCK].reshape(-1, BLOCK)
            starts = np.arange(first, n_blocks * BLOCK, BLOCK)
            parts = [starts, starts + blocks.argmin(axis=1), starts + blocks.argmax(axis=1), starts + BLOCK - 1]
            if not first:
                parts.append(np.arange(FIRST))
            rows = np.unique(np.concatenate(parts))
            self._rows, self._values = np.append(self._rows, rows), np.append(self._values, values[rows])
            self._n_blocks = n_blocks


class Grown:
    """A number per row of a growing history, each computed once."""

    def __init__(self) -> None:
        self._key: object = None
        self._values: FloatArray = np.empty(0)
        self._n = 0

    def values(self, key: object, n_rows: int, compute: Callable[[slice], FloatArray]) -> FloatArray:
        """The numbers of the first `n_rows` rows; of another history, or other numbers of it, under another key."""
        if key != self._key or n_rows < self._n:
            self._key, self._values, self._n = key, np.empty(n_rows), 0
        if n_rows > len(self._values):
            before, self._values = self._values, np.empty(2 * n_rows)
            self._values[: self._n] = before[: self._n]
        if n_rows > self._n:
            self._values[self._n : n_rows] = compute(slice(self._n, n_rows))
            self._n = n_rows
        return self._values[:n_rows]


class Outlines:
    """The outlines of several series, by what they are called."""

    def __init__(self) -> None:
        self._outlines: dict[object, Outline] = defaultdict(Outline)

    def telling(self, name: object, values: FloatArray) -> FloatArray:
        """As many of the values as tell their range: the smallest, the largest, the first few and the last for sure."""
        return values if len(values) <= FULL else self._outlines[name].telling(values)

    def in_sight(self, name: object, series: Series, low: float, high: float) -> Series:
        """What the line through a series between two steps is drawn through: all there is, unless it is too much."""
        steps, values = series
        if len(steps) <= FULL:
            return series
        window = slice(*np.searchsorted(steps, _whole(low, high)).tolist())
        window = slice(max(window.start - 1, 0), window.stop + 1)
        if len(steps[window]) <= FULL:
            return steps[window], values[window]
        rows = self._outlines[name].rows(values)
        rows = rows[slice(*np.searchsorted(rows, [window.start, window.stop]).tolist())]
        return steps[rows], values[rows]


def _whole(low: float, high: float) -> IndexArray:
    """Two places on the axis as steps: to compare them as they are would turn all steps into floats."""
    return np.clip([np.floor(low), np.ceil(high)], -1, np.iinfo(np.int32).max).astype(np.intp)
