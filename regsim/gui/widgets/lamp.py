"""A small lamp: a colour, and in it a line that says the same by its shape, for those who do not see the colour."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

LARGE, SMALL = (36, 20), (26, 16)  # pixels
ROUND, MARGIN = 4.0, 4.0  # of the corners; from the edge to the line
STROKE = 1.6


class Lamp(QWidget):
    """A rounded rectangle in one colour with a line in another; both are set from outside."""

    def __init__(self, size: tuple[int, int] = LARGE) -> None:
        super().__init__()
        self._fill, self._ink = QColor(), QColor()
        self.shape: tuple[float, ...] = ()
        self.setFixedSize(*size)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def color(self) -> str:
        """The colour it shines in, ``#rrggbb``."""
        return self._fill.name()

    def show_shape(self, shape: Sequence[float], name: str) -> None:
        """Draw a line through these heights, 0 to 1, evenly spaced; `name` is what it says."""
        if tuple(shape) != self.shape:
            self.shape = tuple(shape)
            self.update()
        if name != self.accessibleName():
            self.setAccessibleName(name)

    def set_colors(self, fill: str, ink: str) -> None:
        """Shine in `fill`, with the line in `ink`."""
        if (fill, ink) != (self._fill.name(), self._ink.name()):
            self._fill, self._ink = QColor(fill), QColor(ink)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lamp."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._fill)
        painter.drawRoundedRect(QRectF(self.rect()), ROUND, ROUND)
        area = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        step = area.width() / max(1, len(self.shape) - 1)
        pen = QPen(self._ink, STROKE)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline(
            QPolygonF(
                [QPointF(area.left() + i * step, area.bottom() - y * area.height()) for i, y in enumerate(self.shape)]
            )
        )
        painter.end()
