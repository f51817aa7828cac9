"""A scenario with a large table is opened while the window lives on; nothing of the user's is lost meanwhile."""

import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

import regsim
from regsim.data import Csv
from regsim.gui import reading as module
from regsim.gui.main_window import MainWindow
from regsim.scenario_file import dumps
from tests.gui.conftest import FASTER, FROM_FIVE
from tests.gui.dialogs import answer, dialogs, sentence

ROWS = "x,z,y\n" + "".join(f"{i % 7},{i % 5},{i % 3}\n" for i in range(60))


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


def test_the_window_keeps_its_scenario_until_the_table_is_read(window: MainWindow, qtbot: QtBot, large: Path) -> None:
    window.documents.open(str(large))
    assert window.session.scenario == FROM_FIVE
    assert "Reading" in window.statusBar().currentMessage()

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


def test_a_table_that_cannot_be_read_is_said_in_one_dialog(window: MainWindow, qtbot: QtBot, large: Path) -> None:
    (large.parent / "table.csv").write_text("x,y\n1,2\n3\n")
    window.documents.open(str(large))
    assert window.session.scenario == FROM_FIVE
    qtbot.waitUntil(lambda: bool(dialogs(window)))
    assert "table.csv" in sentence(window)
    assert window.session.scenario == FROM_FIVE


def test_what_is_opened_meanwhile_takes_its_place(window: MainWindow, qtbot: QtBot, large: Path) -> None:
    window.documents.open(str(large))
    window.documents.open("breast-cancer")
    qtbot.wait(300)
    assert window.session.scenario == regsim.load("breast-cancer")


def test_what_is_changed_meanwhile_is_asked_about(
    window: MainWindow, qtbot: QtBot, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.documents.open(str(large))
    window.session.update(FASTER)
    monkeypatch.setattr(type(window.session), "has_work_to_lose", True)
    asked: list[bool] = []
    window.documents.asking.connect(lambda: asked.append(True))
    qtbot.waitUntil(lambda: bool(asked))
    assert window.session.scenario == FASTER
    monkeypatch.undo()
    answer(window, QMessageBox.StandardButton.Discard)
    assert is_there(window)


def test_closing_waits_for_the_thread(window: MainWindow, large: Path) -> None:
    window.documents.open(str(large))
    window.close_without_asking()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("regsim-reading")]
    assert window.session.scenario == FROM_FIVE
