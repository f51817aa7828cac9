"""A view alone in a grid, with the data and the optima that a window would give it."""

from functools import cache
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QPointF, QRectF
from pytestqt.qtbot import QtBot

import regsim
from regsim.engine.reference import NoOptimum, Optimum, optimum
from regsim.engine.trajectory import Trajectory
from regsim.gui.grid import Grid
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.theme import LIGHT
from regsim.gui.views import View
from regsim.gui.views.fit_picture import Observed
from regsim.problem import Problem, simulate
from regsim.scenario import Scenario

N_STEPS = 20
RUNS = """
[[runs]]
penalty = { kind = "l1", strength = 0.05 }
optimizer = { kind = "proximal-gradient", learning_rate = 0.1 }
[[runs]]
penalty = { kind = "l2", strength = 0.05 }
optimizer = { kind = "gradient-descent", learning_rate = 0.1 }
"""


def scenario_of(data: str, model: str, start: str = "zeros") -> Scenario:
    """Two runs of a kind of model, on data given as the contents of their table."""
    return regsim.loads(
        f'format = "regsim-scenario"\nversion = 1\nn_steps = {N_STEPS}\n[data]\n{data}\n'
        f'[model]\nkind = "{model}"\n[start]\nkind = "{start}"\n{RUNS}'
    )


PENALTY_ONLY = regsim.load("from-five")
POLYNOMIAL = scenario_of('kind = "polynomial"\nvalidation_fraction = 0.3', "linear-regression")
MOONS = scenario_of('kind = "moons"\nvalidation_fraction = 0.3', "neural-network", "normal")
DIABETES = scenario_of('kind = "diabetes"', "linear-regression")
CANCER = scenario_of('kind = "breast-cancer"\nvalidation_fraction = 0.3', "logistic-regression")
IRIS = scenario_of('kind = "iris"\nvalidation_fraction = 0.3', "softmax-regression")
DIGITS = scenario_of('kind = "digits"', "softmax-regression")
FLOWERS = scenario_of(  # two inputs and three classes
    'kind = "inline"\ncolumns = ["a", "b", "flower"]\ntarget = "flower"\n'
    "rows = [[0, 0, 1], [0, 1, 1], [3, 0, 2], [3, 1, 2], [1, 4, 5], [2, 4, 5]]",
    "softmax-regression",
)
ONE_INPUT = scenario_of(
    'kind = "inline"\ncolumns = ["a", "b"]\ntarget = "b"\nrows = [[0, 0], [1, 0], [2, 1], [3, 1], [4, 0], [5, 1]]',
    "logistic-regression",
)
ALL = {
    "penalty only": PENALTY_ONLY,
    "polynomial": POLYNOMIAL,
    "moons": MOONS,
    "diabetes": DIABETES,
    "cancer": CANCER,
    "iris": IRIS,
    "digits": DIGITS,
    "flowers": FLOWERS,
    "one input": ONE_INPUT,
}


@cache
def solved(scenario: Scenario) -> tuple[Problem, tuple[Trajectory, ...]]:
    """What is computed for a scenario, once for all tests."""
    return Problem(scenario), simulate(scenario)


def observed_in(scenario: Scenario) -> Observed:
    """What the models of a scenario are fitted to, as a picture of the fit has it."""
    problem, trajectories = solved(scenario)
    assert problem.dataset is not None
    return Observed(problem.dataset, problem.loss, trajectories[0].function(0).n_penalized)


def optima(scenario: Scenario) -> tuple[Optimum | None, ...]:
    """The exact optimum of every run that has one."""
    found: list[Optimum | None] = []
    for objective in solved(scenario)[0].objectives:
        try:
            found.append(optimum(objective))
        except NoOptimum:
            found.append(None)
    return tuple(found)


class Drawn:
    """A view alone in a grid.

    Parameters
    ----------
    qtbot : QtBot
    kind : str
    """

    def __init__(self, qtbot: QtBot, kind: str) -> None:
        self.kind = kind
        self.grid = Grid(LIGHT)
        qtbot.addWidget(self.grid)

    def show(self, scenario: Scenario, *, chosen: int = 0, size: tuple[int, int] = (900, 400)) -> View:
        """Draw a scenario."""
        problem, trajectories = solved(scenario)
        alone = Problem(msgspec.structs.replace(scenario, views=(self.kind,)), problem)
        self.grid.resize(*size)
        self.grid.set_runs(alone, trajectories, chosen)
        self.grid.show()
        self.grid.grab()
        return self.grid.shown_views[0]


def placed_notes(monkeypatch: pytest.MonkeyPatch) -> list[QRectF]:
    """Where notes are written from now on, in pixels."""
    places: list[QRectF] = []
    note = Canvas.note

    def write(*args: Any) -> QRectF:
        places.append(note(*args))
        return places[-1]

    monkeypatch.setattr(Canvas, "note", write)
    return places


def at(view: View, x: float, y: float, run: int = 0) -> QPointF:
    """A place in a run's plot, in parts of its width and height from the top left."""
    inside = view.plots[run].inside()
    return QPointF(inside.left() + x * inside.width(), inside.top() + y * inside.height())
