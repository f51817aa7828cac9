"""A curve over very many samples grows while it is looked at: a bounded part of it in one event, and in the end all."""

import msgspec
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from regsim.arrays import FloatArray
from regsim.engine.logistic import LogisticLoss
from regsim.gui.grid import Grid
from regsim.gui.theme import LIGHT
from regsim.gui.views import growing as module
from regsim.gui.views.along import MIN_POINTS, AlongOneWeight
from regsim.problem import Problem
from tests.gui.views.drawn import scenario_of

SCENARIO = scenario_of('kind = "gaussians"\nn_samples = 400', "logistic-regression")


@pytest.fixture
def evaluated(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many points of a line were computed in each call, where 400 samples are many."""
    found: list[int] = []
    along = LogisticLoss.along

    def counted(loss: LogisticLoss, w: FloatArray, index: int, grid: FloatArray) -> tuple[FloatArray, FloatArray]:
        found.append(len(grid))
        return along(loss, w, index, grid)

    monkeypatch.setattr(LogisticLoss, "along", counted)
    monkeypatch.setattr(module, "FIRST_TERMS", 800)
    monkeypatch.setattr(module, "SLICE_TERMS", 1200)
    return found


def drawn(qtbot: QtBot, kind: str) -> tuple[Grid, AlongOneWeight]:
    """The view alone in a grid, painted once."""
    problem = Problem(SCENARIO)
    grid = Grid(LIGHT)
    qtbot.addWidget(grid)
    grid.resize(900, 400)
    alone = Problem(msgspec.structs.replace(SCENARIO, views=(kind,)), problem)
    grid.set_runs(alone, problem.simulate(), 0)
    grid.show()
    grid.grab()
    view = grid.shown_views[0]
    assert isinstance(view, AlongOneWeight)
    return grid, view


@pytest.mark.parametrize("kind", ["slice", "derivative"])
def test_no_event_computes_more_than_its_part_and_in_the_end_the_curve_is_whole(
    qtbot: QtBot, evaluated: list[int], kind: str
) -> None:
    _, view = drawn(qtbot, kind)
    assert evaluated
    assert max(evaluated) <= 2  # 800 terms of 400 samples
    canvas = view.plots[0].canvas(None)
    assert len(view.slice_for(canvas, 0).grid) < MIN_POINTS
    assert len(view.penalty_for(canvas, 0).grid) > MIN_POINTS
    evaluated.clear()

    qtbot.waitUntil(lambda: not list(view._growth._behind()))

    assert max(evaluated) <= 3  # 1200 terms
    for run in range(2):
        found = view.slice_for(view.plots[run].canvas(None), run)
        frame, function = view.frame(run), view.trajectories[run].function(view.step)
        whole = function.along(frame.weights, view.chosen, found.grid)
        np.testing.assert_allclose(found.objective, whole.objective, rtol=1e-12)
        np.testing.assert_allclose(found.slope, whole.slope, rtol=1e-10, atol=1e-13)
        assert 0.0 in found.grid


def test_what_is_known_first_is_the_step_itself(
    qtbot: QtBot, evaluated: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FIRST_TERMS", 0)
    _, view = drawn(qtbot, "slice")
    assert not evaluated
    found, frame = view.slice_for(view.plots[0].canvas(None), 0), view.frame(0)
    assert found.grid.tolist() == [frame.weights[view.chosen]]
    assert found.objective[0] == pytest.approx(frame.objective, rel=1e-15)
    assert found.data_slope[0] == frame.data_gradient[view.chosen]


def test_a_picture_for_a_file_waits_for_all_of_the_curve(qtbot: QtBot, evaluated: list[int]) -> None:
    grid, view = drawn(qtbot, "slice")
    assert evaluated
    grid.set_exporting(True)
    canvas = view.plots[0].canvas(None)
    assert len(view.slice_for(canvas, 0).grid) == len(view.penalty_for(canvas, 0).grid) > MIN_POINTS


def test_a_new_step_stops_what_grew_for_the_old_one(qtbot: QtBot, evaluated: list[int]) -> None:
    grid, view = drawn(qtbot, "slice")
    assert evaluated
    grid.set_step(3)
    grid.grab()
    qtbot.waitUntil(lambda: not list(view._growth._behind()))
    found, frame = view.slice_for(view.plots[1].canvas(None), 1), view.frame(1)
    assert frame.step == 3
    whole = view.trajectories[1].function(3).along(frame.weights, view.chosen, found.grid)
    np.testing.assert_allclose(found.objective, whole.objective, rtol=1e-12)


@pytest.mark.usefixtures("evaluated")
def test_what_is_not_shown_stops_growing_and_begins_anew_when_it_is_back(qtbot: QtBot) -> None:
    grid, view = drawn(qtbot, "slice")
    away, back = (msgspec.structs.replace(SCENARIO, views=views) for views in (("weights",), ("slice",)))
    problem = Problem(away)
    grid.set_runs(problem, problem.simulate(), 0)
    qtbot.waitUntil(lambda: not view._growth._timer.isActive())
    assert view._growth.is_growing

    grid.set_runs(Problem(back, problem), problem.simulate(), 0)

    qtbot.waitUntil(lambda: len(view.slice_for(view.plots[1].canvas(None), 1).grid) > MIN_POINTS)


@pytest.mark.parametrize("kind", ["slice", "derivative"])
def test_what_has_grown_stays_where_the_same_runs_are_prepared_anew(
    qtbot: QtBot, evaluated: list[int], kind: str
) -> None:
    grid, view = drawn(qtbot, kind)
    qtbot.waitUntil(lambda: not view._growth.is_growing)
    evaluated.clear()
    grid.hold_axes(are_held=False)
    grid.grab()
    assert not evaluated

    view.set_trajectories(view.trajectories, 1, view.n_steps, view.changes)

    canvas = view.plots[0].canvas(None)
    assert view.slice_for(canvas, 0).grid.max() == canvas.x_range[1]
    assert evaluated  # along another weight
