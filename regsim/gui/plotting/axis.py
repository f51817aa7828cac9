"""Axes: pyqtgraph's, which an export draws without their cached picture, as vectors and text."""

import math
from collections.abc import Iterator
from typing import Any

import pyqtgraph as pg
from PySide6.QtGui import QPainter, QPen

from regsim.gui.plotting.canvas import font, text_width
from regsim.gui.theme import Theme
from regsim.gui.words import number

LEFT_WIDTH = 52  # pixels; the same for every plot, so that a column's plots stand below one another
TICK_PX = 11
ROW_PX = 20  # at least, between ticks
GAP_PX = 10  # between the texts of a bottom axis
TICK_DIGITS = 6  # significant; rounds off what 0.1 + 0.2 leaves behind


class Axis(pg.AxisItem):
    """A plain axis without SI prefixes.

    Parameters
    ----------
    orientation : {"left", "bottom"}
    whole : bool
        Whether ticks stand at whole numbers only, as for steps.
    """

    def __init__(self, orientation: str, *, whole: bool = False) -> None:
        super().__init__(orientation)
        self.whole = whole
        self.is_exporting = False
        self.enableAutoSIPrefix(False)
        self.setStyle(
            tickLength=0, tickTextOffset=5, tickFont=font(TICK_PX), maxTickLevel=0, hideOverlappingLabels=False
        )
        if orientation == "left":
            self.setWidth(LEFT_WIDTH)
        else:
            self.setHeight(TICK_PX + 11)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.setPen(QPen(theme.line))
        self.setTextPen(QPen(theme.muted))

    def ticks(self, length: float) -> list[float]:
        """Where the ticks stand, in data coordinates, on an axis of `length` pixels."""
        low, high = self.range
        return [tick for _, ticks in self.tickValues(low, high, length) for tick in ticks]

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:
        """One level of ticks, at 1, 2 or 5 times a power of ten, as dense as their texts allow."""
        for spacing in _nice((maxVal - minVal) * ROW_PX / max(size, ROW_PX)):
            if self.whole and spacing < 1.0:
                continue
            if self.orientation == "left" or self._fits(spacing, minVal, maxVal, size):
                return [(spacing, 0.0)]
        return []

    def _fits(self, spacing: float, low: float, high: float, size: float) -> bool:
        """Whether the widest tick text, with a gap, is narrower than the ticks are apart."""
        first, last = math.ceil(low / spacing), math.floor(high / spacing)
        ends = (first, first + 1, last - 1, last)  # the texts of round numbers are short: 1, but 0.95
        widest = max(text_width(number(end * spacing, TICK_DIGITS), TICK_PX) for end in ends)
        return (high - low) / spacing * (widest + GAP_PX) <= size

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        del scale, spacing  # of SI prefixes, which are off
        return [number(value, TICK_DIGITS) for value in values]

    def paint(self, painter: QPainter, *args: Any) -> None:
        if not self.is_exporting:
            super().paint(painter, *args)  # from its cached picture
            return
        specs = self.generateDrawSpecs(painter)
        if specs is not None:
            painter.save()
            painter.setClipRect(self.boundingRect().adjusted(0, -1, 1, 1))
            self.drawPicture(painter, *specs)
            painter.restore()


def _nice(least: float) -> Iterator[float]:
    """1, 2 and 5 times powers of ten, rising from the first that is at least `least`; a few of them."""
    exponent = math.floor(math.log10(least))
    for power in range(exponent, exponent + 4):
        for factor in (1.0, 2.0, 5.0):
            spacing = float(f"{factor}e{power}")
            if spacing >= least * (1.0 - 1e-9):
                yield spacing
