"""The loss and its derivative along one weight: open at a kink, and with a dot for what can be told apart."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

import regsim
from regsim.gui.grid import Grid
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.theme import LIGHT
from regsim.gui.views.along import MAX_DOTS, looked_at, seen_apart
from regsim.problem import Problem


@pytest.mark.parametrize("width", range(600, 640, 3))
def test_the_derivative_of_l1_is_two_open_branches_whatever_the_width(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    problem = Problem(regsim.load("from-five", ["views=['derivative']", "runs=[{penalty={kind='l1'}}]"]))
    grid = Grid(LIGHT)
    qtbot.addWidget(grid)
    branches: list[set[float]] = []
    monkeypatch.setattr(Canvas, "curves", lambda _, curves: branches.extend(set(y.tolist()) for _, y, *_ in curves))
    grid.resize(width, 300)
    grid.set_runs(problem, problem.simulate(), 0)
    grid.show()
    grid.grab()
    assert branches[-2:] == [{-1.0}, {1.0}]


@pytest.mark.parametrize("n", [1, 2, 500, 25_000, 1_000_000])
def test_of_a_run_of_any_length_the_first_steps_get_their_dots_and_only_so_many_are_drawn(n: int) -> None:
    rows = looked_at(n)
    assert (np.diff(rows) > 0).all()
    assert rows[0] == 0
    assert len(rows) <= 30_000
    falling = 0.5 ** np.minimum(rows, 1000.0)
    dots = rows[seen_apart(falling, falling)]
    assert dots[:4].tolist() == [0, 1, 2, 3][: min(n, 4)]
    assert len(dots) <= MAX_DOTS
