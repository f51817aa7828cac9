"""Errors that should not be: each leads to one dialog, and the work is saved before it is shown."""

import os
import stat
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from PySide6.QtCore import QTimer, qInstallMessageHandler, qWarning
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

import regsim
from regsim.gui.errors import Reporter
from regsim.scenario_file import save

# The hooks under test take the place of pytest-qt's.
pytestmark = [pytest.mark.qt_no_exception_capture, pytest.mark.filterwarnings("default")]

SCENARIO = regsim.load("from-five", ["n_steps=33"])


class FaultError(Exception):
    """What a test raises."""


class Broken:
    """Raises where nobody can catch it."""

    def __del__(self) -> None:
        raise FaultError("in a finaliser")


def fail() -> None:
    raise FaultError("in a slot")


def in_a_slot() -> None:
    QTimer.singleShot(0, fail)


def in_a_thread() -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


def in_a_finaliser() -> None:
    Broken()


@pytest.fixture
def rescued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Below which the work is saved."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def window(qtbot: QtBot, rescued: Path) -> Iterator[QWidget]:
    """A window whose errors are reported."""
    del rescued
    window = QWidget()
    qtbot.addWidget(window)
    with Reporter(window, lambda path: save(SCENARIO, path)).installed():
        yield window


def boxes(window: QWidget) -> list[QMessageBox]:
    return [box for box in window.findChildren(QMessageBox) if box.isVisible()]


def close(box: QMessageBox) -> None:
    box.button(QMessageBox.StandardButton.Ok).click()


@pytest.mark.parametrize("cause", [in_a_slot, in_a_thread, in_a_finaliser], ids=lambda cause: cause.__name__)
def test_an_error_is_shown_in_one_dialog_after_the_work_is_saved(
    window: QWidget, rescued: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str], cause: Callable[[], None]
) -> None:
    cause()
    qtbot.waitUntil(lambda: bool(boxes(window)))
    (box,) = boxes(window)
    (file,) = rescued.rglob("*.*")
    assert f"The scenario is saved in {file}." in box.text()
    assert "FaultError" in box.detailedText()
    assert "Traceback" not in box.text()
    assert regsim.load(file) == SCENARIO
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700 or os.name == "nt"
    assert "FaultError" in capsys.readouterr().err
    close(box)
    assert boxes(window) == []


def test_errors_while_the_dialog_is_open_open_no_other_but_later_ones_do(
    window: QWidget, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        in_a_slot()
        qtbot.waitUntil(lambda: bool(boxes(window)))
        in_a_slot()
        in_a_thread()
        with qtbot.waitCallback() as all_is_handled:
            QTimer.singleShot(0, lambda handled=all_is_handled: QTimer.singleShot(0, handled))
        (box,) = boxes(window)
        assert capsys.readouterr().err.count("FaultError: in a slot") == 3
        close(box)


def test_where_the_work_cannot_be_saved_the_dialog_says_so(
    window: QWidget, rescued: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    rescued.rmdir()
    in_a_slot()
    qtbot.waitUntil(lambda: bool(boxes(window)))
    (box,) = boxes(window)
    assert "The scenario could not be saved" in box.text()
    assert "FaultError" in capsys.readouterr().err
    close(box)


def test_where_saving_fails_in_a_way_of_its_own_every_error_is_still_shown(
    qtbot: QtBot, rescued: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del rescued

    def save_badly(_: Path) -> NoReturn:
        raise FaultError("while saving")

    window = QWidget()
    qtbot.addWidget(window)
    with Reporter(window, save_badly).installed():
        for _ in range(2):
            in_a_slot()
            qtbot.waitUntil(lambda: bool(boxes(window)))
            (box,) = boxes(window)
            assert "The scenario could not be saved: while saving" in box.text()
            close(box)
    assert capsys.readouterr().err.count("FaultError: in a slot") == 2


def test_messages_of_the_toolkit_are_written_without_what_is_harmless(
    window: QWidget, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not boxes(window)
    qWarning("something is amiss")
    qWarning("This plugin does not support raise()")
    assert capsys.readouterr().err == "regsim: something is amiss\n"


def hooks() -> tuple[object, ...]:
    """What is in force, the handler of the toolkit's messages included."""
    handler = qInstallMessageHandler(None)
    qInstallMessageHandler(handler)
    return sys.excepthook, threading.excepthook, sys.unraisablehook, handler


def test_every_hook_is_put_back(qtbot: QtBot) -> None:
    mine = lambda *_: None  # noqa: E731
    pytest_qts = qInstallMessageHandler(mine)
    before = hooks()
    window = QWidget()
    qtbot.addWidget(window)
    with Reporter(window, lambda path: save(SCENARIO, path)).installed():
        assert all(new != old for new, old in zip(hooks(), before, strict=True))
    assert hooks() == before
    qInstallMessageHandler(pytest_qts)
