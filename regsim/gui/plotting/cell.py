"""A cell: a rectangle of the grid that is painted by itself."""

from abc import abstractmethod

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QPainter


class Cell(QObject):
    """What the grid has in one of its places.

    Attributes
    ----------
    place : QRectF
        Where it is in the grid, in pixels; empty while it is not shown.
    outdated : Signal(QRectF)
        What is in this place of the grid is to be painted again.
    """

    outdated = Signal(QRectF)

    def __init__(self) -> None:
        super().__init__()
        self.place = QRectF()
        self._is_outdated = False

    @property
    def is_shown(self) -> bool:
        """Whether it has a place in the grid."""
        return not self.place.isEmpty()

    def put(self, place: QRectF) -> None:
        """Stand here from now on; nowhere, if the place is empty."""
        self.place = place

    def outline(self) -> QRectF:
        """The whole of it, in its own pixels."""
        return QRectF(0.0, 0.0, self.place.width(), self.place.height())

    def update(self) -> None:
        """Have it painted again; asked for often, it is told once."""
        if self.is_shown and not self._is_outdated:
            self._is_outdated = True
            self.outdated.emit(self.place)

    def show(self, painter: QPainter) -> None:
        """Paint it in its place."""
        self._is_outdated = False
        painter.save()
        painter.translate(self.place.topLeft())
        self.paint(painter)
        painter.restore()

    @abstractmethod
    def paint(self, painter: QPainter) -> None:
        """Paint it, in its own pixels."""
