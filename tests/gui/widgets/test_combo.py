"""The combo box."""

import pytest
from pytestqt.qtbot import QtBot

from regsim.gui.style import style_sheet
from regsim.gui.theme import LIGHT
from regsim.gui.widgets.combo import Combo


@pytest.mark.parametrize("width", [60, 250])
def test_the_list_is_as_wide_as_its_longest_text(qtbot: QtBot, width: int) -> None:
    combo = Combo("Lesson")
    qtbot.addWidget(combo)
    combo.setStyleSheet(style_sheet(LIGHT))
    combo.set_choices([("a", "short"), ("b", "Breast cancer: nine weights of ten thousand, L1 and L2 and elastic net")])
    combo.setFixedWidth(width)
    combo.show()
    combo.showPopup()
    assert combo.view().viewport().width() >= combo.view().sizeHintForColumn(0)
    combo.hidePopup()
