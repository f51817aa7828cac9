"""What a run has been through: the weights and losses at every step, as read-only arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from regsim.arrays import FloatArray
from regsim.engine.batches import is_estimated
from regsim.engine.descent import Phase, phase_at, quiet
from regsim.engine.history import Frame, Steps, Update
from regsim.engine.losses import DataLoss, IndexArray
from regsim.engine.objective import Objective
from regsim.engine.optimizers import Optimizer

UNDERFLOWING = 1e-150  # a weight that comes to 0 from below this has run out of float64, not been set to 0


@dataclass(frozen=True, eq=False)
class Trajectory:
    """A run, step by step. The arrays have a row per step; of a run too long for that, every 2ᵏ-th and the last.

    Attributes
    ----------
    rows : Steps
        What is kept.
    status : str
        ``done``, ``running``, or ``diverged at step k: …``; a diverged run ends with its last finite step.
    phases : tuple of Phase
        What was minimised, and the rule that did it: one, and another for each change in mid-run.
    validation : DataLoss or None
        D on the samples set aside.
    """

    rows: Steps
    status: str
    phases: tuple[Phase, ...]
    validation: DataLoss | None = None

    @property
    def steps(self) -> IndexArray:
        """The step of each row, shape (n_rows,)."""
        return self.rows.steps

    @property
    def every(self) -> int:
        """1 where every step has a row, else the power of 2 that divides the steps that have."""
        return self.rows.every

    @property
    def weights(self) -> FloatArray:
        """The weights, shape (n_rows, n_weights)."""
        return self.rows.weights

    @property
    def data_loss(self) -> FloatArray:
        """D, shape (n_rows,)."""
        return self.rows.data_loss

    @property
    def penalty(self) -> FloatArray:
        """λR, shape (n_rows,)."""
        return self.rows.penalty

    @property
    def data_gradient(self) -> FloatArray:
        """∇D over all samples, shape (n_rows, n_weights)."""
        return self.rows.data_gradient

    @property
    def objective(self) -> FloatArray:
        """J = D + λR, shape (n_rows,)."""
        return self.rows.objective

    @cached_property
    def validation_loss(self) -> FloatArray | None:
        """D on the samples set aside, shape (n_rows,); None where there are none."""
        if self.validation is None:
            return None
        with quiet():
            return _read_only(self.validation.value(self.weights))

    @cached_property
    def accuracy(self) -> FloatArray | None:
        """The share of samples classified right, shape (n_rows,); None without classes."""
        return self.accuracies(self.weights)[0]

    @cached_property
    def validation_accuracy(self) -> FloatArray | None:
        """The share of samples set aside that are classified right, shape (n_rows,); None without either."""
        return self.accuracies(self.weights)[1]

    def accuracies(self, weights: FloatArray) -> tuple[FloatArray | None, FloatArray | None]:
        """The share of samples classified right with these weights, and that of the samples set aside."""
        with quiet():
            aside = self.validation.accuracy(weights) if self.validation else None
            return self.loss.accuracy(weights), aside

    @property
    def loss(self) -> DataLoss:
        """The data loss, the same in all phases."""
        return self.phases[0].objective.loss

    @property
    def weight_names(self) -> tuple[str, ...]:
        """One name per column of `weights`."""
        return self.loss.weight_names

    @property
    def n_weights(self) -> int:
        """How many weights there are."""
        return len(self.weight_names)

    @property
    def last(self) -> int:
        """The last step there is."""
        return int(self.steps[-1])

    @property
    def diverged(self) -> bool:
        """Whether the run ended because a value was no longer finite."""
        return self.status.startswith("diverged")

    def phase(self, step: int) -> Phase:
        """What was minimised at this step, and the rule for the update that starts there."""
        return phase_at(self.phases, step)

    def function(self, step: int) -> Objective:
        """What was minimised at this step."""
        return self.phase(step).objective

    def optimizer(self, step: int) -> Optimizer:
        """The rule for the update that starts at this step."""
        return self.phase(step).optimizer

    def row(self, step: int) -> int:
        """The row of the last step up to `step` that has one."""
        if step >= self.last:
            return len(self.steps) - 1
        return max(step, 0) // self.every

    def frame(self, step: int) -> Frame:
        """The state at `step`, or at the last step there is if the run ended before."""
        step = max(0, min(step, self.last))
        row = self.row(step)
        if self.steps[row] != step:
            return self.rows.checkpoints.frame(step)
        return Frame(
            step, self.weights[row], self.data_gradient[row], float(self.data_loss[row]), float(self.penalty[row])
        )

    def update(self, step: int) -> Update:
        """What went into the update from `step`, one of the steps but the last, to the next."""
        optimizer, function = self.optimizer(step), self.function(step)
        if not is_estimated(function, optimizer) and not optimizer.init(function):
            return Update(self.frame(step).data_gradient, (), ())
        return self.rows.checkpoints.update(step)

    @cached_property
    def zero_since(self) -> IndexArray:
        """The step from which each weight is set to exactly 0 and stays; last + 1 where it is not.

        A weight that halves until float64 has no smaller number has not been set to 0: underflow does not count.
        """
        step, weight = self.rows.nonzero
        since = np.minimum(step + 1, self.last + 1)
        end = self.weights[-1]
        for j in np.flatnonzero((since > 0) & (since <= self.last)):
            if abs(weight[j]) < UNDERFLOWING and not self.function(int(step[j])).kink(end, int(j)):
                since[j] = self.last + 1
        return since

    def is_zero(self, step: int) -> NDArray[np.bool_]:
        """Which weights are exactly 0 at a step, other than by underflow; shape (n_weights,)."""
        return self.are_zero(self.frame(step).weights)

    def are_zero(self, weights: FloatArray) -> NDArray[np.bool_]:
        """The same of weights of shape (n_weights,), which may be on the way from one step to the next."""
        return np.asarray((weights == 0.0) & ~self._underflows)

    @cached_property
    def _underflows(self) -> NDArray[np.bool_]:
        """Which weights end at 0 by underflow."""
        return np.asarray((self.weights[-1] == 0.0) & (self.zero_since > self.last))

    def slope(self, index: int, rows: slice = slice(None)) -> FloatArray:
        """∂J along one weight at every row, or at some."""
        steps, weights = self.steps[rows], self.weights[rows]
        slopes = self.data_gradient[rows, index].copy()
        for phase, end in zip(self.phases, [*(p.start for p in self.phases[1:]), self.last + 1], strict=True):
            within = slice(*np.searchsorted(steps, [phase.start, end]).tolist())
            slopes[within] += phase.objective.penalty_slope(weights[within], index)
        return slopes

    def __post_init__(self) -> None:
        for array in (self.weights, self.data_loss, self.penalty, self.objective, self.data_gradient):
            _read_only(array)


def first_moving(trajectories: Sequence[Trajectory]) -> int:
    """The first weight that has something to show, at the start or because the data pull on it: what to look along.

    A pixel that is the same in every image has a weight that no run ever moves.
    """
    moves = np.any([(t.weights[0] != 0.0) | (t.data_gradient[0] != 0.0) for t in trajectories], axis=0)
    return int(moves.argmax())


def _read_only(array: FloatArray) -> FloatArray:
    array.flags.writeable = False
    return array
