"""The commands: one table for menus, shortcuts and the list of keys; and what becomes of them in the window."""

from typing import NoReturn

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QMainWindow,
    QMenu,
    QMessageBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

import regsim
from regsim.gui.actions import COMMANDS, add_menus, keys_text, played_by
from regsim.gui.main_window import MainWindow
from regsim.gui.panels.parameter_group import SHARED
from tests.gui.dialogs import dialogs

NAMED = [command for command in COMMANDS if command.name]
PLAYING = [command for command in NAMED if command.plays]
PLAIN, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
KEYPAD = Qt.KeyboardModifier.KeypadModifier


@pytest.fixture(autouse=True)
def _no_dialog_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QDialog, "exec", refuse_to_block)


def refuse_to_block(_: QDialog) -> NoReturn:
    raise AssertionError("a dialog holds up the program")


def press(window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    """A key as the platform sends it: to the window, whoever has the focus in it."""
    QTest.keyClick(window.windowHandle(), key, modifiers)


# --- the table --------------------------------------------------------------------------------------------------------


def test_every_command_has_a_name_and_keys_of_its_own() -> None:
    keys = [QKeySequence(command.keys).toString() for command in NAMED if command.keys]
    assert all(keys)
    assert len(set(keys)) == len(keys)
    assert len({command.name for command in NAMED}) == len(NAMED)
    assert len({command.text for command in NAMED}) == len(NAMED)


def test_every_menu_has_a_letter_of_its_own_and_so_has_every_entry_that_has_one() -> None:
    for menu in {command.menu for command in COMMANDS}:
        texts = [command.text for command in NAMED if command.menu == menu]
        letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
        assert len(set(letters)) == len(letters)
    menus = {command.menu for command in COMMANDS}
    assert len({menu[menu.index("&") + 1] for menu in menus}) == len(menus)


def test_each_action_calls_its_handler_once(qtbot: QtBot) -> None:
    called: list[str] = []
    window = QMainWindow()
    qtbot.addWidget(window)
    handlers = {command.name: lambda name=command.name: called.append(name) for command in NAMED}
    actions = add_menus(window, handlers)
    assert list(actions) == [command.name for command in NAMED]
    for action in actions.values():
        action.trigger()
    assert called == list(actions)


def test_a_command_without_a_handler_is_refused(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    with pytest.raises(KeyError, match="new"):
        add_menus(window, {})


def test_the_keys_that_play_are_shown_in_the_menu_but_are_no_shortcuts(window: MainWindow) -> None:
    assert {command.keys for command in PLAYING} >= {
        "Space", "S", "Right", "Left", "Shift+Right", "Shift+Left", "Home", "End", "Up", "Down", "L", "PgUp",
    }  # fmt: skip
    for command in NAMED:
        action = window.actions_by_name[command.name]
        assert action.shortcut() == QKeySequence("" if command.plays else command.keys)
        assert not command.plays or action.text().endswith(f"\t{QKeySequence(command.keys).toString()}")


@pytest.mark.parametrize(
    ("key", "modifiers", "name"),
    [
        (Qt.Key.Key_Space, PLAIN, "toggle"),
        (Qt.Key.Key_S, PLAIN, "slow_motion"),
        (Qt.Key.Key_S, CONTROL, None),
        (Qt.Key.Key_Right, PLAIN, "forward"),
        (Qt.Key.Key_Left, PLAIN, "back"),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier, "forward_ten"),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier, "back_ten"),
        (Qt.Key.Key_Home, PLAIN, "to_start"),
        (Qt.Key.Key_End, PLAIN, "to_end"),
        (Qt.Key.Key_Right, KEYPAD, "forward"),
        (Qt.Key.Key_Left, KEYPAD | Qt.KeyboardModifier.ShiftModifier, "back_ten"),
        (Qt.Key.Key_Home, KEYPAD, "to_start"),
        (Qt.Key.Key_End, KEYPAD, "to_end"),
        (Qt.Key.Key_6, KEYPAD, None),
        (0x1F600, PLAIN, None),
        (Qt.Key.Key_Right, CONTROL, "pan_right"),
        (Qt.Key.Key_L, PLAIN, "log_axis"),
        (Qt.Key.Key_Y, Qt.KeyboardModifier.ShiftModifier, "along_y_back"),
        (Qt.Key.Key_Home, CONTROL, None),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.ShiftModifier, None),
        (Qt.Key.Key_Up, PLAIN, "row_above"),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier, None),
    ],
)
def test_a_key_plays_with_just_its_modifiers(key: int, modifiers: Qt.KeyboardModifier, name: str | None) -> None:
    assert played_by(QKeyEvent(QEvent.Type.KeyPress, key, modifiers)) == name


def test_the_list_of_keys_has_every_key_there_is(qapp: object) -> None:
    del qapp
    text = keys_text()
    for command in NAMED:
        if command.keys:
            assert f"<b>{QKeySequence(command.keys).toString(QKeySequence.SequenceFormat.NativeText)}</b>" in text
            assert f">{command.text.replace('&', '')}<" in text
    assert "&" not in text


# --- in the window ----------------------------------------------------------------------------------------------------


def test_every_menu_entry_does_something_when_there_is_something_to_do(window: MainWindow) -> None:
    titles = {command.menu for command in COMMANDS}
    menus = [menu for menu in window.menuBar().findChildren(QMenu) if menu.title() in titles]
    entries = [action for menu in menus for action in menu.actions() if not action.isSeparator()]
    assert entries == list(window.actions_by_name.values())
    disabled = [name for name, action in window.actions_by_name.items() if not action.isEnabled()]
    assert disabled == ["undo", "redo", "reset"]


def test_every_dialog_leaves_the_program_running_and_closes(window: MainWindow) -> None:
    for name in ("open", "open_csv", "save", "save_as", "export", "keys", "about"):
        window.actions_by_name[name].trigger()
        (dialog,) = dialogs(window)
        dialog.reject()
        assert dialogs(window) == []


def test_f1_lists_the_keys(window: MainWindow) -> None:
    press(window, Qt.Key.Key_F1)
    (box,) = window.findChildren(QMessageBox)
    assert "Ten steps forward" in box.text()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert dialogs(window) == []


def test_about_names_the_version_and_what_it_is_made_with(window: MainWindow) -> None:
    window.actions_by_name["about"].trigger()
    (box,) = window.findChildren(QMessageBox)
    assert f"regsim {regsim.__version__}" in box.text()
    assert "ziamath" in box.text()
    box.button(QMessageBox.StandardButton.Close).click()
    assert dialogs(window) == []


def test_the_picture_on_screen_is_copied_unless_text_is_selected(window: MainWindow, qapp: QApplication) -> None:
    press(window, Qt.Key.Key_C, CONTROL)
    assert qapp.clipboard().image().size() == window.grid.size()
    assert window.statusBar().currentMessage() == "Copied the picture"
    window.panel.regularization.groups["strength"].fields[SHARED].setFocus()
    press(window, Qt.Key.Key_A, CONTROL)
    press(window, Qt.Key.Key_C, CONTROL)
    assert (qapp.clipboard().text(), qapp.clipboard().image().isNull()) == ("1", True)


def test_reset_zoom_brings_every_plot_back(window: MainWindow) -> None:
    plots = [plot for view in window.grid.shown_views for plot in view.plots]
    home = [plot.ranges for plot in plots]
    for view in window.grid.shown_views:
        view.plots[1].zoom((0.5, 0.6), (0.5, 0.6))
    press(window, Qt.Key.Key_0, CONTROL)
    assert [plot.ranges for plot in plots] == home


def test_reset_all_goes_back_to_what_was_opened_at_its_first_step_and_can_be_undone(window: MainWindow) -> None:
    session = window.session
    opened = session.scenario
    session.drag_start((3.0,))
    session.end_gesture()
    changed = session.scenario
    window.playback.seek(5)
    press(window, Qt.Key.Key_R, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert (session.scenario, window.playback.step) == (opened, 0)
    assert not window.actions_by_name["reset"].isEnabled()
    session.undo()
    assert session.scenario == changed


def test_after_enter_space_plays_also_when_the_window_is_left_and_entered_again(
    window: MainWindow, qtbot: QtBot
) -> None:
    line = window.panel.regularization.groups["strength"].fields[SHARED].findChildren(QLineEdit)[0]
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "2")
    QTest.keyClick(line, Qt.Key.Key_Return)
    other = QWidget()
    qtbot.addWidget(other)
    for left_for in (other, window):
        with qtbot.waitActive(left_for):
            left_for.show()
            left_for.activateWindow()
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Space)
    assert window.playback.is_playing
    assert not window.panel.lesson.combo.hasFocus()
