"""Starting the window, and ending it in good order."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from regsim.gui import errors
from regsim.gui.main_window import MainWindow
from regsim.gui.session import Session
from regsim.gui.theme import DARK, LIGHT
from regsim.resources import resource_path
from regsim.scenario import Scenario, save


def run(scenario: Scenario, path: Path | None = None) -> int:
    """Show the window until it is closed; the exit code of the program.

    Raises
    ------
    InputError
        When the scenario cannot be computed.
    """
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(["regsim"])
    app.setApplicationName("regsim")
    app.setApplicationDisplayName("regsim")
    app.setDesktopFileName("regsim")
    app.setWindowIcon(QIcon(str(resource_path("icons", "regsim.svg"))))
    app.setStyle("Fusion")
    session = Session(scenario, path)
    is_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    window = MainWindow(session, DARK if is_dark else LIGHT)
    hooks = errors.current()
    errors.Reporter(window, lambda target: save(session.scenario, target)).install()
    try:
        window.show()
        return app.exec()
    finally:
        window.close()  # a plot still open when the interpreter ends would crash it
        errors.restore(hooks)
