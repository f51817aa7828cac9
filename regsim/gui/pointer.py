"""The pointer: turns what the mouse does on the grid into what plots understand.

The left button clicks, drags what can be dragged, scrubs over steps and moves any other plot; the middle button moves
every plot; the right button and the wheel zoom. Beside an inside, on an axis, only that axis is moved or zoomed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from regsim.gui.plotting.plot import Handle, Plot

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
FIRM = 4.0  # pixels that a pressed button may slip without a drag
OUTSIDE = QPointF(-1.0, -1.0)
ZOOM = 1.02  # for every pixel of a drag, and for so many units of the wheel:
WHEEL_UNITS = 8.0  # eighths of a degree


@dataclass
class Press:
    """A button held on a plot.

    Attributes
    ----------
    start, last : QPointF
        Where it was pressed, and where it is, in pixels of the plot.
    handle : Handle or None
        What is dragged.
    """

    plot: Plot
    button: Qt.MouseButton
    start: QPointF
    last: QPointF
    handle: Handle | None
    is_drag: bool = False


class Pointer:
    """Where the mouse is and what it holds.

    Parameters
    ----------
    widget : QWidget
        Whose cursor shows what can be dragged.
    plots : callable
        Those that are on it.
    """

    def __init__(self, widget: QWidget, plots: Callable[[], list[Plot]]) -> None:
        self._widget, self._plots = widget, plots
        self._press: Press | None = None
        self._over: Plot | None = None

    def press(self, event: QMouseEvent) -> None:
        """A button goes down."""
        plot = self._plot_at(event.position())
        if self._press is None and plot is not None:
            at = event.position() - plot.place.topLeft()
            handle = _handle_at(plot, at) if event.button() == LEFT else None
            self._press = Press(plot, event.button(), at, at, handle)

    def move(self, event: QMouseEvent) -> None:
        """The mouse is somewhere else."""
        press = self._press
        if press is None:
            self._hover(event.position())
        elif press.button & event.buttons():
            self._drag(press, event.position() - press.plot.place.topLeft())
        else:  # it was let go where nobody was told
            self._end(press)

    def release(self, event: QMouseEvent) -> None:
        """A button comes up."""
        press = self._press
        if press is None or event.button() != press.button:
            return
        at = event.position() - press.plot.place.topLeft()
        if press.is_drag:
            self._drag(press, at)
        self._end(press)
        if not press.is_drag and press.button == LEFT and _is_sensitive(press.plot, press.start):
            press.plot.clicked.emit(press.start)

    def _end(self, press: Press) -> None:
        """No button is down any more."""
        self._press = None
        if press.is_drag and press.handle is not None:
            press.handle.ended()

    def double_click(self, event: QMouseEvent) -> None:
        """A button goes down for the second time."""
        plot = self._plot_at(event.position())
        if plot is not None and event.button() == LEFT:
            plot.double_clicked.emit()

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom, so that what is below the pointer stays there."""
        plot = self._plot_at(event.position())
        if plot is not None:
            at = event.position() - plot.place.topLeft()
            by = ZOOM ** (-event.angleDelta().y() / WHEEL_UNITS)
            _zoom(plot, at, (by, by), at)

    def leave(self) -> None:
        """The mouse has left the grid."""
        if self._press is None:
            self._hover(OUTSIDE)

    def _plot_at(self, position: QPointF) -> Plot | None:
        return next((plot for plot in self._plots() if plot.place.contains(position)), None)

    def _hover(self, position: QPointF) -> None:
        plot = self._plot_at(position)
        at = position - plot.place.topLeft() if plot is not None else OUTSIDE
        if plot is not None and not _is_sensitive(plot, at):
            plot = None
        if self._over is not None and self._over is not plot:
            self._over.hovered.emit(OUTSIDE)
        self._over = plot
        if plot is not None and _handle_at(plot, at) is not None:
            self._widget.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self._widget.unsetCursor()
        if plot is not None:
            plot.hovered.emit(at)

    def _drag(self, press: Press, at: QPointF) -> None:
        by, press.last = at - press.last, at
        if not press.is_drag:
            by = at - press.start
            press.is_drag = by.manhattanLength() > FIRM
        if not press.is_drag:
            press.last = press.start
        elif press.handle is not None:
            press.handle.moved(at)
        elif press.button == LEFT and press.plot.scrubs and _is_sensitive(press.plot, press.start):
            press.plot.dragged.emit(at)
        elif press.button == RIGHT:
            _zoom(press.plot, press.start, (ZOOM ** -by.x(), ZOOM ** by.y()), press.start)
        else:
            _pan(press.plot, press.start, by)


def _is_sensitive(plot: Plot, at: QPointF) -> bool:
    """Whether something may be there: between the axes, or where labels stand."""
    return plot.inside().adjusted(0, 0, plot.margin, 0).contains(at)


def _handle_at(plot: Plot, at: QPointF) -> Handle | None:
    """The uppermost handle there."""
    if not plot.inside().contains(at):
        return None
    return next((handle for handle in reversed(plot.handles) if handle.is_on(at)), None)


def _axes_at(plot: Plot, at: QPointF) -> tuple[bool, bool]:
    """Whether what is done there concerns x, and y."""
    inside = plot.inside()
    is_beside, is_below = at.x() < inside.left(), at.y() > inside.bottom()
    return not is_beside or is_below, not is_below or is_beside


def _zoom(plot: Plot, start: QPointF, factors: tuple[float, float], about: QPointF) -> None:
    """Show a range so many times as wide, and as high, round a pixel; of the axes that are meant by where it began."""
    canvas = plot.canvas(None)
    centre = canvas.x_at(about.x()), canvas.y_at(about.y())
    x, y = (
        tuple(at + factor * (end - at) for end in ends) if is_meant else ends
        for at, factor, ends, is_meant in zip(centre, factors, plot.ranges, _axes_at(plot, start), strict=True)
    )
    plot.zoom_requested.emit(x, y)


def _pan(plot: Plot, start: QPointF, by: QPointF) -> None:
    """Move what is seen by so many pixels, along the axes that are meant by where it began."""
    (left, right), (low, high) = plot.ranges
    inside, (is_x, is_y) = plot.inside(), _axes_at(plot, start)
    across = is_x * by.x() / inside.width() * (right - left)
    up = is_y * by.y() / inside.height() * (high - low)
    plot.zoom_requested.emit((left - across, right - across), (low + up, high + up))
