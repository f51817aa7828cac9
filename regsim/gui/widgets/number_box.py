"""A line for one number, exact: what is typed stays until it is right; till then the last good value is in force."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QStyle, QStyleOptionFrame, QWidget

from regsim.gui.widgets.line import Line
from regsim.gui.widgets.marking import set_mark
from regsim.gui.widgets.number_scale import NumberScale
from regsim.gui.widgets.number_text import number_text, parse_number
from regsim.gui.widgets.slider import WHEEL_MS

_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}
ROUNDED = (4, 3, 2, 1)  # digits: the most that there is room for
TEXT_MARGIN = 2  # pixels on either side of the text within a line edit
_NOTCH = 120  # eighths of a degree per notch of a wheel


class NumberBox(Line):
    """Enter or leaving takes what was typed; arrow keys and, if focused, the wheel step; Escape undoes.

    A number that there is no room for is shown whole while it has the focus, else rounded, with ≈ before it.

    Parameters
    ----------
    scale : NumberScale
        Bounds and steps.
    constraint : str
        The end of the sentence about a wrong value, such as ``must be a finite number ≥ 0``.
    """

    edited = Signal(object)  # another value, int where whole numbers are wanted
    finished = Signal()  # Enter, the key let go, the wheel at rest, the focus left: what follows is another change
    rejected = Signal(str)  # what is wrong with the text; empty when it is right again

    def __init__(self, scale: NumberScale, constraint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scale = scale
        self.value: float = 0.0
        self._constraint = constraint
        self._is_wrong = False
        self._turned = 0  # of the wheel since the last step
        self._turning = QTimer(self, singleShot=True, interval=WHEEL_MS)
        self._turning.timeout.connect(self.finished)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.editingFinished.connect(self._commit)
        self.textEdited.connect(lambda: self._reject(""))

    @property
    def is_busy(self) -> bool:
        """Whether it holds text of the user's that is not the value."""
        return self._is_wrong or (self.hasFocus() and self.isModified())

    def set_value(self, value: float) -> None:
        """Show `value`; text that is being typed is kept while the value is the same."""
        if value == self.value and self.is_busy:
            return
        self.value = value
        self._show()

    def set_wrong(self, is_wrong: bool) -> None:
        """Show or clear the edge that says that the text is not in force."""
        self._is_wrong = is_wrong
        set_mark(self, "wrong", is_wrong)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step with the arrows, go back with Escape; Space is no part of a number: the window may play."""
        if event.key() in _STEPS:
            self._commit()
            self._change(self.scale.stepped(self.value, _STEPS[Qt.Key(event.key())]))
        elif event.key() == Qt.Key.Key_Escape and self.is_busy:
            self._show()
        elif event.key() == Qt.Key.Key_Space:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """A held arrow key is one change, which ends here."""
        super().keyReleaseEvent(event)
        if event.key() in _STEPS and not event.isAutoRepeat():
            self.finished.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step, only while focused: scrolling the panel changes nothing."""
        if not self.hasFocus():
            event.ignore()
            return
        self._turned += event.angleDelta().y()
        notches = int(self._turned / _NOTCH)
        self._turned -= notches * _NOTCH
        self._change(self.scale.stepped(self.value, notches))
        self._turning.start()  # nothing says that it is let go
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many digits as there is room for."""
        super().resizeEvent(event)
        if not self.is_busy:
            self._show()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """All digits, to be edited."""
        if not self._is_wrong:
            self.setText(number_text(self.value))
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Turning the wheel is one change, which ends here at the latest."""
        super().focusOutEvent(event)
        if not self._is_wrong:
            self._show()
        self._turning.stop()
        self.finished.emit()

    def _commit(self) -> None:
        if not self.isModified():
            return
        value = parse_number(self.text(), is_whole=self.scale.is_whole)
        if value is None or not self.scale.accepts(value):
            self._reject(f"{self._constraint}, got '{self.text().strip()}'")
            return
        self._change(int(value) if self.scale.is_whole else float(value))
        self.finished.emit()

    def _change(self, value: float) -> None:
        is_new = value != self.value
        self.value = value
        self._show()
        if is_new:
            self.edited.emit(value)

    def _show(self) -> None:
        texts = [number_text(self.value)]
        if not self.hasFocus():
            texts += [f"≈ {self.value:.{n}g}" for n in ROUNDED]
        self.setText(next(filter(self._has_room, texts), texts[-1]))  # which also forgets what was typed before
        self._reject("")

    def _has_room(self, text: str) -> bool:
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        room = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self).width()
        return self.fontMetrics().horizontalAdvance(text) <= room - 2 * TEXT_MARGIN

    def _reject(self, sentence: str) -> None:
        if sentence or self._is_wrong:
            self.set_wrong(bool(sentence))
            self.rejected.emit(sentence)
