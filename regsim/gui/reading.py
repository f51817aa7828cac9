"""Work on large tables off the event loop: the window lives on with what it shows until all is ready.

Python lets but one thread at a time go on, and handing over takes a while where the machine is busy: a window that had
to wait its turn at every call within an event would draw slowly. So the thread stands back while an event is under way,
at every piece of its work; see :mod:`regsim.data.pieces`. In what numpy does the two do not meet.

The thread makes tables, datasets and problems that nobody else has yet, and nobody changes afterwards. It touches
neither the toolkit nor arrays that others write to.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event
from time import perf_counter
from typing import Any, NamedTuple, TypeVar

from PySide6.QtCore import QAbstractEventDispatcher, QObject, Signal

from regsim.data import Csv, Dataset, Source
from regsim.data.pieces import AbandonedError, pausing
from regsim.engine.descent import quiet
from regsim.engine.strength import largest_strength
from regsim.parameters import InputError
from regsim.problem import Problem
from regsim.scenario import Scenario

LARGE = 4_000_000  # bytes of a table, from where on reading it takes longer than a blink

WORK_S = 0.002  # between two looks at the event loop: handing over costs time too
PATIENCE_S = 0.05  # for the end of an event: the thread goes on even where events never end

Found = TypeVar("Found")


def _nothing() -> None:
    """What there is to do after a failure that nobody waits for the end of."""


class _Turns:
    """When the event loop works and when it rests.

    A piece of work may begin as often as the loop does, and freely while it rests.
    """

    def __init__(self) -> None:
        self.is_unwanted = False
        self._is_resting = False
        self._next_look = 0.0
        self._may_go_on = Event()
        self._loop = QAbstractEventDispatcher.instance()
        self._loop.awake.connect(self._begin)
        self._loop.aboutToBlock.connect(self._rest)

    def end(self) -> None:
        """Nobody waits any more."""
        self.is_unwanted = True
        self._loop.awake.disconnect(self._begin)
        self._loop.aboutToBlock.disconnect(self._rest)
        self._may_go_on.set()

    def pause(self) -> None:
        """Between two pieces, in the thread."""
        if self.is_unwanted:
            raise AbandonedError
        if perf_counter() < self._next_look:
            return
        self._may_go_on.wait(PATIENCE_S)
        if not self._is_resting:
            self._may_go_on.clear()
        self._next_look = perf_counter() + WORK_S

    def _begin(self) -> None:
        self._is_resting = False
        self._may_go_on.set()

    def _rest(self) -> None:
        self._is_resting = True
        self._may_go_on.set()


class _Job(NamedTuple):
    """What is being done, and what follows."""

    done: "Future[Any]"
    turns: _Turns
    then: Callable[[Any], object]
    refuse: Callable[[str], object]
    fail: Callable[[], object]


class Reading(QObject):
    """Does one piece of long work at a time, in a thread: another one takes its place.

    What nobody waits for any more ends at the next piece.

    Attributes
    ----------
    ended : Signal
        What was being done is done, has failed, or nobody waits for it any more.
    """

    ended = Signal()
    _arrived = Signal(object)  # what is done, from the thread

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pool: ThreadPoolExecutor | None = None
        self._wanted: _Job | None = None
        self._arrived.connect(self._collect)

    def start(
        self,
        work: Callable[[], Found],
        then: Callable[[Found], object],
        refuse: Callable[[str], object],
        *,
        fail: Callable[[], object] = _nothing,
        is_long: bool = True,
    ) -> None:
        """Do `work` and go on with what it finds, or with the sentence why it cannot; at once where it is not long.

        Where something goes wrong that should not, `fail` is called, and the error raised in the event loop.
        """
        self.abandon()
        if not is_long:
            _go_on(work, then, refuse, fail)
            return
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, "regsim-reading")
        turns = _Turns()
        done = self._pool.submit(_in_turn, turns, work)
        self._wanted = _Job(done, turns, then, refuse, fail)
        done.add_done_callback(self._arrived.emit)

    def abandon(self) -> None:
        """Nobody waits any more for what is being done."""
        job, self._wanted = self._wanted, None
        if job is not None:
            job.turns.end()
            job.done.cancel()
            self.ended.emit()

    def stop(self) -> None:
        """Wait until the thread has ended; for when the window closes."""
        self.abandon()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _collect(self, done: "Future[Any]") -> None:
        """Something is done: go on, if that is what is waited for."""
        job = self._wanted
        if job is not None and job.done is done:
            self.abandon()
            _go_on(done.result, job.then, job.refuse, job.fail)


def is_large(source: Source) -> bool:
    """Whether a source is a table that is not read at once."""
    try:
        return isinstance(source, Csv) and Path(source.path).stat().st_size > LARGE
    except (OSError, ValueError):
        return False  # whoever reads it says why it cannot be


def ready(scenario: Scenario, dataset: Dataset | None = None) -> Problem:
    """The problem of a scenario, with what is asked of it at once and computed only once: L, λₘₐₓ, D at the start.

    Raises
    ------
    InputError
        When the data cannot be read or the parts do not fit together.
    """
    problem = Problem(scenario, dataset=dataset)
    with quiet():
        for number, (run, objective) in enumerate(zip(scenario.runs, problem.objectives, strict=True)):
            run.optimizer.curvature(objective)
            largest_strength(run.penalty, objective.loss, objective.n_penalized, scenario.convention)
            problem.simulation(number)
    return problem


def _in_turn(turns: _Turns, work: Callable[[], Found]) -> Found:
    """Do the work between the events, and no more of it than is wanted."""
    with pausing(turns.pause):
        return work()


def _go_on(
    work: Callable[[], Found],
    then: Callable[[Found], object],
    refuse: Callable[[str], object],
    fail: Callable[[], object],
) -> None:
    try:
        then(work())
    except InputError as error:
        refuse(str(error))
    except Exception:
        fail()
        raise
