"""Opening, saving and closing: every question is a dialog that can be answered, and what is wrong is said once."""

from pathlib import Path
from typing import NoReturn

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog
from pytestqt.qtbot import QtBot

import regsim
from regsim.data import Csv
from regsim.gui.documents import dropped_file, slug
from regsim.gui.main_window import MainWindow
from regsim.scenario_file import save
from tests.gui.conftest import FASTER, FROM_FIVE
from tests.gui.dialogs import TABLE, choose_file, csv_dialog, dialogs, drop, sentence

# --- opening ----------------------------------------------------------------------------------------------------------


def test_a_file_that_cannot_be_opened_is_said_in_one_dialog_and_changes_nothing(
    window: MainWindow, tmp_path: Path, mine: Path
) -> None:
    mine.write_text(mine.read_text().replace("strength = 1.0", "strength = -1.0", 1))
    (tmp_path / "plain.png").write_bytes(b"no picture")
    window.playback.seek(4)
    for path, words in (
        (tmp_path / "nowhere.toml", "nowhere.toml"),
        (mine, "runs.0.penalty.strength must be a finite number ≥ 0, got -1"),
        (tmp_path / "plain.png", "plain.png"),
        (tmp_path, tmp_path.name),
    ):
        window.documents.open(str(path))
        text = sentence(window)
        assert words in text
        assert "\n" not in text
    assert (window.session.scenario, window.session.path, window.playback.step) == (FROM_FIVE, None, 4)
    assert not window.session.can_undo


def test_what_a_file_says_is_shown_as_it_stands_never_as_markup(window: MainWindow, tmp_path: Path) -> None:
    window.documents.open(str(tmp_path / "<b>bold<b>.toml"))
    assert "&lt;b&gt;bold&lt;b&gt;.toml" in sentence(window)


def test_an_opened_file_is_shown_from_its_first_step_and_can_be_undone(window: MainWindow, mine: Path) -> None:
    save(FASTER, mine)
    window.playback.seek(5)
    window.documents.ask_to_open()
    choose_file(window, mine)
    assert (window.session.scenario, window.session.path, window.playback.step) == (FASTER, mine, 0)
    assert window.windowTitle() == "mine.toml[*]"
    assert window.documents.folder == mine.parent
    window.session.undo()
    assert (window.session.scenario, window.session.path) == (FROM_FIVE, None)
    assert window.windowTitle().startswith("From five")


def test_new_is_a_scenario_of_defaults(window: MainWindow) -> None:
    window.documents.new()
    assert window.session.scenario == regsim.Scenario(title="New scenario")
    assert (window.session.path, window.isWindowModified(), window.windowTitle()) == (None, False, "New scenario[*]")


def test_the_folder_is_that_of_the_last_file_that_was_opened_or_saved(window: MainWindow, tmp_path: Path) -> None:
    before = window.documents.folder
    (tmp_path / "wrong.toml").write_text("format = 1")
    window.documents.open(str(tmp_path / "wrong.toml"))
    sentence(window)
    assert window.documents.folder == before
    window.documents.save_as()
    choose_file(window, tmp_path / "mine.toml")
    assert window.documents.folder == tmp_path


@pytest.mark.parametrize("name", ["table.csv", "table.dat"])
def test_a_csv_becomes_a_running_scenario(window: MainWindow, qtbot: QtBot, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(TABLE)
    window.documents.ask_for_csv()
    choose_file(window, path)
    dialog = csv_dialog(window, qtbot)
    dialog.buttons.button(QDialogButtonBox.StandardButton.Open).click()
    scenario = window.session.scenario
    assert isinstance(scenario.data, Csv)
    assert (scenario.data.path, scenario.data.target, scenario.title) == (str(path), "y", name)
    qtbot.waitUntil(lambda: window._counts.text().endswith("500 steps computed"))
    assert [view.kind for view in window.grid.shown_views] == list(scenario.views)
    assert window.grid.shown_views[0].trajectories == window.session.trajectories
    assert window.playback.step == 0
    window.session.undo()
    assert window.session.scenario == FROM_FIVE


def test_a_cancelled_or_unreadable_csv_changes_nothing(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text(TABLE)
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n3\n")
    for name, is_read in (("good.csv", True), ("bad.csv", False)):
        window.documents.open(str(tmp_path / name))
        dialog = csv_dialog(window, qtbot)
        assert (dialog.table is not None) == is_read
        dialog.reject()
    assert dialogs(window) == []
    assert window.session.scenario == FROM_FIVE


def test_going_back_without_memory_is_one_sentence_and_changes_nothing(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.session.update(regsim.load("from-five", ["n_steps=20"]))

    def refuse(*_: object, **__: object) -> NoReturn:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr("regsim.problem.Simulation", refuse)
        window.actions_by_name["undo"].trigger()
    assert "must leave room in memory" in sentence(window)
    assert window.session.scenario.n_steps == 20
    window.actions_by_name["undo"].trigger()
    assert window.session.scenario.n_steps == 14


# --- dropping ---------------------------------------------------------------------------------------------------------


def test_a_scenario_or_a_picture_of_one_is_opened_where_it_is_dropped(window: MainWindow, mine: Path) -> None:
    save(FASTER, mine)
    drop(window, mine)
    assert (window.session.scenario, window.session.path) == (FASTER, mine)
    picture = mine.with_name("figure.png")
    regsim.export(FROM_FIVE, picture, size=(300, 300))
    drop(window, picture)
    assert (window.session.scenario, window.session.path) == (FROM_FIVE, None)


def test_a_dropped_table_is_asked_about(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "table.CSV").write_text(TABLE)
    drop(window, tmp_path / "table.CSV", tmp_path / "other.toml")
    csv_dialog(window, qtbot).reject()
    assert dialogs(window) == []


def test_what_is_no_local_file_is_not_taken(window: MainWindow) -> None:
    data = QMimeData()
    data.setText("words")
    data.setUrls([QUrl("https://example.org/a.toml")])
    assert dropped_file(data) == ""
    event = QDragEnterEvent(
        window.rect().center(),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.ignore()
    QCoreApplication.sendEvent(window, event)
    assert not event.isAccepted()


# --- saving -----------------------------------------------------------------------------------------------------------


def test_saving_writes_the_file_keeps_the_one_before_and_clears_the_mark(edited: MainWindow, mine: Path) -> None:
    assert edited.isWindowModified()
    edited.documents.save()
    assert regsim.load(mine) == FASTER
    assert regsim.loads(mine.with_name("mine.toml.bak").read_text()) == FROM_FIVE
    assert not edited.isWindowModified()
    assert edited.statusBar().currentMessage() == f"Saved {mine}"
    edited.session.undo()
    assert edited.isWindowModified()


def test_a_lesson_is_saved_where_the_user_says_and_belongs_to_that_file_then(
    window: MainWindow, tmp_path: Path
) -> None:
    window.session.update(FASTER)
    assert not window.isWindowModified()
    window.documents.save()
    (dialog,) = dialogs(window)
    assert isinstance(dialog, QFileDialog)
    assert (dialog.acceptMode(), dialog.defaultSuffix()) == (QFileDialog.AcceptMode.AcceptSave, "toml")
    (name,) = [Path(file).name for file in dialog.selectedFiles()]
    assert name == "from-five-constant-steps-halving-steps.toml"
    path = tmp_path / "copy.toml"
    choose_file(window, path)
    assert regsim.load(path) == FASTER
    assert (window.session.path, window.windowTitle()) == (path, "copy.toml[*]")
    window.session.update(FROM_FIVE)
    assert window.isWindowModified()
    window.documents.save_as()
    choose_file(window, tmp_path / "second.toml")
    assert (regsim.load(path), window.windowTitle()) == (FASTER, "second.toml[*]")


def test_a_file_that_cannot_be_written_is_named_and_stays_to_be_saved(edited: MainWindow, mine: Path) -> None:
    mine.unlink()
    mine.mkdir()
    edited.documents.save()
    assert "mine.toml" in sentence(edited)
    assert edited.isWindowModified()


@pytest.mark.parametrize(
    ("title", "name"),
    [("Größe: λ = 0,5 / β", "größe-λ-0-5-β"), ("../..", "regsim"), ("", "regsim"), ("x" * 300, "x" * 60)],
)
def test_a_title_becomes_a_file_name(title: str, name: str) -> None:
    assert slug(title) == name
