"""Lines as they are stroked: on the screen straight piece by straight piece, in files as they are.

Qt's rasteriser has a way of its own for straight lines with flat ends, and takes it for no polyline: a curve of 700
pixels, two pixels wide, is painted four times sooner as fifty straight lines, and looks the same where these overlap a
little. Making fifty objects of Qt would take the time that it saves, so the same ones are used for every line: they lie
in an array, into which the next line is copied.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from PySide6.QtCore import QByteArray, QDataStream, QLineF
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF
from shiboken6 import VoidPtr, wrapInstance

from regsim.arrays import FloatArray

OVERLAP = 0.25  # pixels beyond a point where two pieces meet: with less, the background would shine through
CORNER = 1.0  # pixels, at most, where they meet at an angle: half the width of a curve makes its corner sharp
SHARP = -0.5  # cosine of a turn that is so sharp that its tip is cut off
SNAP = 2.0**42  # float64 of this size are 1/1024 apart
AT_ONCE = 1024  # pieces
TINY = 1e-9
_ELEMENT = np.dtype([("goes_on", ">i4"), ("x", ">f8"), ("y", ">f8")])  # of a path, in Qt's stream

_Buffer: Any = VoidPtr  # of which the types that come with it know too little
_wrapped: Any = wrapInstance


class Line:
    """A line through points, in parts that do not hang together.

    Parameters
    ----------
    parts : sequence of (x, y), arrays of shape (n,)
        In pixels, and finite, as those of a canvas are: Qt reads no path that has a nan in it.
    """

    def __init__(self, parts: Sequence[tuple[FloatArray, FloatArray]]) -> None:
        self.parts = [part for part in parts if len(part[0]) > 1]

    @cached_property
    def polygons(self) -> list[QPolygonF]:
        """Every part as it is."""
        return [polygon(x, y) for x, y in self.parts]

    @cached_property
    def _pieces(self) -> list[FloatArray]:
        return [straight_pieces(x, y) for x, y in self.parts]

    def draw_pieces(self, painter: QPainter, dash: Sequence[float] = ()) -> None:
        """Stroke it with the painter's pen, whose ends are flat and which has no dashes: these are drawn one by one."""
        pool = _Pool.shared()
        for pieces in [dashes(x, y, dash) for x, y in self.parts] if dash else self._pieces:
            for first in range(0, len(pieces), AT_ONCE):
                painter.drawLines(pool.holding(pieces[first : first + AT_ONCE]))


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


@dataclass(eq=False)
class Bundle:
    """Lines that are stroked with one pen, in one call: hundreds of calls take longer than what they paint."""

    lines: Sequence[Line]

    @cached_property
    def path(self) -> QPainterPath:
        """All of them, rounded as in :func:`polygon`.

        Qt reads a path from what it would write of it: the number of elements, for each whether the line goes on there
        and where that is, and two integers more.
        """
        parts = [part for line in self.lines for part in line.parts]
        lengths = np.array([len(x) for x, _ in parts], dtype=np.intp)
        elements = np.ones(lengths.sum(), _ELEMENT)
        elements["goes_on"][lengths.cumsum() - lengths] = 0
        for name, values in zip(("x", "y"), zip(*parts, strict=True), strict=False):
            elements[name] = (np.concatenate(values) + SNAP) - SNAP
        header, footer = (np.array(numbers, ">i4").tobytes() for numbers in ([len(elements)], [0, 0]))
        result = QPainterPath()
        QDataStream(QByteArray(header + elements.tobytes() + footer)) >> result
        return result


def straight_pieces(x: FloatArray, y: FloatArray) -> FloatArray:
    """The x and y of the beginning and of the end of every piece, rounded as in :func:`polygon`.

    Where two pieces meet, each goes on beyond the point by OVERLAP, at a corner as far as its miter, unless it is too
    sharp for one. In complex numbers, of which u is the direction: half of the calls.

    Returns
    -------
    array of shape (n_points − 1, 4)
    """
    z = x + 1j * y
    u = z[1:] - z[:-1]
    u /= np.maximum(np.abs(u), TINY)
    turn = u[1:] * u[:-1].conj()
    cos = turn.real
    beyond = np.abs(turn.imag)
    beyond /= np.maximum(1.0 + cos, TINY)  # tan(θ/2) where it turns by θ: of half the width
    np.maximum(beyond, OVERLAP, out=beyond)
    np.minimum(beyond, CORNER, out=beyond)
    beyond *= cos > SHARP
    pieces = np.empty((len(u), 2), dtype=np.complex128)
    pieces[:, 0], pieces[:, 1] = z[:-1], z[1:]
    pieces[1:, 0] -= beyond * u[1:]
    pieces[:-1, 1] += beyond * u[:-1]
    ends: FloatArray = pieces.view(np.float64)
    ends += SNAP
    ends -= SNAP
    return ends


def dashes(x: FloatArray, y: FloatArray, dash: Sequence[float]) -> FloatArray:
    """The x and y of the beginning and of the end of every dash, shape (n_dashes, 4).

    `dash` has in turn the length of a dash and of the gap behind it.

    Each is straight, so that it misses the line where this turns within a dash, by half its length at most.
    """
    z = x + 1j * y
    along = np.zeros(len(z))
    np.abs(z[1:] - z[:-1]).cumsum(out=along[1:])
    edges = np.concatenate([[0.0], np.cumsum(dash)])
    at = np.arange(int(along[-1] / edges[-1]) + 1)[:, np.newaxis] * edges[-1] + edges[:-1]  # an edge never comes alone
    at = at.reshape(-1, 2)
    ends: FloatArray = np.interp(at[at[:, 0] < along[-1]], along, z).view(np.float64)
    return (ends + SNAP) - SNAP


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
