"""What a run has been through: the weights and losses at every step, as read-only arrays."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.objective import Objective
from regsim.engine.optimizers import Optimizer


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
        return _read_only(self.data_loss + self.penalty)

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

    def slope(self, index: int, steps: slice = slice(None)) -> FloatArray:
        """∂J along one weight at every step, or at some; shape (n_steps,)."""
        return self.data_gradient[steps, index] + self.function.penalty_slope(self.weights[steps], index)

    def frame(self, step: int) -> Frame:
        """The state at `step`, or at the last step there is if the run ended before."""
        k = min(step, self.last)
        return Frame(k, self.weights[k], float(self.data_loss[k]), float(self.penalty[k]))


def trajectory(
    weights: FloatArray,
    data_loss: FloatArray,
    penalty: FloatArray,
    data_gradient: FloatArray,
    status: str,
    function: Objective,
    optimizer: Optimizer,
) -> Trajectory:
    """A trajectory over read-only views of the arrays."""
    return Trajectory(
        _read_only(weights),
        _read_only(data_loss),
        _read_only(penalty),
        _read_only(data_gradient),
        status,
        function,
        optimizer,
    )


def _read_only(array: FloatArray) -> FloatArray:
    view = array.view()
    view.flags.writeable = False
    return view
