"""Labels and combos in a narrow panel."""

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from regsim.gui.widgets import layouts
from regsim.gui.widgets.combo import Combo
from regsim.gui.widgets.labels import ElidedLabel, Heading, Remark, unbroken


class Listener(QObject):
    """Notes every request for a new layout."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.heard: list[QEvent.Type] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.heard.append(event.type())
        return super().eventFilter(watched, event)


def asked(widget: QWidget) -> list[QEvent.Type]:
    """One entry for every time that a new layout of the widget will have been asked for."""
    listener = Listener(widget)
    widget.installEventFilter(listener)
    return listener.heard


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
    assert remark.role == "error"
    remark.set_text("")
    assert remark.isHidden()


def test_a_remark_asks_for_a_new_layout_only_where_its_text_needs_another_height(qtbot: QtBot) -> None:
    outer = QWidget()
    qtbot.addWidget(outer)
    remark, column = Remark(), layouts.column(outer, spacing=0)
    column.addWidget(remark)
    column.addStretch(1)
    remark.set_text("λ = 1")
    outer.resize(120, 200)
    outer.show()
    QApplication.processEvents()
    height = remark.height()
    heard = asked(outer)
    remark.set_text("λ = 2")
    QApplication.processEvents()
    assert heard == []
    remark.set_text(LONG)
    QApplication.processEvents()
    assert heard
    assert remark.height() > height


def test_the_text_of_a_remark_can_be_selected_where_the_pointer_is(qtbot: QtBot) -> None:
    remark = Remark()
    qtbot.addWidget(remark)
    remark.set_text("λ = 1")
    remark.resize(200, 20)
    remark.show()
    label = remark.findChild(QLabel)
    assert label is not None
    here = QPointF(20.0, 8.0)
    QApplication.sendEvent(label, QEnterEvent(here, here, here))
    QTest.mouseDClick(label, Qt.MouseButton.LeftButton, pos=here.toPoint())
    assert label.selectedText().strip()
    QApplication.sendEvent(label, QEvent(QEvent.Type.Leave))
    assert label.selectedText().strip()  # to be copied
    remark.set_text("λ = 2")
    QApplication.sendEvent(label, QEvent(QEvent.Type.Leave))
    assert label.textInteractionFlags() == Qt.TextInteractionFlag.NoTextInteraction


def test_a_fraction_or_an_equation_in_a_remark_is_not_broken_but_a_path_may_be(qtbot: QtBot) -> None:
    assert unbroken("below 2/L = 1.5") == "below 2/\u2060L\u00a0=\u00a01.5"
    assert unbroken("2(1 + μ)/((1 + 2μ)L)") == "2(1\u00a0+\u00a0μ)/\u2060((1\u00a0+\u00a02μ)L)"
    assert unbroken("no → 0 (28), yes (or so)") == "no → 0\u00a0(28), yes (or so)"
    assert unbroken("data/heart.csv") == "data/heart.csv"
    remark = Remark()
    qtbot.addWidget(remark)
    remark.set_text("below 2/L = 1.5")
    assert remark.text() == "below 2/L = 1.5"


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
