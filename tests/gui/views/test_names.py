"""Names of classes: those that are numbers say of what."""

import numpy as np

from regsim.data import Dataset
from regsim.gui.views.names import class_names


def test_classes_that_are_numbers_are_named_by_the_target() -> None:
    X, y = np.zeros((3, 1)), np.array([0.0, 2.0, 2.0])
    assert class_names(Dataset(X, y, ("x",), "passed")) == ("passed = 0", "passed = 2")
    assert class_names(Dataset(X, y, ("x",), "passed", ("no", "maybe", "yes"))) == ("no", "yes")
