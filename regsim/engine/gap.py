"""How far a descent is from the smallest value there is: the gap J − J* at every step."""

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.reference import optimum
from regsim.engine.trajectory import Trajectory


def gap(trajectory: Trajectory) -> FloatArray:
    """J − J* at every row of the trajectory, shape (n_rows,); not below 0 but for rounding.

    Where λ changes in mid-run, J* is that of the λ in force. Near the end the gap is a difference of nearly equal
    numbers: below about 1e-16·J it is rounding.

    Raises
    ------
    NoOptimum
        When what was minimised has no minimum, or too many.
    """
    smallest = np.empty(len(trajectory.steps))
    start = None
    for phase in trajectory.phases:
        if phase.start > trajectory.last:
            break
        found = optimum(phase.objective, start)
        smallest[np.searchsorted(trajectory.steps, phase.start) :] = found.objective
        start = found.weights
    return trajectory.objective - smallest
