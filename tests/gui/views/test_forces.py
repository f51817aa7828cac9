"""The forces view: bars that cancel, lamps that are lit while a weight is held at 0, and an axis that does not move."""

from collections.abc import Callable, Sequence
from itertools import product

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

import regsim
from regsim.gui.grid import Grid
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.labels import told_apart
from regsim.gui.plotting.letters import text_width
from regsim.gui.theme import DARK, LIGHT
from regsim.gui.views.force_bars import Bar, Lane
from regsim.gui.views.forces import LANE, LEADER, LEAST, MOST, USUAL, USUAL_PX, ForcesView
from regsim.gui.words import number
from regsim.problem import Problem, simulate
from regsim.scenario import Scenario

Shown = tuple[Grid, ForcesView]
Show = Callable[..., Shown]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    def shown(scenario: Scenario, chosen: int = 0, size: tuple[int, int] = (1000, 560)) -> Shown:
        grid = Grid(LIGHT)
        qtbot.addWidget(grid)
        grid.resize(*size)
        scenario = msgspec.structs.replace(scenario, views=("forces",))
        grid.set_runs(Problem(scenario), simulate(scenario), chosen)
        grid.show()
        grid.grab()
        (view,) = grid.shown_views
        assert isinstance(view, ForcesView)
        return grid, view

    return shown


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is written."""
    found: list[str] = []

    def text(_canvas: Canvas, _x: float, _y: float, text: str, *_: object, **__: object) -> None:
        found.append(text)

    monkeypatch.setattr(Canvas, "text", text)
    return found


def cancer(*overrides: str) -> Scenario:
    return regsim.load("breast-cancer", ["n_steps=60", *overrides])


def lamp(grid: Grid, view: ForcesView, run: int, weight: int) -> QColor:
    """The colour in the middle of a weight's lamp."""
    inside = view.plots[run].inside()
    lane = next(lane for lane in view._lanes(inside) if lane.weight == weight)
    place = (view.plots[run].place.topLeft() + QPointF(inside.right() + LEADER / 2, lane.middle)).toPoint()
    return grid.grab().toImage().pixelColor(place)


def test_the_axis_is_the_same_for_all_steps_and_runs_and_0_is_in_its_middle(show: Show) -> None:
    grid, view = show(cancer())
    before = [plot.ranges[0] for plot in view.plots]
    assert before[0] == before[1]
    assert before[0][0] == pytest.approx(-before[0][1])
    for step in (1, 7, 60):
        grid.set_step(step)
        grid.grab()
        assert [plot.ranges[0] for plot in view.plots] == before


def test_a_run_that_diverges_does_not_flatten_the_other(show: Show) -> None:
    scenario = regsim.load("from-five", ["runs.1.optimizer.learning_rate=4.5", "n_steps=3000"])
    _, view = show(scenario)
    assert view.limits()[0][1] < 10.0


def test_a_run_that_grows_but_has_not_left_float64_does_not_flatten_the_other_either(show: Show) -> None:
    _, view = show(regsim.load("two-weights", ["runs.1.optimizer={kind='gradient-descent', learning_rate=1.2}"]))
    assert not any(t.diverged for t in view.trajectories)
    assert view.limits()[0][1] < 3.0


@pytest.mark.parametrize("lesson", ["from-five", "two-weights", "network"])
def test_in_lessons_of_few_weights_and_in_the_network_no_force_leaves_the_plot(show: Show, lesson: str) -> None:
    _, view = show(regsim.load(lesson))
    _, right = view.limits()[0]
    for run, trajectory in enumerate(view.trajectories):
        for step in trajectory.steps[:: max(len(trajectory.steps) // 50, 1)]:
            view.set_step(int(step))
            forces = view._balance(run)
            assert max(np.abs(f).max() for f in (forces.data, forces.penalty, forces.total)) < right


def test_in_a_narrow_plot_the_usual_force_is_still_seen_where_others_leave_the_plot_anyway(show: Show) -> None:
    grid, view = show(cancer())
    wide = view.limits()
    grid.resize(500, 300)
    grid.grab()
    plot = view.plots[0]
    inside = plot.inside().width()
    assert plot.ranges == view.limits()
    assert plot.ranges != wide
    assert 2.0 * LEAST * USUAL_PX < inside < 2.0 * USUAL * USUAL_PX
    assert view._usual * inside / (plot.ranges[0][1] - plot.ranges[0][0]) == pytest.approx(USUAL_PX / 1.08)
    grid, view = show(regsim.load("two-weights"))
    before = view.limits()
    grid.resize(400, 300)
    grid.grab()
    assert view.limits() == before


@pytest.mark.parametrize("run", [0, 1])
def test_a_force_beyond_the_axis_has_its_number_in_its_bar(show: Show, texts: list[str], run: int) -> None:
    grid, view = show(cancer())
    end = view.limits()[0][1]
    view.plots[1 - run].put(QRectF())
    shown = [lane.weight for lane in view._lanes(view.plots[run].inside())]
    for step, is_beyond in ((0, True), (60, False)):
        grid.set_step(step)
        texts.clear()
        grid.grab()
        beyond = [float(force) for force in view._balance(run).data[shown] if abs(force) > end]
        assert (len(beyond) > 3) is is_beyond
        assert set(texts) & {number(f, 2) for f in view._balance(run).data[shown]} == {number(f, 2) for f in beyond}


def test_the_key_tells_only_forces_that_there_are(show: Show, texts: list[str]) -> None:
    for scenario, words in (
        (regsim.load("from-five"), {"penalty"}),
        (regsim.load("two-weights"), {"data", "penalty", "sum"}),
        (regsim.load("two-weights", ["runs=[{penalty={kind='none'},optimizer={kind='gradient-descent'}}]"]), {"data"}),
    ):
        texts.clear()
        show(scenario)
        assert {"data", "penalty", "sum"} & set(texts) == words


@pytest.mark.parametrize(("lesson", "below"), [("from-five", 0.0), ("two-weights", 0.5)])
def test_a_force_that_is_alone_is_at_the_height_of_its_name(
    show: Show, monkeypatch: pytest.MonkeyPatch, lesson: str, below: float
) -> None:
    penalties: list[float] = []

    def draw(_canvas: Canvas, bars: Sequence[Bar], lane: Lane, _ground: str) -> None:
        penalties.append((bars[1].top + bars[1].height / 2 - lane.middle) / bars[1].height)

    monkeypatch.setattr("regsim.gui.views.forces.draw_bars", draw)
    show(regsim.load(lesson))
    assert penalties == pytest.approx([below] * len(penalties))
    assert penalties


@pytest.mark.parametrize("reach", [0.011, 0.019, 0.0449, 0.06, 0.099, 1.0])
def test_the_axis_has_two_numbers_or_more_however_narrow_it_is(show: Show, reach: float) -> None:
    _, view = show(cancer(), size=(460, 300))
    plot = view.plots[0]
    for middle in (0.0, 0.3 * reach):
        plot.zoom((middle - reach, middle + reach), (0.0, 1.0))
        texts = plot.bottom.texts(plot.inside().width())
        assert len(texts) > 1
        assert all(middle - reach <= x <= middle + reach for x, _ in texts)


def test_names_that_differ_in_the_middle_still_differ_when_they_are_shortened() -> None:
    parts = product(("setosa", "virginica"), ("sepal", "petal"), ("width", "length"))
    names = [f"{species}: {leaf} {size} (cm)" for species, leaf, size in parts]
    for width in (70.0, 90.0, 120.0, 400.0):
        short = told_apart(names, width, 12.0, names[3])
        assert len(set(short)) == len(names)
        assert all(text_width(name, 12.0, bold=i == 3) <= width for i, name in enumerate(short))
    assert told_apart(names, 400.0, 12.0) == names


@pytest.mark.parametrize("chosen", [0, 30])
def test_names_of_a_networks_weights_are_whole_in_one_of_four_columns(
    show: Show, texts: list[str], chosen: int
) -> None:
    run = "{penalty={kind='l1', strength=0.01}, optimizer={kind='adam', learning_rate=0.02}}"
    scenario = regsim.load("network", ["n_steps=20", f"runs=[{', '.join([run] * 4)}]"])
    _, view = show(scenario, chosen, size=(1015, 220))
    lanes = view._lanes(view.plots[0].inside())
    assert len(lanes) > 4
    assert {view.trajectories[0].weight_names[lane.weight] for lane in lanes} <= set(texts)


def test_lamps_of_weights_that_l1_holds_are_lit_and_l2_has_none(show: Show) -> None:
    grid, view = show(cancer())
    grid.set_step(60)
    held = view.trajectories[0].weights[60, :30] == 0.0
    assert 0 < held.sum() < 30
    shown = [lane.weight for lane in view._lanes(view.plots[0].inside()) if lane.weight < 30]
    for weight in shown:
        colour = lamp(grid, view, 0, weight).name()
        assert (colour == LIGHT.runs[0]) is bool(held[weight])
        assert lamp(grid, view, 1, weight).name() == LIGHT.window


def test_under_the_subgradient_rule_no_lamp_is_lit_while_the_data_pull(show: Show) -> None:
    scenario = cancer("runs.0.optimizer={kind='gradient-descent', learning_rate=0.5}")
    grid, view = show(scenario)
    assert lamp(grid, view, 0, view._lanes(view.plots[0].inside())[0].weight).name() != LIGHT.runs[0]
    assert "; 0 of 31 weights held at exactly 0." in view.describe(0)


def test_the_words_tell_the_forces_on_the_chosen_weight_and_whether_it_is_held(show: Show) -> None:
    grid, view = show(cancer(), chosen=1)
    grid.set_step(60)
    weights, gradient = view.trajectories[0].weights[60], view.trajectories[0].data_gradient[60]
    held = int(np.flatnonzero(weights[:30] == 0.0)[0])
    view.set_trajectories(view.trajectories, held, 60)
    text = view.describe(0)
    assert text.startswith(f"Forces at step 60: {view.chosen_name}: data ")
    assert "sum 0: held at 0, where the penalty answers any pull up to 0.02" in text
    assert abs(gradient[held]) <= 0.02
    assert text.endswith(f"; {int((weights[:30] == 0).sum())} of 31 weights held at exactly 0.")


def test_of_many_weights_the_largest_have_a_lane_and_the_chosen_one_always(show: Show) -> None:
    scenario = cancer("data={kind='digits'}", "model={kind='softmax-regression'}", "n_steps=3")
    size = None
    for height in (200, 400, 900):
        _, view = show(scenario, chosen=600, size=(900, height))
        inside = view.plots[0].inside()
        lanes = view._lanes(inside)
        size = np.max([np.abs(t.weights[-1]) for t in view.trajectories], axis=0)
        shown = [lane.weight for lane in lanes]
        assert 600 in shown
        assert shown == sorted(shown)
        assert len(lanes) <= MOST
        assert min(lane.height for lane in lanes) >= LANE
        assert lanes[-1].top + lanes[-1].height <= inside.bottom() + 1e-6
        rest = np.delete(size, shown)
        assert min(size[j] for j in shown if j != 600) >= rest.max()


def test_a_click_on_a_lane_or_its_name_chooses_the_weight_and_hovering_tells_its_forces(
    show: Show, qtbot: QtBot
) -> None:
    _, view = show(cancer())
    inside = view.plots[1].inside()
    lane = view._lanes(inside)[4]
    for x in (inside.center().x(), inside.right() + 40.0):
        with qtbot.waitSignal(view.weight_chosen) as asked:
            view.on_click(1, QPointF(x, lane.middle))
        assert asked.args == [lane.weight]
    with qtbot.waitSignal(view.pointed_at) as said:
        view.on_hover(1, QPointF(inside.center().x(), lane.middle))
    assert said.args[0].startswith(f"{view.trajectories[0].weight_names[lane.weight]}: data ")
    with qtbot.waitSignal(view.pointed_at) as said:
        view.on_hover(1, QPointF(-1.0, -1.0))
    assert said.args == [""]


@pytest.mark.parametrize(
    "overrides",
    [
        [],
        ["start.weights=[0.0]", "n_steps=1"],
        ["start.weights=[1e150]"],
        ["start.weights=[1e-320]"],
        ["runs.0.penalty.strength=1e-320", "runs.1.penalty.strength=1e300"],
        ["runs.0.penalty={kind='none'}", "runs.1.penalty={kind='none'}"],
        ["runs.1.optimizer.learning_rate=4.5", "n_steps=3000"],
    ],
)
def test_numbers_at_the_ends_of_float64_are_drawn_without_a_warning(show: Show, overrides: list[str]) -> None:
    grid, _ = show(regsim.load("from-five", overrides))
    for theme in (LIGHT, DARK):
        grid.apply_theme(theme)
        for step in (0, 1, 3000):
            grid.set_step(step)
            assert grid.grab().toImage().pixelColor(1, 1).name() == theme.window
    grid.resize(360, 190)
    grid.grab()
