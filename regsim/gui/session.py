"""The session: the scenario on screen and the trajectories it gives. The only writer of both.

A change makes a new scenario; every run is computed anew from step 0. What takes longer than a frame goes on in slices
on the event loop, and the views draw what there is.
"""

from contextlib import suppress
from pathlib import Path
from time import perf_counter

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from regsim.data import Dataset
from regsim.engine.simulation import Simulation
from regsim.engine.start import Values
from regsim.engine.trajectory import Trajectory, first_moving
from regsim.gui.document import Document
from regsim.gui.memory import arrays_of
from regsim.gui.starting import ComingStart
from regsim.gui.turn import join, rest, share
from regsim.gui.words import counted
from regsim.parameters import InputError
from regsim.problem import Problem
from regsim.scenario import Run, Scenario
from regsim.scenario_file import load, origin, save

FIRST_SLICE_S = 0.025  # computed before the first redraw: leaves a frame at 30 Hz room to paint
LATE_S, PAUSE_MS = 0.03, 33  # when a first slice took too long: time for drawing and the next event of the mouse
NEWS_S = 0.2  # between redraws while a long run is computed
DRAWING_PART = 8.0  # times as long is computed as is drawn
UNDO_LIMIT, UNDO_BYTES = 200, 512 * 2**20  # changes; data and matrices that only the way back still needs


_Moment = tuple[Problem, Document]  # with its data, so that going back reads no file again


class Session(QObject):
    """The current scenario, its trajectories, the chosen weight, and the way back.

    Attributes
    ----------
    scenario : Scenario
    problem : Problem
    trajectories : tuple of Trajectory
        As far as they are computed.
    chosen : int
        The weight that views look along.
    is_dragging : bool
        Whether the last change goes on with the gesture of the one before, and this is not over.
    """

    changed = Signal()  # another scenario: all trajectories are new
    awaited = Signal()  # another start is to come, and takes long
    extended = Signal()  # the same trajectories, with more steps
    chosen_changed = Signal(int)
    opened = Signal()  # a scenario of another kind: seen from its first step
    dragging_changed = Signal(bool)  # told before the change itself
    history_changed = Signal()  # what undo, redo and save would do

    def __init__(self, scenario: Scenario, path: Path | None = None) -> None:
        super().__init__()
        self._past: list[_Moment] = []
        self._future: list[_Moment] = []
        self._gesture = ""
        self.is_dragging = False
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._continue)
        self._coming = ComingStart(self, self._start_from, self._end_gesture)
        self.problem = Problem(scenario)
        self._simulations: tuple[Simulation, ...] = self._begin(self.problem)
        self._document = Document(path, scenario)
        self._next_news = 0.0
        self._begin_computing()
        self.chosen = first_moving(self.trajectories)

    @property
    def scenario(self) -> Scenario:
        """The scenario on screen."""
        return self.problem.scenario

    @property
    def path(self) -> Path | None:
        """The file the scenario was read from or last saved to."""
        return self._document.path

    @property
    def is_modified(self) -> bool:
        """Whether the scenario differs from what was opened or saved last."""
        return self.scenario != self._document.saved

    @property
    def has_work_to_lose(self) -> bool:
        """Whether to ask before the scenario leaves the screen: it has work in it that is in no file."""
        return self._document.lacks(self.scenario)

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether a change was taken back."""
        return bool(self._future)

    @property
    def summary(self) -> str:
        """The problem and the state of its runs, in a line."""
        data, loss = self.problem.dataset, self.problem.loss
        size = counted(len(loss.weight_names), "weight")
        if data is not None:
            aside = "" if data.validation is None else f" + {data.validation.n_samples:,} to validate on"
            size = f"{counted(data.n_samples, 'sample')}{aside}  ·  {counted(data.n_features, 'feature')}  ·  {size}"
        running = [s.step for s in self._simulations if s.is_running]
        if running:
            return f"{size}  ·  computing: step {min(running):,} of {self.scenario.n_steps:,}"
        ended = [f"run {i} {t.status.partition(':')[0]}" for i, t in enumerate(self.trajectories, 1) if t.diverged]
        return "  ·  ".join([size, *(ended or [f"{counted(self.scenario.n_steps, 'step')} computed"])])

    def update(self, scenario: Scenario, gesture: str = "", dataset: Dataset | None = None) -> None:
        """Make `scenario` the current one; changes of one `gesture` (a drag of a slider) are undone together.

        `dataset` is what its source loads, where that is known: then nothing is read.

        Raises
        ------
        InputError
            When it cannot be computed; then nothing has changed.
        """
        if scenario != self.scenario:
            self._change(Problem(scenario, self.problem, dataset), self._document, gesture)

    def drag_start(self, weights: tuple[float, ...]) -> None:
        """Let every run start from these weights, soon where it takes long; what cannot be computed is not done."""
        if self._simulations[0].has_long_steps:
            self.awaited.emit()
            self._coming.want(self.problem.loss, weights)
        else:
            self._start_from(weights)

    def _start_from(self, weights: tuple[float, ...]) -> None:
        with suppress(InputError):
            self.update(msgspec.structs.replace(self.scenario, start=Values(weights)), "dragged start")

    def drag_strength(self, run: int, strength: float) -> None:
        """Give a run's penalty this λ, and those of the runs that have had the same."""
        before = getattr(self.scenario.runs[run].penalty, "strength", None)
        runs = tuple(
            Run(msgspec.structs.replace(each.penalty, strength=strength), each.optimizer)
            if before is not None and getattr(each.penalty, "strength", None) == before
            else each
            for each in self.scenario.runs
        )
        with suppress(InputError):
            self.update(msgspec.structs.replace(self.scenario, runs=runs), "dragged strength")

    def end_gesture(self) -> None:
        """The slider is let go: the next change is one of its own."""
        self._coming.end()

    def _end_gesture(self) -> None:
        self._gesture = ""
        self._set_dragging(is_dragging=False)

    def undo(self) -> None:
        """Take the last change back. No file is read for it.

        Raises
        ------
        InputError
            When memory has run out meanwhile; then nothing has changed.
        """
        self._travel(self._past, self._future)

    def redo(self) -> None:
        """Make the change again that was taken back last; see :meth:`undo`."""
        self._travel(self._future, self._past)

    def reset(self) -> None:
        """Make the scenario again what was opened or saved last, as one change that can be undone; see :meth:`undo`."""
        self.update(self._document.saved)
        self.opened.emit()

    def open(self, source: str, scenario: Scenario | None = None, problem: Problem | None = None) -> None:
        """Read a lesson (by name) or a file and make it the current scenario, as one change that can be undone.

        What is in it may have been read already, and its problem made ready.

        Raises
        ------
        InputError
            When it cannot be read; then nothing has changed.
        """
        self._begin_document(Document(origin(source), scenario or load(source)), problem)

    def begin(self, scenario: Scenario, problem: Problem | None = None) -> None:
        """Make a scenario that no file has the current one, as one change that can be undone; see :meth:`update`.

        Its problem may have been made ready. Undoing it goes back to the scenario that was there and to its file.

        Raises
        ------
        InputError
            When it cannot be computed; then nothing has changed.
        """
        self._begin_document(Document(None, scenario, is_own=True), problem)

    def save(self, path: Path) -> None:
        """Write the current scenario to a file.

        Raises
        ------
        InputError
            When it cannot be written.
        """
        save(self.scenario, path)
        self._document.path, self._document.saved = path, self.scenario
        self.history_changed.emit()

    def choose(self, weight: int) -> None:
        """Make `weight` the one that every view looks along."""
        weight = max(0, min(weight, len(self.problem.start) - 1))
        if weight != self.chosen:
            self.chosen = weight
            self.chosen_changed.emit(weight)

    def stop(self) -> None:
        """Compute no further; for when the window closes."""
        self._coming.forget()
        self._timer.stop()
        rest(self)

    def _begin_document(self, document: Document, problem: Problem | None = None) -> None:
        if (document.saved, document) != (self.scenario, self._document):  # the same anew is nothing to undo
            self._change(problem or Problem(document.saved, self.problem), document)
        self.opened.emit()

    def _change(self, problem: Problem, document: Document, gesture: str = "") -> None:
        before = self.problem, self._document
        self._install(problem, gesture)
        self._document = document
        if not self.is_dragging:
            self._past.append(before)
        self._future.clear()
        self._forget()
        self.history_changed.emit()

    def _forget(self) -> None:
        """Drop the oldest moments beyond the limits; one stays, however large."""
        here = dict.fromkeys(arrays_of([self.problem]), 0)
        while len(self._past) > 1 and (
            len(self._past) > UNDO_LIMIT
            or sum((arrays_of(problem for problem, _ in self._past) | here).values()) > UNDO_BYTES
        ):
            del self._past[0]

    def _travel(self, source: list[_Moment], target: list[_Moment]) -> None:
        if not source:
            return
        here = self.problem, self._document
        problem, document = source[-1]
        self._install(problem)
        self._document = document
        target.append(here)
        source.pop()
        self.history_changed.emit()

    def _install(self, problem: Problem, gesture: str = "") -> None:
        simulations = self._begin(problem)
        self._coming.forget()
        self._set_dragging(is_dragging=bool(gesture) and gesture == self._gesture)
        self._gesture = gesture
        names = self.problem.loss.weight_names
        self.problem, self._simulations = problem, simulations
        self._begin_computing()
        if problem.loss.weight_names != names:
            self.chosen = first_moving(self.trajectories)
        self.changed.emit()

    def _set_dragging(self, *, is_dragging: bool) -> None:
        if is_dragging != self.is_dragging:
            self.is_dragging = is_dragging
            self.dragging_changed.emit(is_dragging)

    @staticmethod
    def _begin(problem: Problem) -> tuple[Simulation, ...]:
        return tuple(problem.simulation(run) for run in range(len(problem.scenario.runs)))

    def _begin_computing(self) -> None:
        """As much as there is time for before the first drawing; the rest goes on by itself.

        Where a step takes most of that time, none is waited for: the start is drawn at once.
        """
        self._has_news = False
        is_long, due = self._simulations[0].has_long_steps, perf_counter() + LATE_S
        if not is_long:
            self._advance(FIRST_SLICE_S)
        self._note_steps()
        self._next_news = (now := perf_counter()) + NEWS_S  # what is drawn now is news enough for a while
        if self._running:
            join(self)
            if not (is_long and self._timer.isActive()):  # else a drag would put the first step off for ever
                self._timer.start(PAUSE_MS if is_long or now > due else 0)
        else:
            self._timer.stop()
            rest(self)

    def _continue(self) -> None:
        """Compute on; tell of it now and then, so that drawing takes a small part of the time, and at the end.

        What is told is drawn: computing and telling take an event each, that neither waits for the other.
        """
        if self._has_news and (not self._running or perf_counter() >= self._next_news):
            self._has_news = False
            began = perf_counter()
            self.extended.emit()
            ended = perf_counter()
            self._next_news = ended + max(NEWS_S, DRAWING_PART * (ended - began))
        else:
            before = self._progress
            self._advance(share())
            self._note_steps()
            self._has_news |= self._progress != before
        if self._running or self._has_news:
            self._timer.start(0)
        else:
            rest(self)

    @property
    def _progress(self) -> list[tuple[int, str]]:
        return [(simulation.step, simulation.status) for simulation in self._simulations]

    @property
    def _running(self) -> list[Simulation]:
        """What is not computed to its end, the furthest behind first."""
        return sorted((s for s in self._simulations if s.is_running), key=lambda s: s.step)

    def _advance(self, budget_s: float) -> None:
        """Make steps until the time is over; where one takes longer than that, the others get their turn next time."""
        running = self._running
        deadline = perf_counter() + budget_s
        while running:
            running.pop(0).advance(budget_s=(deadline - perf_counter()) / (len(running) + 1))
            if perf_counter() >= deadline:
                break

    def _note_steps(self) -> None:
        self.trajectories: tuple[Trajectory, ...] = tuple(s.trajectory() for s in self._simulations)
