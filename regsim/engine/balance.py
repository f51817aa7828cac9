"""The balance of forces on every weight: the pull of the data, −∇D, and that of the penalty, −λ∂R.

Away from the optimum one of them wins, and the weight moves the way of the sum. At the optimum they are equal and
opposite, for every λ. Where R has a kink the penalty has no one pull: at w_j = 0 L1 answers any pull of the data up to
λ with exactly as much against it, and the weight stays. Proximal rules step like that. Rules that take the subgradient
sign(0) = 0 do not: at 0 their penalty lets go.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from regsim.arrays import FloatArray
from regsim.engine.accelerated import Fista
from regsim.engine.descent import Phase
from regsim.engine.losses import IndexArray
from regsim.engine.optimality import hold
from regsim.engine.optimizers import ProximalGradient
from regsim.engine.trajectory import Trajectory

PROXIMAL = (ProximalGradient, Fista)


@dataclass(frozen=True, eq=False)
class Balance:
    """The forces at one point, each an array of shape (n_weights,), or at many: (..., n_weights).

    Attributes
    ----------
    data : array
        −∂D/∂w_j.
    penalty : array
        −λ∂R/∂w_j as the rule of the run takes it; where a proximal rule holds a weight at 0, exactly −`data`.
    reach : array
        Up to which pull the penalty can hold a weight that is 0; 0 where it cannot, or the weight is not 0.
    """

    data: FloatArray
    penalty: FloatArray
    reach: FloatArray

    @property
    def total(self) -> FloatArray:
        """The resultant, −∂J/∂w_j."""
        return self.data + self.penalty

    @property
    def is_held(self) -> NDArray[np.bool_]:
        """Which weights the penalty holds at exactly 0."""
        return np.asarray((self.reach > 0.0) & (self.total == 0.0))


@np.errstate(all="ignore")
def balance(phase: Phase, w: FloatArray, data_gradient: FloatArray) -> Balance:
    """The forces at w of shape (..., n_weights), where ∇D is `data_gradient`, on a run in this phase."""
    objective, n = phase.objective, phase.objective.n_penalized
    penalty, reach, at_zero = np.zeros(w.shape), np.zeros(w.shape), w == 0.0
    penalty[..., :n] = -objective.penalty.gradient(w[..., :n])
    if isinstance(phase.optimizer, PROXIMAL) and at_zero.any():
        left = hold(objective).imbalance(w, data_gradient)
        penalty = np.where(at_zero, data_gradient - left, penalty)
    for point in np.ndindex(w.shape[:-1]):
        held = np.flatnonzero(at_zero[point][:n])
        if len(held):
            reach[point][held] = objective.kink(w[point], int(held[0]))  # of one weight at 0 as of every other
    return Balance(-data_gradient, penalty, reach)


def balance_along(trajectory: Trajectory, rows: IndexArray) -> Balance:
    """The forces at some rows of a run, which rise: each array of shape (n_rows, n_weights)."""
    changes = np.searchsorted(trajectory.steps[rows], [phase.start for phase in trajectory.phases[1:]])
    parts = [
        balance(phase, trajectory.weights[some], trajectory.data_gradient[some])
        for phase, some in zip(trajectory.phases, np.split(rows, changes), strict=True)
    ]
    data, penalty, reach = zip(*((part.data, part.penalty, part.reach) for part in parts), strict=True)
    return Balance(np.concatenate(data), np.concatenate(penalty), np.concatenate(reach))
