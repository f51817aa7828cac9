"""Weight space: what is where on the plane, what the mouse does there, and that nothing jumps."""

from collections.abc import Callable, Sequence

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import regsim
from regsim.engine.reference import NoOptimum, Optimum
from regsim.gui.grid import Grid
from regsim.gui.theme import DARK, LIGHT
from regsim.gui.views.plane_captions import Caption
from regsim.gui.views.plane_extent import path_within
from regsim.gui.views.weight_space import ONE_WEIGHT, WeightSpaceView
from regsim.problem import Problem, optimum, simulate
from regsim.scenario import Scenario

BOWL = """
format = "regsim-scenario"
version = 1
n_steps = 200
views = ["weights"]
[data]
kind = "none"
[model]
kind = "quadratic"
hessian = [[1.0, 0.8], [0.8, 1.0]]
center = [1.6666666666666667, -0.8333333333333334]
[start]
kind = "values"
weights = [-1.0, 1.0]
[[runs]]
penalty = { kind = "l1", strength = 0.3 }
optimizer = { kind = "proximal-gradient", learning_rate = 0.5 }
[[runs]]
penalty = { kind = "l2", strength = 0.6 }
optimizer = { kind = "proximal-gradient", learning_rate = 0.5 }
"""
Shown = tuple[Grid, WeightSpaceView]
Show = Callable[..., Shown]


def bowl(*overrides: str) -> Scenario:
    return regsim.loads(BOWL, overrides)


def cancer(*overrides: str) -> Scenario:
    return regsim.load("breast-cancer", ["n_steps=60", *overrides])


def optima_of(scenario: Scenario) -> tuple[Optimum | None, ...]:
    found: list[Optimum | None] = []
    for run in range(len(scenario.runs)):
        try:
            found.append(optimum(scenario, run))
        except NoOptimum:
            found.append(None)
    return tuple(found)


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    def shown(scenario: Scenario, chosen: int = 0, size: tuple[int, int] = (1000, 420)) -> Shown:
        grid = Grid(LIGHT)
        qtbot.addWidget(grid)
        grid.resize(*size)
        scenario = msgspec.structs.replace(scenario, views=("weight-space",))
        grid.set_runs(Problem(scenario), simulate(scenario), chosen)
        grid.show()
        (view,) = grid.shown_views
        assert isinstance(view, WeightSpaceView)
        view.set_optima(optima_of(scenario))
        grid.grab()
        return grid, view

    return shown


def at(view: WeightSpaceView, run: int, point: Sequence[float]) -> QPointF:
    return view.plots[run].canvas(None).point(point[0], point[1])


def caption(view: WeightSpaceView, name: str) -> Caption:
    return next(c for c in view._scene(0).captions(view.plots[0].inside()) if c.name == name)


def picture(grid: Grid) -> QImage:
    grid.grab()  # from the second time on it is copied, and differs in the last bits from what is painted
    return grid.grab().toImage()


@pytest.mark.parametrize("size", [(1000, 420), (700, 200), (500, 800)])
@pytest.mark.parametrize("chosen", [0, 1])
def test_a_unit_is_as_long_along_x_as_along_y(show: Show, size: tuple[int, int], chosen: int) -> None:
    _, view = show(bowl(), chosen, size)
    (left, right), (low, high) = view.plots[0].ranges
    inside = view.plots[0].inside()
    assert (right - left) / inside.width() == pytest.approx((high - low) / inside.height(), rel=1e-9)


def test_paths_optima_and_the_penaltys_outline_are_within_the_axes(show: Show) -> None:
    _, view = show(bowl())
    (left, right), (low, high) = view.limits()
    for run, trajectory in enumerate(view.trajectories):
        outline = view._scene(run).outline
        assert outline is not None
        for x, y in (*trajectory.weights, *outline, (1.6667, -0.8333)):
            assert left < x < right
            assert low < y < high


def test_the_level_set_goes_through_the_optimum_and_the_contour_of_d_touches_it(show: Show) -> None:
    _, view = show(bowl())
    for run in (0, 1):
        scene = view._scene(run)
        assert scene.outline is not None
        assert scene.optimum is not None
        on_outline = view._plane(run).objective.loss.value(scene.outline)
        assert on_outline.min() == pytest.approx(scene.optimum.data_loss, rel=1e-3)


def test_the_axes_do_not_move_with_the_step(show: Show) -> None:
    for scenario in (bowl(), cancer()):
        grid, view = show(scenario)
        before = [plot.ranges for plot in view.plots]
        for step in (1, 7, scenario.n_steps):
            grid.set_step(step)
            grid.grab()
            assert [plot.ranges for plot in view.plots] == before


def test_one_weight_has_no_plane_and_the_plot_says_so(show: Show) -> None:
    grid, view = show(regsim.load("from-five"))
    assert ONE_WEIGHT in view.describe(0)
    assert not view.is_possible
    view.on_click(0, QPointF(100.0, 100.0))
    view.on_hover(0, QPointF(100.0, 100.0))
    view.choose_second(1)
    grid.set_step(3)
    grid.grab()


def test_the_largest_other_weight_is_along_y_and_stays_while_lambda_is_dragged(show: Show) -> None:
    scenario = cancer()
    _, view = show(scenario)
    ends = np.max([np.abs(t.weights[-1, :30]) for t in view.trajectories], axis=0)
    assert view.second == int(np.delete(ends, 0).argmax()) + 1
    before = view.second
    other = cancer("runs.0.penalty.strength=0.3", "runs.1.penalty.strength=3.0")
    view.set_trajectories(simulate(other), 0, 60)
    assert view.second == before


def test_the_weight_along_y_does_not_depend_on_how_much_was_computed_when_it_came_up(show: Show) -> None:
    _, view = show(cancer("n_steps=400"))
    whole, complete = view.second, view.trajectories
    simulations = [Problem(cancer("n_steps=400")).simulation(run) for run in range(2)]
    for simulation in simulations:
        simulation.advance(until=3)
    other = WeightSpaceView(LIGHT)
    other.set_trajectories(tuple(s.trajectory() for s in simulations), 0, 400)
    assert other.second != whole
    other.set_trajectories(complete, 0, 400)
    assert other.second == whole


def test_choosing_the_weight_along_y_swaps_the_axes(show: Show) -> None:
    _, view = show(cancer())
    second = view.second
    view.set_trajectories(view.trajectories, second, 60)
    assert view.pair == (second, 0)


def test_a_click_on_the_name_along_y_takes_another_weight_and_never_the_chosen_one(show: Show) -> None:
    _grid, view = show(cancer(), chosen=5)
    seen = set()
    for _ in range(31):
        view.on_click(0, caption(view, "second").place.center())
        seen.add(view.second)
    assert seen == set(range(31)) - {5}


def test_the_switch_changes_the_picture_of_every_run_and_back(show: Show) -> None:
    grid, view = show(bowl())
    pictures, states = [picture(grid)], [view.is_hard]
    for run, name in ((1, "hard"), (0, "soft")):
        view.on_click(run, caption(view, name).place.center())
        pictures.append(picture(grid))
        states.append(view.is_hard)
    assert states == [False, True, False]
    assert pictures[1] != pictures[0]
    assert pictures[2] == pictures[0]


def test_a_click_on_the_path_asks_for_its_step(show: Show, qtbot: QtBot) -> None:
    grid, view = show(bowl())
    grid.set_step(9)
    with qtbot.waitSignal(view.step_requested) as asked:
        view.on_click(1, at(view, 1, view.trajectories[1].weights[2].tolist()))
    assert asked.args == [2]


def test_hovering_tells_d_the_penalty_and_j_at_the_pointer(show: Show, qtbot: QtBot) -> None:
    _, view = show(bowl())
    with qtbot.waitSignal(view.pointed_at) as said:
        view.on_hover(0, at(view, 0, (1.0, -1.0)))
    canvas, at_pixel = view.plots[0].canvas(None), at(view, 0, (1.0, -1.0))
    w = np.array([canvas.x_at(at_pixel.x()), canvas.y_at(at_pixel.y())])
    objective = view.trajectories[0].function(0)
    for name, value in (("D", objective.data_loss(w)), ("λR", objective.penalty_value(w)), ("J", objective.value(w))):
        assert f"{name} = {float(value):.4g}" in said.args[0]


def drag(grid: Grid, start: QPoint, end: QPoint) -> None:
    """The left button pressed, moved in steps, and let go."""
    view, left, none = grid, Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    places = [start + (end - start) * part / 5 for part in range(6)]

    def send(kind: QEvent.Type, place: QPoint, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
        local = QPointF(place)
        event = QMouseEvent(kind, local, QPointF(view.mapToGlobal(place)), button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(view, event)

    send(QEvent.Type.MouseMove, start, none, none)
    send(QEvent.Type.MouseButtonPress, start, left, left)
    for place in places[1:]:
        QApplication.processEvents()
        send(QEvent.Type.MouseMove, place, none, left)
    send(QEvent.Type.MouseButtonRelease, end, left, none)


def on_screen(view: WeightSpaceView, run: int, point: Sequence[float]) -> QPoint:
    return (view.plots[run].place.topLeft() + at(view, run, point)).toPoint()


def test_dragging_the_start_chooses_it_and_the_axes_wait_for_the_end_of_the_drag(show: Show, qtbot: QtBot) -> None:
    grid, view = show(bowl())
    starts: list[tuple[float, ...]] = []
    ranges: list[object] = []

    def start_from(weights: tuple[float, ...]) -> None:
        starts.append(weights)
        moved = bowl(f"start.weights=[{weights[0]!r}, {weights[1]!r}]")
        view.set_trajectories(simulate(moved), 0, 200)
        ranges.append(view.plots[0].ranges)

    before = view.plots[0].ranges
    view.start_dragged.connect(start_from)
    with qtbot.waitSignal(view.drag_ended):
        drag(grid, on_screen(view, 0, (-1.0, 1.0)), on_screen(view, 0, (0.5, -1.5)))
    (left, right), _ = before
    pixel = (right - left) / view.plots[0].inside().width()
    assert len(starts) > 1
    assert starts[-1] == pytest.approx((0.5, -1.5), abs=3 * pixel)
    assert all(r == before for r in ranges)


def test_a_drag_that_begins_elsewhere_moves_the_plot_and_not_the_start(show: Show) -> None:
    grid, view = show(bowl())
    heard: list[object] = []
    view.start_dragged.connect(heard.append)
    before = view.plots[0].ranges
    drag(grid, on_screen(view, 0, (0.2, -0.8)), on_screen(view, 0, (0.6, -1.2)))
    assert heard == []
    assert view.plots[0].ranges != before


def test_of_many_weights_only_the_two_on_the_axes_are_dragged(show: Show, qtbot: QtBot) -> None:
    _, view = show(cancer("start={kind='normal', seed=1}"), chosen=3)
    start = view.trajectories[0].weights[0]
    with qtbot.waitSignal(view.start_dragged) as asked:
        view._drag(0, at(view, 0, (0.25, 0.5)))
    others = np.delete(np.arange(31), view.pair)
    assert len(asked.args[0]) == 31
    assert np.array(asked.args[0])[others].tolist() == start[others].tolist()
    view._drag_end()


def test_the_plane_goes_through_the_step_or_through_the_optimum(show: Show) -> None:
    grid, view = show(cancer())
    grid.set_step(20)
    others = np.delete(np.arange(31), view.pair)
    assert view._plane(0).point[others].tolist() == view.trajectories[0].weights[20][others].tolist()
    view.show_constraint(is_hard=True)
    best = view.optima[0]
    assert best is not None
    assert view._plane(0).point[others].tolist() == best.weights[others].tolist()


def test_a_change_of_lambda_in_mid_run_takes_the_optimum_of_the_old_one_away(show: Show) -> None:
    grid, view = show(bowl("changes=[{step=50, strength=0.01}]"))
    assert view._scene(0).optimum is not None
    grid.set_step(50)
    grid.grab()
    assert view._scene(0).optimum is None
    assert "optimum" not in view.describe(0)


def test_the_words_tell_weights_losses_and_t(show: Show) -> None:
    grid, view = show(bowl())
    grid.set_step(200)
    assert view.describe(0).startswith("Weight space at step 200: w₁ = 0.7, w₂ = 0, D = ")
    assert view.describe(0).endswith("optimum at 0.7, 0, where R = t = 0.7.")


@pytest.mark.parametrize(
    "scenario",
    [
        lambda: bowl("runs.0.optimizer.learning_rate=9.0", "n_steps=3000"),
        lambda: bowl("runs.0.penalty.strength=0.0", "runs.1.penalty={kind='l2-norm', strength=1e300}"),
        lambda: bowl("start.weights=[1e150, 1.0]"),
        lambda: bowl("start.weights=[1e-320, 0.0]"),
        lambda: bowl("runs.0.penalty={kind='elastic-net', strength=0.5}"),
        lambda: regsim.load("from-five", ["model.n_weights=2", "start.weights=[5.0, 0.0]"]),
        lambda: cancer("model={kind='neural-network', hidden=[3]}", "start={kind='normal'}"),
        lambda: cancer("data={kind='iris'}", "model={kind='softmax-regression'}"),
        lambda: cancer("data={kind='gaussians', n_samples=20, noise=0.01}", "runs.0.penalty={kind='none'}"),
    ],
)
def test_whatever_the_problem_it_is_drawn_without_a_warning_in_both_themes(
    show: Show, scenario: Callable[[], Scenario]
) -> None:
    grid, view = show(scenario())
    for theme in (LIGHT, DARK):
        grid.apply_theme(theme)
        for is_hard in (False, True):
            view.show_constraint(is_hard=is_hard)
            for step in (0, 1, 40):
                grid.set_step(step)
                assert picture(grid).pixelColor(1, 1).name() == theme.window
    grid.resize(380, 190)
    grid.grab()


def test_every_step_that_can_be_told_apart_has_its_dot() -> None:
    run, _ = regsim.simulate(regsim.load("two-weights"))
    path = path_within(run, (0, 1), ((-3.6, 3.8), (-1.2, 1.8)))
    assert run.steps[path.dots][:11].tolist() == list(range(11))
