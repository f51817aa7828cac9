"""A canvas: draws in data coordinates, in pixels of its own.

Widths, markers and text are in pixels and every pen is an ordinary one (not "cosmetic"), so that the screen, a PNG,
an SVG and a PDF get the same picture from the same calls.
"""

import math
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QPaintEngine,
    QPainter,
    QPen,
    QPolygonF,
)

from regsim.arrays import FloatArray
from regsim.gui.plotting.letters import FONT_PX, font, laid_out, metrics, outline, text_width
from regsim.gui.plotting.lines import clipped, pieces, simplified, thinned
from regsim.gui.plotting.pens import ink, pen
from regsim.gui.plotting.places import freest
from regsim.gui.plotting.stamps import HALO, paint_dot, stamp_dots, stamp_words
from regsim.gui.plotting.strokes import Bundle, Line
from regsim.gui.theme import Theme

EDGE = 4.0  # pixels beyond the plot to which lines are drawn: wider than any pen
FINE = 1.0  # pixels: a line of just this width is painted ten times faster than one of 1.3
CLEARLY = 5  # points of curves that a shorter note must cover less to be worth what it leaves out
FEW_DOTS = 3  # are painted sooner than they are looked up
FAR = 2e4  # pixels: beyond any picture, within what the rasteriser can hold

DASHES: tuple[tuple[float, ...], ...] = ((), (6, 3), (2, 2.5), (8, 3, 2, 3), (4, 2), (1, 3))

Curve = tuple[ArrayLike, ArrayLike, str, float, Sequence[float]]
Pixels = TypeVar("Pixels", float, FloatArray)


class Canvas:
    """A rectangle of a painter with data coordinates.

    Parameters
    ----------
    painter : QPainter
        In pixels.
    rect : QRectF
        The plot's inside, in pixels.
    x_range, y_range : (float, float)
        The data coordinates of its edges.
    theme : Theme
    """

    def __init__(
        self,
        painter: QPainter,
        rect: QRectF,
        x_range: tuple[float, float],
        y_range: tuple[float, float],
        theme: Theme,
    ) -> None:
        self.painter = painter
        self.rect = rect
        self.x_range, self.y_range = x_range, y_range
        self.theme = theme
        (left, right), (low, high) = x_range, y_range
        self._left, self._bottom = rect.left(), rect.bottom()
        self._across, self._up = rect.width() / (right - left), rect.height() / (high - low)

    @cached_property
    def is_raster(self) -> bool:
        """Whether pixels are painted, not what a file describes lines with."""
        engine = self.painter.paintEngine()
        return engine is not None and engine.type() == QPaintEngine.Type.Raster

    def on(self, painter: QPainter) -> "Canvas":
        """The same for another painter."""
        return Canvas(painter, self.rect, self.x_range, self.y_range, self.theme)

    def x(self, values: ArrayLike) -> FloatArray:
        """Pixels from the left of data x."""
        with np.errstate(all="ignore"):
            pixels = self._left + (np.asarray(values) - self.x_range[0]) * self._across
        return np.fmax(np.fmin(pixels, FAR), -FAR)

    def y(self, values: ArrayLike) -> FloatArray:
        """Pixels from the top of data y, kept within what the rasteriser can hold."""
        with np.errstate(all="ignore"):  # a diverging run's curves leave every range
            pixels = self._bottom - (np.asarray(values) - self.y_range[0]) * self._up
        return np.fmax(np.fmin(pixels, FAR), -FAR)  # never nan

    def x_at(self, pixels: Pixels) -> Pixels:
        """The data x so many pixels from the left."""
        low, high = self.x_range
        return low + (pixels - self._left) / max(self.rect.width(), 1.0) * (high - low)

    def y_at(self, pixels: Pixels) -> Pixels:
        """The data y so many pixels from the top."""
        low, high = self.y_range
        return low + (self._bottom - pixels) / max(self.rect.height(), 1.0) * (high - low)

    def point(self, x: float, y: float) -> QPointF:
        """The pixel of a data point."""
        across = self._left + (float(x) - self.x_range[0]) * self._across
        up = self._bottom - (float(y) - self.y_range[0]) * self._up
        return QPointF(_near(across), _near(up))

    def curves(self, curves: Sequence[Curve]) -> None:
        """Lines through points, for each its x, y, colour, width and dash: sooner than one after the other."""
        lines = self.lines_through([(x, y) for x, y, *_ in curves])
        for line, (_, _, color, width, dash) in zip(lines, curves, strict=True):
            self.stroke(line, color, width, dash)

    def curve(
        self, x: ArrayLike, y: ArrayLike, color: str, width: float = 2.0, dash: Sequence[float] = (), alpha: float = 1.0
    ) -> None:
        """A line through the points, never with more of them than pixels can show."""
        self.stroke(self.line_through(x, y), color, width, dash, alpha)

    def line_through(self, x: ArrayLike, y: ArrayLike) -> Line:
        """The line through the points as it will be painted, to be stroked as often as wanted."""
        return self.lines_through([(x, y)])[0]

    def lines_through(self, series: Sequence[tuple[ArrayLike, ArrayLike]]) -> list[Line]:
        """A line for each series; of many short ones this takes a fraction of what one after the other would."""
        low, high = self.rect.top() - EDGE, self.rect.bottom() + EDGE
        across = {key: self.x(x) for key, x in {id(x): x for x, _ in series}.items()}  # many lines, one x
        up = self.y(np.concatenate([y for _, y in series])) if series else np.empty(0)
        ends = accumulate(len(np.asarray(y)) for _, y in series)
        parts = [thinned(across[id(x)], up[a:b]) for (x, _), (a, b) in zip(series, pairwise([0, *ends]), strict=True)]
        if len(up) and low <= up.min() and up.max() <= high:
            return [Line([part]) for part in simplified(parts)]
        return [
            Line([clipped(px[a:b], py[a:b], low, high) for a, b in pieces(py, low, high)])
            for px, py in simplified(parts)
        ]

    def stroke(
        self, line: Line, color: str, width: float = 2.0, dash: Sequence[float] = (), alpha: float = 1.0
    ) -> None:
        """Paint a line."""
        if self.is_raster and width > 1.0 and alpha == 1.0:  # what overlaps would be darker
            self.painter.setPen(pen(color, width))
            line.draw_pieces(self.painter, dash)
            return
        self.painter.setPen(pen(color, width, dash, alpha))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        for part in line.polygons:
            self.painter.drawPolyline(part)

    def stroke_fine(self, bundle: Bundle, color: str, alpha: float = 1.0) -> None:
        """Paint many lines, a pixel wide each; on most screens in a part of the time that one after the other takes.

        Where they cross it is darker. So it is in a path too that is no wider than a pixel of the screen: any wider,
        and it would be painted as one shape.
        """
        if self.is_raster and self.painter.deviceTransform().m11() * FINE <= 1.0:
            self.painter.strokePath(bundle.path, pen(color, FINE, alpha=alpha))
            return
        for line in bundle.lines:
            self.stroke(line, color, FINE, alpha=alpha)

    def dots(
        self, x: ArrayLike, y: ArrayLike, color: str, size: float = 5.0, *, hollow: bool = False, alpha: float = 1.0
    ) -> None:
        """A disc at each point, or a ring filled with the background."""
        across, up, look = self.x(x), self.y(y), (color, self.theme.window, size, hollow, alpha)
        if self.is_raster and across.size > FEW_DOTS:
            stamp_dots(self.painter, across, up, look)
            return
        for px, py in zip(across.ravel().tolist(), up.ravel().tolist(), strict=True):
            paint_dot(self.painter, QPointF(px, py), look)

    def line(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        color: str,
        width: float = 1.0,
        dash: Sequence[float] = (),
    ) -> None:
        """A straight line between two data points."""
        self.painter.setPen(pen(color, width, dash))
        self.painter.drawLine(self.point(*start), self.point(*end))

    def vertical(self, x: float, color: str, width: float = 1.0, dash: Sequence[float] = ()) -> None:
        """A line from the bottom to the top at data x."""
        self.line((x, self.y_range[0]), (x, self.y_range[1]), color, width, dash)

    def horizontal(self, y: float, color: str, width: float = 1.0, dash: Sequence[float] = ()) -> None:
        """A line from the left to the right at data y."""
        self.line((self.x_range[0], y), (self.x_range[1], y), color, width, dash)

    def grid(self, xs: Sequence[float], ys: Sequence[float], color: str) -> None:
        """A line from the bottom to the top at each data x, and one from the left to the right at each data y."""
        left, top, right, bottom = _edges(self.rect)
        across = [self._left + (x - self.x_range[0]) * self._across for x in xs]
        up = [self._bottom - (y - self.y_range[0]) * self._up for y in ys]
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)  # sharp, and in half the time
        if self.is_raster and self.painter.deviceTransform().m11() == 1.0:
            # the same pixels as rectangles, in half the time again
            fill, paint = ink(color), self.painter.fillRect
            wide, high = round(right) - round(left), round(bottom) - round(top)
            for x in across:
                paint(math.floor(x), round(top), 1, high, fill)
            for y in up:
                paint(round(left), math.floor(y), wide, 1, fill)
            return
        self.painter.setPen(self.sharp_pen(color))
        self.painter.drawLines([QLineF(x, top, x, bottom) for x in across] + [QLineF(left, y, right, y) for y in up])

    def sharp_pen(self, color: str) -> QPen:
        """For lines that are not smoothed: whole pixels of the screen wide, lest some get one more than others."""
        scale = self.painter.deviceTransform().m11()
        return pen(color, max(int(scale), 1) / scale)

    def arrow(self, start: tuple[float, float], end: tuple[float, float], color: str, width: float = 5.0) -> None:
        """A bar from one data point to another, exactly that long, with its head inside."""
        a, b = self.point(*start), self.point(*end)
        length = math.hypot(b.x() - a.x(), b.y() - a.y())
        if length < 1e-6:
            return
        ux, uy = (b.x() - a.x()) / length, (b.y() - a.y()) / length
        head = min(2.0 * width, length)
        neck = QPointF(b.x() - head * ux, b.y() - head * uy)
        self.painter.setPen(pen(color, width))
        self.painter.drawLine(a, neck)
        self.painter.setPen(QPen(Qt.PenStyle.NoPen))
        self.painter.setBrush(QColor(color))
        side = QPointF(-uy * width, ux * width)
        self.painter.drawPolygon(QPolygonF([b, neck + side, neck - side]))

    def text(
        self,
        x: float,
        y: float,
        text: str,
        color: str,
        *,
        align: tuple[float, float] = (0.0, 0.5),
        bold: bool = False,
        px: float = FONT_PX,
        halo: bool = False,
    ) -> None:
        """Text at a pixel; `align` is the part of the text's width and height that lies left of it and above it.

        With a `halo`, background round every letter, it can be read over lines without hiding them.
        """
        width, size = text_width(text, px, bold=bold), metrics(px, bold=bold)
        height = size.ascent() + size.descent()
        at = QPointF(x - align[0] * width, y - align[1] * height + size.ascent())
        if halo and self.is_raster:
            stamp_words(self.painter, at, text, (color, self.theme.window), px, bold=bold)
            return
        if halo:
            self.painter.strokePath(outline(text, px, bold=bold).translated(at), pen(self.theme.window, HALO))
        self.painter.setFont(font(px, bold=bold))
        self.painter.setPen(ink(color))
        self.letters(at, text, px, bold=bold)

    def letters(self, at: QPointF, text: str, px: float = FONT_PX, *, bold: bool = False) -> None:
        """Text from a point of its base line, in the painter's colour and its font, which is of `px` and `bold`."""
        if self.is_raster:
            top = at - QPointF(0.0, metrics(px, bold=bold).ascent())
            self.painter.drawStaticText(top, laid_out(text, px, bold=bold))
        else:  # a file keeps text as text
            self.painter.drawText(at, text)

    def note(
        self,
        x: float,
        y: float,
        texts: Sequence[str],
        color: str,
        avoid: Sequence[tuple[ArrayLike, ArrayLike]],
        within: QRectF | None = None,
    ) -> QRectF:
        """Text beside a data point, on a patch of background, where it covers least of the curves and dots to `avoid`.

        The first of `texts` that there is room for in the plot, or a part of it, is written, in the place that is
        returned; a later one where that covers nothing or clearly less; none if there is room for none.
        """
        inside = (within or self.rect).adjusted(3, 2, -3, -2)
        px = self.x(np.concatenate([np.ravel(a) for a, _ in avoid] or [np.empty(0)]))
        py = self.y(np.concatenate([np.ravel(b) for _, b in avoid] or [np.empty(0)]))
        fitting = [t for t in texts if text_width(t) + 6 <= inside.width()]
        sizes = [QSizeF(text_width(t) + 6, FONT_PX + 4) for t in fitting]
        text, place, least = "", QRectF(), math.inf
        for shorter, (free, covered) in zip(fitting, freest(self.point(x, y), sizes, inside, px, py), strict=True):
            if not covered or covered + CLEARLY <= least:
                text, place, least = shorter, free, covered
            if not covered:
                break
        if place.isEmpty():
            return place
        self.patch(place)
        self.text(place.left() + 3, place.center().y(), text, color)
        return place

    def points_in(self, place: QRectF) -> tuple[FloatArray, FloatArray]:
        """Data points all over a rectangle of pixels, for notes to keep clear of it."""
        left, top, right, bottom = _edges(place)
        x = np.linspace(self.x_at(left), self.x_at(right), 12)
        y = np.linspace(self.y_at(top), self.y_at(bottom), 4)
        return np.tile(x, len(y)), np.repeat(y, len(x))

    def patch(self, rect: QRectF, alpha: float = 0.85) -> None:
        """Background over what is there, for a text to be read on."""
        self.painter.setPen(QPen(Qt.PenStyle.NoPen))
        self.painter.setBrush(ink(self.theme.window, alpha))
        self.painter.drawRect(rect)


def _edges(rect: QRectF) -> tuple[float, float, float, float]:
    """Left, top, right and bottom."""
    return rect.left(), rect.top(), rect.right(), rect.bottom()


def _near(pixels: float) -> float:
    """The pixels, kept within what the rasteriser can hold; never nan."""
    if -FAR <= pixels <= FAR:
        return pixels
    return -FAR if pixels < 0.0 else FAR
