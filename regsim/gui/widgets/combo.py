"""A combo box that fits into a narrow panel: long texts are cut short, the wheel does not change it by accident."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

_ARROW = (3.5, 2.0)  # half the width and half the height of the chevron, in pixels
POPUP_MARGIN = 16  # pixels, of the style and the sheet on both sides
_SHORT = Qt.ItemDataRole.UserRole + 1


class Combo(QComboBox):
    """A choice among keys, each with a label.

    The mouse does not give it the keyboard focus, so that Space still plays after a choice; Tab does.
    """

    chosen = Signal(str)  # the key that the user picked

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.activated.connect(lambda index: self.chosen.emit(str(self.itemData(index))))

    @property
    def key(self) -> str:
        """The key of the choice shown, empty where there is none."""
        return str(self.currentData() or "")

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys to choose among."""
        return tuple(str(self.itemData(i)) for i in range(self.count()))

    def set_choices(self, choices: Sequence[tuple[str, str]], short: Sequence[str] = ()) -> None:
        """Offer (key, label) pairs; `short` holds labels for the closed box."""
        with QSignalBlocker(self):
            self.clear()
            for i, (key, label) in enumerate(choices):
                self.addItem(label, key)
                self.setItemData(i, label, Qt.ItemDataRole.ToolTipRole)
                self.setItemData(i, short[i] if short else label, _SHORT)

    def show_key(self, key: str) -> None:
        """Show the choice with this key; emits nothing."""
        with QSignalBlocker(self):
            self.setCurrentIndex(self.findData(key))
        self.setToolTip(self.currentText())

    def showPopup(self) -> None:  # noqa: N802  # Qt's name
        """Open the list, as wide as its longest text; only now is the font known that it is shown in."""
        view = self.view()
        view.setTextElideMode(Qt.TextElideMode.ElideNone)
        view.setMinimumWidth(view.sizeHintForColumn(0) + view.verticalScrollBar().sizeHint().width() + POPUP_MARGIN)
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change only while focused: scrolling the panel changes nothing."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box, its text cut to the width, and a chevron; a style sheet's arrow is a picture of one colour."""
        del event
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        text = str(self.currentData(_SHORT) or self.currentText())
        option.currentText = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, field.width() - 2)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        dx, dy = _ARROW
        center = QPointF(self.width() - 10.0, self.height() / 2.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.PlaceholderText), 1.5))
        painter.drawPolyline(
            QPolygonF([center + QPointF(-dx, -dy), center + QPointF(0.0, dy), center + QPointF(dx, -dy)])
        )
        painter.end()
