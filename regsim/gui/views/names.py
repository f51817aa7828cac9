"""Names of classes and of weights."""

import numpy as np

from regsim.data import Dataset
from regsim.engine.trajectory import Trajectory
from regsim.gui.plotting.labels import initialled
from regsim.gui.words import number, weight_name


def class_names(dataset: Dataset) -> tuple[str, ...]:
    """What the levels of a target are called, in their order; those that are numbers by the target: passed = 1."""
    return tuple(
        dataset.classes[int(level)] if dataset.classes else f"{dataset.target_name} = {number(float(level))}"
        for level in np.unique(dataset.y)
    )


def brief_names(trajectory: Trajectory) -> dict[str, str]:
    """What the weights with names of several words are called where there is no room: the same in every view."""
    return initialled(tuple(map(weight_name, trajectory.weight_names)))
