"""Runs too long for a row a step: what is shown at a step is exact all the same."""

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

import regsim
from regsim.arrays import FloatArray
from regsim.engine.simulation import Simulation
from regsim.engine.trajectory import Trajectory
from regsim.gui import turn
from regsim.gui.grid import Grid
from regsim.gui.header import shares_right, state
from regsim.gui.theme import LIGHT
from regsim.gui.views import VIEW_CLASSES, View
from regsim.gui.views import validation as validation_module
from regsim.gui.views.derivative import DerivativeView
from regsim.gui.views.objective import VALIDATION, ObjectiveView
from regsim.gui.views.validation import ValidationCurve
from regsim.gui.words import number
from regsim.problem import Problem
from tests.gui.pixels import are_alike
from tests.gui.views.drawn import Drawn, scenario_of

SCENARIO = regsim.load("breast-cancer", ["n_steps=301", "data.validation_fraction=0.25"])
FULL = regsim.simulate(SCENARIO)
EXACT = 203  # without a row in what is thinned


def thinned(budget: int = 40_000) -> tuple[Trajectory, ...]:
    problem = Problem(SCENARIO)
    found = []
    for phases in problem.phases:
        simulation = Simulation(
            phases[0].objective,
            phases[0].optimizer,
            problem.start,
            SCENARIO.n_steps,
            validation=problem.validation,
            budget=budget,
        )
        simulation.advance()
        found.append(simulation.trajectory())
    return tuple(found)


THINNED = thinned()


def view_of(qtbot: QtBot, kind: str, trajectories: tuple[Trajectory, ...] = THINNED) -> tuple[Grid, View]:
    grid = Grid(LIGHT)
    qtbot.addWidget(grid)
    grid.resize(900, 400)
    grid.set_runs(Problem(msgspec.structs.replace(SCENARIO, views=(kind,))), trajectories, 3)
    grid.set_step(EXACT)
    grid.show()
    grid.grab()
    return grid, grid.shown_views[0]


def test_the_history_is_thinned() -> None:
    assert THINNED[0].every > 1
    assert EXACT % THINNED[0].every


@pytest.mark.parametrize("kind", VIEW_CLASSES)
@pytest.mark.parametrize("run", [0, 1])
def test_every_view_says_the_same_as_with_all_rows(qtbot: QtBot, kind: str, run: int) -> None:
    _, thin = view_of(qtbot, kind)
    _, full = view_of(qtbot, kind, FULL)
    assert thin.describe(run) == full.describe(run)
    assert f"at step {EXACT}" in thin.describe(run)


@pytest.mark.parametrize("run", [0, 1])
def test_the_head_of_a_column_has_the_same_numbers(run: int) -> None:
    texts = []
    for trajectory in (THINNED[run], FULL[run]):
        frame = trajectory.frame(EXACT)
        texts.append(state(trajectory, frame, shares_right(trajectory, frame), number))
    assert texts[0] == texts[1]
    assert " % of those set aside" in texts[0][0]


@pytest.mark.parametrize("run", [0, 1])
def test_the_next_step_and_the_slope_are_those_of_the_step(qtbot: QtBot, run: int) -> None:
    _, view = view_of(qtbot, "derivative")
    assert isinstance(view, DerivativeView)
    weights = FULL[run].weights[:, 3]
    assert view.slope(run) == FULL[run].slope(3)[EXACT]
    assert view._next_move(run) == weights[EXACT + 1] - weights[EXACT]


@pytest.mark.parametrize("kind", ["weights", "objective"])
def test_what_is_pointed_at_is_exact(qtbot: QtBot, kind: str) -> None:
    _, view = view_of(qtbot, kind)
    y = FULL[1].weights[EXACT, 30] if kind == "weights" else 0.0
    with qtbot.waitSignal(view.pointed_at) as said:
        view.on_hover(1, view.plots[1].canvas(None).point(EXACT, float(y)))
    value = FULL[1].weights[EXACT, 30] if kind == "weights" else FULL[1].data_loss[EXACT]
    assert f" = {number(float(value))} at step {EXACT}" in said.args[0]


def test_a_click_on_an_earlier_dot_asks_for_its_step_and_not_for_its_row(qtbot: QtBot) -> None:
    _, view = view_of(qtbot, "slice")
    t = THINNED[1]
    with qtbot.waitSignal(view.step_requested) as asked:
        view.on_click(1, view.plots[1].canvas(None).point(float(t.weights[1, 3]), float(t.objective[1])))
    assert asked.args == [int(t.steps[1])]


def test_the_validation_loss_is_drawn_labelled_and_read_off(qtbot: QtBot) -> None:
    _, view = view_of(qtbot, "objective", FULL)
    assert isinstance(view, ObjectiveView)
    assert [label.text for label in view.labels(0)] == ["D", "λR", "J", VALIDATION]
    validation = FULL[0].validation_loss
    assert validation is not None
    steps, values = view.series(0)[-1]
    assert np.allclose(values, validation[steps], rtol=1e-13)
    assert f"D of the samples set aside = {number(float(validation[EXACT]))}" in view.describe(0)
    with qtbot.waitSignal(view.pointed_at) as said:
        view.on_hover(0, QPointF(view.plots[0].canvas(None).point(EXACT, 0.0)))
    assert f"{VALIDATION} = {number(float(validation[EXACT]))} at step {EXACT}" in said.args[0]


def test_the_validation_loss_is_computed_once_for_each_step_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = Problem(SCENARIO)
    assert problem.validation is not None
    simulation = problem.simulation(0)
    curve = ValidationCurve(problem.validation, SCENARIO.n_steps)
    n_computed: list[int] = []
    value = problem.validation.value

    def counted(w: FloatArray) -> FloatArray:
        n_computed.append(len(w))
        return value(w)

    monkeypatch.setattr(problem.validation, "value", counted)
    for until in (100, 200, 301, 301):
        simulation.advance(until)
        curve.follow(simulation.trajectory())
    assert curve.steps[-1] == SCENARIO.n_steps
    assert sum(n_computed) == len(curve.steps) == len(set(curve.steps.tolist()))


def test_over_very_many_samples_the_validation_loss_grows_a_point_in_an_event_and_a_file_waits_for_all(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(validation_module, "WORK", 0)
    monkeypatch.setattr(turn, "TURN_S", 0.0)
    validation = FULL[0].validation
    assert validation is not None
    n_computed: list[int] = []
    value = validation.value

    def counted(w: FloatArray) -> FloatArray:
        n_computed.append(len(np.atleast_2d(w)))
        return value(w)

    monkeypatch.setattr(validation, "value", counted)
    grid, view = view_of(qtbot, "objective", FULL)
    assert isinstance(view, ObjectiveView)
    assert len(view.series(0)[-1][0]) <= 2  # the end of the run, and where it is looked at
    while len(view.series(0)[-1][0]) <= 8:
        view._growth.advance()
    assert max(n_computed) == 1
    assert list(view._growth._behind())

    grid.set_exporting(True)

    steps, values = view.series(0)[-1]
    assert len(steps) >= 32
    assert not view._growth.is_growing
    whole = FULL[0].validation_loss
    assert whole is not None
    assert np.allclose(values, whole[steps], rtol=1e-13)


def test_a_long_run_s_validation_loss_is_drawn_at_few_steps() -> None:
    problem = Problem(msgspec.structs.replace(SCENARIO, n_steps=100_000))
    assert problem.validation is not None
    simulation = problem.simulation(0)
    simulation.advance(4_000)
    curve = ValidationCurve(problem.validation, 100_000)
    curve.follow(simulation.trajectory())
    assert len(curve.steps) < 40
    assert curve.steps[-1] == 4_000


def test_without_samples_set_aside_there_is_no_such_curve(qtbot: QtBot) -> None:
    grid = Grid(LIGHT)
    qtbot.addWidget(grid)
    scenario = regsim.load("breast-cancer", ["n_steps=5", "views=['objective']"])
    grid.set_runs(Problem(scenario), regsim.simulate(scenario), 0)
    view = grid.shown_views[0]
    assert isinstance(view, ObjectiveView)
    assert [label.text for label in view.labels(0)] == ["D", "λR", "J"]


def test_the_loss_of_samples_set_aside_is_told_where_those_trained_on_have_none_left(qtbot: QtBot) -> None:
    nothing_to_learn = 'kind = "inline"\ncolumns = ["x", "y"]\ntarget = "y"\nvalidation_fraction = 0.5\nrows = [{}]'
    scenario = scenario_of(nothing_to_learn.format("[0, 0], [1, 0], [2, 0], [3, 0]"), "linear-regression")
    assert "D of the samples set aside = 0" in Drawn(qtbot, "objective").show(scenario).describe(0)


def test_a_path_has_the_dots_that_there_is_room_for_once_the_plots_have_another_size(qtbot: QtBot) -> None:
    drawn = Drawn(qtbot, "weight-space")
    scenario = regsim.load("two-weights")
    view = drawn.show(scenario, size=(400, 200))
    drawn.grid.set_step(60)
    drawn.grid.resize(1400, 800)
    resized = drawn.grid.grab().toImage()

    view.set_trajectories(view.trajectories, view.chosen, view.n_steps)

    assert are_alike(drawn.grid.grab().toImage(), resized)
