"""Leaving a scenario: what is work is asked about before it is lost, whichever way the scenario leaves the screen."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QDialogButtonBox, QMessageBox
from pytestqt.qtbot import QtBot

import regsim
from regsim.gui.main_window import MainWindow
from regsim.gui.panels.csv_dialog import CsvDialog
from regsim.scenario_file import save
from tests.gui.conftest import FASTER, FROM_FIVE, Opened, steps
from tests.gui.dialogs import TABLE, Button, answer, choose_file, csv_dialog, dialogs, drop, sentence

OTHER = steps(3)


def new(window: MainWindow, qtbot: QtBot, folder: Path) -> None:
    del qtbot, folder
    window.actions_by_name["new"].trigger()


def open_another(window: MainWindow, qtbot: QtBot, folder: Path) -> None:
    del qtbot
    save(OTHER, folder / "other.toml")
    window.documents.ask_to_open()
    choose_file(window, folder / "other.toml")


def drop_another(window: MainWindow, qtbot: QtBot, folder: Path) -> None:
    del qtbot
    save(OTHER, folder / "other.toml")
    drop(window, folder / "other.toml")


def accept_a_table(window: MainWindow, qtbot: QtBot, folder: Path) -> None:
    (folder / "table.csv").write_text(TABLE)
    window.documents.open(str(folder / "table.csv"))
    csv_dialog(window, qtbot).buttons.button(QDialogButtonBox.StandardButton.Open).click()


def choose_a_lesson(window: MainWindow, qtbot: QtBot, folder: Path) -> None:
    del qtbot, folder
    window.panel.lesson.combo.chosen.emit("breast-cancer")
    shown = window.panel.lesson.combo.currentText()
    assert shown == window.session.scenario.title  # as long as the question stands, nothing has changed


LEAVINGS = pytest.mark.parametrize(
    "leave",
    [new, open_another, drop_another, accept_a_table, choose_a_lesson],
    ids=["new", "open", "drop", "table", "lesson"],
)
Leaving = Callable[[MainWindow, QtBot, Path], None]


@LEAVINGS
@pytest.mark.parametrize(
    ("button", "is_left", "is_saved"),
    [(Button.Save, True, True), (Button.Discard, True, False), (Button.Cancel, False, False)],
    ids=["save", "discard", "cancel"],
)
def test_changes_to_a_file_are_asked_about_before_another_scenario_takes_their_place(
    edited: MainWindow,
    mine: Path,
    qtbot: QtBot,
    tmp_path: Path,
    leave: Leaving,
    button: QMessageBox.StandardButton,
    is_left: bool,
    is_saved: bool,
) -> None:
    leave(edited, qtbot, tmp_path)
    assert edited.session.scenario == FASTER
    (box,) = dialogs(edited)
    assert isinstance(box, QMessageBox)
    assert box.text() == "Save the changes to mine.toml?"
    answer(edited, button)
    assert dialogs(edited) == []
    assert (edited.session.scenario != FASTER) == is_left
    assert regsim.load(mine) == (FASTER if is_saved else FROM_FIVE)
    if is_left:
        assert not edited.isWindowModified()
        edited.session.undo()
        assert (edited.session.scenario, edited.session.path) == (FASTER, mine)


@LEAVINGS
def test_a_lesson_whose_sliders_were_moved_is_left_without_a_question(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, leave: Leaving
) -> None:
    window.session.update(FASTER)
    leave(window, qtbot, tmp_path)
    assert dialogs(window) == []
    assert window.session.scenario not in (FASTER, FROM_FIVE)


def test_a_table_that_was_worked_on_is_saved_under_a_name_before_the_window_closes(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    accept_a_table(window, qtbot, tmp_path)
    assert not window.isWindowModified()
    changed = msgspec.structs.replace(window.session.scenario, n_steps=20)
    window.session.update(changed)
    assert window.isWindowModified()
    window.close()
    answer(window, Button.Save)
    assert window.isVisible()
    choose_file(window, tmp_path / "table.toml")
    assert not window.isVisible()
    assert regsim.load(tmp_path / "table.toml") == changed


def test_the_window_stays_where_no_name_is_given_to_save_under(window: MainWindow) -> None:
    window.documents.new()
    window.session.update(msgspec.structs.replace(window.session.scenario, n_steps=20))
    window.close()
    answer(window, Button.Save)
    (dialog,) = dialogs(window)
    dialog.reject()
    assert window.isVisible()
    assert window.session.has_work_to_lose


def test_time_stands_while_the_question_is_open(edited: MainWindow) -> None:
    edited.playback.play()
    edited.close()
    assert not edited.playback.is_playing
    answer(edited, Button.Cancel)


def test_a_dialog_for_a_table_is_gone_when_it_is_answered(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    accept_a_table(window, qtbot, tmp_path)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert window.findChildren(CsvDialog) == []


# --- closing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("button", "is_open", "is_saved"),
    [(Button.Save, False, True), (Button.Discard, False, False), (Button.Cancel, True, False)],
    ids=["save", "discard", "cancel"],
)
def test_changes_to_a_file_are_asked_about(
    edited: MainWindow, mine: Path, button: QMessageBox.StandardButton, is_open: bool, is_saved: bool
) -> None:
    edited.close()
    assert edited.isVisible()
    answer(edited, button)
    assert edited.isVisible() == is_open
    assert regsim.load(mine) == (FASTER if is_saved else FROM_FIVE)


def test_the_window_stays_open_where_saving_fails(edited: MainWindow, mine: Path) -> None:
    mine.unlink()
    mine.mkdir()
    edited.close()
    answer(edited, Button.Save)
    assert "mine.toml" in sentence(edited)
    assert edited.isVisible()


def test_a_lesson_and_a_file_without_changes_close_without_a_question(opened: Opened, mine: Path) -> None:
    lesson, file = opened(), opened(mine)
    lesson.session.update(FASTER)
    file.session.update(FASTER)
    file.session.undo()
    for window in (lesson, file):
        window.close()
        assert not window.isVisible()
        assert dialogs(window) == []


def test_the_question_comes_again_after_it_was_cancelled(edited: MainWindow) -> None:
    for _ in range(2):
        edited.close()
        answer(edited, Button.Cancel)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert edited.isVisible()
