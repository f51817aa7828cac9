"""Labels and combos in a narrow panel."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from regsim.gui.widgets.combo import Combo
from regsim.gui.widgets.labels import ElidedLabel, Heading, Remark

LONG = "A title that is far too long for a panel of two hundred and fifty pixels"


def test_a_text_without_room_is_cut_and_whole_in_the_tooltip(qtbot: QtBot) -> None:
    label = ElidedLabel(LONG)
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.grab()
    assert label.toolTip() == LONG
    assert label.minimumSizeHint().width() == 0


def test_a_remark_is_hidden_while_it_says_nothing(qtbot: QtBot) -> None:
    remark = Remark()
    qtbot.addWidget(remark)
    assert remark.isHidden()
    remark.set_text("now", "error")
    assert not remark.isHidden()
    assert remark.property("role") == "error"
    remark.set_text("")
    assert remark.isHidden()


def test_a_heading_is_read_in_plain_words(qtbot: QtBot) -> None:
    heading = Heading("Data")
    qtbot.addWidget(heading)
    assert (heading.text(), heading.accessibleName()) == ("DATA", "Data")


def test_a_combo_does_not_widen_for_its_texts_and_tells_only_what_the_user_picks(qtbot: QtBot) -> None:
    combo = Combo("Lesson")
    qtbot.addWidget(combo)
    picked: list[str] = []
    combo.chosen.connect(picked.append)
    combo.set_choices([("long", LONG), ("short", "Short")])
    combo.show_key("long")
    assert picked == []
    assert combo.minimumSizeHint().width() < 80
    assert combo.toolTip() == LONG
    combo.show()
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert (picked, combo.key) == (["short"], "short")
