"""Starting the window, and ending it in good order."""

import gc
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QSocketNotifier, Qt
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from regsim.gui.errors import Reporter
from regsim.gui.main_window import MainWindow
from regsim.gui.session import Session
from regsim.gui.theme import DARK, LIGHT
from regsim.resources import resource_path
from regsim.scenario import Scenario
from regsim.scenario_file import save

NO_ICONS_ON_BUTTONS = "QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }"  # of dialogs: black in any theme


def run(scenario: Scenario, path: Path | None = None) -> int:
    """Show the window until it is closed; the exit code of the program.

    Raises
    ------
    InputError
        When the scenario cannot be computed.
    KeyboardInterrupt
        After Ctrl+C in the terminal, once the window is closed.
    """
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(["regsim"])
    app.setApplicationName("regsim")
    app.setApplicationDisplayName("regsim")
    app.setDesktopFileName("regsim")
    app.setWindowIcon(QIcon(str(resource_path("icons", "regsim.svg"))))
    app.setStyle("Fusion")
    app.setStyleSheet(NO_ICONS_ON_BUTTONS)
    session = Session(scenario, path)
    is_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    window = MainWindow(session, DARK if is_dark else LIGHT)
    app.screenAdded.connect(lambda: window.apply_theme(window.theme))  # icons are drawn for the screens there are
    reporter = Reporter(window, lambda target: save(session.scenario, target))
    try:
        with reporter.installed(), _interruptible():
            window.resize(window.size().boundedTo(window.screen().availableSize()))
            window.show()
            gc.freeze()  # what is there now stays: to look through all of it again and again would hold up frames
            gc.enable()
            return app.exec()
    finally:
        window.close_without_asking()  # a plot still open when the interpreter ends would crash it


@contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl+C in the terminal ends the event loop, between two events, and then raises KeyboardInterrupt.

    Python calls a signal's handler between two of its own instructions, of which an idle window has none: so the signal
    also writes to a socket, and a slot reads it.
    """
    caught: list[int] = []

    def end(number: int, _frame: object) -> None:
        caught.append(number)
        QApplication.exit()

    reading, writing = socket.socketpair()
    with reading, writing:
        for one in (reading, writing):
            one.setblocking(False)
        notifier = QSocketNotifier(reading.fileno(), QSocketNotifier.Type.Read)
        notifier.activated.connect(lambda: reading.recv(1))
        before = signal.signal(signal.SIGINT, end), signal.set_wakeup_fd(writing.fileno())
        try:
            yield
        finally:
            notifier.setEnabled(False)
            signal.signal(signal.SIGINT, before[0])
            signal.set_wakeup_fd(before[1])
    if caught:
        raise KeyboardInterrupt
