"""A box for a number: exact where it is edited, rounded where its digits would be cut off."""

from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from regsim.gui.widgets.line import Line
from regsim.gui.widgets.number_box import NumberBox
from regsim.gui.widgets.number_scale import NumberScale


def test_a_long_number_is_rounded_until_it_is_edited(qtbot: QtBot) -> None:
    window, box, other = QWidget(), NumberBox(NumberScale(), "must be a number"), Line()
    layout = QVBoxLayout(window)
    layout.addWidget(box)
    layout.addWidget(other)
    qtbot.addWidget(window)
    edited: list[float] = []
    box.edited.connect(edited.append)
    box.setFixedWidth(76)
    box.set_value(0.04376993218)
    assert box.text() == "≈ 0.04377"
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    box.setFocus()
    assert box.text() == "0.04376993218"
    other.setFocus()
    assert box.text() == "≈ 0.04377"
    assert not edited  # to look at it changes nothing
    assert box.value == 0.04376993218
    box.set_value(0.0437699)
    assert box.text() == "0.0437699"  # there is room for it
    box.setFixedWidth(120)
    box.set_value(0.04376993218)
    assert box.text() == "0.04376993218"
    box.setFixedWidth(76)
    window.grab()
    assert box.text() == "≈ 0.04377"


def test_a_number_has_as_many_digits_as_there_is_room_for(qtbot: QtBot) -> None:
    box = NumberBox(NumberScale(), "must be a number")
    qtbot.addWidget(box)
    box.set_value(0.04376993218)
    box.show()
    seen = []
    for width in range(120, 30, -1):
        box.setFixedWidth(width)
        seen.append(box.text())
    assert list(dict.fromkeys(seen)) == ["0.04376993218", "≈ 0.04377", "≈ 0.0438", "≈ 0.044", "≈ 0.04"]
