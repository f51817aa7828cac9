"""Every test of the window leaves nothing behind: no widget, no running timer, no thread, no message of Qt."""

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid


@pytest.fixture(scope="session", autouse=True)
def _imports_are_not_looked_through() -> None:
    """What is loaded once need not be searched for timers after every test."""
    gc.collect()
    gc.freeze()


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
    timers = [o for o in gc.get_objects() if isinstance(o, QTimer)]
    assert not [t for t in timers if isValid(t) and t.isActive()], "a timer is still running"
