"""What a user does to a field, in one line."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from regsim.gui.panels.fields import Field, NumberField
from regsim.gui.widgets.slider import Slider


def enter(field: Field, text: str) -> None:
    """Replace the text of a field and commit it."""
    blocks = field.findChildren(QPlainTextEdit)
    if blocks:
        blocks[0].setFocus()
        blocks[0].selectAll()
        QTest.keyClick(blocks[0], Qt.Key.Key_Delete)
        QTest.keyClicks(blocks[0], text)
        QApplication.sendEvent(blocks[0], QFocusEvent(QEvent.Type.FocusOut))  # also where no window is active
        return
    line = field.findChildren(QLineEdit)[0]
    line.setFocus()
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_Delete)
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def text_of(field: QWidget) -> str:
    """What stands in a field of one line."""
    return field.findChildren(QLineEdit)[0].text()


def slider_of(field: Field) -> Slider:
    """The slider of a field that has one."""
    assert isinstance(field, NumberField)
    assert field.editor.slider is not None
    return field.editor.slider


def drag(field: Field, *positions: int) -> None:
    """Drag a field's slider through these positions and let go."""
    slider = slider_of(field)
    slider.setSliderDown(True)
    for position in positions:
        slider.setSliderPosition(position)
    slider.setSliderDown(False)
