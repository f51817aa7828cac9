"""A plot: a title, two axes, and layers painted in pixels over a pyqtgraph view box.

The view box keeps the ranges, links them along a row and turns the mouse into pans and zooms. What is drawn is drawn
by layers: a still layer is painted once into a pixmap and then only copied, whole or up to the cursor, so that a
frame of playing costs the same for ten steps and for a million; a live layer is painted anew each time.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QGraphicsGridLayout

from regsim.gui.plotting.axis import Axis
from regsim.gui.plotting.canvas import FONT_PX, Canvas, elided, text_width
from regsim.gui.theme import Theme

Draw = Callable[[Canvas], None]
Range = tuple[float, float]
Span = Callable[[], tuple[float, float]]

TITLE_HEIGHT = 22
NAME_HEIGHT = 15  # of the words below the x axis
RIGHT_MARGIN = 12
CLICK_REACH = 12  # pixels round the pointer in which a click or a hover finds something


class Layer(pg.GraphicsObject):
    """One drawing over the inside of a plot.

    Parameters
    ----------
    plot : Plot
    draw : callable
        Paints onto a canvas.
    margin : bool
        Whether the right margin, where labels stand, belongs to it.
    still : bool
        Whether the drawing stays the same until :meth:`invalidate`.
    span : callable, optional
        The data x between which the drawing is shown.
    """

    def __init__(
        self, plot: "Plot", draw: Draw, *, margin: bool = False, still: bool = False, span: Span | None = None
    ) -> None:
        super().__init__(plot)
        self._plot = plot
        self._draw = draw
        self._margin = margin
        self._still = still
        self._span = span
        self._pixmap: QPixmap | None = None

    def invalidate(self) -> None:
        """What is drawn has changed."""
        self._pixmap = None
        self.update()

    def boundingRect(self) -> QRectF:
        return self._plot.inside().adjusted(0, 0, self._plot.margin if self._margin else 0, 0)

    def paint(self, painter: QPainter, *_: Any) -> None:
        area = self._shown_area()
        if area.isEmpty():
            return
        painter.save()
        painter.setClipRect(area)  # each item its own, never one within another: an SVG would keep it
        if self._still and not self._plot.is_exporting:
            scale = painter.device().devicePixelRatio()
            pixmap = self._cached(scale)
            source = QRectF(area.topLeft() - self.boundingRect().topLeft(), area.size())
            painter.drawPixmap(area, pixmap, QRectF(source.topLeft() * scale, source.size() * scale))
        else:
            self._paint(painter)
        painter.restore()

    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        with np.errstate(all="ignore"):  # what overflows in a diverging run is cut off by the canvas
            self._draw(self._plot.canvas(painter))

    def _shown_area(self) -> QRectF:
        area = self.boundingRect()
        if self._span is not None:
            left, right = np.clip(self._plot.canvas(None).x(self._span()), area.left(), area.right()).tolist()
            area = QRectF(left, area.top(), right - left, area.height())
        return area

    def _cached(self, scale: float) -> QPixmap:
        """The drawing as a pixmap of `scale` device pixels a pixel."""
        bounds = self.boundingRect()
        size = (bounds.size() * scale).toSize()
        if self._pixmap is None or self._pixmap.size() != size:
            pixmap = QPixmap(size)
            pixmap.setDevicePixelRatio(scale)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            painter.translate(-bounds.topLeft())
            self._paint(painter)
            painter.end()
            self._pixmap = pixmap
        return self._pixmap


class Pointer(pg.GraphicsObject):
    """Turns the mouse over a plot into clicks and drags at data coordinates."""

    def __init__(self, plot: "Plot") -> None:
        super().__init__(plot)
        self._plot = plot
        self.setZValue(10)

    def boundingRect(self) -> QRectF:
        return self._plot.inside().adjusted(0, 0, self._plot.margin, 0)

    def paint(self, *_: Any) -> None:
        """Nothing to see."""

    def mouseClickEvent(self, event: Any) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
        elif event.double():
            self._plot.double_clicked.emit()
        else:
            self._plot.clicked.emit(event.pos())

    def mouseDragEvent(self, event: Any) -> None:
        if self._plot.scrubs and event.button() == Qt.MouseButton.LeftButton:
            event.accept()
            self._plot.dragged.emit(event.pos())
        else:
            event.ignore()

    def hoverEvent(self, event: Any) -> None:
        self._plot.hovered.emit(QPointF(-1, -1) if event.isExit() else event.pos())


class Plot(pg.GraphicsWidget):
    """One cell of the grid.

    Parameters
    ----------
    theme : Theme
    whole_steps : bool
        Whether the x axis counts steps; then a drag of the mouse scrubs instead of panning.
    """

    clicked = Signal(QPointF)
    double_clicked = Signal()
    dragged = Signal(QPointF)
    hovered = Signal(QPointF)

    def __init__(self, theme: Theme, *, whole_steps: bool) -> None:
        super().__init__()
        self.theme = theme
        self.scrubs = whole_steps
        self.title = self.x_name = ""
        self.margin = RIGHT_MARGIN
        self.is_exporting = False
        self.view_box = pg.ViewBox(enableMenu=False, defaultPadding=0.0)
        self.view_box.setZValue(-10)
        self.left, self.bottom = Axis("left"), Axis("bottom", whole=whole_steps)
        self.home: tuple[Range, Range] = ((0.0, 1.0), (0.0, 1.0))
        self._layers: list[Layer] = []
        self._arrange()
        self.add_layer(self._draw_grid, still=True)
        self._pointer = Pointer(self)
        self.view_box.sigRangeChanged.connect(self.invalidate)
        self.view_box.sigResized.connect(self.invalidate)
        self.apply_theme(theme)

    def _arrange(self) -> None:
        self._layout = layout = QGraphicsGridLayout(self)  # kept: what layout() returns would be freed twice
        layout.setContentsMargins(0, TITLE_HEIGHT, self.margin, NAME_HEIGHT)
        layout.setSpacing(0)
        layout.addItem(self.left, 0, 0)
        layout.addItem(self.view_box, 0, 1)
        layout.addItem(self.bottom, 1, 1)
        for axis in (self.left, self.bottom):
            axis.linkToView(self.view_box)

    def set_exporting(self, is_exporting: bool) -> None:
        """Whether all is painted as vectors, with no picture cached in between."""
        self.is_exporting = self.left.is_exporting = self.bottom.is_exporting = is_exporting

    def add_layer(self, draw: Draw, *, margin: bool = False, still: bool = False, span: Span | None = None) -> Layer:
        """A drawing above those there are."""
        layer = Layer(self, draw, margin=margin, still=still, span=span)
        layer.setZValue(len(self._layers) - 9)
        self._layers.append(layer)
        return layer

    def inside(self) -> QRectF:
        """The rectangle between the axes, in pixels."""
        return self.view_box.geometry()

    def canvas(self, painter: QPainter | None) -> Canvas:
        """A canvas over the inside; without a painter it only converts coordinates."""
        (left, right), (bottom, top) = self.view_box.viewRange()
        return Canvas(painter or QPainter(), self.inside(), (left, right), (bottom, top), self.theme)

    def set_limits(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """The ranges to show; a zoom of the user's stays until they change or a double click."""
        if (x, y) != self.home:
            self.home = (x, y)
            self.zoom(x, y)

    def zoom(self, x: Range, y: Range) -> None:
        """Show these ranges."""
        self.view_box.setRange(xRange=x, yRange=y, padding=0.0)

    def set_words(self, title: str, x_name: str) -> None:
        """The words above the plot, and below its x axis."""
        if (title, x_name) != (self.title, self.x_name):
            self.title, self.x_name = title, x_name
            self.update()

    def set_margin(self, margin: int) -> None:
        """The width right of the inside, where labels stand."""
        if margin != self.margin:
            self.margin = margin
            self._layout.setContentsMargins(0, TITLE_HEIGHT, margin, NAME_HEIGHT)

    def invalidate(self) -> None:
        """Everything is drawn anew."""
        for layer in self._layers:
            layer.prepareGeometryChange()
            layer.invalidate()

    def refresh(self) -> None:
        """The step has moved: what is still is only copied."""
        for layer in self._layers:
            layer.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.theme = theme
        self.left.apply_theme(theme)
        self.bottom.apply_theme(theme)
        self.invalidate()
        self.update()

    def paint(self, painter: QPainter, *_: Any) -> None:
        painter.setClipRect(self.boundingRect())
        canvas, width = self.canvas(painter), self.size().width()
        below = self.size().height() - NAME_HEIGHT / 2 - 1
        for words, y, px in ((self.title, TITLE_HEIGHT / 2, FONT_PX), (self.x_name, below, FONT_PX - 1)):
            text = elided(words, width, px)
            half = text_width(text, px) / 2
            x = max(min(self.inside().center().x(), width - half), half)  # above the inside, as far as there is room
            canvas.text(x, y, text, self.theme.muted, align=(0.5, 0.5), px=px)

    def _draw_grid(self, canvas: Canvas) -> None:
        canvas.grid(self.bottom.ticks(canvas.rect.width()), self.left.ticks(canvas.rect.height()), self.theme.grid)
