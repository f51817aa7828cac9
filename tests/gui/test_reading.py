"""A scenario with a large table is opened while the window lives on; nothing of the user's is lost meanwhile."""

import threading
from pathlib import Path
from typing import Any, NoReturn

import pytest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

import regsim
from regsim.data import Csv
from regsim.data.pieces import breathe
from regsim.gui import reading as module
from regsim.gui.main_window import MainWindow
from regsim.gui.panels.csv_dialog import CsvDialog
from regsim.problem import Problem
from regsim.scenario_file import dumps
from tests.gui.conftest import FASTER, FROM_FIVE
from tests.gui.dialogs import answer, csv_dialog, dialogs, sentence

AT_MOST_S = 10.0  # that a test which fails holds its window up
ROWS = "x,z,y\n" + "".join(f"{i % 7},{i % 5},{i % 3}\n" for i in range(60))


class Held:
    """Work on a table that waits in its thread: what a test does meanwhile comes first, however busy the machine."""

    def __init__(self) -> None:
        self._begun, self._may_go_on = threading.Event(), threading.Event()

    def ready(self, *given: Any) -> Problem:
        self._begun.set()
        assert self._may_go_on.wait(AT_MOST_S)
        return module.ready(*given)

    def begins(self) -> bool:
        return self._begun.wait(AT_MOST_S)

    def go_on(self) -> None:
        self._may_go_on.set()


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    held = Held()
    monkeypatch.setattr("regsim.gui.documents.ready", held.ready)
    return held


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scenario's file with a table, where any table is large."""
    monkeypatch.setattr(module, "LARGE", 0)
    (tmp_path / "table.csv").write_text(ROWS)
    scenario = regsim.load("breast-cancer", ["data={kind='csv', path='table.csv', target='y'}"])
    text = dumps(scenario).replace('"logistic-regression"', '"linear-regression"')
    (tmp_path / "large.toml").write_text(text)
    return tmp_path / "large.toml"


def is_there(window: MainWindow) -> bool:
    return isinstance(window.session.scenario.data, Csv)


def said(window: MainWindow) -> str:
    """What the left of the status line says."""
    bar = window.statusBar()
    return bar.currentMessage() or next(label.text() for label in bar.findChildren(QLabel) if label.isVisible())


def test_the_window_keeps_its_scenario_until_the_table_is_read(
    window: MainWindow, qtbot: QtBot, large: Path, held: Held
) -> None:
    window.documents.open(str(large))
    assert window.session.scenario == FROM_FIVE
    assert said(window).startswith("Reading the data of ")

    held.go_on()
    qtbot.waitUntil(lambda: is_there(window))

    assert window.session.path == large
    assert window.documents.folder == large.parent
    assert window.session.scenario == regsim.load(large)
    shown, computed = window.session.trajectories[0], regsim.simulate(regsim.load(large))[0]
    qtbot.waitUntil(lambda: window.session.trajectories[0].last == computed.last)
    assert window.session.trajectories[0].weights.tobytes() == computed.weights.tobytes()
    assert shown.weight_names == computed.weight_names
    window.session.undo()
    assert window.session.scenario == FROM_FIVE


def test_what_is_being_done_stands_until_it_is_done_whatever_is_said_for_a_moment(
    window: MainWindow, qtbot: QtBot, large: Path, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regsim.gui.main_window.MESSAGE_MS", 1)
    window.documents.open(str(large))
    window.copy_picture()
    assert said(window) == "Copied the picture"
    qtbot.waitUntil(lambda: said(window) != "Copied the picture")
    assert said(window) == f"Reading the data of {large} …"
    held.go_on()
    qtbot.waitUntil(lambda: is_there(window))
    qtbot.waitUntil(lambda: not said(window))


def test_what_nobody_waits_for_any_more_is_not_said_to_be_done(window: MainWindow, large: Path, held: Held) -> None:
    window.documents.open(str(large))
    window.documents.open("breast-cancer")
    assert said(window) == ""
    held.go_on()


def test_reading_that_fails_as_it_should_not_is_over_and_can_be_tried_again(
    window: MainWindow, qtbot: QtBot, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, qtbot.captureExceptions() as raised:
        patch.setattr("regsim.gui.documents.ready", broken)
        window.documents.open(str(large))
        qtbot.waitUntil(lambda: bool(raised))
    assert (raised[0][0], said(window), dialogs(window)) == (ZeroDivisionError, "", [])
    window.documents.open(str(large))
    qtbot.waitUntil(lambda: is_there(window))


def broken(*_: object) -> NoReturn:
    raise ZeroDivisionError


def test_a_table_that_cannot_be_read_is_said_in_one_dialog(
    window: MainWindow, qtbot: QtBot, large: Path, held: Held
) -> None:
    (large.parent / "table.csv").write_text("x,y\n1,2\n3\n")
    window.documents.open(str(large))
    assert window.session.scenario == FROM_FIVE
    held.go_on()
    qtbot.waitUntil(lambda: bool(dialogs(window)))
    assert "table.csv" in sentence(window)
    assert window.session.scenario == FROM_FIVE


def test_what_is_opened_meanwhile_takes_its_place(window: MainWindow, qtbot: QtBot, large: Path, held: Held) -> None:
    window.documents.open(str(large))
    assert held.begins()
    window.documents.open("breast-cancer")
    with qtbot.waitSignal(window.documents._reading._arrived):
        held.go_on()
    assert window.session.scenario == regsim.load("breast-cancer")


def test_what_is_changed_meanwhile_is_asked_about(
    window: MainWindow, qtbot: QtBot, large: Path, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.documents.open(str(large))
    window.session.update(FASTER)
    monkeypatch.setattr(type(window.session), "has_work_to_lose", True)
    asked: list[bool] = []
    window.documents.asking.connect(lambda: asked.append(True))
    held.go_on()
    qtbot.waitUntil(lambda: bool(asked))
    assert window.session.scenario == FASTER
    monkeypatch.undo()
    answer(window, QMessageBox.StandardButton.Discard)
    assert is_there(window)


def test_closing_waits_for_the_thread(
    window: MainWindow, large: Path, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = window.documents.stop

    def go_on_and_stop() -> None:
        held.go_on()
        stop()

    monkeypatch.setattr(window.documents, "stop", go_on_and_stop)
    window.documents.open(str(large))
    assert held.begins()
    window.close_without_asking()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("regsim-reading")]
    assert window.session.scenario == FROM_FIVE


# --- tables of one's own ----------------------------------------------------------------------------------------------


def test_a_large_table_of_ones_own_is_made_ready_in_the_thread(
    window: MainWindow, qtbot: QtBot, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []

    class Watched(Problem):
        def __init__(self, *given: Any, **named: Any) -> None:
            threads.append(threading.current_thread().name)
            super().__init__(*given, **named)

    monkeypatch.setattr(module, "Problem", Watched)
    path, told = large.parent / "table.csv", list[str]()
    window.documents.working.connect(told.append)
    window.documents.done.connect(told.append)
    open_table(window, qtbot, path)
    qtbot.waitUntil(lambda: is_there(window))
    assert told == [f"Preparing {path} …", "", f"Read {path}"]
    assert [name.rpartition("_")[0] for name in threads] == ["regsim-reading"]
    assert isinstance(window.session.problem, Watched)  # and is not made again
    assert (window.session.path, window.documents.folder) == (None, path.parent)
    computed = regsim.simulate(window.session.scenario)[0]
    qtbot.waitUntil(lambda: window.session.trajectories[0].last == computed.last)
    assert window.session.trajectories[0].weights.tobytes() == computed.weights.tobytes()
    window.session.undo()
    assert window.session.scenario == FROM_FIVE


def test_a_table_whose_dialog_is_cancelled_leaves_what_is_being_read_to_arrive(
    window: MainWindow, qtbot: QtBot, large: Path
) -> None:
    window.documents.open(str(large))
    window.documents.open_csv(str(large.parent / "table.csv"))
    csv_dialog(window, qtbot).reject()
    qtbot.waitUntil(lambda: is_there(window))
    assert window.session.path == large


def test_closing_the_window_while_a_dialog_reads_is_safe(
    window: MainWindow, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regsim.gui.panels.csv_dialog.read_table", endless)
    window.documents.open_csv(str(large.parent / "table.csv"))
    window.close_without_asking()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("regsim-reading")]
    (dialog,) = window.findChildren(CsvDialog)
    QApplication.processEvents()
    assert dialog.table is None
    dialog.reject()


def endless(*_: object) -> NoReturn:
    """Work that ends only where nobody waits for it."""
    while True:
        breathe()


def test_closing_the_window_while_a_table_is_prepared_is_safe(
    window: MainWindow, qtbot: QtBot, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regsim.gui.documents.ready", endless)
    open_table(window, qtbot, large.parent / "table.csv")
    assert said(window).startswith("Preparing ")
    window.close_without_asking()
    QApplication.processEvents()
    assert window.session.scenario == FROM_FIVE
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("regsim-reading")]


def open_table(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    """Answer the dialog as it stands, once it can be answered."""
    window.documents.open_csv(str(path))
    button = csv_dialog(window, qtbot).buttons.button(QDialogButtonBox.StandardButton.Open)
    qtbot.waitUntil(button.isEnabled)
    button.click()


def test_the_thread_stands_back_while_an_event_is_under_way(qapp: QApplication) -> None:
    reading, begun, went_on = module.Reading(qapp), threading.Event(), threading.Event()

    def work() -> None:
        breathe()
        begun.set()
        breathe()
        breathe()
        went_on.set()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "PATIENCE_S", None)  # for ever
        patch.setattr(module, "WORK_S", 0.0)
        reading.start(work, lambda _: None, pytest.fail)
        while not begun.is_set():
            qapp.processEvents()
        is_early = went_on.wait(0.05)  # no event of the loop begins meanwhile
        while not went_on.is_set():
            qapp.processEvents()
        reading.stop()
    reading.deleteLater()
    assert not is_early
