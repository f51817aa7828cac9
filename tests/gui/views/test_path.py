"""The λ path drawn: weights that leave 0 one after the other, losses with their tangent, a λ that can be dragged."""

from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

import regsim
from regsim.gui.grid import Grid
from regsim.gui.paths import PartialPath, PathOrReason, PathSearch, strengths_of
from regsim.gui.plotting.canvas import DASHES, Canvas
from regsim.gui.solutions import solved
from regsim.gui.theme import DARK, LIGHT
from regsim.gui.views import View
from regsim.gui.views.over_strengths import OverStrengths
from regsim.gui.views.path import arrivals_at_zero, stretches
from regsim.gui.views.path_loss import PathLossView
from regsim.gui.views.strength_axis import round_numbers
from regsim.problem import Problem
from regsim.scenario import Scenario

KINDS = ("path", "path-loss")
D6 = """
format = "regsim-scenario"
version = 1
n_steps = 60
[model]
kind = "quadratic"
hessian = [[1.0, 0.8], [0.8, 1.0]]
center = [1.6666666666666667, -0.8333333333333334]
[start]
kind = "values"
weights = [2.0, 2.0]
[[runs]]
penalty = { kind = "l1", strength = 0.3 }
optimizer = { kind = "proximal-gradient", learning_rate = 0.3 }
[[runs]]
penalty = { kind = "l2", strength = 0.3 }
optimizer = { kind = "gradient-descent", learning_rate = 0.3 }
"""
SPARSE = """
format = "regsim-scenario"
version = 1
n_steps = 20
[data]
kind = "sparse-linear"
n_samples = 80
n_features = 12
noise = 1.0
validation_fraction = 0.3
[model]
kind = "linear-regression"
[start]
kind = "zeros"
[[runs]]
penalty = { kind = "l1", strength = 0.3 }
[[runs]]
penalty = { kind = "none" }
"""


def scenario_of(text: str, kind: str = "path", *changes: str) -> Scenario:
    return msgspec.structs.replace(regsim.loads(text, changes), views=(kind,))


Shown = Callable[..., tuple[Grid, OverStrengths, tuple[PathOrReason, ...]]]


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    """Shows the view of a scenario in a grid, with all that is known of its path."""
    grids = []

    def show(scenario: Scenario, *, is_solved: bool = True) -> tuple[Grid, OverStrengths, tuple[PathOrReason, ...]]:
        problem, grid = Problem(scenario), Grid(LIGHT)
        grids.append(grid)
        qtbot.addWidget(grid)
        grid.resize(1000, 420)
        grid.set_runs(problem, regsim.simulate(scenario), 0)
        view = grid.shown_views[0]
        assert isinstance(view, OverStrengths)
        paths: tuple[PathOrReason, ...] = ()
        if is_solved:
            optima, paths = solved(problem, wants_paths=True)
            view.set_optima(optima)
            view.set_paths(paths)
        grid.show()
        return grid, view, paths

    return show


def at(view: View, run: int, strength: float, y: float) -> QPointF:
    """The pixel of a data point in a run's plot."""
    return view.plots[run].canvas(None).point(float(np.log10(strength)), y)


def ticks(view: View) -> list[str]:
    return [text for _, text in view.plots[0].bottom.texts(0.0)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", [D6, SPARSE])
def test_the_axes_are_shared_and_stay_while_the_steps_go_by(shown: Shown, kind: str, text: str) -> None:
    grid, view, _ = shown(scenario_of(text, kind))
    before = [plot.ranges for plot in view.plots]
    assert np.allclose(before[0], before[1], rtol=1e-12)
    for step in (0, 1, 20):
        grid.set_step(step)
        grid.grab()
        assert [plot.ranges for plot in view.plots] == before


@pytest.mark.parametrize("kind", KINDS)
def test_it_draws_in_both_themes_at_every_size_and_each_step_looks_different(shown: Shown, kind: str) -> None:
    grid, _, _ = shown(scenario_of(D6, kind))
    for size in ((660, 180), (1800, 760)):
        grid.resize(*size)
        for theme in (LIGHT, DARK):
            grid.apply_theme(theme)
            pictures = []
            for step in (0, 2):
                grid.set_step(step)
                pictures.append(grid.grab().toImage())
            assert pictures[0] != pictures[1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_path_under_way_is_drawn_as_far_as_it_is_found(shown: Shown, kind: str) -> None:
    scenario = scenario_of(SPARSE, kind)
    grid, view, _ = shown(scenario, is_solved=False)
    empty, problem = grid.grab().toImage(), Problem(scenario)
    search = PathSearch(problem, scenario.runs[0].penalty, strengths_of(problem))
    while search.n_found < (n := len(search.grid)) // 2:
        search.advance()
    half = search.path()
    while not search.is_done:
        search.advance()
    view.set_paths((half, None))
    first = grid.grab().toImage()
    assert first != empty
    assert view.plots[0].x_name == f"λ (log scale) · {n // 2} of {n} found"
    x = view.plots[0].ranges[0]
    view.set_paths((search.path(), None))
    assert grid.grab().toImage() != first
    assert view.plots[0].x_name == "λ (log scale)"
    assert view.plots[0].ranges[0] == x


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_path_there_is_a_sentence_and_no_numbers_on_the_axes(shown: Shown, kind: str) -> None:
    grid, view, paths = shown(scenario_of(SPARSE, kind))
    assert paths[1] == "without a penalty there is no λ to vary"
    assert [plot.has_left for plot in view.plots] == [True, False]
    assert "not known" in view.describe(1)
    grid.grab()
    view.on_drag(1, at(view, 1, 1.0, 0.0))
    view.on_click(1, at(view, 1, 1.0, 0.0))
    view.on_hover(1, at(view, 1, 1.0, 0.0))


@pytest.mark.parametrize("kind", KINDS)
def test_a_drag_of_the_line_asks_for_the_strength_below_it(qtbot: QtBot, shown: Shown, kind: str) -> None:
    _, view, _ = shown(scenario_of(D6, kind))
    (handle,) = view.plots[1].handles
    assert handle.is_on(at(view, 1, 0.3, 0.0))
    assert not handle.is_on(at(view, 1, 3.0, 0.0))
    with qtbot.waitSignal(view.strength_dragged) as asked:
        handle.moved(at(view, 1, 1.0, 0.2))
    assert asked.args == [1, pytest.approx(1.0, rel=0.02)]
    with qtbot.waitSignal(view.strength_dragged) as asked:
        handle.moved(QPointF(-500.0, 0.0))
    assert asked.args[1] > 0.0
    with qtbot.waitSignal(view.drag_ended):
        handle.ended()


@pytest.mark.parametrize("strength", [0.0, 1e-9, 1e9])
@pytest.mark.parametrize("kind", KINDS)
def test_a_strength_beyond_the_axis_is_told_at_its_edge(shown: Shown, kind: str, strength: float) -> None:
    changes = [f"runs.{run}.penalty.strength={strength}" for run in (0, 1)]
    grid, view, _ = shown(scenario_of(D6, kind, *changes))
    grid.grab()
    canvas = view.plots[0].canvas(None)
    edge = canvas.rect.right() if strength > 1.0 else canvas.rect.left()
    assert view._line_x(canvas, 0) == edge
    assert "step 0" in view.describe(0)


def test_a_click_on_a_curve_or_its_label_chooses_the_weight(qtbot: QtBot, shown: Shown) -> None:
    _, view, paths = shown(scenario_of(D6))
    part = paths[1]
    assert isinstance(part, PartialPath)
    with qtbot.waitSignal(view.weight_chosen) as asked:
        view.on_click(1, at(view, 1, part.path.strengths[5], float(part.path.weights[5, 1])))
    assert asked.args == [1]
    canvas = view.plots[1].canvas(None)
    label = next(label for label in view.labels(1) if label.text == "w₂")
    with qtbot.waitSignal(view.weight_chosen) as asked:
        view.on_click(1, QPointF(canvas.rect.right() + 20.0, float(canvas.y(label.y))))
    assert asked.args == [1]


def test_labels_stand_at_the_optimum_and_exact_zeros_are_counted(shown: Shown) -> None:
    _, view, _ = shown(scenario_of(D6))  # λ = 0.3: (0.7, 0) under L1, (0.857143, −0.142857) under L2
    assert [(label.text, round(label.y, 6)) for label in view.labels(0)] == [("w₁", 0.7), ("1 exactly 0", 0.0)]
    assert [(label.text, round(label.y, 6)) for label in view.labels(1)] == [("w₁", 0.857143), ("w₂", -0.142857)]
    assert "1 of 2 weights left" in view.describe(0)
    assert "2 of 2 weights left" in view.describe(1)


def test_the_optimum_stays_exact_where_the_learning_rate_alone_is_changed(shown: Shown) -> None:
    grid, view, _ = shown(scenario_of(D6 + "\n[[changes]]\nstep = 10\nlearning_rate = 0.1\n"))
    before = view.labels(1)[0].y
    grid.set_step(11)
    assert view.labels(1)[0].y == before


def test_a_strength_changed_in_mid_run_moves_the_line_with_the_steps(shown: Shown) -> None:
    text = D6 + "\n[[changes]]\nstep = 10\nstrength = 1.0\n"
    grid, view, _ = shown(scenario_of(text))
    grid.set_step(5)
    assert view.strength_of(1) == 0.3
    grid.set_step(20)
    assert view.strength_of(1) == 1.0
    assert view.labels(1)[0].y == pytest.approx(0.476190, abs=2e-3)


def test_under_the_per_sample_convention_the_line_stands_at_the_users_strength(shown: Shown) -> None:
    _, view, paths = shown(scenario_of(SPARSE, "path", "convention.penalty_term=per-sample"))
    assert view.strength_of(0) == pytest.approx(0.3)
    assert isinstance(paths[0], PartialPath)
    assert paths[0].strengths.low < 0.3 < paths[0].last


def test_the_tangent_has_the_slope_r_and_lies_above_the_lowest_loss(shown: Shown) -> None:
    _, view, paths = shown(scenario_of(D6, "path-loss"))
    assert isinstance(view, PathLossView)
    for run, part in enumerate(paths):
        assert isinstance(part, PartialPath)
        values = view._values(run, part)
        tangent = values["J*"] + values["R"] * (part.path.strengths - 0.3)
        assert (tangent >= part.path.objective - 1e-12).all()
        assert values["J*"] == pytest.approx(values["D"] + 0.3 * values["R"])


def test_where_samples_are_set_aside_the_best_strength_is_marked(shown: Shown) -> None:
    _, view, paths = shown(scenario_of(SPARSE, "path-loss"))
    part = paths[0]
    assert isinstance(part, PartialPath)
    marks = view._marks(part, is_wide=True)
    assert [texts[0].partition(" ")[0] for texts in marks.values()] == ["λₘₐₓ", "best"]
    assert part.path.validation_loss is not None
    best = list(marks)[1]
    assert best == part.path.strengths[part.path.validation_loss.argmin()]
    assert "D val." in [label.text for label in view.labels(0)]


def test_hovering_tells_what_is_below_the_mouse(qtbot: QtBot, shown: Shown) -> None:
    _, weights, _ = shown(scenario_of(D6))
    with qtbot.waitSignal(weights.pointed_at) as said:
        weights.on_hover(0, at(weights, 0, 3.0, 0.0))
    assert said.args[0].startswith("w₁ = 0 at λ = ")
    _, losses, _ = shown(scenario_of(D6, "path-loss"))
    with qtbot.waitSignal(losses.pointed_at) as said:
        losses.on_hover(0, at(losses, 0, 3.0, 0.0))
    assert "J* = " in said.args[0]
    with qtbot.waitSignal(losses.pointed_at) as said:
        losses.on_hover(0, QPointF(-1.0, -1.0))
    assert said.args == [""]


def test_the_ticks_are_round_strengths(shown: Shown) -> None:
    _, view, _ = shown(scenario_of(D6))
    assert ticks(view) == ["0.01", "0.1", "1", "10"]
    view.zoom((-0.5, 0.5), (0.0, 1.0))
    assert ticks(view) == ["0.5", "1", "2"]


@pytest.mark.parametrize(
    "ends", [(-3.0, 2.0), (-1e300, 1e300), (400.0, 500.0), (0.0, 0.0), (0.31, 0.32), (-320.0, 1.0)]
)
@pytest.mark.parametrize("width", [0.0, 60.0, 900.0])
def test_round_numbers_lie_within_any_range_and_have_room(ends: tuple[float, float], width: float) -> None:
    found = round_numbers(*ends, width)
    assert all(ends[0] <= np.log10(tick) <= ends[1] for tick in found)
    assert len(found) <= max(width / 12.0, 1.0)


def test_a_curve_is_cut_where_it_begins_and_ends_to_be_exactly_zero() -> None:
    w = np.array([2.0, 1.0, 0.0, 0.0, 0.0, 0.5, 0.0])
    assert stretches(w) == [(0, 3, False), (2, 5, True), (4, 7, False)]
    assert stretches(np.zeros(3)) == [(0, 3, True)]
    assert stretches(np.array([1.0])) == [(0, 1, False)]
    assert arrivals_at_zero(w[:, np.newaxis])[:, 0].tolist() == [0, 0, 1, 0, 0, 0, 1]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("times", [0.6, 0.9, 1.02, 1.1, 1.4, 2.0])
def test_the_line_of_the_current_strength_crosses_out_no_words(shown: Shown, kind: str, times: float) -> None:
    _, view, paths = shown(scenario_of(SPARSE, kind))
    part = paths[0]
    assert isinstance(part, PartialPath)
    best = list(view._marks(part, is_wide=False))[1]
    grid, view, _ = shown(scenario_of(SPARSE, kind, f"runs.0.penalty.strength={best * times}"))
    image = grid.grab().toImage()
    corner, inside = view.plots[0].place.topLeft(), view.plots[0].inside()
    x = view._line_x(view.plots[0].canvas(None), 0)
    assert len(view.noted[0]) > len(view._taken(view.plots[0].canvas(None), 0))
    for place in view.noted[0]:
        top, bottom = int(place.top()) + 2, int(min(place.bottom(), inside.bottom() - 20)) - 2
        if place.left() < x < place.right():
            inks = [image.pixelColor(int(corner.x() + x), int(corner.y()) + y).name() for y in range(top, bottom)]
            assert LIGHT.text not in inks


def test_a_ring_has_the_dashes_of_its_curve_and_its_name_until_it_is_about_its_dot(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts: list[str] = []
    rings: list[tuple[float, ...]] = []
    write, draw = Canvas.text, OverStrengths.draw_ring

    def written(canvas: Canvas, x: float, y: float, text: str, *args: Any, **options: Any) -> None:
        if canvas.rect.contains(x, y):
            texts.append(text)
        write(canvas, x, y, text, *args, **options)

    def ringed(canvas: Canvas, x: float, y: float, color: str, dash: tuple[float, ...] = ()) -> None:
        rings.append(dash)
        draw(canvas, x, y, color, dash)

    monkeypatch.setattr(Canvas, "text", written)
    monkeypatch.setattr(OverStrengths, "draw_ring", staticmethod(ringed))
    grid, _, _ = shown(scenario_of(D6, "path", "start.weights=[2.0,2.0]"))
    grid.grab()
    assert rings[:2] == [DASHES[0], DASHES[1]]
    assert not {"w₁", "w₂"} & set(texts)  # where rings lie over one another a name would be taken for either's
    grid, _, _ = shown(scenario_of(D6, "path", "start.weights=[2.0,-1.5]"))
    grid.grab()
    assert {"w₁", "w₂"} <= set(texts)
    texts.clear()
    grid.set_step(60)
    grid.grab()
    assert not {"w₁", "w₂"} & set(texts)
