"""Places for words: rectangles that lie within a plot and cover as little as can be of what is drawn there."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF

from regsim.arrays import FloatArray

GAP = 8.0  # pixels between a point and what is written about it
GAPS = (GAP, 3 * GAP, 6 * GAP)
FARTHER = 3.0  # points that words cover less where they are worth a place farther away
CLEAR = 4.0  # pixels round the words that are covered too
APART = 4.0  # pixels along a line between the points that stand for it
MOST_POINTS = 4_000


def moved_into(rect: QRectF, area: QRectF) -> QRectF:
    """The rectangle, moved no further than needed to lie in the area."""
    left = min(max(rect.left(), area.left()), area.right() - rect.width())
    top = min(max(rect.top(), area.top()), area.bottom() - rect.height())
    return QRectF(QPointF(left, top), rect.size())


def along(x: FloatArray, y: FloatArray, apart: float = APART) -> FloatArray:
    """Points along the line through x, y in pixels, each of shape (n,): near enough that no word fits between two."""
    way = np.concatenate([[0.0], np.hypot(np.diff(x), np.diff(y)).cumsum()])[: len(x)]
    at = np.linspace(0.0, way[-1], min(int(way[-1] / apart) + 2, MOST_POINTS)) if len(x) else np.empty(0)
    return np.column_stack([np.interp(at, way, x), np.interp(at, way, y)]) if len(x) else np.empty((0, 2))


def freest(
    at: QPointF, sizes: Sequence[QSizeF], area: QRectF, x: FloatArray, y: FloatArray
) -> Iterator[tuple[QRectF, int]]:
    """Of the places round a point, within an area, the one that covers fewest of the points x, y and is not far away.

    Parameters
    ----------
    at : QPointF
        What the words are about, in pixels.
    sizes : sequence of QSizeF
        Of the words, and of others that they might be: all of one height.
    area : QRectF
    x, y : arrays of shape (n,)
        Points of what is not to be covered, in pixels.

    Yields
    ------
    (QRectF, int)
        For each size its place, and how many points that covers.
    """
    height = sizes[0].height() if sizes else 0.0
    tops = [top for gap in GAPS for top in (at.y() - height - gap, at.y() + gap)]
    top = np.array([min(max(top, area.top()), area.bottom() - height) for top in tops])
    beside = _within(y, top, height)
    farther = FARTHER * np.arange(len(GAPS)).repeat(2)[:, np.newaxis]
    for width in (size.width() for size in sizes):
        lefts = [at.x() - width, at.x(), at.x() - width / 2]
        left = np.array([min(max(left, area.left()), area.right() - width) for left in lefts])
        covered = beside @ _within(x, left, width).T
        row, column = divmod(int((covered + farther).argmin()), len(left))
        yield QRectF(float(left[column]), float(top[row]), width, height), int(covered[row, column])


def between(top: float, bottom: float, places: Iterable[QRectF]) -> list[tuple[float, float]]:
    """What is left of an upright line from top to bottom that does not cross out the words in some places."""
    pieces = []
    for place in sorted(places, key=QRectF.top):
        if place.top() > top:
            pieces.append((top, min(place.top(), bottom)))
        top = max(top, place.bottom())
    return [*pieces, (top, bottom)] if top < bottom else pieces


def _within(values: FloatArray, start: FloatArray, length: float) -> FloatArray:
    """Which values lie between each start and so much further, or near it: 1 or 0, shape (n_starts, n_values)."""
    start = start[:, np.newaxis]
    return ((start - CLEAR <= values) & (values <= start + (length + CLEAR))).astype(np.float64)
