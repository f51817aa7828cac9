"""Lines as they are painted: never with more points than can be seen, nor further than the plot."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from regsim.arrays import FloatArray

TOLERANCE = 0.2  # pixels by which a drawn curve may miss the true one
FEW = 100  # points of a line that are painted sooner than it is found out which of them are needed
BEND = 6.0  # of the 8 in the error of a chord: the tolerance is then kept at the first attempt, or nearly
FINE = 2**16  # parts of a chord
UPRIGHT = 1e-9  # pixels across, below which a chord has no slope to speak of

Indices = NDArray[np.intp]


def thinned(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The same line with at most four points per pixel column: first, lowest, highest and last, in their order.

    `x` must not decrease where there are more points than that.
    """
    columns = max(int(abs(x[-1] - x[0])), 1) if len(x) else 1
    if len(x) <= 4 * columns:
        return x, y
    edges = np.searchsorted(x, np.linspace(x[0], x[-1], columns + 1)[:-1])
    edges = np.unique(edges)
    ends = np.append(edges[1:], len(x))
    extremes = []
    for reduced in (np.minimum.reduceat(y, edges), np.maximum.reduceat(y, edges)):
        hits = (y == reduced.repeat(ends - edges)).nonzero()[0]
        extremes.append(hits[hits.searchsorted(edges)])
    keep = np.unique(np.concatenate([edges, *extremes, ends - 1]))
    return x[keep], y[keep]


def simplified(lines: Sequence[tuple[FloatArray, FloatArray]]) -> list[tuple[FloatArray, FloatArray]]:
    """The same lines without the points that nobody would see missing: a smooth curve of 500 points needs 20 to 110.

    Chords, at first about as long as the curve's bend allows, are split where they miss the line by most until none
    misses it by more than the tolerance (D. H. Douglas, T. K. Peucker, "Algorithms for the Reduction of the Number of
    Points Required to Represent a Digitized Line", 1973); the chords of all lines at once.
    """
    sizes = np.array([len(x) for x, _ in lines], dtype=np.intp)
    if sizes.max(initial=0) <= FEW:
        return list(lines)
    x, y = (np.concatenate(parts) for parts in zip(*lines, strict=True))
    ends = sizes.cumsum()
    begins = ends - sizes
    is_kept = _bends(y, begins[sizes > 0], ends[sizes > 0] - 1)
    kept = is_kept.nonzero()[0]
    has_others = np.diff(kept) > 1  # never so from one line to the next
    start, end = kept[:-1][has_others], kept[1:][has_others]
    while len(start):
        worst, miss = _worst(x, y, start, end)
        wide = miss > TOLERANCE
        worst = worst[wide]
        is_kept[worst] = True
        start, end = np.concatenate([start[wide], worst]), np.concatenate([worst, end[wide]])
    return [(x[a:b][is_kept[a:b]], y[a:b][is_kept[a:b]]) for a, b in zip(begins.tolist(), ends.tolist(), strict=True)]


def _bends(y: FloatArray, begins: Indices, ends: Indices) -> NDArray[np.bool_]:
    """Points between which lines bend so little that chords will do: of a parabola with steps h, h²·|y″|/8 off.

    The first and the last point of each line are among them. Sums are of integers, so that each line is as if alone.
    """
    root = np.zeros(len(y))
    root[1:-1] = np.sqrt(np.abs(y[2:] - 2.0 * y[1:-1] + y[:-2]) / (BEND * TOLERANCE))
    root[begins] = root[ends] = 0.0
    total = np.minimum(root * FINE, FINE).astype(np.int64).cumsum()
    chord = (total - total[begins].repeat(ends - begins + 1)) // FINE
    result = np.ones(len(y), dtype=np.bool_)
    result[1:] = chord[1:] != chord[:-1]
    result[begins] = result[ends] = True
    return result


def _worst(x: FloatArray, y: FloatArray, start: Indices, end: Indices) -> tuple[Indices, FloatArray]:
    """The point that each chord misses by most, and by how much."""
    sizes = np.maximum(end - start, 1)
    first = sizes.cumsum() - sizes
    x0, y0 = x[start], y[start]
    run = x[end] - x0
    run[np.abs(run) < UPRIGHT] = np.inf
    slope = (y[end] - y0) / run
    at = np.arange(first[-1] + sizes[-1]) + (start - first).repeat(sizes)
    miss = np.abs(y[at] - y0.repeat(sizes) - slope.repeat(sizes) * (x[at] - x0.repeat(sizes)))  # 0 at its start
    most = np.maximum.reduceat(miss, first)
    hits = (miss == most.repeat(sizes)).nonzero()[0]
    return at[hits[hits.searchsorted(first)]], most


def pieces(y: FloatArray, low: float, high: float) -> list[tuple[int, int]]:
    """Where to cut a line so that nothing is drawn of what lies above or below all of the plot; usually one piece."""
    beyond = (np.minimum(y[:-1], y[1:]) > high) | (np.maximum(y[:-1], y[1:]) < low)
    if not beyond.any():
        return [(0, len(y))]
    edges = np.flatnonzero(np.diff(np.concatenate([[True], beyond, [True]]).astype(np.int8)))
    return [(int(a), int(b) + 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def clipped(x: FloatArray, y: FloatArray, low: float, high: float) -> tuple[FloatArray, FloatArray]:
    """The line within low ≤ y ≤ high: a segment that leaves ends on the edge, for a long stroke is slow to paint."""
    if len(y) < 2 or (low <= y.min() and y.max() <= high):
        return x, y  # a single point has no stroke to cut
    x0, y0, x1, y1 = x[:-1], y[:-1], x[1:], y[1:]
    rise = np.where(y1 == y0, 1.0, y1 - y0)

    def cut(at: FloatArray) -> FloatArray:
        return np.asarray(x0 + (x1 - x0) * np.clip((at - y0) / rise, 0.0, 1.0))

    start, end = np.clip(y0, low, high), np.clip(y1, low, high)
    return np.column_stack([cut(start), cut(end)]).ravel(), np.column_stack([start, end]).ravel()
