"""Every test of the window leaves nothing behind: no widget, no running timer, no thread, no message of Qt."""

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QThreadPool, QTimer, SignalInstance
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

import regsim
from regsim.gui import background as background_module
from regsim.gui import solutions as solutions_module
from regsim.gui.background import Background
from regsim.gui.main_window import MainWindow
from regsim.gui.session import Session
from regsim.gui.theme import LIGHT
from regsim.scenario import Scenario
from regsim.scenario_file import origin, save

FROM_FIVE = regsim.load("from-five")
FASTER = regsim.load("from-five", ["runs.0.optimizer.learning_rate=0.25"])
Opened = Callable[..., MainWindow]
Started = Callable[[Scenario], Background]
KEPT: weakref.WeakSet[QTimer] = weakref.WeakSet()  # timers of what is not looked through


@pytest.fixture(scope="module", autouse=True)
def _what_is_kept_is_not_looked_through() -> None:
    """What modules before this one loaded, or left in caches, need not be searched after each of its tests."""
    gc.collect()
    KEPT.update(t for t in _timers() if isValid(t))
    gc.freeze()


def _timers() -> list[QTimer]:
    return [o for o in gc.get_objects() if isinstance(o, QTimer)]


@pytest.fixture(scope="session", autouse=True)
def _settings_are_not_the_users(tmp_path_factory: pytest.TempPathFactory) -> None:
    """File dialogs remember folders; not in the home of whoever runs the tests."""
    for form in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(form, QSettings.Scope.UserScope, str(tmp_path_factory.mktemp("settings")))


@pytest.fixture(autouse=True)
def _leaves_nothing_behind(qapp: QApplication) -> Iterator[None]:
    threads = set(threading.enumerate())
    yield
    for _ in range(2):  # a deleted widget may delete another
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        qapp.processEvents()
    gc.collect()
    assert [w for w in qapp.topLevelWidgets() if w.isVisible()] == [], "a window is still open"
    assert QThreadPool.globalInstance().activeThreadCount() == 0, "a worker is still running"
    assert set(threading.enumerate()) <= threads, "a thread is still running"
    assert not [t for t in (*KEPT, *_timers()) if isValid(t) and t.isActive()], "a timer is still running"


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication) -> Iterator[Opened]:
    """Opens an active window on a lesson or a file, with overrides; in the end it is closed without a question."""
    colours = qapp.palette()

    def open_window(source: str | Path = "from-five", *overrides: str) -> MainWindow:
        window = MainWindow(Session(regsim.load(source, overrides), origin(source)), LIGHT)
        qtbot.addWidget(window, before_close_func=MainWindow.close_without_asking)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        return window

    yield open_window
    qapp.setPalette(colours)


@pytest.fixture
def window(opened: Opened) -> MainWindow:
    """A window on the first lesson."""
    return opened()


@pytest.fixture
def session(qapp: object) -> Iterator[Session]:
    """A session on the first lesson."""
    del qapp
    session = Session(FROM_FIVE)
    yield session
    session.stop()


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


@pytest.fixture
def started(qapp: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Started]:
    """Starts a background for a scenario whose weights view wants paths; stops it in the end."""
    del qapp
    monkeypatch.setattr(background_module, "PATH_VIEWS", ("weights",))
    made: list[tuple[Background, Session]] = []

    def start(scenario: Scenario) -> Background:
        session = Session(scenario)
        made.append((Background(session), session))
        return made[-1][0]

    yield start
    for background, session in made:
        background.stop()
        session.stop()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every problem is one for the thread."""
    monkeypatch.setattr(solutions_module, "QUICK", 0)


def count(signal: SignalInstance) -> list[tuple[object, ...]]:
    """One entry for every time that the signal will have been heard."""
    calls: list[tuple[object, ...]] = []
    signal.connect(lambda *values: calls.append(values))
    return calls


def steps(n_steps: int) -> Scenario:
    """The first lesson with another number of steps."""
    return msgspec.structs.replace(FROM_FIVE, n_steps=n_steps)
