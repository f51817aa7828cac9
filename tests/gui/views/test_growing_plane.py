"""Weight space over very many samples: contours grow while the window lives; a picture for a file waits for them."""

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from regsim.arrays import FloatArray
from regsim.engine import plane as engine
from regsim.engine.logistic import LogisticLoss
from regsim.engine.plane import Survey
from regsim.gui.grid import Grid
from regsim.gui.theme import LIGHT
from regsim.gui.views import growing_plane as module
from regsim.gui.views.weight_space import WeightSpaceView
from regsim.problem import Problem
from regsim.scenario import Scenario
from tests.gui.views.drawn import scenario_of

SCENARIO = msgspec.structs.replace(
    scenario_of('kind = "gaussians"\nn_samples = 400', "logistic-regression"), views=("weight-space",)
)


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many passes each event has made, where 400 samples are many."""
    found: list[int] = []
    advance = Survey.advance

    def counted(survey: Survey, n_passes: int) -> None:
        before = survey.n_known
        advance(survey, n_passes)
        found.append(survey.n_known - before)

    monkeypatch.setattr(Survey, "advance", counted)
    monkeypatch.setattr(engine, "WORK", 0)
    monkeypatch.setattr(engine, "SLOW", 0)
    monkeypatch.setattr(module, "FIRST_WORK", 0)
    return found


def drawn(qtbot: QtBot, scenario: Scenario = SCENARIO) -> tuple[Grid, WeightSpaceView]:
    """The view alone in a grid, painted once."""
    problem = Problem(scenario)
    grid = Grid(LIGHT)
    qtbot.addWidget(grid)
    grid.resize(900, 400)
    grid.set_runs(problem, problem.simulate(), 0)
    grid.show()
    grid.grab()
    view = grid.shown_views[0]
    assert isinstance(view, WeightSpaceView)
    return grid, view


def surveys(view: WeightSpaceView) -> list[Survey]:
    """What is known of the plane of every run."""
    found = [view._scene(run).plane.survey for run in range(len(view.trajectories))]
    return [survey for survey in found if survey is not None]


def is_done(view: WeightSpaceView) -> bool:
    return all(survey.is_done for survey in surveys(view))


def test_no_event_makes_more_than_a_pass_and_in_the_end_contours_and_minimum_are_there(
    qtbot: QtBot, passes: list[int]
) -> None:
    grid, view = drawn(qtbot)
    assert [survey.stage for survey in surveys(view)] == [0, 0]
    bare = grid.grab().toImage()

    qtbot.waitUntil(lambda: is_done(view), timeout=20_000)

    assert max(passes) == 1
    assert grid.grab().toImage() != bare
    for run, survey in enumerate(surveys(view)):
        plane = view._plane(run)
        best = plane.minimum()
        assert best is not None
        assert survey.minimum is not None
        np.testing.assert_array_equal(survey.minimum, best)


def test_nothing_is_evaluated_while_it_is_painted(
    qtbot: QtBot, passes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    grid, view = drawn(qtbot)
    view.show_constraint(is_hard=True)
    qtbot.waitUntil(lambda: is_done(view), timeout=20_000)

    def refused(_loss: LogisticLoss, _w: FloatArray) -> FloatArray:
        raise AssertionError("a pass over all samples")

    monkeypatch.setattr(LogisticLoss, "value", refused)
    passes.clear()
    for plot in view.plots[:2]:
        plot.invalidate()
    grid.grab()
    assert not passes


def test_another_strength_keeps_what_is_known_of_d_and_another_step_too(qtbot: QtBot, passes: list[int]) -> None:
    grid, view = drawn(qtbot)
    qtbot.waitUntil(lambda: is_done(view), timeout=20_000)
    before = surveys(view)
    passes.clear()

    grid.set_step(3)
    grid.grab()
    view.set_trajectories(view.trajectories, 0, view.n_steps)
    grid.grab()

    assert surveys(view) == before
    assert not passes


def test_a_picture_for_a_file_waits_for_all_of_the_contours(qtbot: QtBot, passes: list[int]) -> None:
    grid, view = drawn(qtbot)
    assert not is_done(view)
    grid.set_exporting(True)
    grid.grab()
    assert passes
    assert is_done(view)


@pytest.mark.usefixtures("passes")
def test_a_run_that_is_gone_grows_no_further(qtbot: QtBot) -> None:
    grid, view = drawn(qtbot)
    gone = surveys(view)[1]
    alone = msgspec.structs.replace(SCENARIO, runs=SCENARIO.runs[:1])
    problem = Problem(alone)
    grid.set_runs(problem, problem.simulate(), 0)
    grid.grab()
    n_known = gone.n_known
    qtbot.waitUntil(lambda: is_done(view), timeout=20_000)
    assert gone.n_known == n_known


@pytest.mark.usefixtures("passes")
def test_contours_that_are_not_shown_stop_growing_and_go_on_when_they_are_back(qtbot: QtBot) -> None:
    grid, view = drawn(qtbot)
    before, trajectories = surveys(view), view.trajectories
    problem = view.problem
    assert problem is not None
    grid.set_runs(Problem(msgspec.structs.replace(SCENARIO, views=("weights",)), problem), trajectories, 0)
    qtbot.waitUntil(lambda: not view._growing._growth._timer.isActive())
    assert not any(survey.is_done for survey in before)

    grid.set_runs(problem, trajectories, 0)

    qtbot.waitUntil(lambda: is_done(view), timeout=20_000)
    assert surveys(view) == before


@pytest.mark.usefixtures("passes")
def test_contours_go_on_where_nothing_has_changed_but_that_they_are_drawn_again(qtbot: QtBot) -> None:
    grid, view = drawn(qtbot)
    places = [plot.place for plot in view.plots]
    for plot in view.plots:
        plot.put(QRectF())
    qtbot.waitUntil(lambda: not view._growing._growth._timer.isActive())
    for plot, place in zip(view.plots, places, strict=True):
        plot.put(place)
    grid.grab()
    qtbot.waitUntil(lambda: is_done(view), timeout=20_000)
