"""A handle: a point of a plot that the mouse can drag. Elsewhere a drag moves the plot, as in every view."""

from collections.abc import Callable
from math import floor, log10
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt

from regsim.gui.plotting.plot import Plot

ABOVE = 11  # all that is drawn, and the plot's own pointer


class Handle(pg.GraphicsObject):
    """Takes the drags of the left button that begin on something, and shows by the cursor where that is.

    Parameters
    ----------
    plot : Plot
    is_on : callable
        Whether a pixel is on what can be dragged.
    moved : callable
        Told every pixel that the drag comes to.
    ended : callable
        Told when the button is let go.
    """

    def __init__(
        self, plot: Plot, is_on: Callable[[QPointF], bool], moved: Callable[[QPointF], None], ended: Callable[[], None]
    ) -> None:
        super().__init__(plot)
        self._plot, self._is_on, self._moved, self._ended = plot, is_on, moved, ended
        self.setZValue(ABOVE)
        plot.view_box.sigResized.connect(self.prepareGeometryChange)

    def boundingRect(self) -> QRectF:
        return self._plot.inside()

    def paint(self, *_: Any) -> None:
        """Nothing to see."""

    def hoverEvent(self, event: Any) -> None:
        if event.isExit() or not self._is_on(event.pos()):
            self.unsetCursor()
        else:
            event.acceptDrags(Qt.MouseButton.LeftButton)
            self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mouseDragEvent(self, event: Any) -> None:
        is_left = event.button() == Qt.MouseButton.LeftButton
        if not is_left or (event.isStart() and not self._is_on(event.buttonDownPos())):
            event.ignore()
            return
        event.accept()
        self._moved(event.pos())
        if event.isFinish():
            self._ended()


def rounded_to_pixel(value: float, pixel: float) -> float:
    """`value` to no more decimals than a pixel, which is so wide, tells apart."""
    return round(value, -floor(log10(pixel))) + 0.0
