"""How far weights reach in the course of all runs: scales that stay while a run plays, and are the same along a row."""

from collections.abc import Sequence

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.trajectory import Trajectory
from regsim.gui.views.ranges import shared_range

MOST_NUMBERS = 200_000  # that are looked at: of a long history not every step


def reach_of(trajectories: Sequence[Trajectory], which: slice, *, of_zeros: float = 1.0) -> float:
    """The largest size of some weights at any step of any run; one that runs away does not flatten the others.

    `of_zeros` where they are all exactly 0 all along.
    """
    sizes = [largest(t, which) for t in trajectories]
    return shared_range(sizes)[1] or of_zeros


def largest(trajectory: Trajectory, which: slice) -> FloatArray:
    """The largest size of some weights at steps all along a run, the first and the last among them."""
    n_rows = len(trajectory.steps)
    n_weights = len(range(*which.indices(trajectory.n_weights)))
    n_looked_at = min(n_rows, max(MOST_NUMBERS // max(n_weights, 1), 50))
    rows = np.linspace(0, n_rows - 1, n_looked_at).astype(np.intp)
    return np.asarray(np.abs(trajectory.weights[rows, which]).max(axis=1, initial=0.0))
