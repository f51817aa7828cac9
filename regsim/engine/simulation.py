"""Running a descent: in slices, so that a window stays live, with the same bits however it is sliced."""

import math
from functools import cache
from time import perf_counter

import numpy as np
from threadpoolctl import ThreadpoolController

from regsim.arrays import FloatArray
from regsim.engine.objective import Objective
from regsim.engine.optimizers import Optimizer
from regsim.engine.stability import divergence
from regsim.engine.trajectory import Trajectory
from regsim.parameters import InputError

BLOCK = 64  # steps between looks at finiteness: a look costs about one small step


class Simulation:
    """One run under way.

    Parameters
    ----------
    objective : Objective
    optimizer : Optimizer
    start : array of shape (n_weights,)
    n_steps : int
        Where the run ends.

    Raises
    ------
    InputError
        When the loss at the start is not finite.
    """

    def __init__(self, objective: Objective, optimizer: Optimizer, start: FloatArray, n_steps: int) -> None:
        self.objective = objective
        self.optimizer = optimizer
        self.n_steps = n_steps
        self.step = 0
        self.status = "running"
        self._weights = np.empty((n_steps + 1, objective.n_weights))
        self._data_loss = np.empty(n_steps + 1)
        self._penalty = np.empty(n_steps + 1)
        self._gradient = np.empty((n_steps + 1, objective.n_weights))
        self._memory = optimizer.init(objective)
        with np.errstate(all="ignore"), _blas().limit(limits=1, user_api="blas"):
            self._weights[0] = start + 0.0  # −0.0 becomes 0.0
            self._data_loss[0] = objective.evaluate(self._weights[0], self._gradient[0])
            self._penalty[0] = objective.penalty_value(self._weights[0])
        if not self._finite(0, 1):
            raise InputError("start must give a loss within the range of float64, got inf", "start")

    @property
    def is_running(self) -> bool:
        """Whether there are steps left to make."""
        return self.status == "running"

    def advance(self, until: int | None = None, budget_s: float | None = None) -> int:
        """Make steps up to `until` (None: the end) or for `budget_s` seconds, and return the step reached.

        The clock is looked at after every step: it takes no longer than the budget and one step, and always makes one.
        """
        until = self.n_steps if until is None else min(until, self.n_steps)
        deadline = math.inf if budget_s is None else perf_counter() + budget_s
        with np.errstate(all="ignore"), _blas().limit(limits=1, user_api="blas"):
            while self.is_running and self.step < until:
                self._block(min(until, self.step + BLOCK), deadline)
                if perf_counter() >= deadline:
                    break
        if self.is_running and self.step == self.n_steps:
            self.status = "done"
        return self.step

    def trajectory(self) -> Trajectory:
        """The steps made so far."""
        end = self.step + 1
        return Trajectory(
            self._weights[:end],
            self._data_loss[:end],
            self._penalty[:end],
            self._gradient[:end],
            self.status,
            self.objective,
            self.optimizer,
        )

    def _block(self, until: int, deadline: float) -> None:
        """Steps up to `until` or the deadline; where one is not finite, the run ends with the step before it."""
        objective, step, evaluate = self.objective, self.optimizer.step, self.objective.evaluate
        data_loss, memory, first = self._data_loss, self._memory, self.step + 1
        span = slice(self.step, until + 1)
        weights, gradients = list(self._weights[span]), list(self._gradient[span])  # a row each, made all at once
        for k in range(first, until + 1):
            w, g = weights[k - first + 1], gradients[k - first + 1]
            step(objective, weights[k - first], gradients[k - first], w, memory)
            data_loss[k] = evaluate(w, g)
            if perf_counter() >= deadline:
                until = k
                break
        rows = slice(first, until + 1)
        self._weights[rows] += 0.0  # −0.0 becomes 0.0
        self._penalty[rows] = objective.penalty_value(self._weights[rows])
        if self._finite(first, until + 1):
            self.step = until
        else:
            self.step = next(k for k in range(first, until + 1) if not self._finite(k, k + 1)) - 1
            self.status = divergence(objective, self.optimizer, self.step + 1)

    def _finite(self, start: int, stop: int) -> bool:
        return bool(
            np.isfinite(self._data_loss[start:stop] + self._penalty[start:stop]).all()
            and np.isfinite(self._weights[start:stop]).all()
            and np.isfinite(self._gradient[start:stop]).all()
        )


@cache
def _blas() -> ThreadpoolController:
    """BLAS on one thread is faster at these sizes and leaves a core to the window."""
    return ThreadpoolController()
