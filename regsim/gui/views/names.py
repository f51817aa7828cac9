"""Names of classes."""

import numpy as np

from regsim.data import Dataset
from regsim.gui.words import number


def class_names(dataset: Dataset) -> tuple[str, ...]:
    """What the levels of a target are called, in their order; those that are numbers by the target: passed = 1."""
    return tuple(
        dataset.classes[int(level)] if dataset.classes else f"{dataset.target_name} = {number(float(level))}"
        for level in np.unique(dataset.y)
    )
