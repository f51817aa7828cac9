"""The bars of one weight's forces, and the number of those that leave the plot."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPolygonF

from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.letters import FONT_PX, text_width
from regsim.gui.words import number

HEAD = 5.0  # pixels of the arrow head at the edge that a force goes beyond
PIECE = 6.0  # pixels of the bar between the head and its number
GAP = 3.0  # pixels either side of the number
SHORTEST = 12.0  # pixels that must be left of the bar between its number and 0
EDGED = 12.0  # pixels of a sum from which on it is set off from the bars that it lies on


@dataclass(frozen=True)
class Lane:
    """The strip of one weight: its index, and top and height in pixels."""

    weight: int
    top: float
    height: float

    @property
    def middle(self) -> float:
        """The pixel half way down."""
        return self.top + 0.5 * self.height


@dataclass(frozen=True)
class Bar:
    """A force, the top and the height of its bar in pixels, its colour and that of its number."""

    force: float
    top: float
    height: float
    color: str
    text_color: str
    is_sum: bool = False


def draw_bars(canvas: Canvas, bars: Sequence[Bar], lane: Lane, ground: str) -> None:
    """The bars of one weight from 0, the last over the others; the longest that leaves the plot has its number in it.

    Parameters
    ----------
    canvas : Canvas
    bars : sequence of Bar
    lane : Lane
    ground : str
        The colour behind the bars.
    """
    left, right = canvas.rect.left(), canvas.rect.right()
    start, *ends = canvas.x([0.0, *(bar.force for bar in bars)]).tolist()
    for bar, end in zip(bars, ends, strict=True):
        place = QRectF(QPointF(start, bar.top), QPointF(min(max(end, left), right), bar.top + bar.height)).normalized()
        if bar.is_sum and place.width() >= EDGED:
            canvas.painter.fillRect(place.adjusted(-1, -1, 1, 1), QColor(canvas.theme.window))
        canvas.painter.fillRect(place, QColor(bar.color))
    for side, is_beyond in ((-1, [end < left for end in ends]), (1, [end > right for end in ends])):
        beyond = [bar for bar, is_cut in zip(bars, is_beyond, strict=True) if is_cut]
        if beyond:
            _draw_beyond(canvas, max(beyond, key=lambda bar: abs(bar.force)), side, lane, ground)


def _draw_beyond(canvas: Canvas, bar: Bar, side: int, lane: Lane, ground: str) -> None:
    """An arrow head at the left (−1) or right edge, and if there is room the bar's number in a gap behind it."""
    edge, px = canvas.rect.right() if side > 0 else canvas.rect.left(), min(FONT_PX - 1.0, lane.height - 2.0)
    high = min(0.5 * lane.height - 1.0, HEAD)
    behind = edge - side * HEAD
    canvas.painter.fillRect(_between(edge, behind, lane), QColor(ground))
    canvas.painter.setPen(Qt.PenStyle.NoPen)
    canvas.painter.setBrush(QColor(bar.color))
    corners = [QPointF(behind, lane.middle + dy) for dy in (-high, high)]
    canvas.painter.drawPolygon(QPolygonF([QPointF(edge, lane.middle), *corners]))
    text = number(bar.force, 2)
    near, far = behind - side * PIECE, behind - side * (PIECE + text_width(text, px) + 2 * GAP)
    if side * (far - float(canvas.x(0.0))) > SHORTEST:
        canvas.painter.fillRect(_between(near, far, lane), QColor(ground))
        canvas.text(near - side * GAP, lane.middle, text, bar.text_color, align=(float(side > 0), 0.5), px=px)


def _between(one: float, other: float, lane: Lane) -> QRectF:
    return QRectF(QPointF(one, lane.top), QPointF(other, lane.top + lane.height)).normalized()
