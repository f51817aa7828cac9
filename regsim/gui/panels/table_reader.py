"""Reading a table off the event loop, so that the window lives on while a large file is read."""

from PySide6.QtCore import QObject, QThread, Signal

from regsim.data import Table, read_table
from regsim.parameters import InputError


class TableReader(QThread):
    """Reads one file in a thread of its own.

    The thread makes only the table, which nobody changes afterwards; it is handed over by a signal.
    """

    read = Signal(object)  # the Table
    failed = Signal(str)  # why there is none

    def __init__(self, path: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path

    def run(self) -> None:
        """Read; called by the thread."""
        try:
            table: Table = read_table(self._path)
        except InputError as error:
            self.failed.emit(str(error))
        else:
            self.read.emit(table)
