"""Running a descent: in slices, so that a window stays live, with the same bits however it is sliced."""

import math
from time import perf_counter

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.descent import Descent, Phase, phase_at, quiet
from regsim.engine.history import BUDGET, History
from regsim.engine.losses import DataLoss
from regsim.engine.objective import Objective
from regsim.engine.optimizers import Optimizer
from regsim.engine.pausing import Pausing
from regsim.engine.stability import divergence
from regsim.engine.trajectory import Trajectory
from regsim.parameters import InputError

LONG_WORK = 5_000_000  # multiplications


class Simulation:
    """One run under way.

    Parameters
    ----------
    objective : Objective
    optimizer : Optimizer
    start : array of shape (n_weights,)
    n_steps : int
        Where the run ends.
    changes : tuple of Phase
        What is minimised, and how, from later steps on; in ascending order.
    validation : DataLoss, optional
        The loss on the samples that are set aside.
    budget : int, optional
        Bytes of history; 256 MiB if left out.

    Raises
    ------
    InputError
        When the loss at the start is not finite.
    """

    def __init__(
        self,
        objective: Objective,
        optimizer: Optimizer,
        start: FloatArray,
        n_steps: int,
        *,
        changes: tuple[Phase, ...] = (),
        validation: DataLoss | None = None,
        budget: int | None = None,
    ) -> None:
        self.phases = (Phase(0, objective, optimizer), *changes)
        self.n_steps = n_steps
        self.step = 0
        self.status = "running"
        self._validation = validation
        self._descent = Descent(self.phases, start)
        self._under_way: Pausing[None] | None = None
        with quiet():
            is_finite = self._finite(slice(0, 1)).all()
        if not is_finite:
            raise InputError("start must give a loss within the range of float64, got inf", "start")
        self._history = History(self.phases, self._descent, n_steps, BUDGET if budget is None else budget)

    @property
    def has_long_steps(self) -> bool:
        """Whether a step takes about as long as there is between two frames."""
        return self.phases[0].objective.loss.work > LONG_WORK

    @property
    def is_running(self) -> bool:
        """Whether there are steps left to make."""
        return self.status == "running"

    def advance(self, until: int | None = None, budget_s: float | None = None) -> int:
        """Make steps up to `until` (None: the end) or for `budget_s` seconds, and return the step reached.

        The clock is looked at after every block: about a millisecond's steps, or one if that takes longer. A step that
        takes much longer may be left half made, and is gone on with the next time.
        """
        until = self.n_steps if until is None else min(until, self.n_steps)
        deadline = math.inf if budget_s is None else perf_counter() + budget_s
        was_running = self.is_running
        with quiet():
            while self.is_running and self.step < until:
                if self._has_made_block(until, deadline):
                    self._keep_block()
                if perf_counter() >= deadline:
                    break
        if self.is_running and self.step == self.n_steps:
            self.status = "done"
        if was_running and not self.is_running:
            self._history.end(self._descent, self.step)
        return self.step

    def trajectory(self) -> Trajectory:
        """The steps made so far."""
        return Trajectory(self._history.snapshot(self.step), self.status, self.phases, self._validation)

    def _has_made_block(self, until: int, deadline: float) -> bool:
        """Whether there was time for a block of steps, or for what was left of one."""
        work, self._under_way = self._under_way or self._descent.advancing(until), None
        for _ in work:
            if perf_counter() >= deadline:
                self._under_way = work
                return False
        return True

    def _keep_block(self) -> None:
        """Keep the block just made; where a step is not finite, the run ends with the step before it."""
        descent = self._descent
        finite = self._finite(descent.rows)
        if finite.all():
            self.step = descent.step
        else:
            self.step = descent.first + descent.rows.start + int(np.argmin(finite)) - 1
            phase = phase_at(self.phases, self.step)
            self.status = divergence(phase.objective, phase.optimizer, self.step + 1)
        self._history.keep(descent, self.step)

    def _finite(self, rows: slice) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which of these rows are finite throughout."""
        descent = self._descent
        total = descent.data_loss[rows] + descent.penalty[rows]
        weights, gradient = descent.weights[rows], descent.data_gradient[rows]
        # a sum is not finite where one of its terms is not
        if math.isfinite(np.add.reduce(total) + np.add.reduce(weights, None) + np.add.reduce(gradient, None)):
            return np.ones(len(total), dtype=np.bool_)
        return np.isfinite(total) & np.isfinite(weights).all(axis=1) & np.isfinite(gradient).all(axis=1)
