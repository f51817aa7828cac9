"""The validation loss over the steps, at as many of them as can be computed between two frames.

D is known at every step, since the descent needs it. On the samples set aside nothing needs it: it is computed for
drawing alone, at steps that are far enough apart, and once for each of them however often the run grows. Where even
these are too many for one event, it grows from coarse to fine.
"""

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.descent import quiet
from regsim.engine.history import Frame
from regsim.engine.losses import DataLoss, IndexArray
from regsim.engine.refined import coarse_first
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
        At the steps that are known so far.
    """

    def __init__(self, loss: DataLoss, n_steps: int) -> None:
        self.steps: IndexArray = np.empty(0, np.intp)
        self.values: FloatArray = np.empty(0)
        self._loss = loss
        work = loss.work + A_SAMPLE * loss.n_samples
        self._affordable = max(2 * WORK // work, 1)  # points in one event
        n_points = int(np.clip(WORK // work, *POINTS))
        self._every = 1 << (-(-n_steps // n_points) - 1).bit_length()  # a power of 2, as in thinned histories
        self._known: dict[int, float] = {}
        self._trajectory: Trajectory | None = None
        self._missing: list[int] = []  # steps, those that tell most first

    @property
    def is_done(self) -> bool:
        """Whether it is known at every step that is to be drawn."""
        return not self._missing

    @property
    def n_known(self) -> int:
        """At how many steps it is drawn."""
        return len(self.steps)

    @property
    def is_news(self) -> bool:
        """Whether it is to be drawn again: each time it has grown, for there are few points of a curve that grows."""
        return True

    def follow(self, trajectory: Trajectory) -> None:
        """Go on to the last step there is; as far as there is time for it before it is drawn."""
        if self._trajectory is None or trajectory.last != self._trajectory.last:
            every = max(self._every, trajectory.every)
            steps = np.union1d(np.arange(0, trajectory.last + 1, every), trajectory.last)
            self._missing = [
                step for step in steps[coarse_first(steps.astype(np.float64))].tolist() if step not in self._known
            ]
            known = [step for step in steps.tolist() if step in self._known]
            self._trajectory, self.steps = trajectory, np.array(known, np.intp)
            self.grow()

    def begin(self) -> None:
        """It has begun when it has followed a run."""

    def grow(self) -> None:
        """Know as many points more as fit into one event."""
        new, self._missing = self._missing[: self._affordable], self._missing[self._affordable :]
        if new and self._trajectory is not None:
            weights = self._trajectory.weights[[self._trajectory.row(step) for step in new]]
            with quiet():
                self._known.update(zip(new, self._loss.value(weights).tolist(), strict=True))
        self.steps = np.union1d(self.steps, np.array(new, np.intp))
        self.values = np.array([self._known[step] for step in self.steps.tolist()])

    def finish(self) -> None:
        """Know all of it, however long it takes."""
        while not self.is_done:
            self.grow()

    def at(self, frame: Frame) -> float:
        """The validation loss at a step, whether it is drawn or not."""
        if frame.step not in self._known:
            with quiet():
                self._known[frame.step] = float(self._loss.value(frame.weights))
        return self._known[frame.step]
