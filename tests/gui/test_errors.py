"""Errors that should not be: each leads to one dialog, and the work is saved before it is shown."""

import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

import regsim
from regsim.gui import errors
from regsim.scenario import save

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
    """Where the work is saved to."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path / "regsim-rescued.toml"


@pytest.fixture
def window(qtbot: QtBot, rescued: Path) -> Iterator[QWidget]:
    """A window whose errors are reported."""
    del rescued
    window = QWidget()
    qtbot.addWidget(window)
    hooks = errors.current()
    errors.Reporter(window, lambda path: save(SCENARIO, path)).install()
    yield window
    errors.restore(hooks)


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
    assert f"The scenario is saved in {rescued}." in box.text()
    assert "FaultError" in box.detailedText()
    assert "Traceback" not in box.text()
    assert regsim.load(rescued) == SCENARIO
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
    rescued.mkdir()
    in_a_slot()
    qtbot.waitUntil(lambda: bool(boxes(window)))
    (box,) = boxes(window)
    assert "The scenario could not be saved" in box.text()
    assert "FaultError" in capsys.readouterr().err
    close(box)


def test_messages_of_the_toolkit_are_written_without_what_is_harmless(
    window: QWidget, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not boxes(window)
    qWarning("something is amiss")
    qWarning("This plugin does not support raise()")
    assert capsys.readouterr().err == "regsim: something is amiss\n"


def test_every_hook_is_put_back(qtbot: QtBot) -> None:
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    window = QWidget()
    qtbot.addWidget(window)
    hooks = errors.current()
    errors.Reporter(window, lambda path: save(SCENARIO, path)).install()
    during = sys.excepthook, threading.excepthook, sys.unraisablehook
    assert all(new != old for new, old in zip(during, before, strict=True))
    errors.restore(hooks)
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before
