"""How far a run still is above the smallest J there is: J − J*, for drawing.

On a log axis a descent that comes nearer by the same factor at every step is a straight line. It ends where J and J*
are the same but for rounding: their difference then says nothing any more. Where λ changes in mid-run J* is another
from that step on; what the last update under the λ before has come to is still told, with J under that λ.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.history import Frame
from regsim.engine.losses import IndexArray
from regsim.engine.optimality import hold
from regsim.engine.reference import Optimum
from regsim.engine.trajectory import Trajectory
from regsim.gui.views.jumps import Jump
from regsim.gui.words import number

ROUNDING = float(np.finfo(np.float64).eps)  # of what J* is summed from: no difference below this share of it is known


@dataclass(frozen=True, eq=False)
class LossGap:
    """J − J* of a run, as long as it has the λ that the optimum belongs to.

    Attributes
    ----------
    steps : array of int, shape (n_points,)
    values : array of shape (n_points,)
        Not below `floor`.
    smallest : float
        J*.
    floor : float
        What is smaller is rounding.
    until : int
        The step from which λ is another: the last there is, with J under the λ before.
    """

    steps: IndexArray
    values: FloatArray
    smallest: float
    floor: float
    until: int

    def at(self, frame: Frame) -> float | None:
        """J − J* at a step, but not below `floor`; None where λ is another."""
        return max(frame.objective - self.smallest, self.floor) if frame.step < self.until else None

    def end(self, step: int) -> float | None:
        """J − J* at the step of the change, under the λ that has led to it; None at other steps."""
        return float(self.values[-1]) if step == self.until and self.steps[-1] == step else None

    def told(self, value: float) -> str:
        """J − J* in words: a number, unless it is nothing but rounding."""
        return "less than rounding" if 0.0 < self.floor >= value else number(value)


def loss_gap(trajectory: Trajectory, optimum: Optimum, until: int, jump: Jump | None) -> LossGap:
    """J − J* of a run that minimises the same until a step, where J makes a jump if the run has come so far."""
    n = int(np.searchsorted(trajectory.steps, until))
    steps, objective = trajectory.steps[:n], trajectory.objective[:n]
    if jump is not None:
        steps, objective = np.append(steps, jump.step), np.append(objective, jump.data_loss + jump.before)
    floor = ROUNDING * (trajectory.loss.magnitude(optimum.weights) + optimum.penalty)
    return LossGap(steps, np.maximum(objective - optimum.objective, floor), optimum.objective, floor, until)


def are_of(optima: Sequence[Optimum | None], trajectories: Sequence[Trajectory]) -> bool:
    """Whether these are the optima of the runs, not of those that come next: under another λ."""
    pairs = zip(optima, trajectories, strict=False)
    return len(optima) == len(trajectories) and all(
        found is None or found.can_be_of(t.function(0)) for found, t in pairs
    )


def why_no_gap(trajectory: Trajectory) -> str:
    """Why there is no J* to compare with, in a sentence."""
    if not trajectory.loss.is_convex:
        return "No J*: the loss of a neural network is not convex."
    if hold(trajectory.function(0)).is_free and trajectory.loss.accuracy(trajectory.weights[0]) is not None:
        return "No J*: without a penalty there is no minimum where the weights can separate the classes."
    return "J* is not known."
