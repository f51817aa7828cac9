"""What a run has been through: the weights and losses at every step, as read-only arrays."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from regsim.arrays import FloatArray
from regsim.engine.objective import Objective
from regsim.engine.optimizers import Optimizer

IndexArray = NDArray[np.intp]
UNDERFLOWING = 1e-150  # a weight that comes to 0 from below this has run out of float64, not been set to 0


@dataclass(frozen=True, eq=False)
class Frame:
    """One step of a trajectory."""

    step: int
    weights: FloatArray
    data_loss: float
    penalty: float

    @property
    def objective(self) -> float:
        """J = D + λR."""
        return self.data_loss + self.penalty

    @property
    def n_nonzero(self) -> int:
        """How many weights are not exactly 0."""
        return int(np.count_nonzero(self.weights))


@dataclass(frozen=True, eq=False)
class Trajectory:
    """A run, step by step. Row k belongs to step k; row 0 is the start.

    Attributes
    ----------
    weights : array of shape (n + 1, n_weights)
    data_loss, penalty : arrays of shape (n + 1,)
        D and λR.
    data_gradient : array of shape (n + 1, n_weights)
        ∇D, computed for the step anyway.
    status : str
        ``done``, ``running``, or ``diverged at step k: …``; a diverged run ends with its last finite step.
    function : Objective
        What was minimised.
    optimizer : Optimizer
        The rule that did it.
    """

    weights: FloatArray
    data_loss: FloatArray
    penalty: FloatArray
    data_gradient: FloatArray
    status: str
    function: Objective
    optimizer: Optimizer

    @cached_property
    def objective(self) -> FloatArray:
        """J = D + λR, shape (n + 1,)."""
        total = self.data_loss + self.penalty
        total.flags.writeable = False
        return total

    @property
    def weight_names(self) -> tuple[str, ...]:
        """One name per column of `weights`."""
        return self.function.weight_names

    @property
    def n_weights(self) -> int:
        """How many weights there are."""
        return len(self.weight_names)

    @property
    def last(self) -> int:
        """The last step there is."""
        return len(self.weights) - 1

    @property
    def diverged(self) -> bool:
        """Whether the run ended because a value was no longer finite."""
        return self.status.startswith("diverged")

    @cached_property
    def zero_since(self) -> IndexArray:
        """The step from which each weight is set to exactly 0 and stays; last + 1 where it is not.

        A weight that halves until float64 has no smaller number has not been set to 0: underflow does not count.
        """
        from_the_end = self.weights[::-1] != 0.0
        back = from_the_end.argmax(axis=0)
        since = np.where(from_the_end.any(axis=0), self.last + 1 - back, 0)
        for j in np.flatnonzero((since > 0) & (since <= self.last)):
            before = abs(self.weights[since[j] - 1, j])
            if before < UNDERFLOWING and not self.function.kink(self.weights[-1], int(j)):
                since[j] = self.last + 1
        return since

    def is_zero(self, step: int) -> NDArray[np.bool_]:
        """Which weights are exactly 0 at a step, other than by underflow; shape (n_weights,)."""
        k = min(step, self.last)
        return np.asarray((self.weights[k] == 0.0) & ~self._underflows)

    @cached_property
    def _underflows(self) -> NDArray[np.bool_]:
        """Which weights end at 0 by underflow."""
        return np.asarray((self.weights[-1] == 0.0) & (self.zero_since > self.last))

    def slope(self, index: int, steps: slice = slice(None)) -> FloatArray:
        """∂J along one weight at every step, or at some; shape (n_steps,)."""
        return self.data_gradient[steps, index] + self.function.penalty_slope(self.weights[steps], index)

    def frame(self, step: int) -> Frame:
        """The state at `step`, or at the last step there is if the run ended before."""
        k = max(0, min(step, self.last))
        return Frame(k, self.weights[k], float(self.data_loss[k]), float(self.penalty[k]))

    def __post_init__(self) -> None:
        for array in (self.weights, self.data_loss, self.penalty, self.data_gradient):
            array.flags.writeable = False
