"""Who gets a key: the focused widget or the window."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from regsim.gui.widgets.slider import Slider
from regsim.gui.widgets.ticks import CheckBox

Window = tuple[QWidget, CheckBox, Slider, list[str]]


class _Player(QWidget):
    """A window that is told what no widget in it wants."""

    def __init__(self) -> None:
        super().__init__()
        self.played: list[str] = []

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.played.append(QKeySequence(event.key()).toString())


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    window, box, slider = _Player(), CheckBox("same"), Slider()
    column = QVBoxLayout(window)
    column.addWidget(box)
    column.addWidget(slider)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window, box, slider, window.played


def test_a_focused_widget_keeps_the_keys_it_needs(window: Window) -> None:
    _, box, slider, played = window
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert box.isChecked()
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert slider.value() == 1
    assert played == []


def test_other_keys_reach_the_window(window: Window) -> None:
    _, box, slider, played = window
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Right)
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Space)
    assert played == ["Right", "Space"]


def test_the_mouse_does_not_take_the_focus_away(window: Window) -> None:
    _, box, slider, _ = window
    box.setFocus()
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 3, slider.height() // 2))
    assert slider.value() > 90
    assert box.hasFocus()
