"""Reading a large table of a scenario's off the event loop: the window lives on with the scenario that it has."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from regsim.data import Csv, Dataset
from regsim.parameters import InputError
from regsim.problem import read
from regsim.scenario import Scenario

LARGE = 4_000_000  # bytes of a table, from where on reading it takes longer than a blink

Then = Callable[[Dataset | None], None]
_Read = Future[Dataset | None]


class Reading(QObject):
    """Reads the data of one scenario at a time, in a thread: another one takes its place.

    The thread makes only the dataset, which nobody changes afterwards.
    """

    failed = Signal(str)  # why there are no data
    _arrived = Signal(object)  # what was read, from the thread

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pool: ThreadPoolExecutor | None = None
        self._wanted: tuple[_Read, Then] | None = None
        self._arrived.connect(self._collect)

    def start(self, scenario: Scenario, then: Then) -> None:
        """Read, and go on with what was read."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, "regsim-reading")
        reading = self._pool.submit(read, scenario)
        self._wanted = reading, then
        reading.add_done_callback(self._arrived.emit)

    def abandon(self) -> None:
        """Nobody waits any more for what is being read."""
        self._wanted = None

    def stop(self) -> None:
        """Wait until the thread has ended; for when the window closes."""
        self.abandon()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _collect(self, done: _Read) -> None:
        """Something is read: go on, if that is what is waited for."""
        if self._wanted is None or self._wanted[0] is not done:
            return
        then = self._wanted[1]
        self.abandon()
        try:
            dataset = done.result()
        except InputError as error:
            self.failed.emit(str(error))
        else:
            then(dataset)


def is_large(scenario: Scenario) -> bool:
    """Whether a scenario has a table that is not read at once."""
    try:
        return isinstance(scenario.data, Csv) and Path(scenario.data.path).stat().st_size > LARGE
    except (OSError, ValueError):
        return False  # whoever reads it says why it cannot be
