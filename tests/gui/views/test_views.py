"""What holds for every view, over every registered class."""

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

import regsim
from regsim.engine.trajectory import Trajectory
from regsim.gui.grid import Grid
from regsim.gui.plotting.labels import label_rows
from regsim.gui.solutions import solved
from regsim.gui.theme import DARK, LIGHT
from regsim.gui.views import VIEW_CLASSES, View
from regsim.gui.views.objective import ObjectiveView
from regsim.gui.views.ranges import shared_range
from regsim.gui.views.two_scales import TwoScales
from regsim.gui.views.weights import LABELS, WeightsView
from regsim.problem import Problem
from regsim.scenario import VIEWS
from tests.gui.pixels import are_alike

SCENARIOS = {
    "one weight": regsim.load("from-five"),
    "thirty weights": regsim.load("breast-cancer", ["n_steps=60"]),
    "diverging": regsim.load("from-five", ["runs.1.optimizer.learning_rate=4.5", "n_steps=3000"]),
}
TRAJECTORIES = {name: regsim.simulate(scenario) for name, scenario in SCENARIOS.items()}


def grid_of(qtbot: QtBot, name: str, view: str, chosen: int = 0) -> tuple[Grid, View]:
    grid = Grid(LIGHT)
    qtbot.addWidget(grid)
    grid.resize(900, 400)
    grid.set_runs(Problem(msgspec.structs.replace(SCENARIOS[name], views=(view,))), TRAJECTORIES[name], chosen)
    grid.show()
    return grid, grid.shown_views[0]


def at(view: View, run: int, x: float, y: float) -> QPointF:
    """The pixel of a data point in a run's plot."""
    return view.plots[run].canvas(None).point(x, y)


def test_the_views_that_files_may_name_are_those_that_can_be_drawn() -> None:
    assert tuple(VIEWS) == tuple(VIEW_CLASSES)


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("kind", VIEW_CLASSES)
def test_axes_are_linked_along_a_row_and_do_not_move_with_the_step(qtbot: QtBot, name: str, kind: str) -> None:
    grid, view = grid_of(qtbot, name, kind)
    before = [plot.ranges for plot in view.plots]
    assert np.allclose(before[0], before[1], rtol=1e-12)
    for step in (1, 5, SCENARIOS[name].n_steps):
        grid.set_step(step)
        grid.grab()
        assert [plot.ranges for plot in view.plots] == before


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("kind", VIEW_CLASSES)
def test_every_view_draws_every_step_in_both_themes_and_says_it_in_words(qtbot: QtBot, name: str, kind: str) -> None:
    grid, view = grid_of(qtbot, name, kind)
    for theme in (LIGHT, DARK):
        grid.apply_theme(theme)
        for step in (0, 1, SCENARIOS[name].n_steps):
            grid.set_step(step)
            image = grid.grab().toImage()
            assert image.pixelColor(1, 1).name() == theme.window
            grid.describe()
            assert view.describe(0) in grid.accessibleDescription()
            assert f"at step {min(step, TRAJECTORIES[name][1].last)}" in view.describe(1)


@pytest.mark.parametrize("kind", VIEW_CLASSES)
def test_a_change_of_the_step_changes_the_picture(qtbot: QtBot, kind: str) -> None:
    grid, _ = grid_of(qtbot, "thirty weights", kind)
    grid.set_step(3)
    before = grid.grab().toImage()
    grid.set_step(40)
    assert grid.grab().toImage() != before


@pytest.mark.parametrize("kind", [kind for kind, cls in VIEW_CLASSES.items() if cls.over_steps])
def test_a_click_or_drag_over_steps_asks_for_the_step_below_it(qtbot: QtBot, kind: str) -> None:
    _, view = grid_of(qtbot, "one weight", kind)
    with qtbot.waitSignal(view.step_requested) as asked:
        view.on_drag(1, at(view, 1, 9.3, 2.5))
    assert asked.args == [9]
    with qtbot.waitSignal(view.step_requested) as asked:
        view.on_drag(0, QPointF(-500.0, 0.0))
    assert asked.args == [0]


@pytest.mark.parametrize("kind", ["slice", "derivative"])
def test_a_click_on_an_earlier_dot_asks_for_its_step(qtbot: QtBot, kind: str) -> None:
    grid, view = grid_of(qtbot, "one weight", kind)
    grid.set_step(6)
    trajectory = TRAJECTORIES["one weight"][0]
    height = trajectory.objective[2] if kind == "slice" else trajectory.slope(0)[2]
    with qtbot.waitSignal(view.step_requested) as asked:
        view.on_click(0, at(view, 0, float(trajectory.weights[2, 0]), float(height)))
    assert asked.args == [2]


def test_a_click_on_a_curve_or_its_label_chooses_the_weight(qtbot: QtBot) -> None:
    _, view = grid_of(qtbot, "thirty weights", "weights")
    weights = TRAJECTORIES["thirty weights"][1].weights
    largest = int(np.abs(weights[-1, :30]).argmax())
    with qtbot.waitSignal(view.weight_chosen) as asked:
        view.on_click(1, at(view, 1, 50, float(weights[50, largest])))
    assert abs(weights[50, asked.args[0]] - weights[50, largest]) < 0.02
    canvas = view.plots[1].canvas(None)
    with qtbot.waitSignal(view.weight_chosen) as asked:
        view.on_click(1, QPointF(canvas.rect.right() + 20, float(canvas.y(weights[-1, 30]))))
    assert asked.args == [30]


def test_hovering_names_any_weight_and_its_value(qtbot: QtBot) -> None:
    _, view = grid_of(qtbot, "thirty weights", "weights")
    trajectory = TRAJECTORIES["thirty weights"][0]
    with qtbot.waitSignal(view.pointed_at) as said:
        view.on_hover(0, at(view, 0, 30, float(trajectory.weights[30, 30])))
    assert said.args[0].startswith("intercept = ")
    assert said.args[0].endswith(" at step 30")


def test_of_thirty_weights_the_chosen_one_and_the_largest_few_are_labelled(qtbot: QtBot) -> None:
    _, view = grid_of(qtbot, "thirty weights", "weights", chosen=4)
    assert isinstance(view, WeightsView)
    trajectory = TRAJECTORIES["thirty weights"][1]
    labels = view.labels(1)
    assert LABELS[0] <= len(labels) <= LABELS[1]
    assert (labels[0].text, labels[0].bold) == (trajectory.weight_names[4], True)
    others = sorted((abs(label.y) for label in labels[1:]), reverse=True)
    expected = sorted(np.abs(np.delete(trajectory.weights[-1], 4)), reverse=True)[: len(labels) - 1]
    assert others == pytest.approx(expected)


def test_of_weights_that_end_at_0_none_gets_a_name_but_all_are_counted(qtbot: QtBot) -> None:
    scenario = regsim.load("breast-cancer", ["n_steps=400"])
    l1, l2 = trajectories = regsim.simulate(scenario)
    grid = Grid(LIGHT)
    qtbot.addWidget(grid)
    grid.resize(900, 400)
    chosen = int(np.abs(l1.weights[-1]).argmax())
    grid.set_runs(Problem(msgspec.structs.replace(scenario, views=("weights",))), trajectories, chosen)
    view = grid.shown_views[0]
    assert isinstance(view, WeightsView)
    zeros = int(np.count_nonzero(l1.weights[-1] == 0.0))
    *named, others = view.labels(0)
    assert others.text == f"{zeros} others 0"
    assert all(label.y for label in named)
    assert not any("others" in label.text for label in view.labels(1))
    assert not np.count_nonzero(l2.weights[-1] == 0.0)
    grid.show()
    canvas = view.plots[0].canvas(None)
    place = QPointF(canvas.rect.right() + 20, label_rows(canvas, view.labels(0))[-1])
    with qtbot.assertNotEmitted(view.weight_chosen):
        view.on_click(0, place)


def test_exact_zeros_are_told_from_small_weights() -> None:
    l1, l2 = TRAJECTORIES["one weight"]
    assert l1.zero_since.tolist() == [10]
    assert l2.zero_since.tolist() == [15]


def test_a_run_that_diverges_does_not_flatten_the_other(qtbot: QtBot) -> None:
    _, view = grid_of(qtbot, "diverging", "weights")
    assert TRAJECTORIES["diverging"][1].diverged
    (_, (low, high)) = view.limits()
    assert -100 < low < 0
    assert 5 < high < 30


@pytest.mark.parametrize("kind", ["slice", "objective", "derivative", "weights"])
def test_every_point_of_a_calm_run_lies_within_the_axes(qtbot: QtBot, kind: str) -> None:
    _, view = grid_of(qtbot, "one weight", kind)
    (left, right), (low, high) = view.limits()
    for t in TRAJECTORIES["one weight"]:
        steps = np.arange(t.last + 1)
        x = steps if view.over_steps else t.weights[:, 0]
        y = {"slice": t.objective, "objective": t.objective, "derivative": t.slope(0), "weights": t.weights[:, 0]}[kind]
        assert left <= x.min() <= x.max() <= right
        assert low <= y.min() <= y.max() <= high


def test_the_shared_range_ignores_where_a_series_runs_away() -> None:
    calm, wild = np.array([5.0, -2.0, 1.0]), 2.0 ** np.arange(300.0)
    assert shared_range([calm]) == (-2.0, 5.0)
    assert shared_range([calm, wild]) == (-2.0, 2 * 5.0)
    assert shared_range([wild]) == (1.0, 2 * 8.0)


def test_a_zoom_stays_while_playing_and_a_double_click_undoes_it(qtbot: QtBot) -> None:
    grid, view = grid_of(qtbot, "one weight", "weights")
    home = view.plots[0].ranges
    view.plots[0].zoom_requested.emit((2.0, 4.0), (1.0, 2.0))
    grid.set_step(3)
    assert np.allclose(view.plots[1].ranges, [[2.0, 4.0], [1.0, 2.0]])
    view.plots[1].double_clicked.emit()
    assert np.allclose(view.plots[0].ranges, home, rtol=1e-12)


def test_one_two_three_and_four_runs_have_a_column_each(qtbot: QtBot) -> None:
    grid = Grid(LIGHT)
    qtbot.addWidget(grid)
    grid.resize(1200, 500)
    grid.show()
    base = SCENARIOS["one weight"]
    run: tuple[Trajectory, ...]
    for n in (1, 4, 2, 3):
        scenario = msgspec.structs.replace(base, runs=(base.runs * 2)[:n])
        run = (TRAJECTORIES["one weight"] * 2)[:n]
        grid.set_runs(Problem(scenario), run, 0)
        grid.grab()
        plots = grid.shown_views[0].plots
        assert [plot.is_shown for plot in plots[:n]] == [True] * n
        assert not any(plot.is_shown for plot in plots[n:])
        widths = [plot.place.width() for plot in plots[:n]]
        assert max(widths) - min(widths) <= 1.0
        assert sum(widths) > 0.9 * 1200 - 14 * n


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 4), (2, 4, 1)])
def test_the_axes_are_right_however_runs_and_steps_have_changed_before(qtbot: QtBot, order: tuple[int, ...]) -> None:
    grid = Grid(LIGHT)
    qtbot.addWidget(grid)
    grid.resize(1200, 500)
    grid.show()
    for n in order:
        changes = [f"n_steps={n * 37}"]
        scenario = regsim.load("from-five", changes)
        scenario = msgspec.structs.replace(scenario, runs=(scenario.runs * 2)[:n])
        grid.set_runs(Problem(scenario), regsim.simulate(scenario), 0)
        for view in grid.shown_views:
            x, y = view.limits()
            for plot in view.plots[:n]:
                assert np.allclose(plot.ranges, [x, y])


def test_underflow_is_not_announced_as_a_zero(qtbot: QtBot) -> None:
    scenario = regsim.load(
        "from-five", ['runs.1.optimizer={kind="proximal-gradient", learning_rate=1.0}', "n_steps=1200"]
    )
    trajectories = regsim.simulate(scenario)
    assert trajectories[1].weights[1100, 0] == 0.0
    grid = Grid(LIGHT)
    qtbot.addWidget(grid)
    grid.set_runs(Problem(scenario), trajectories, 0)
    grid.set_step(1100)
    assert "0 of 1 exactly 0" in next(v for v in grid.shown_views if v.kind == "weights").describe(1)


def test_an_intercept_far_away_does_not_flatten_the_weights(qtbot: QtBot) -> None:
    text = regsim.dumps(regsim.load("breast-cancer", ["n_steps=200"])).replace("breast-cancer", "diabetes")
    text = text.replace("logistic", "linear").replace("strength = 0.02", "strength = 5.0")
    scenario = regsim.loads(text, ["runs.0.optimizer.learning_rate=0.3", "runs.1.optimizer.learning_rate=0.3"])
    trajectories = regsim.simulate(scenario)
    grid = Grid(LIGHT)
    qtbot.addWidget(grid)
    grid.set_runs(Problem(scenario), trajectories, 0)
    (_, (_, high)) = grid.shown_views[0].limits()
    assert trajectories[0].weights[-1, 10] > 100 > high
    grid.set_runs(Problem(scenario), trajectories, 10)
    assert grid.shown_views[0].limits()[1][1] > 100


@pytest.mark.parametrize(
    "changes",
    [
        ["start.weights=[1.5e308]", 'runs.1.penalty={kind="l1"}'],
        ["start.weights=[1e150]"],
        ["start.weights=[1e-320]"],
        ["runs.0.penalty.strength=1e-320", "runs.1.penalty.strength=1e-320"],
        ["runs.0.optimizer.learning_rate=1e300", "runs.1.optimizer.learning_rate=1e-300"],
        ["start.weights=[0.0]", "n_steps=1"],
    ],
)
def test_numbers_at_the_ends_of_float64_are_drawn_without_a_warning(qtbot: QtBot, changes: list[str]) -> None:
    scenario = regsim.load("from-five", [*changes, "views=['slice', 'derivative', 'weights', 'objective']"])
    grid = Grid(LIGHT)
    qtbot.addWidget(grid)
    grid.resize(900, 700)
    problem = Problem(scenario)
    grid.set_runs(problem, regsim.simulate(scenario), 0)
    grid.set_optima(solved(problem, wants_paths=False)[0])
    for is_log in (False, True):
        for view in grid.shown_views:
            if isinstance(view, TwoScales):
                view.show_log(is_log=is_log)
        for step in (0, 1, scenario.n_steps):
            grid.set_step(step)
            grid.grab()


def test_a_double_click_resets_the_zoom_and_leaves_the_cursor_where_it_was(qtbot: QtBot) -> None:
    grid, view = grid_of(qtbot, "one weight", "weights")
    view.step_requested.connect(grid.set_step)
    grid.set_step(4)
    view.on_click(0, at(view, 0, 11.0, 4.0))
    assert view.step == 11
    view.on_double_click()
    assert view.step == 4


def test_a_penalty_that_is_divided_by_m_is_labelled_so(qtbot: QtBot) -> None:
    scenario = regsim.load("breast-cancer", ["convention.penalty_term='per-sample'", "n_steps=5"])
    grid = Grid(LIGHT)
    qtbot.addWidget(grid)
    grid.set_runs(Problem(scenario), regsim.simulate(scenario), 0)
    view = next(v for v in grid.shown_views if v.kind == "objective")
    assert isinstance(view, ObjectiveView)
    assert [label.text for label in view.labels(0)] == ["D", "(λ/m)R", "J"]
    assert "(λ/m)R = " in view.describe(0)


@pytest.mark.parametrize("kind", VIEW_CLASSES)
@pytest.mark.parametrize("name", SCENARIOS)
def test_after_any_seek_a_plot_looks_as_one_that_is_painted_for_the_first_time(
    qtbot: QtBot, name: str, kind: str
) -> None:
    grid, _ = grid_of(qtbot, name, kind)
    for step in (2, 7, 1, grid.shown_views[0].n_steps, 4):
        grid.set_step(step)
        grid.grab()
        seen = grid.grab().toImage()
        for view in grid.shown_views:
            for plot in view.plots:
                plot.invalidate_all()
        assert are_alike(grid.grab().toImage(), seen)
        grid.grab()
