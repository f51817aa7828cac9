"""D along one weight, a few points at a time: where a point costs a pass over very many samples, a curve has to grow.

The points are those of a grid, from coarse to fine: its ends and 0 first, then the middle of what is widest apart. Each
is as exact as any other; what grows is only how many there are.
"""

from collections import OrderedDict
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from regsim.arrays import FloatArray
from regsim.engine.pausing import Pausing

if TYPE_CHECKING:
    from regsim.engine.losses import DataLoss

REMEMBERED = 16  # curves: of four runs, before and after a step, and of single points

IndexArray = NDArray[np.intp]


class RefinedLine:
    """D and ∂D/∂w_index along one weight, as far as they are known.

    Parameters
    ----------
    loss : DataLoss
    w : array of shape (n_weights,)
    index : int
    grid : array of shape (n_points,), ascending

    Attributes
    ----------
    data_loss, data_slope : arrays of shape (n_points,)
        Of which those that are `ready` count.
    """

    def __init__(self, loss: "DataLoss", w: FloatArray, index: int, grid: FloatArray) -> None:
        self.grid = grid
        self.data_loss, self.data_slope = np.zeros((2, len(grid)))
        self._order = coarse_first(grid)
        self._loss, self._w, self._index = loss, w.copy(), index
        self._n_known = 0
        self._under_way: Pausing[None] | None = None

    @property
    def is_done(self) -> bool:
        """Whether every point is known."""
        return self._n_known == len(self.grid)

    @property
    def n_known(self) -> int:
        """How many points are known."""
        return self._n_known

    @property
    def ready(self) -> IndexArray:
        """The points that are known, ascending."""
        return np.sort(self._order[: self._n_known])

    def grow_to(self, n_points: int) -> None:
        """Know this many points, or all if there are no more."""
        while self._n_known < min(n_points, len(self.grid)):
            self.advance(n_points)

    def advance(self, n_points: int) -> None:
        """Go on to the next pause on the way to this many points; a way that has been begun is first gone to its end.

        Whoever draws the curve goes on from where another has come to.
        """
        work, self._under_way = self._under_way or self._coming_to(n_points), None
        for _ in work:
            self._under_way = work
            break

    def _coming_to(self, n_points: int) -> Pausing[None]:
        new = self._order[self._n_known : n_points]
        if len(new):
            found = yield from self._loss.going_along(self._w, self._index, self.grid[new])
            self.data_loss[new], self.data_slope[new] = found
            self._n_known += len(new)


class RefinedLines:
    """The curves of one loss that were asked for last: two views draw the same one, and λ changes none."""

    def __init__(self, loss: "DataLoss") -> None:
        self._loss = loss
        self._known: OrderedDict[object, RefinedLine] = OrderedDict()

    def along(self, w: FloatArray, index: int, grid: FloatArray) -> RefinedLine:
        """The curve along one weight, the others held at w; with as many points as it has come to."""
        key = w.tobytes(), index, grid.tobytes()
        if key not in self._known:
            self._known[key] = RefinedLine(self._loss, w, index, grid)
        self._known.move_to_end(key)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return self._known[key]


def coarse_first(grid: FloatArray) -> IndexArray:
    """The order in which to come to the points of a grid: last, first, 0, then halves, quarters and so on."""
    n = len(grid)
    found = [n - 1, 0, int(np.searchsorted(grid, 0.0)) % n]
    stride = 1 << max(n - 1, 1).bit_length()
    while stride >= 1:
        found += range(0, n, stride)
        stride //= 2
    return np.array(list(dict.fromkeys(found)), dtype=np.intp)
