"""Names: those of classes that are numbers say of what, and shortened ones can be told apart."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from regsim.data import Dataset
from regsim.gui.plotting.canvas import text_width
from regsim.gui.views.names import class_names, told_apart

IRIS = ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")
FLOWERS = ("setosa", "versicolor", "virginica")


def test_classes_that_are_numbers_are_named_by_the_target() -> None:
    X, y = np.zeros((3, 1)), np.array([0.0, 2.0, 2.0])
    assert class_names(Dataset(X, y, ("x",), "passed")) == ("passed = 0", "passed = 2")
    assert class_names(Dataset(X, y, ("x",), "passed", ("no", "maybe", "yes"))) == ("no", "yes")


@pytest.mark.parametrize("names", [IRIS, FLOWERS, ("mean radius", "mean texture", "worst radius", "worst texture")])
@pytest.mark.parametrize("width", [40.0, 60.0, 90.0, 200.0])
def test_names_of_different_things_stay_different_when_shortened(
    qtbot: QtBot, names: tuple[str, ...], width: float
) -> None:
    del qtbot  # there must be an application for fonts
    short = told_apart(names, width)
    assert len(set(short)) == len(names)
    assert all(text_width(name) <= width for name in short)


def test_names_that_fit_are_written_in_full_and_brackets_go_first(qtbot: QtBot) -> None:
    del qtbot
    assert told_apart(IRIS, 400.0) == list(IRIS)
    assert told_apart(IRIS, text_width("sepal length") + 1.0) == [name.removesuffix(" (cm)") for name in IRIS]
    assert told_apart(("x", "x"), 30.0) == ["x", "x"]
