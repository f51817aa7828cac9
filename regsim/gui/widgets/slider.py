"""A slider with a thin groove that jumps to where it is clicked and can carry marks."""

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QToolTip, QWidget

MARK_HEIGHT = 13  # pixels, taller than the groove and as tall as the handle
WHEEL_MS = 400  # without another notch, after which the wheel is at rest
MARK_REACH = 5  # pixels to either side in which the pointer is on a mark


class Slider(QSlider):
    """A horizontal slider.

    The mouse does not give it the keyboard focus, so that after a drag the arrow keys still step through the descent;
    reached with Tab, it takes the arrow keys itself. The wheel turns it only while it has the focus, so that scrolling
    the panel never changes a value.
    """

    settled = Signal()  # let go by the mouse, the key, the wheel or the focus: what follows is another change

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.sliderReleased.connect(self.settled)
        self._turning = QTimer(self, singleShot=True, interval=WHEEL_MS)
        self._turning.timeout.connect(self.settled)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._marks: tuple[tuple[int, str], ...] = ()

    @property
    def marks(self) -> tuple[tuple[int, str], ...]:
        """Positions with a tick on the groove, and the words of their tooltips."""
        return self._marks

    def set_marks(self, marks: tuple[tuple[int, str], ...]) -> None:
        """Draw a tick at every position; its label is the tooltip there."""
        if marks != self._marks:
            self._marks = marks
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the handle to the pointer first, so that a click anywhere begins a drag from there."""
        if event.button() == Qt.MouseButton.LeftButton and not self._handle().contains(event.position().toPoint()):
            self.setSliderDown(True)
            self.setSliderPosition(self._position_at(event.position().x()))
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn only while focused; that is one change, which ends when the wheel rests."""
        if self.hasFocus():
            super().wheelEvent(event)
            self._turning.start()
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """A held arrow key is one change, which ends here."""
        super().keyReleaseEvent(event)
        if not event.isAutoRepeat():
            self.settled.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Turning the wheel is one change, which ends here at the latest."""
        super().focusOutEvent(event)
        self._turning.stop()
        self.settled.emit()

    def event(self, event: QEvent) -> bool:
        """Show the words of the mark under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            for position, label in self._marks:
                if abs(self._x_of(position) - event.pos().x()) <= MARK_REACH:
                    QToolTip.showText(event.globalPos(), label, self)
                    return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style's slider, with a tick for every mark that the handle does not cover."""
        super().paintEvent(event)
        if not self._marks:
            return
        painter = QPainter(self)
        painter.setPen(QPen(self.palette().color(self.foregroundRole()), 2.0))
        handle, middle = self._handle(), self._handle().center().y() + 0.5
        for position, _ in self._marks:
            x = self._x_of(position)
            if not handle.left() - 1 <= x <= handle.right() + 1:
                painter.drawLine(QPoint(x, round(middle - MARK_HEIGHT / 2)), QPoint(x, round(middle + MARK_HEIGHT / 2)))
        painter.end()

    def _handle(self) -> QRect:
        return self._part(QStyle.SubControl.SC_SliderHandle)

    def _part(self, part: QStyle.SubControl) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, self)

    def _track(self) -> tuple[int, int]:
        """Where the handle's centre is at the minimum, and how far it can go."""
        groove, handle = self._part(QStyle.SubControl.SC_SliderGroove), self._handle()
        return groove.left() + handle.width() // 2, max(1, groove.width() - handle.width())

    def _x_of(self, position: int) -> int:
        start, length = self._track()
        return start + QStyle.sliderPositionFromValue(self.minimum(), self.maximum(), position, length)

    def _position_at(self, x: float) -> int:
        start, length = self._track()
        return QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), round(x) - start, length)
