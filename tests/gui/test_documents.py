"""Opening, saving and closing: every question is a dialog that can be answered, and what is wrong is said once."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

import regsim
from regsim.data import Csv
from regsim.gui.documents import dropped_file
from regsim.gui.main_window import MainWindow
from regsim.gui.panels.csv_dialog import CsvDialog
from regsim.gui.session import Session
from regsim.gui.theme import LIGHT
from regsim.scenario import save

FROM_FIVE = regsim.load("from-five")
FASTER = regsim.load("from-five", ["runs.0.optimizer.learning_rate=0.25"])
TABLE = "x,z,y\n" + "".join(f"{i},{i % 3},{2 * i + i % 3}\n" for i in range(1, 12))
Button = QMessageBox.StandardButton
Opened = Callable[..., MainWindow]


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Opened]:
    """Opens a window on a lesson or a file; it is closed in the end without a question."""
    colours = qapp.palette()
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path))  # of file dialogs

    def open_window(path: Path | None = None) -> MainWindow:
        window = MainWindow(Session(regsim.load(path or "from-five"), path), LIGHT)
        qtbot.addWidget(window, before_close_func=lambda widget: setattr(widget, "_may_close", True))
        window.show()
        return window

    yield open_window
    qapp.setPalette(colours)


@pytest.fixture
def window(opened: Opened) -> MainWindow:
    return opened()


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A scenario file of the user's."""
    path = tmp_path / "mine.toml"
    save(FROM_FIVE, path)
    return path


@pytest.fixture
def edited(opened: Opened, mine: Path) -> MainWindow:
    """A window with changes that its file does not have yet."""
    window = opened(mine)
    window.session.update(FASTER)
    return window


def dialogs(window: MainWindow) -> list[QDialog]:
    return [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]


def sentence(window: MainWindow) -> str:
    """What the only dialog says; it is closed."""
    (box,) = dialogs(window)
    assert isinstance(box, QMessageBox)
    text = box.text()
    box.button(Button.Close).click()
    assert dialogs(window) == []
    return text


def answer(window: MainWindow, button: QMessageBox.StandardButton) -> None:
    (box,) = dialogs(window)
    assert isinstance(box, QMessageBox)
    box.button(button).click()


def choose_file(window: MainWindow, path: Path) -> None:
    """Answer the file dialog that is open."""
    (dialog,) = dialogs(window)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.reject()


def drop(window: MainWindow, *paths: Path) -> None:
    """Drag files from a file manager onto the plots and let go."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, plain = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    over = window.grid.viewport()
    enter = QDragEnterEvent(over.rect().center(), copy, data, left, plain)
    QApplication.sendEvent(over, enter)
    if enter.isAccepted():
        QApplication.sendEvent(over, QDropEvent(QPointF(over.rect().center()), copy, data, left, plain))


def csv_dialog(window: MainWindow, qtbot: QtBot) -> CsvDialog:
    """The open CSV dialog, once the file is read."""
    (dialog,) = dialogs(window)
    assert isinstance(dialog, CsvDialog)
    qtbot.waitUntil(lambda: dialog.table is not None or bool(dialog.message.text()))
    return dialog


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


def test_new_is_a_scenario_of_defaults(edited: MainWindow) -> None:
    edited.documents.new()
    assert edited.session.scenario == regsim.Scenario(title="New scenario")
    assert (edited.session.path, edited.isWindowModified(), edited.windowTitle()) == (None, False, "New scenario[*]")


def test_a_csv_becomes_a_running_scenario(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(TABLE)
    window.documents.ask_for_csv()
    choose_file(window, path)
    dialog = csv_dialog(window, qtbot)
    dialog.buttons.button(QDialogButtonBox.StandardButton.Open).click()
    scenario = window.session.scenario
    assert isinstance(scenario.data, Csv)
    assert (scenario.data.path, scenario.data.target, scenario.title) == (str(path), "y", "table.csv")
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
