"""Computing behind the window: exact optima and λ paths, kept in step with the scenario while it stays live.

What takes a few milliseconds is done on the event loop, at once or between two frames. What takes longer is done in one
thread, a piece at a time: only when a piece is there is the next one chosen, so that a drag of λ queues up no work, and
the newest λ is always the next; and where a pass over the samples is heavy, not before it has rested for a moment, for
the cores share one way to memory. The thread touches neither the toolkit nor arrays that others write to.

NumPy's switches for warnings are a thread's own, but BLAS has one number of threads for all of the process, and two
threads that each set it and put it back would undo each other's. From the beginning until the end it therefore stays at
one: where others work on the machine too, the two threads of a product wait for one another, and the window for both.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from time import perf_counter

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal
from threadpoolctl import ThreadpoolController

from regsim.data.pieces import AbandonedError
from regsim.engine.reference import Optimum
from regsim.gui.paths import PathOrReason
from regsim.gui.session import Session
from regsim.gui.solutions import Piece, Solutions
from regsim.gui.turn import join, rest, share

FIRST_S = 0.004  # computed before the first redraw after a change
CALM_MS = 150  # after a change, before the thread goes on with what is heavy
NEWS_S = 0.1  # between redraws while a path grows
PATH_VIEWS = ("path", "path-loss")  # what shows paths: they are computed for nobody else


class Background(QObject):
    """The optimum and, where a view shows it, the λ path of every run of the session.

    Parameters
    ----------
    session : Session

    Attributes
    ----------
    optima : tuple of Optimum or None
        One per run, None where it is not known yet or there is none.
    paths : tuple of Path, str or None
        One per run, as far as it is found; the reason in a sentence where there is none to come.
    """

    optima_changed = Signal(object)
    path_changed = Signal(object)
    _arrived = Signal(object)  # a piece of work, from the thread
    _started = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.optima: tuple[Optimum | None, ...] = ()
        self.paths: tuple[PathOrReason, ...] = ()
        self._session = session
        self._solutions = Solutions(session.problem)
        self._thread = _Thread()
        self._under_way: Future[None] | None = None
        self._next_news = 0.0
        self._has_stopped = False
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._continue)
        self._calm = QTimer(self, singleShot=True, interval=CALM_MS)
        self._calm.timeout.connect(self._go_on)
        self._arrived.connect(self._collect)
        session.changed.connect(self._begin)
        session.awaited.connect(self._hush)
        self._started.connect(self._begin)
        self._started.emit()  # as a slot: an error in it is reported, and the window opens all the same

    def stop(self) -> None:
        """Compute no further, and wait until the thread has ended; for when the window closes."""
        self._has_stopped = True
        self._timer.stop()
        self._calm.stop()
        self._solutions.abandon()
        self._thread.stop()

    def tell_all(self) -> None:
        """Say what there is already, to those who have come to listen."""
        self.optima_changed.emit(self.optima)
        self.path_changed.emit(self.paths)

    def _begin(self) -> None:
        """Another scenario: its own optima are next, whatever was wanted before."""
        problem = self._session.problem
        self._next_news = 0.0
        if not self._solutions.are_of(problem):
            self._solutions.abandon()
            self._solutions = Solutions(problem)
            self._next_news = perf_counter() + NEWS_S  # till then the old path may stand: the new one would flicker
        self._hush()
        self._work(FIRST_S)

    def _hush(self) -> None:
        """What is heavy waits a moment."""
        if self._solutions.is_heavy:
            self._solutions.calm.clear()
            self._calm.start()

    def _go_on(self) -> None:
        """Nothing has been moved for a moment."""
        self._solutions.calm.set()
        self._work(FIRST_S)

    def _continue(self) -> None:
        self._work(share())

    def _work(self, budget_s: float) -> None:
        rest(self)
        if self._has_stopped:
            return
        try:
            if self._solutions.is_slow:
                self._send()
            else:
                self._do_pieces(budget_s)
        finally:
            self._tell()

    def _do_pieces(self, budget_s: float) -> None:
        """As many as there is time for; the others go on by themselves, also where one has failed."""
        until, piece = perf_counter() + budget_s, None
        try:
            while (piece := self._next_piece()) is not None and perf_counter() < until:
                _quietly(piece)
        finally:
            if piece is not None:
                join(self)
                self._timer.start()

    def _next_piece(self) -> Piece | None:
        return self._solutions.next_piece(self._session.problem, wants_paths=self._wants_paths)

    @property
    def _wants_paths(self) -> bool:
        return not set(PATH_VIEWS).isdisjoint(self._session.scenario.views)

    def _send(self) -> None:
        """Hand the next piece to the thread, unless it is still at one."""
        piece = self._next_piece()
        if piece is not None and self._under_way is None and self._solutions.calm.is_set():
            self._under_way = self._thread.submit(piece)
            self._under_way.add_done_callback(self._arrived.emit)

    def _collect(self, done: "Future[None]") -> None:
        """A piece is there: on to the next."""
        self._under_way = None
        try:
            if not isinstance(done.exception(), AbandonedError):
                done.result()
        finally:
            self._work(FIRST_S)

    def _tell(self) -> None:
        """Say what is new: optima at once, paths now and then and when they are complete."""
        problem, now = self._session.problem, perf_counter()
        optima = self._solutions.optima(problem)
        if optima != self.optima:
            self.optima = optima
            self.optima_changed.emit(optima)
        if self._wants_paths and (now >= self._next_news or self._next_piece() is None):
            paths = self._solutions.paths(problem)
            if paths != self.paths:
                self.paths = paths
                self._next_news = now + NEWS_S
                self.path_changed.emit(paths)


class _Thread:
    """One thread, from the first piece of work on; and BLAS on one thread of its own, from now on."""

    def __init__(self) -> None:
        self._ending = ExitStack()
        self._ending.enter_context(ThreadpoolController().limit(limits=1, user_api="blas"))
        self._pool: ThreadPoolExecutor | None = None

    def submit(self, piece: Piece) -> "Future[None]":
        """Have a piece done."""
        if self._pool is None:
            self._pool = self._ending.enter_context(ThreadPoolExecutor(1, "regsim-solutions"))
        return self._pool.submit(_quietly, piece)

    def stop(self) -> None:
        """Wait for the piece under way, and give BLAS its threads back."""
        self._ending.close()


def _quietly(piece: Piece) -> None:
    """Do a piece without warnings of what leaves float64."""
    with np.errstate(all="ignore"):
        piece()
