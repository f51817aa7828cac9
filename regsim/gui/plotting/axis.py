"""Axes: pyqtgraph's ranges and ticks, painted in a tenth of its time, and as vectors and text in files too."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QPainter

from regsim.gui.plotting.canvas import Canvas, font, ink, metrics, pen, text_width
from regsim.gui.words import number

LEFT_WIDTH = 52  # pixels; the same for every plot, so that a column's plots stand below one another
TICK_PX = 11
ROW_PX = 20  # at least, between ticks
GAP_PX = 10  # between the texts of a bottom axis
OFFSET_PX = 5  # from the axis to the texts
TICK_DIGITS = 6  # significant; rounds off what 0.1 + 0.2 leaves behind


class Axis(pg.AxisItem):
    """A plain axis without SI prefixes.

    Parameters
    ----------
    orientation : {"left", "bottom"}
    whole : bool
        Whether ticks stand at whole numbers only, as for steps.
    """

    ticks_changed = Signal()

    def __init__(self, orientation: str, *, whole: bool = False) -> None:
        super().__init__(orientation)
        self.whole = whole
        self._known: tuple[object, list[float]] = None, []  # the ticks that were asked for last
        self._own: Sequence[tuple[float, str]] | None = None
        self.enableAutoSIPrefix(False)
        self.setStyle(
            tickLength=0, tickTextOffset=OFFSET_PX, tickFont=font(TICK_PX), maxTickLevel=0, hideOverlappingLabels=False
        )
        if orientation == "left":
            self.setWidth(LEFT_WIDTH)
        else:
            self.setHeight(TICK_PX + 11)

    def set_ticks(self, ticks: Sequence[tuple[float, str]] | None) -> None:
        """Where ticks stand, with their texts; None for round numbers with as many as there is room for."""
        if ticks != self._own:
            self._own = ticks
            self.ticks_changed.emit()

    def ticks(self, length: float) -> list[float]:
        """Where the ticks stand, in data coordinates, on an axis of `length` pixels."""
        low, high = sorted(self.range)
        if (low, high, length, self.whole) != self._known[0]:
            found = (
                [k * spacing for k in range(math.ceil(low / spacing), math.floor(high / spacing) + 1)]
                for spacing in self._spacings(low, high, length)
            )
            self._known = (low, high, length, self.whole), next(found, [])
        return self._known[1]

    def _spacings(self, low: float, high: float, length: float) -> Iterator[float]:
        """The distances between ticks whose texts have room, at 1, 2 or 5 times a power of ten; the densest first."""
        for spacing in _nice((high - low) * ROW_PX / max(length, ROW_PX)):
            if self.whole and spacing < 1.0:
                continue
            if self.orientation == "left" or self._fits(spacing, low, high, length):
                yield spacing

    def _fits(self, spacing: float, low: float, high: float, size: float) -> bool:
        """Whether the widest tick text, with a gap, is narrower than the ticks are apart."""
        first, last = math.ceil(low / spacing), math.floor(high / spacing)
        ends = (first, first + 1, last - 1, last)  # the texts of round numbers are short: 1, but 0.95
        widest = max(text_width(number(end * spacing, TICK_DIGITS), TICK_PX) for end in ends)
        return (high - low) / spacing * (widest + GAP_PX) <= size

    def paint(self, *_: Any) -> None:
        """Nothing: the plot has it drawn together with all else that stands still."""

    def draw(self, canvas: Canvas) -> None:
        """The line, and the ticks' texts beside it."""
        painter, area, (low, high) = canvas.painter, self.geometry(), self.range
        is_left = self.orientation == "left"
        length = area.height() if is_left else area.width()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(pen(canvas.theme.line, 1.0))
        painter.drawLine(area.topRight(), area.bottomRight() if is_left else area.topLeft())
        painter.setPen(ink(canvas.theme.muted))
        painter.setFont(font(TICK_PX))
        size = metrics(TICK_PX)
        for value, text in self.texts(length):
            part, width = (value - low) / (high - low), text_width(text, TICK_PX)
            if is_left:
                middle = area.bottom() - part * length
                at = QPointF(area.right() - OFFSET_PX - width, middle + (size.ascent() - size.descent()) / 2)
            else:
                at = QPointF(area.left() + part * length - width / 2, area.top() + OFFSET_PX + size.ascent())
            painter.drawText(at, text)

    def texts(self, length: float) -> list[tuple[float, str]]:
        """The ticks that are in sight, with their texts: those that were set, or those that fit."""
        low, high = self.range
        if self._own is not None:
            return [tick for tick in self._own if low <= tick[0] <= high]
        return [(tick, number(tick, TICK_DIGITS)) for tick in self.ticks(length)]


def _nice(least: float) -> Iterator[float]:
    """1, 2 and 5 times powers of ten, rising from the first that is at least `least`; a few of them."""
    exponent = math.floor(math.log10(least))
    for power in range(exponent, exponent + 4):
        for factor in (1.0, 2.0, 5.0):
            spacing = float(f"{factor}e{power}")
            if spacing >= least * (1.0 - 1e-9):
                yield spacing
