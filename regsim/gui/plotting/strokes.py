"""Lines as they are stroked: on the screen straight piece by straight piece, in files as they are.

Qt's rasteriser has a way of its own for straight lines with flat ends, and takes it for no polyline: a curve of 700
pixels, two pixels wide, is painted four times sooner as fifty straight lines, and looks the same where these overlap a
little. Making fifty objects of Qt would take the time that it saves, so the same ones are used for every line: they lie
in an array, into which the next line is copied.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from PySide6.QtCore import QLineF
from PySide6.QtGui import QPainter, QPolygonF
from shiboken6 import VoidPtr, wrapInstance

from regsim.arrays import FloatArray

OVERLAP = 0.25  # pixels beyond a point where two pieces meet: with less, the background would shine through
CORNER = 1.0  # pixels, at most, where they meet at an angle: half the width of a curve makes its corner sharp
SHARP = -0.5  # cosine of a turn that is so sharp that its tip is cut off
SNAP = 2.0**42  # float64 of this size are 1/1024 apart
AT_ONCE = 1024  # pieces

Part = tuple[FloatArray, FloatArray]

_Buffer: Any = VoidPtr  # of which the types that come with it know too little
_wrapped: Any = wrapInstance


class Line:
    """A line through points, in parts that do not hang together.

    Parameters
    ----------
    parts : sequence of (x, y), arrays of shape (n,)
        In pixels.
    pieces : array of shape (n_pieces, 4), optional
        As :func:`straight_pieces` gives them, if that is known.
    """

    def __init__(self, parts: Sequence[Part], pieces: FloatArray | None = None) -> None:
        self._parts = parts
        if pieces is not None:
            self._pieces = pieces

    @cached_property
    def polygons(self) -> list[QPolygonF]:
        """Every part as it is."""
        return [polygon(x, y) for x, y in self._parts]

    @cached_property
    def _pieces(self) -> FloatArray:
        return straight_pieces(self._parts)

    def draw_pieces(self, painter: QPainter, dash: Sequence[float] = ()) -> None:
        """Stroke it with the painter's pen, whose ends are flat and which has no dashes: these are drawn one by one."""
        pool = _Pool.shared()
        for pieces in [dashes(x, y, dash) for x, y in self._parts if len(x) > 1] if dash else [self._pieces]:
            for first in range(0, len(pieces), AT_ONCE):
                painter.drawLines(pool.holding(pieces[first : first + AT_ONCE]))


def lines_of(lines: Iterable[Sequence[Part]]) -> list[Line]:
    """A line for the parts of each: sooner than one after the other."""
    lines = list(lines)
    pieces = straight_pieces([part for parts in lines for part in parts])
    ends = accumulate(sum(max(len(x) - 1, 0) for x, _ in parts) for parts in lines)
    return [Line(parts, pieces[a:b]) for parts, (a, b) in zip(lines, pairwise([0, *ends]), strict=True)]


def polygon(x: FloatArray, y: FloatArray) -> QPolygonF:
    """The points as Qt takes them, to the nearest 1/1024 of a pixel.

    Qt cuts off what is less than 1/64. A point that rounding has put just below a pixel's edge would come out on it or
    not, depending on where the plot is, and what is copied from a picture would differ from what was painted.
    """
    result = QPolygonF()
    result.resize(len(x))
    start: Any = result.data()
    memory = np.frombuffer(_Buffer(start, 16 * len(x), True), np.float64)  # two float64 a point
    memory[::2], memory[1::2] = x, y
    memory += SNAP
    memory -= SNAP
    return result


def straight_pieces(parts: Sequence[Part]) -> FloatArray:
    """The x and y of the beginning and of the end of every piece, rounded as in :func:`polygon`.

    Where two pieces of a part meet, each goes on beyond the point by OVERLAP, at a corner as far as its miter, unless
    it is too sharp for one.

    Returns
    -------
    array of shape (n_pieces, 4)
    """
    parts = [part for part in parts if len(part[0])]
    if not parts:
        return np.empty((0, 4))
    x, y = (np.concatenate(values) for values in zip(*parts, strict=True))
    is_piece = np.ones(len(x) - 1)  # not from one part to the next
    is_piece[np.cumsum([len(part[0]) for part in parts[:-1]], dtype=np.intp) - 1] = 0.0
    dx, dy = x[1:] - x[:-1], y[1:] - y[:-1]
    length = np.hypot(dx, dy)
    length[length == 0.0] = np.inf
    dx /= length
    dy /= length
    cos = dx[1:] * dx[:-1] + dy[1:] * dy[:-1]
    miter = np.sqrt(np.maximum(1.0 - cos, 0.0) / np.maximum(1.0 + cos, 0.5))  # tan(θ/2) where it turns by θ
    meets = (cos > SHARP) * is_piece[1:] * is_piece[:-1]
    beyond = np.zeros(len(x))
    beyond[1:-1] = np.minimum(np.maximum(miter, OVERLAP), CORNER) * meets
    pieces = np.empty((len(dx), 4))
    pieces[:, 0], pieces[:, 1] = x[:-1] - beyond[:-1] * dx, y[:-1] - beyond[:-1] * dy
    pieces[:, 2], pieces[:, 3] = x[1:] + beyond[1:] * dx, y[1:] + beyond[1:] * dy
    pieces += SNAP
    pieces -= SNAP
    return pieces[is_piece > 0.0]


def dashes(x: FloatArray, y: FloatArray, dash: Sequence[float]) -> FloatArray:
    """The pieces of a line that lie in its dashes, as :func:`straight_pieces` gives them; `dash` is in pixels."""
    along = np.zeros(len(x))
    np.hypot(x[1:] - x[:-1], y[1:] - y[:-1]).cumsum(out=along[1:])
    lengths = np.concatenate([[0.0], dash])
    period = lengths.sum()
    cuts = (np.arange(int(along[-1] / period) + 1)[:, np.newaxis] * period + lengths[:-1].cumsum()).ravel()
    at = np.concatenate([cuts[cuts <= along[-1]], along])
    at.sort()
    last_cut = np.searchsorted(cuts, at, "right") - 1
    beyond = np.where(cuts[last_cut] == at, 0.0, OVERLAP)  # only where a dash goes round a point of the line
    ends = np.stack([np.interp(at, along, x), np.interp(at, along, y)])
    length = at[1:] - at[:-1]
    is_dash = (last_cut[:-1] % len(dash) % 2 == 0) & (length > 0.0)
    begin, end = ends[:, :-1][:, is_dash], ends[:, 1:][:, is_dash]
    step = (end - begin) / length[is_dash]
    pieces = np.concatenate([begin - beyond[:-1][is_dash] * step, end + beyond[1:][is_dash] * step]).T
    return (pieces + SNAP) - SNAP


class _Pool:
    """Lines of Qt that lie in an array of numpy."""

    _only: "_Pool | None" = None

    def __init__(self) -> None:
        self._memory = np.zeros((AT_ONCE, 4))  # the four float64 of a QLineF
        self._lines: list[QLineF] = [_wrapped(row.ctypes.data, QLineF) for row in self._memory]

    @classmethod
    def shared(cls) -> "_Pool":
        """The one that all use, one line after the other."""
        if cls._only is None:
            cls._only = cls()
        return cls._only

    def holding(self, pieces: FloatArray) -> list[QLineF]:
        """These pieces, until others are asked for."""
        self._memory[: len(pieces)] = pieces
        return self._lines[: len(pieces)]
