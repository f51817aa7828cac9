"""A log axis with a place for 0, which has no logarithm: a strip below the axis.

On a log axis what shrinks by the same factor at every step falls along a straight line. What is set to 0 falls off a
cliff, into the strip; were it left out, a curve would end for no reason that can be seen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QObject, QPointF, QRectF
from PySide6.QtGui import QColor, QPolygonF

from regsim.arrays import FloatArray
from regsim.gui.plotting.axis import TICK_PX
from regsim.gui.plotting.canvas import DASHES, Canvas
from regsim.gui.plotting.pens import pen
from regsim.gui.plotting.plot import Plot
from regsim.gui.views.ranges import Range, shared_range, steady
from regsim.gui.words import number

NARROWEST = 1.0  # decades of an axis
FITTING = 6.0  # decades of an axis that has room for the smallest value there is
BEYOND = 6.0  # decades that are shown of a series that runs away, above all others
SUDDEN = 0.01  # what is less than this part of the value before it has not come down, but passes through 0
EDGE, ZERO = 0.04, 0.1  # parts of the decades, from the smallest value down to the strip, and to 0 in it
FLOAT64 = -323.0, 308.0  # decades of it
TRIANGLE_PX = 3.5
MOST_TRIANGLES = 40
APART = TICK_PX + 2.0  # pixels from the middle of a tick's text to that of the 0


@dataclass(frozen=True)
class LogScale:
    """Heights on a log axis.

    Attributes
    ----------
    low, high : float
        log₁₀ of the smallest and the largest value that have a height of their own.
    has_strip : bool
        Whether there are smaller values, or 0.
    """

    low: float
    high: float
    has_strip: bool

    @property
    def edge(self) -> float:
        """The height of the strip's upper edge, where values stand that are too small for the axis, but not 0."""
        return self.low - EDGE * (self.high - self.low)

    @property
    def zero(self) -> float:
        """The height of 0."""
        return self.low - ZERO * (self.high - self.low)

    @property
    def extent(self) -> Range:
        """The heights of 0, where it has one, or else of the smallest value, and of the largest."""
        return self.zero if self.has_strip else self.low, self.high

    def level(self, values: ArrayLike) -> FloatArray:
        """The height of the magnitude of each value."""
        size = np.abs(values)
        with np.errstate(all="ignore"):
            logs = np.log10(size)
        return np.where(size == 0.0, self.zero, np.where(logs < self.low, self.edge, logs))


def steady_scale(before: LogScale, wanted: LogScale) -> LogScale:
    """The scale of an axis that is to stay as it was `before`, as :func:`steady` has it: with the 0 at its foot."""
    low, high = steady((before.low, before.high), (wanted.low, wanted.high), trace=0.0)
    is_new = (low, high) == (wanted.low, wanted.high)
    return LogScale(low, high, has_strip=wanted.has_strip or (before.has_strip and not is_new))


def log_scale(series: Sequence[FloatArray], marks: Sequence[float] = ()) -> LogScale:
    """The scale for the magnitudes of all series, each an array with a row per step, and of some marks beside them.

    It reaches up to where a series that runs away is six decades above the others, and down to the smallest value
    as long as that is near. Else to what they come to and stay at: a curve that passes through 0 between two steps, or
    is thrown there by rounding, for one step, does not stretch it. Marks do not either.
    """
    sizes = [np.abs(values).reshape(len(values), -1) for values in series]
    tops = [size.max(axis=1) for size in sizes]
    top = min(max(float(values.max()) for values in tops), 10.0**BEYOND * shared_range(tops)[1])
    usual = min(_least(size) for size in sizes)
    if not 0.0 < top < np.inf or usual == np.inf:
        return LogScale(-NARROWEST, 0.0, has_strip=True)
    high = float(np.log10(top))
    least = min(float(size.min(initial=np.inf, where=size > 0.0)) for size in sizes)
    if float(np.log10(least)) < high - FITTING:
        least = usual
    low = min(float(np.log10(least)), high - NARROWEST)
    smallest = min(*(float(size.min()) for size in sizes), *np.abs(marks).tolist(), np.inf)
    return LogScale(low, high, has_strip=smallest == 0.0 or float(np.log10(smallest)) < low)


def _least(size: FloatArray) -> float:
    """The smallest magnitude that some column comes down to, not from 0; infinite where all are 0."""
    before, after = (size[:-1], size[1:]) if len(size) > 1 else (size, size)
    larger = np.maximum(before, after)
    is_end = (after[-1] > 0.0) & (after[-1] >= SUDDEN * before[-1])
    return min(
        float(larger.min(initial=np.inf, where=before > 0.0)), float(after[-1].min(initial=np.inf, where=is_end))
    )


class LogTicks(QObject):
    """Keeps the ticks beside a plot at powers of ten, as long as it has a log axis.

    Parameters
    ----------
    plot : Plot
    scale : callable
        The scale of its y axis, None for an ordinary one.
    """

    def __init__(self, plot: Plot, scale: Callable[[], LogScale | None]) -> None:
        super().__init__(plot)
        self._plot, self._scale = plot, scale
        plot.ranges_changed.connect(self.update)
        plot.resized.connect(self.update)

    def update(self) -> None:
        """Choose the ticks anew: the scale, the range or the room has changed."""
        axis, scale = self._plot.left, self._scale()
        axis.whole = scale is not None  # grid lines at powers of ten
        if scale is None:
            axis.set_ticks(None)
            return
        low, high = np.clip(self._plot.left.range, *FLOAT64).tolist()  # it may still be the other axis's
        height = max(self._plot.inside().height(), 1.0)
        pixel = (high - low) / height
        least = max(low, max(scale.edge, scale.zero + APART * pixel) if scale.has_strip else low)
        high -= 0.5 * TICK_PX * pixel  # a text higher up would stand in the title
        decades = [tick for tick in axis.ticks(height) if least <= tick <= high]
        texts = [(tick, number(float(f"1e{tick:.0f}"))) for tick in decades]
        if len(texts) < 2:
            values = [float(f"{k}e{power}") for k in (1, 5, 2) for power in range(int(low) - 1, int(high) + 1)]
            finer = [(tick, number(v)) for v in values if v > 0.0 and least <= (tick := float(np.log10(v))) <= high]
            texts = _apart([*texts, *finer], APART * pixel)
        axis.set_ticks([*texts, *[(scale.zero, "0")] * scale.has_strip])


def _apart(ticks: Sequence[tuple[float, str]], distance: float) -> list[tuple[float, str]]:
    """As many of them as are so far apart, the first ones rather than those that come later."""
    kept: list[tuple[float, str]] = []
    for tick in ticks:
        if all(abs(tick[0] - other) >= distance for other, _ in kept):
            kept.append(tick)
    return kept


def draw_strip(canvas: Canvas, scale: LogScale) -> None:
    """The strip below the axis, without the grid of the axis."""
    if not scale.has_strip:
        return
    top = float(canvas.y(scale.edge))
    strip = QRectF(QPointF(canvas.rect.left(), top), canvas.rect.bottomRight())
    canvas.painter.fillRect(strip, QColor(canvas.theme.window))
    canvas.horizontal(scale.edge, canvas.theme.muted, 1.0, DASHES[2])
    canvas.horizontal(scale.zero, canvas.theme.grid, 1.0)


def draw_triangles(canvas: Canvas, scale: LogScale, x: ArrayLike, levels: FloatArray, color: str) -> None:
    """A triangle that points down where values are too small for the axis, but not 0."""
    is_below = levels == scale.edge
    at = np.flatnonzero(is_below & ~np.concatenate([[False], is_below[:-1]]))[:MOST_TRIANGLES]
    canvas.painter.setPen(pen(color, 1.3))
    canvas.painter.setBrush(QColor(canvas.theme.window))
    y, size = float(canvas.y(scale.edge)), TRIANGLE_PX
    for place in canvas.x(np.asarray(x)[at]).tolist():
        ends = [QPointF(place - size, y - size), QPointF(place + size, y - size), QPointF(place, y + size)]
        canvas.painter.drawPolygon(QPolygonF(ends))
