"""The validation loss over the steps, at as many of them as can be computed between two frames.

D is known at every step, since the descent needs it. On the samples set aside nothing needs it: it is computed for
drawing alone, at steps that are far enough apart, and once for each of them however often the run grows.
"""

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.descent import quiet
from regsim.engine.history import Frame
from regsim.engine.losses import DataLoss, IndexArray
from regsim.engine.trajectory import Trajectory

WORK = 20_000_000  # multiplications for a curve, about a frame's time
POINTS = (48, 512)  # fewest and most of a curve
A_SAMPLE = 20  # multiplications that a sample's own loss takes as long as


class ValidationCurve:
    """The validation loss of one run under way.

    Parameters
    ----------
    loss : DataLoss
        On the samples set aside.
    n_steps : int
        How long the run will be.

    Attributes
    ----------
    steps : array of int, shape (n_points,)
    values : array of shape (n_points,)
    """

    def __init__(self, loss: DataLoss, n_steps: int) -> None:
        self.steps: IndexArray = np.empty(0, np.intp)
        self.values: FloatArray = np.empty(0)
        self._loss = loss
        n_points = int(np.clip(WORK // (loss.work + A_SAMPLE * loss.n_samples), *POINTS))
        self._every = 1 << (-(-n_steps // n_points) - 1).bit_length()  # a power of 2, as in thinned histories
        self._known: dict[int, float] = {}

    def follow(self, trajectory: Trajectory) -> None:
        """Go on to the last step there is."""
        every = max(self._every, trajectory.every)
        self.steps = np.union1d(np.arange(0, trajectory.last + 1, every), trajectory.last)
        new = [step for step in self.steps.tolist() if step not in self._known]
        if new:
            weights = trajectory.weights[[trajectory.row(step) for step in new]]
            with quiet():
                self._known.update(zip(new, self._loss.value(weights).tolist(), strict=True))
        self.values = np.array([self._known[step] for step in self.steps.tolist()])

    def at(self, frame: Frame) -> float:
        """The validation loss at a step, whether it is drawn or not."""
        if frame.step not in self._known:
            with quiet():
                self._known[frame.step] = float(self._loss.value(frame.weights))
        return self._known[frame.step]
