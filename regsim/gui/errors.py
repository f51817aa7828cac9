"""What happens when something goes wrong that should not: it is said once, and the work is saved first.

An exception in a slot reaches only ``sys.excepthook``; without a hook the window would go on half updated.
"""

import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtWidgets import QMessageBox, QWidget

HARMLESS = ("propagateSizeHints", "This plugin does not support")  # said by platforms without a window manager


class Reporter(QObject):
    """Shows an unexpected error in one dialog, after saving the work.

    Parameters
    ----------
    window : QWidget
        The dialog's parent.
    save : callable
        Writes the scenario to the given path.
    """

    _caught = Signal(str)  # an exception may come from any thread; the dialog must come from this one

    def __init__(self, window: QWidget, save: Callable[[Path], None]) -> None:
        super().__init__(window)
        self._window = window
        self._save = save
        self._is_open = False
        self._caught.connect(self._show, Qt.ConnectionType.QueuedConnection)

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Take over every hook that an error can end in, and give each back in the end."""
        hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
        sys.excepthook = self._excepthook
        threading.excepthook = lambda args: self._excepthook(args.exc_type, args.exc_value, args.exc_traceback)
        sys.unraisablehook = lambda args: self._excepthook(args.exc_type, args.exc_value, args.exc_traceback)
        handler = qInstallMessageHandler(_log)
        try:
            yield
        finally:
            sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
            qInstallMessageHandler(handler)

    def _excepthook(self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        text = "".join(traceback.format_exception(kind, error, trace))
        sys.stderr.write(text)
        self._caught.emit(text)

    def _show(self, text: str) -> None:
        if self._is_open:
            return
        self._is_open = True
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("regsim")
        box.setText("Something went wrong that should not have. " + self._rescue())
        box.setDetailedText(text)
        box.finished.connect(self._closed)
        box.open()

    def _closed(self) -> None:
        self._is_open = False

    def _rescue(self) -> str:
        try:
            path = Path(tempfile.mkdtemp(prefix="regsim-")) / "rescued.toml"  # a folder that only its user can read
            self._save(path)
        except Exception as error:  # whatever is broken, the dialog comes
            return f"The scenario could not be saved: {error}"
        return f"The scenario is saved in {path}."


def _log(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    del context
    if kind != QtMsgType.QtDebugMsg and not any(words in message for words in HARMLESS):
        sys.stderr.write(f"regsim: {message}\n")
