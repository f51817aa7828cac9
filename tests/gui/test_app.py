"""Starting and ending the program: inside a process, and as one of its own."""

import gc
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSize, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QMessageBox,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)

import regsim
from regsim.data import Csv
from regsim.engine.models import LinearRegression
from regsim.engine.start import Zeros
from regsim.gui.app import run
from regsim.gui.main_window import MainWindow
from regsim.scenario_file import save
from tests.gui.dialogs import dialogs

ROOT = Path(regsim.__file__).parent.parent

# The program as a user starts it; whatever windows there are 0.2 s later are told to close.
PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from regsim.__main__ import main
app = QApplication(["regsim"])
app.setQuitOnLastWindowClosed(True)
def end():
    windows = [w for w in app.topLevelWidgets() if w.isVisible()]
    assert len(windows) == 1, windows
    {act}
    windows[0].close()
QTimer.singleShot(200, end)
sys.argv[1:] = sys.argv[1:] or ["from-five"]
main()
"""


class WithIcons(QProxyStyle):
    """As on desktops that put icons on the buttons of dialogs."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        answer: QStyleHintReturn | None = None,
    ) -> int:
        if hint == QStyle.StyleHint.SH_DialogButtonBox_ButtonsHaveIcons:
            return 1
        return super().styleHint(hint, option, widget, answer)


@pytest.fixture(autouse=True)
def _looks(qapp: QApplication) -> Iterator[None]:
    colours, style = qapp.palette(), qapp.style().name()
    yield
    for window in qapp.topLevelWidgets():  # what the program leaves to its end: it would be given every other look
        if isinstance(window, MainWindow):
            window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.unfreeze()  # what the program froze is looked through too
    qapp.setStyleSheet("")
    qapp.setStyle(style)
    qapp.setPalette(colours)


def when_shown(act: Callable[[MainWindow], object]) -> list[str]:
    """Once the window is on screen, do `act` with it; the titles of the windows that were."""
    seen: list[str] = []

    def find() -> None:
        try:
            (window,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()]
            seen.append(window.windowTitle())
            act(window)
        except BaseException:
            QApplication.exit(1)  # a test that fails says so: nobody else would close the window
            raise

    QTimer.singleShot(0, find)
    return seen


def test_the_window_is_no_larger_than_the_screen(qapp: QApplication) -> None:
    sizes: list[QSize] = []

    def look(window: MainWindow) -> None:
        sizes.append(window.size())
        window.close_without_asking()

    when_shown(look)
    run(regsim.load("from-five"))
    room, least = qapp.primaryScreen().availableSize(), QSize(900, 560)
    assert sizes == [QSize(1400, 900).boundedTo(room).expandedTo(least)]


def run_program(act: str, scenario: str) -> subprocess.CompletedProcess[str]:
    """What became of the program in which `act` was done before its window was closed."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM.format(act=act), scenario],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_closing_the_window_ends_the_program_with_0_and_puts_the_hooks_back(qapp: QApplication) -> None:
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook, signal.getsignal(signal.SIGINT)
    seen = when_shown(lambda window: window.close())
    assert run(regsim.load("from-five")) == 0
    assert [title[:9] for title in seen] == ["From five"]
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook, signal.getsignal(signal.SIGINT)) == hooks
    assert qapp.applicationDisplayName() == "regsim"


def test_quitting_while_it_plays_and_computes_leaves_nothing_running() -> None:
    def act(window: MainWindow) -> None:
        window.playback.play()
        window.quit()

    when_shown(act)
    assert run(regsim.load("from-five", ["n_steps=10000000"])) == 0


def test_a_file_that_was_changed_is_asked_about_before_the_program_ends(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    save(regsim.load("from-five"), path)

    def act(window: MainWindow) -> None:
        window.session.update(regsim.load("from-five", ["n_steps=20"]))
        window.close()
        assert window.isVisible()
        (box,) = window.findChildren(QMessageBox)
        box.button(QMessageBox.StandardButton.Save).click()

    when_shown(act)
    assert run(regsim.load(path), path) == 0
    assert regsim.load(path).n_steps == 20


def test_no_button_of_a_dialog_has_an_icon(qapp: QApplication) -> None:
    def act(window: MainWindow) -> None:
        qapp.setStyle(WithIcons())
        for name in ("export", "about", "keys"):
            window.actions_by_name[name].trigger()
            (dialog,) = dialogs(window)
            (box,) = dialog.findChildren(QDialogButtonBox)
            assert [button.icon().isNull() for button in box.buttons()] == [True] * len(box.buttons())
            dialog.reject()
        window.close()

    when_shown(act)
    assert run(regsim.load("from-five")) == 0


def test_a_scenario_that_cannot_be_computed_shows_no_window() -> None:
    wrong = regsim.Scenario(data=Csv(path="/nowhere.csv", target="y"), model=LinearRegression(), start=Zeros())
    with pytest.raises(regsim.InputError, match="nowhere"):
        run(wrong)


def test_ctrl_c_closes_even_an_idle_window_with_changes_and_asks_nothing(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    save(regsim.load("from-five"), path)
    windows: list[MainWindow] = []

    def act(window: MainWindow) -> None:
        windows.append(window)
        window.session.update(regsim.load("from-five", ["n_steps=20"]))
        threading.Thread(target=signal.raise_signal, args=[signal.SIGINT]).start()  # while the event loop waits

    when_shown(act)
    with pytest.raises(KeyboardInterrupt):
        run(regsim.load(path), path)
    (window,) = windows
    assert not window.isVisible()
    assert regsim.load(path).n_steps == 14


@pytest.mark.skipif(os.name == "nt", reason="a process alone cannot be interrupted there")
def test_ctrl_c_in_the_terminal_ends_the_program_with_130_and_no_dialog() -> None:
    act = "import os, signal; os.kill(os.getpid(), signal.SIGINT); return"
    done = run_program(act, "from-five")
    assert (done.stderr.strip(), done.stdout, done.returncode) == ("", "", 130)


@pytest.mark.parametrize(
    ("scenario", "act"),
    [("from-five", "windows[0].playback.play()"), ("breast-cancer", "windows[0].grid.grab()")],
    ids=["playing", "thirty weights"],
)
def test_the_program_ends_with_0_and_without_a_word(scenario: str, act: str) -> None:
    done = run_program(act, scenario)
    assert (done.stderr, done.stdout, done.returncode) == ("", "", 0)
