"""A plot: a title, two axes, and layers painted in pixels over a pyqtgraph view box.

The view box keeps the ranges and turns the mouse into pans and zooms; the axes keep the ticks. All that is seen is
painted by the plot, one item of the scene: items of their own for its parts would take longer to manage than to paint.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsGridLayout

from regsim.gui.plotting.axis import Axis
from regsim.gui.plotting.canvas import FONT_PX, Canvas, elided, text_width
from regsim.gui.plotting.layers import Draw, Layer, Pile, Place, Side
from regsim.gui.theme import Theme

Range = tuple[float, float]

TITLE_HEIGHT = 22
NAME_HEIGHT = 15  # of the words below the x axis
RIGHT_MARGIN = 12
CLICK_REACH = 12  # pixels round the pointer in which a click or a hover finds something


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
        self.cut: Callable[[], float] = lambda: np.inf
        self._arrange()
        self._piles = [Pile(self, is_still=True)]
        self._piles[0].layers.append(Layer(self._draw_ground, Place.WHOLE))
        self._pointer = Pointer(self)
        for axis in (self.left, self.bottom):
            axis.visibleChanged.connect(self.invalidate_all)
            axis.opacityChanged.connect(self.invalidate_all)
            axis.ticks_changed.connect(self.invalidate_all)
        self.view_box.sigRangeChanged.connect(self.invalidate_all)
        self.view_box.sigResized.connect(self.invalidate_all)
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
        self.is_exporting = is_exporting

    def add_layer(self, draw: Draw, *, margin: bool = False, still: bool = False, side: Side | None = None) -> Pile:
        """A drawing above those there are; the pile that it lies on."""
        if len(self._piles) == 1:
            self._piles.append(Pile(self, is_still=still, below=self._piles[0]))
        elif self._piles[-1].is_still != still:
            self._piles.append(Pile(self, is_still=still))
        self._piles[-1].layers.append(Layer(draw, Place.MARGIN if margin else Place.INSIDE, side))
        return self._piles[-1]

    def paint_layer(self, canvas: Canvas, layer: Layer) -> None:
        """Paint one layer; what overflows in a diverging run is cut off by the canvas."""
        area = self.boundingRect() if layer.place is Place.WHOLE else self.inside()
        if layer.place is Place.MARGIN:
            area.adjust(0, 0, self.margin, 0)
        if layer.side is not None:
            area &= self.beside_cut(canvas, layer.side)
        if not area.isEmpty():
            painter = canvas.painter
            painter.save()
            painter.setClipRect(area)  # each its own, never one within another: an SVG would keep it
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            layer.draw(canvas)
            painter.restore()

    def beside_cut(self, canvas: Canvas, side: Side | None) -> QRectF:
        """The part of the plot on a side of the cut; all of it without one."""
        area = self.boundingRect()
        if side is not None:
            at = min(max(canvas.point(self.cut(), 0.0).x(), area.left()), area.right())
            area.setRight(at) if side is Side.PAST else area.setLeft(at)
        return area

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
            self.invalidate_all()

    def set_margin(self, margin: int) -> None:
        """The width right of the inside, where labels stand."""
        if margin != self.margin:
            self.margin = margin
            self._layout.setContentsMargins(0, TITLE_HEIGHT, margin, NAME_HEIGHT)

    def invalidate(self) -> None:
        """What is drawn on the ground has changed."""
        for pile in self._piles[1:]:
            pile.invalidate()

    def invalidate_all(self) -> None:
        """The ground has changed too: ranges, room, words or colours."""
        self._piles[0].invalidate()
        self.invalidate()

    def refresh(self) -> None:
        """The step has moved: what is still is only copied."""
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.theme = theme
        self._piles[0].color = theme.window
        self.invalidate_all()

    def paint(self, painter: QPainter, *_: Any) -> None:
        canvas = self.canvas(painter)
        with np.errstate(all="ignore"):
            for pile in self._piles if self.is_exporting else self._piles[1:]:
                pile.paint(canvas) if self.is_exporting else pile.show(canvas)

    def _draw_ground(self, canvas: Canvas) -> None:
        """The grid, the axes, and the words above and below."""
        inside, size = canvas.rect, self.size()
        canvas.grid(self.bottom.ticks(inside.width()), self.left.ticks(inside.height()), self.theme.grid)
        for axis in (self.left, self.bottom):
            if axis.isVisible() and axis.opacity():
                axis.draw(canvas)
        below = size.height() - NAME_HEIGHT / 2 - 1
        for words, y, px in ((self.title, TITLE_HEIGHT / 2, FONT_PX), (self.x_name, below, FONT_PX - 1)):
            text = elided(words, size.width(), px)
            half = text_width(text, px) / 2
            x = max(min(inside.center().x(), size.width() - half), half)  # above the inside, as far as there is room
            canvas.text(x, y, text, self.theme.muted, align=(0.5, 0.5), px=px)
