"""Names of classes and of weights."""

from functools import lru_cache

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
    return _brief(trajectory.weight_names)


@lru_cache(8)
def _brief(names: tuple[str, ...]) -> dict[str, str]:
    """Those of weights called so: what is asked for at every step, of hundreds of names."""
    return initialled([weight_name(name) for name in names])
