"""A plot: a title, two axes, and layers painted in pixels.

It keeps the ranges of its axes and says what the mouse has done to it; that it is a row of the grid, and what a click
means, is its view's affair.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainter

from regsim.arrays import FloatArray
from regsim.gui.plotting.axis import BOTTOM_HEIGHT, LEFT_WIDTH, Axis
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.cell import Cell
from regsim.gui.plotting.layers import Draw, DrawnOf, Layer, Pile, Place, Side
from regsim.gui.plotting.letters import FONT_PX, elided, text_width
from regsim.gui.theme import Theme

Range = tuple[float, float]

TITLE_HEIGHT = 22
NAME_HEIGHT = 15  # of the words below the x axis
RIGHT_MARGIN = 12
CLICK_REACH = 12  # pixels round the pointer in which a click or a hover finds something


class Handle(NamedTuple):
    """Something in a plot that can be dragged.

    Attributes
    ----------
    is_on : callable
        Whether a pixel is on it.
    moved : callable
        Told every pixel that the drag comes to.
    ended : callable
        Told when the button is let go.
    """

    is_on: Callable[[QPointF], bool]
    moved: Callable[[QPointF], None]
    ended: Callable[[], None] = lambda: None


class Plot(Cell):
    """One cell of the grid.

    Parameters
    ----------
    theme : Theme
    whole_steps : bool
        Whether the x axis counts steps; then a drag of the mouse scrubs instead of panning.

    Attributes
    ----------
    handles : list of Handle
        What can be dragged, the uppermost last.
    clicked, dragged, hovered : Signal(QPointF)
        Where, in pixels of the plot; negative once the pointer has left it.
    zoom_requested : Signal(object, object)
        The mouse wants these ranges of x and of y.
    ranges_changed, resized : Signal()
        The inside shows another part of the data; has another size or place.
    """

    clicked = Signal(QPointF)
    double_clicked = Signal()
    dragged = Signal(QPointF)
    hovered = Signal(QPointF)
    zoom_requested = Signal(object, object)
    ranges_changed = Signal()
    resized = Signal()

    def __init__(self, theme: Theme, *, whole_steps: bool) -> None:
        super().__init__()
        self.theme = theme
        self.scrubs = whole_steps
        self.handles: list[Handle] = []
        self.title = self.x_name = ""
        self.margin = RIGHT_MARGIN
        self.is_exporting = False
        self.left, self.bottom = Axis(is_left=True), Axis(is_left=False, whole=whole_steps)
        self.has_left = self.has_bottom = self.has_grid = True
        self.home: tuple[Range, Range] = self.ranges
        self.cut: Callable[[], float] = lambda: np.inf
        self._inside = QRectF()
        self._piles = [Pile(self, is_still=True)]
        self._piles[0].layers.append(Layer(self._draw_ground, Place.WHOLE))
        for axis in (self.left, self.bottom):
            axis.ticks_changed.connect(self.invalidate_all)
        self.apply_theme(theme)

    # Where it is

    def put(self, place: QRectF) -> None:
        super().put(place)
        self._arrange()

    def inside(self) -> QRectF:
        """The rectangle between the axes, in pixels."""
        return QRectF(self._inside)

    def set_margin(self, margin: int) -> None:
        """The width right of the inside, where labels stand."""
        self.margin = margin
        self._arrange()

    def show_axes(self, *, left: bool, bottom: bool, grid: bool = True) -> None:
        """Which axes the plot has, and whether lines at their ticks run through it; without axes none do.

        Above a bottom axis the left one's room is kept, so that the plots of a column stand below one another; where
        there is neither, the plot takes the room of both.
        """
        shown = left, bottom, grid and (left or bottom)
        if shown != (self.has_left, self.has_bottom, self.has_grid):
            self.has_left, self.has_bottom, self.has_grid = shown
            self._arrange()
            self.invalidate_all()

    def _arrange(self) -> None:
        left = LEFT_WIDTH if self.has_left or self.has_bottom else 0
        below = NAME_HEIGHT + (BOTTOM_HEIGHT if self.has_bottom else 0)
        width = max(self.place.width() - left - self.margin, 1.0)
        inside = QRectF(left, TITLE_HEIGHT, width, max(self.place.height() - TITLE_HEIGHT - below, 1.0))
        if self.is_shown and inside != self._inside:
            self._inside = inside
            self.invalidate_all()
            self.resized.emit()

    # What it shows

    @property
    def ranges(self) -> tuple[Range, Range]:
        """The data coordinates of the edges of the inside: of x and of y."""
        return self.bottom.range, self.left.range

    def set_limits(self, x: Range, y: Range) -> None:
        """The ranges to show; a zoom of the user's stays until they change or a double click."""
        if (x, y) != self.home:
            self.home = (x, y)
            self.zoom(x, y)

    def set_home(self, x: Range, y: Range) -> None:
        """The ranges that a double click goes back to; shown at once unless the user has zoomed."""
        is_home = self.ranges == self.home
        self.home = (x, y)
        if is_home:
            self.zoom(x, y)

    def zoom(self, x: Range, y: Range) -> None:
        """Show these ranges."""
        if (x, y) != self.ranges:
            self.bottom.range, self.left.range = x, y
            self.invalidate_all()
            self.ranges_changed.emit()

    def set_words(self, title: str, x_name: str) -> None:
        """The words above the plot, and below its x axis."""
        if (title, x_name) != (self.title, self.x_name):
            self.title, self.x_name = title, x_name
            self.invalidate_all()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.theme = theme
        self._piles[0].color = theme.window
        self.invalidate_all()

    def add_layer(
        self,
        draw: Draw,
        *,
        margin: bool = False,
        still: bool = False,
        side: Side | None = None,
        drawn_of: DrawnOf | None = None,
    ) -> Pile:
        """A drawing above those there are; the pile that it lies on.

        Where it says what it is drawn of, it is a pile of its own, which is painted anew only when that is another or
        the ground has changed.
        """
        below, top = (self._piles[0] if len(self._piles) == 1 else None), self._piles[-1]
        if below or drawn_of or top.drawn_of or top.is_still != still:
            self._piles.append(Pile(self, is_still=still, below=below, drawn_of=drawn_of))
        self._piles[-1].layers.append(Layer(draw, Place.MARGIN if margin else Place.INSIDE, side))
        return self._piles[-1]

    def invalidate(self) -> None:
        """What is drawn on the ground has changed, but for what says itself what it is drawn of."""
        for pile in self._piles[1:]:
            if pile.drawn_of is None:
                pile.invalidate()

    def invalidate_all(self) -> None:
        """The ground has changed too: ranges, room, words or colours."""
        for pile in self._piles:
            pile.invalidate()

    # How it is painted

    def set_exporting(self, is_exporting: bool) -> None:
        """Whether all is painted as vectors, with no picture cached in between."""
        self.is_exporting = is_exporting

    def canvas(self, painter: QPainter | None) -> Canvas:
        """A canvas over the inside; without a painter it only converts coordinates."""
        return Canvas(painter or QPainter(), self.inside(), *self.ranges, self.theme)

    def paint(self, painter: QPainter) -> None:
        canvas = self.canvas(painter)
        with np.errstate(all="ignore"):
            for pile in self._piles if self.is_exporting else self._piles[1:]:
                pile.paint(canvas) if self.is_exporting else pile.show(canvas)

    def paint_layer(self, canvas: Canvas, layer: Layer, *, is_cut: bool = True) -> None:
        """Paint one layer, on its side of the cut alone or on both; what overflows is cut off by the canvas."""
        area = self.outline() if layer.place is Place.WHOLE else self.inside()
        if layer.place is Place.MARGIN:
            area.adjust(0, 0, self.margin, 0)
        if is_cut and layer.side is not None:
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
        area = self.outline()
        if side is not None:
            at = min(max(canvas.point(self.cut(), 0.0).x(), area.left()), area.right())
            area.setRight(at) if side is Side.PAST else area.setLeft(at)
        return area

    def _draw_ground(self, canvas: Canvas) -> None:
        """The grid, the axes, and the words above and below."""
        inside, whole = canvas.rect, self.outline()
        if self.has_grid:
            canvas.grid(self.bottom.ticks(inside.width()), self.left.ticks(inside.height()), self.theme.grid)
        for axis, is_there in ((self.left, self.has_left), (self.bottom, self.has_bottom)):
            if is_there:
                axis.draw(canvas)
        below = whole.height() - NAME_HEIGHT / 2 - 1
        for words, y, px in ((self.title, TITLE_HEIGHT / 2, FONT_PX), (self.x_name, below, FONT_PX - 1)):
            text = elided(words, whole.width(), px)
            half = text_width(text, px) / 2
            x = max(min(inside.center().x(), whole.width() - half), half)  # above the inside, as far as there is room
            canvas.text(x, y, text, self.theme.muted, align=(0.5, 0.5), px=px)


def nearest(x: FloatArray, y: FloatArray, position: QPointF) -> int | None:
    """The index of the pixel point nearest to `position`, or None if none is within reach."""
    if not len(x):
        return None
    distance = np.hypot(x - position.x(), y - position.y())
    best = int(distance.argmin())
    return best if distance[best] <= CLICK_REACH else None
