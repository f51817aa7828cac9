"""Axes: where ticks stand, and how they are painted; as text and vectors in files too."""

import math
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtGui import QPainter

from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.letters import font, metrics, text_width
from regsim.gui.plotting.pens import ink
from regsim.gui.words import number

LEFT_WIDTH = 52  # pixels; the same for every plot, so that a column's plots stand below one another
TICK_PX = 11
BOTTOM_HEIGHT = TICK_PX + 11
ROW_PX = 20  # at least, between ticks
MOST_TICKS = 16  # more are no easier to read off, however long the axis is
ROUND, LESS_ROUND = (1.0, 2.0, 5.0), (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0)  # what ticks are multiples of
GAP_PX = 10  # between the texts of a bottom axis
OFFSET_PX = 5  # from the axis to the texts
TICK_DIGITS = 6  # significant; rounds off what 0.1 + 0.2 leaves behind


class Axis(QObject):
    """The left or the bottom edge of a plot's inside.

    Parameters
    ----------
    is_left : bool
        Which of the two.
    whole : bool
        Whether ticks stand at whole numbers only, as for steps.

    Attributes
    ----------
    range : (float, float)
        The data coordinates of its ends.
    """

    ticks_changed = Signal()

    def __init__(self, *, is_left: bool, whole: bool = False) -> None:
        super().__init__()
        self.is_left = is_left
        self.whole = whole
        self.range = 0.0, 1.0
        self._bounds = -math.inf, math.inf
        self._known: tuple[object, list[float]] = None, []  # the ticks that were asked for last
        self._own: Sequence[tuple[float, str]] | None = None

    def set_ticks(self, ticks: Sequence[tuple[float, str]] | None) -> None:
        """Where ticks stand, with their texts; None for round numbers with as many as there is room for."""
        if ticks != self._own:
            self._own = ticks
            self.ticks_changed.emit()

    def set_bounds(self, bounds: tuple[float, float]) -> None:
        """Between which numbers ticks stand, where what is measured has bounds: 0 and 1 of a probability."""
        if bounds != self._bounds:
            self._bounds = bounds
            self._known = None, []
            self.ticks_changed.emit()

    def ticks(self, length: float) -> list[float]:
        """Where the ticks stand, in data coordinates, on an axis of `length` pixels."""
        low, high = self.range
        if (low, high, length, self.whole) != self._known[0]:
            least, most = self._bounds
            found = self._round_numbers(low, high, length, ROUND)
            if len(found) < 2:  # a single number is no scale
                found = self._round_numbers(low, high, length, LESS_ROUND)
            self._known = (low, high, length, self.whole), [tick for tick in found if least <= tick <= most]
        return self._known[1]

    def _round_numbers(self, low: float, high: float, length: float, factors: Sequence[float]) -> list[float]:
        """As many multiples of one of the factors and a power of ten as there is room for with their texts."""
        for spacing in _nice((high - low) * max(ROW_PX / max(length, ROW_PX), 1.0 / MOST_TICKS), factors):
            if self.whole and spacing < 1.0:
                continue
            if self.is_left or self._fits(spacing, low, high, length):
                return [k * spacing for k in range(math.ceil(low / spacing), math.floor(high / spacing) + 1)]
        return []

    def _fits(self, spacing: float, low: float, high: float, size: float) -> bool:
        """Whether the widest tick text, with a gap, is narrower than the ticks are apart."""
        first, last = math.ceil(low / spacing), math.floor(high / spacing)
        ends = (first, first + 1, last - 1, last)  # the texts of round numbers are short: 1, but 0.95
        widest = max(text_width(number(end * spacing, TICK_DIGITS), TICK_PX) for end in ends)
        return (high - low) / spacing * (widest + GAP_PX) <= size

    def draw(self, canvas: Canvas) -> None:
        """The line along the inside, and the ticks' texts beside it."""
        painter, inside, (low, high) = canvas.painter, canvas.rect, self.range
        length = inside.height() if self.is_left else inside.width()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(canvas.sharp_pen(canvas.theme.line))
        painter.drawLine(inside.bottomLeft(), inside.topLeft() if self.is_left else inside.bottomRight())
        painter.setPen(ink(canvas.theme.muted))
        painter.setFont(font(TICK_PX))
        size, left, bottom = metrics(TICK_PX), inside.left(), inside.bottom()
        for value, text in self.texts(length):
            along, width = (value - low) / (high - low) * length, text_width(text, TICK_PX)
            if self.is_left:
                at = QPointF(left - OFFSET_PX - width, bottom - along + (size.ascent() - size.descent()) / 2)
            else:
                at = QPointF(left + along - width / 2, bottom + OFFSET_PX + size.ascent())
            canvas.letters(at, text, TICK_PX)

    def texts(self, length: float) -> list[tuple[float, str]]:
        """The ticks that are in sight, with their texts: those that were set, or those that fit."""
        low, high = self.range
        if self._own is not None:
            return [tick for tick in self._own if low <= tick[0] <= high]
        return [(tick, number(tick, TICK_DIGITS)) for tick in self.ticks(length)]


def _nice(least: float, factors: Sequence[float]) -> Iterator[float]:
    """The factors times powers of ten, rising from the first that is at least `least`; a few of them."""
    exponent = math.floor(math.log10(least))
    for power in range(exponent, exponent + 4):
        for factor in factors:
            spacing = float(f"{factor}e{power}")
            if spacing >= least * (1.0 - 1e-9):
                yield spacing
