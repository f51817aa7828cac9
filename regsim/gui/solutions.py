"""What is known of the exact solutions of one problem, and the next piece of work to know more.

A piece takes a moment: it finds one optimum, with a run's own λ or as the next point of a λ path. Whoever has time does
it, between two frames or in a thread, and asks again: what has become more urgent meanwhile comes next by itself.

Newton's method needs a good place to begin where there are many weights and kinks: from afar it would go through a
thousand sets of signs. Such an optimum is found along its path, from λ_max down.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Event

import numpy as np

from regsim.arrays import FloatArray
from regsim.data.pieces import AbandonedError
from regsim.engine.descent import quiet
from regsim.engine.losses import DataLoss
from regsim.engine.penalties import NoPenalty, Penalty
from regsim.engine.reference import NoOptimum, Optimum
from regsim.engine.simulation import LONG_WORK
from regsim.engine.sweep import at_strength
from regsim.gui.paths import PathOrReason, PathSearch, Strengths, solve, strengths_of
from regsim.problem import Problem

Piece = Callable[[], None]
Known = tuple[float, FloatArray]  # λ and the weights of the optimum
FEW = 40  # weights up to which an optimum is found from anywhere in a few milliseconds
FARTHEST = 3.0  # times the last change of λ that its path is followed straight ahead
MANY_OPTIMA = 1000  # along drags of λ; beyond it they are forgotten
A_SAMPLE = 20  # multiplications that a sample's own loss takes as long as
QUICK = 2_000_000  # multiplications in a step of Newton's method up to which an optimum takes a few milliseconds
FAILED = "the path could not be found: something went wrong that should not have"


class Solutions:
    """The optima and paths of one data loss, each found once.

    Parameters
    ----------
    problem : Problem

    Attributes
    ----------
    is_slow : bool
        Whether a piece takes too long to be done between two frames. It is then for a thread: a data loss works in
        arrays that it keeps, which two threads must not share, so that the first piece binds one of its own.
    is_heavy : bool
        Whether a pass over the samples fills the processor and the way to memory for so long that the window feels it.
    calm : threading.Event
        As long as it is not set, a piece that a thread is at waits at its next step.
    abandoned : threading.Event
        Once it is set, such a piece ends there.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._strengths = Strengths() if problem.loss.is_convex else strengths_of(problem)
        self._has_looked = not problem.loss.is_convex
        self.is_slow = problem.loss.work * (problem.loss.n_weights + A_SAMPLE) > QUICK
        self.is_heavy = problem.loss.work > LONG_WORK
        self.calm, self.abandoned = Event(), Event()
        self.calm.set()
        self._own = None if self.is_slow else problem
        self._optima: dict[Penalty, Optimum | None] = {}
        self._latest: dict[Penalty, list[Known]] = {}
        self._searches: dict[Penalty, PathSearch] = {}
        self._has_failed: set[Penalty] = set()  # the paths that there will be no more of

    def abandon(self) -> None:
        """Nobody will ask again."""
        self.abandoned.set()
        self.calm.set()

    def are_of(self, problem: Problem) -> bool:
        """Whether the data loss is the same."""
        return problem.loss is self._problem.loss

    def optima(self, problem: Problem) -> tuple[Optimum | None, ...]:
        """The optimum of every run, None where it is not known (yet) or there is none."""
        return tuple(self._optima.get(run.penalty) for run in problem.scenario.runs)

    def paths(self, problem: Problem) -> tuple[PathOrReason, ...]:
        """The path of every run as far as it is found, or why it has none."""
        return tuple(self._path(run.penalty) for run in problem.scenario.runs)

    def next_piece(self, problem: Problem, *, wants_paths: bool) -> Piece | None:
        """What to do next: optima, then the path that is furthest behind; None where all is known.

        Where a piece fails as it should not, what it was to find is given up, and the next one is for something else.
        """
        if len(self._optima) > MANY_OPTIMA:
            self._optima.clear()
        if not problem.loss.is_convex:
            return None
        if not self._has_looked:
            return self._look
        penalties = [run.penalty for run in problem.scenario.runs]
        missing = [penalty for penalty in penalties if penalty not in self._optima]
        if missing:
            return partial(self._approach, min(missing, key=self._is_far))
        kinds = dict.fromkeys(kind_of(penalty) for penalty in penalties if not self._strengths.refuses(penalty))
        behind = [kind for kind in kinds if not self._is_done(kind)] if wants_paths else []
        return partial(self._extend, min(behind, key=self._n_found)) if behind else None

    def _path(self, penalty: Penalty) -> PathOrReason:
        kind = kind_of(penalty)
        reason = self._strengths.refuses(penalty) or (FAILED if kind in self._has_failed else None)
        return reason or (self._searches[kind].path() if kind in self._searches else None)

    def _look(self) -> None:
        """Find out between which strengths penalties make a difference."""
        with _else(self._refuse_all):
            self._strengths, self._has_looked = strengths_of(self._bound()), True

    def _refuse_all(self) -> None:
        self._strengths, self._has_looked = Strengths(reason=FAILED), True

    def _is_done(self, kind: Penalty) -> bool:
        return kind in self._has_failed or (kind in self._searches and self._searches[kind].is_done)

    def _n_found(self, kind: Penalty) -> int:
        return self._searches[kind].n_found if kind in self._searches else 0

    def _approach(self, penalty: Penalty) -> None:
        """Find the optimum, or come nearer to it along the path."""
        with _else(partial(self._note, penalty, None)):
            self._come_nearer(penalty)

    def _note(self, penalty: Penalty, found: Optimum | None) -> None:
        self._optima[penalty] = found

    def _come_nearer(self, penalty: Penalty) -> None:
        kind, strength = kind_of(penalty), float(getattr(penalty, "strength", 0.0))
        latest = self._latest.setdefault(kind, [])
        start = foreseen(latest, strength)
        if self._is_far(penalty):
            search = self._search(kind)
            if search.next_strength > strength:
                search.advance()
                return
            start = search.start_for(strength)
        try:
            found = solve(self._bound(), penalty, start)
        except NoOptimum:
            self._note(penalty, None)
        else:
            self._latest[kind] = [*latest[-1:], (strength, found.weights)]
            self._note(penalty, found)

    def _is_far(self, penalty: Penalty) -> bool:
        """Whether an optimum takes long to find from anywhere but near by."""
        parts = penalty.parts()
        is_smooth = parts is not None and parts[0] == 0.0
        return not is_smooth and self._problem.loss.n_weights > FEW and not self._strengths.refuses(penalty)

    def _extend(self, kind: Penalty) -> None:
        with _else(partial(self._has_failed.add, kind)):
            self._search(kind).advance()

    def _search(self, kind: Penalty) -> PathSearch:
        if kind not in self._searches:
            self._searches[kind] = PathSearch(self._bound(), kind, self._strengths)
        return self._searches[kind]

    def _bound(self) -> Problem:
        """The problem with the data loss to work with."""
        if self._own is None:
            self._own = Problem(self._problem.scenario, dataset=self._problem.dataset)
            _make_stoppable(self._own.loss, self.calm, self.abandoned)
        return self._own


@contextmanager
def _else(give_up: Callable[[], None]) -> Iterator[None]:
    """Give something up where what is done for it fails."""
    try:
        yield
    except Exception:
        give_up()
        raise


@quiet()
def solved(problem: Problem, *, wants_paths: bool) -> tuple[tuple[Optimum | None, ...], tuple[PathOrReason, ...]]:
    """The optima and the paths of every run, however long it takes: for a picture in a file."""
    solutions = Solutions(problem)
    while (piece := solutions.next_piece(problem, wants_paths=wants_paths)) is not None:
        piece()
    return solutions.optima(problem), solutions.paths(problem)


def foreseen(known: list[Known], strength: float) -> FloatArray | None:
    """Where the path goes on straight ahead, from its points at the last one or two strengths; None without one.

    A weight that is 0 stays there, and one that would pass 0 stops there.
    """
    if not known:
        return None
    here, w = known[-1]
    before, v = known[0]
    reach = (strength - here) / (here - before) if here != before else 0.0
    if not reach or abs(reach) > FARTHEST:
        return w
    ahead = w + reach * (w - v)
    return np.where(w * ahead > 0.0, ahead, 0.0)


def kind_of(penalty: Penalty) -> Penalty:
    """The penalty at strength 1, by which its path is known."""
    return penalty if isinstance(penalty, NoPenalty) else at_strength(penalty, 1.0)


def _make_stoppable(loss: DataLoss, calm: Event, abandoned: Event) -> None:
    """Have a search wait or end where it next asks for D: the one thing that every step of it does."""
    evaluate = loss.evaluate

    def asked(w: FloatArray, out: FloatArray) -> float:
        calm.wait()
        if abandoned.is_set():
            raise AbandonedError
        return evaluate(w, out)

    vars(loss)["evaluate"] = asked
