"""The number editor: slider and exact box."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from regsim.gui.widgets.log_slider import NumberEditor
from regsim.gui.widgets.number_scale import NumberScale


@pytest.fixture
def editor(qtbot: QtBot) -> NumberEditor:
    editor = NumberEditor(NumberScale(ge=0.0, ends=(1e-4, 1e4), is_log=True), "must be a finite number ≥ 0")
    qtbot.addWidget(editor)
    editor.resize(220, 60)
    editor.show()
    editor.set_value(1.0)
    return editor


def emitted(editor: NumberEditor) -> list[float]:
    values: list[float] = []
    editor.edited.connect(values.append)
    return values


def enter(editor: NumberEditor, text: str) -> None:
    editor.box.setFocus()
    editor.box.selectAll()
    QTest.keyClicks(editor.box, text)
    QTest.keyClick(editor.box, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("text", "value"), [("0.3", 0.3), ("1e-3", 1e-3), ("1,5", 1.5), ("0", 0.0), ("123456", 123456.0)]
)
def test_a_typed_number_is_taken_exactly(editor: NumberEditor, text: str, value: float) -> None:
    values = emitted(editor)
    enter(editor, text)
    assert values == [value]
    assert editor.value == value


def test_a_value_beyond_the_slider_stays_exact_and_the_handle_rests_at_the_end(editor: NumberEditor) -> None:
    editor.edited.connect(editor.set_value)
    enter(editor, "1e9")
    assert editor.slider is not None
    assert (editor.value, editor.slider.value()) == (1e9, editor.slider.maximum())


def test_the_handle_stays_until_what_was_typed_is_in_force(editor: NumberEditor) -> None:
    assert editor.slider is not None
    enter(editor, "100")
    assert editor.slider.value() == 500
    editor.set_value(100.0)
    assert editor.slider.value() == 750


def test_enter_gives_the_focus_back_and_a_refused_text_keeps_it(editor: NumberEditor) -> None:
    editor.activateWindow()
    enter(editor, "3")
    assert not editor.box.hasFocus()
    enter(editor, "abc")
    assert editor.box.hasFocus()


def test_a_number_takes_no_space(editor: NumberEditor) -> None:
    editor.box.setFocus()
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ")
    editor.box.keyPressEvent(event)
    assert not event.isAccepted()
    assert editor.box.text() == "1"


def test_set_value_emits_nothing(editor: NumberEditor) -> None:
    values = emitted(editor)
    editor.set_value(0.25)
    assert values == []
    assert editor.box.text() == "0.25"


@pytest.mark.parametrize("text", ["abc", "-1", "nan", "1e999", ""])
def test_nonsense_stays_in_the_box_and_the_last_good_value_in_force(editor: NumberEditor, text: str) -> None:
    values, sentences = emitted(editor), list[str]()
    editor.rejected.connect(sentences.append)
    if not text:
        QTest.keyClick(editor.box, Qt.Key.Key_Backspace)
    enter(editor, text) if text else QTest.keyClick(editor.box, Qt.Key.Key_Return)
    assert values == []
    assert editor.value == 1.0
    assert editor.box.text() == text
    assert editor.box.property("wrong") is True
    assert sentences == [f"must be a finite number ≥ 0, got '{text}'"]
    editor.set_value(1.0)
    assert editor.box.text() == text


def test_another_value_from_outside_replaces_nonsense(editor: NumberEditor) -> None:
    sentences: list[str] = []
    editor.rejected.connect(sentences.append)
    enter(editor, "abc")
    editor.set_value(2.0)
    assert editor.box.text() == "2"
    assert sentences[-1] == ""
    assert editor.box.property("wrong") is False


def test_escape_brings_the_last_good_value_back(editor: NumberEditor) -> None:
    enter(editor, "abc")
    QTest.keyClick(editor.box, Qt.Key.Key_Escape)
    assert editor.box.text() == "1"


def test_leaving_the_box_takes_what_was_typed(editor: NumberEditor) -> None:
    values = emitted(editor)
    editor.box.setFocus()
    editor.box.selectAll()
    QTest.keyClicks(editor.box, "3")
    editor.box.clearFocus()
    assert values == [3.0]


def test_holding_an_arrow_key_is_one_change(editor: NumberEditor) -> None:
    values, ends = emitted(editor), list[bool]()
    editor.box.setFocus()
    editor.finished.connect(lambda: ends.append(True))
    QTest.keyPress(editor.box, Qt.Key.Key_Up)
    QTest.keyPress(editor.box, Qt.Key.Key_Up)
    assert (values, ends) == ([1.1, 1.2], [])
    QTest.keyRelease(editor.box, Qt.Key.Key_Up)
    assert ends == [True]


def test_holding_an_arrow_key_on_the_slider_is_one_change(editor: NumberEditor) -> None:
    values, ends = emitted(editor), list[int]()
    assert editor.slider is not None
    editor.finished.connect(lambda: ends.append(len(values)))
    QTest.keyPress(editor.slider, Qt.Key.Key_Right)
    QTest.keyPress(editor.slider, Qt.Key.Key_Right)
    QTest.keyRelease(editor.slider, Qt.Key.Key_Right)
    assert len(values) == 2
    assert ends == [2]


def test_dragging_emits_while_the_handle_moves_and_finishes_when_it_is_let_go(editor: NumberEditor) -> None:
    values, order = emitted(editor), list[str]()
    assert editor.slider is not None
    editor.edited.connect(lambda _: order.append("edited"))
    editor.finished.connect(lambda: order.append("finished"))
    middle = editor.slider.height() // 2
    QTest.mousePress(editor.slider, Qt.MouseButton.LeftButton, pos=QPoint(150, middle))
    QTest.mouseMove(editor.slider, QPoint(170, middle))
    QTest.mouseRelease(editor.slider, Qt.MouseButton.LeftButton, pos=QPoint(170, middle))
    assert len(values) == 2
    assert 1.0 < values[0] < values[1]
    assert order == ["finished", "edited", "edited", "finished"]


def test_a_value_set_while_dragging_does_not_move_the_handle(editor: NumberEditor) -> None:
    assert editor.slider is not None
    editor.slider.setSliderDown(True)
    editor.slider.setSliderPosition(700)
    editor.set_value(0.001)
    assert editor.slider.sliderPosition() == 700
    editor.slider.setSliderDown(False)


def test_the_leftmost_position_is_zero(editor: NumberEditor) -> None:
    values = emitted(editor)
    assert editor.slider is not None
    editor.slider.setValue(0)
    assert values == [0.0]


def _wheel(widget: object, notches: int) -> QWheelEvent:
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)  # type: ignore[arg-type]
    return event


def test_the_wheel_changes_nothing_without_the_focus(qtbot: QtBot, editor: NumberEditor) -> None:
    editor.slider.setFocus() if editor.slider else None
    assert not _wheel(editor.box, 1).isAccepted()
    assert editor.value == 1.0
    editor.box.setFocus()
    qtbot.waitUntil(editor.box.hasFocus)
    _wheel(editor.box, 2)
    assert editor.value == 1.2


@pytest.mark.parametrize("name", ["box", "slider"])
def test_turning_the_wheel_is_one_change_that_ends_when_it_rests(qtbot: QtBot, editor: NumberEditor, name: str) -> None:
    widget: QWidget = getattr(editor, name)
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    order: list[str] = []
    editor.edited.connect(lambda _: order.append("edited"))
    editor.finished.connect(lambda: order.append("finished"))
    with qtbot.waitSignal(editor.finished):
        _wheel(widget, 1)
        _wheel(widget, 1)
    assert order == ["edited", "edited", "finished"]


def test_marks_stand_at_their_values_and_only_within_the_slider(editor: NumberEditor) -> None:
    assert editor.slider is not None
    editor.set_marks([(1.0, "one"), (1e9, "far away")])
    assert editor.slider.marks == ((500, "one"),)
    assert not editor.slider.grab().isNull()


def test_whole_numbers_come_as_int(qtbot: QtBot) -> None:
    editor = NumberEditor(NumberScale(ge=1, ends=(1, 1e5), is_log=True, is_whole=True), "must be a whole number ≥ 1")
    qtbot.addWidget(editor)
    values = emitted(editor)
    enter(editor, "1e3")
    enter(editor, "1.5")
    assert values == [1000]
    assert isinstance(values[0], int)
    assert editor.box.text() == "1.5"
