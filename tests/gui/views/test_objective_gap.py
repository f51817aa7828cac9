"""How far J is above its minimum, on a log axis."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

import regsim
from regsim.gui.views.objective import GAP, ObjectiveView
from regsim.gui.words import number
from regsim.scenario import Scenario
from tests.gui.views.drawn import CANCER, MOONS, Drawn, optima, placed_notes

FROM_FIVE = regsim.load("from-five", ["n_steps=40"])
CHANGED = regsim.load("from-five", ["n_steps=40", "changes=[{step=25, strength=0.1}]"])
SLOWED = regsim.load("from-five", ["n_steps=40", "changes=[{step=25, learning_rate=0.1}]"])
BOWL = regsim.loads(
    """
format = "regsim-scenario"
version = 1
n_steps = 120
[data]
kind = "none"
[model]
kind = "quadratic"
hessian = [[1.0, 0.8], [0.8, 1.0]]
center = [1.5, -0.75]
[start]
kind = "values"
weights = [-1.5, 1.5]
[[runs]]
penalty = { kind = "l1", strength = 0.3 }
optimizer = { kind = "proximal-gradient", learning_rate = 0.3 }
[[runs]]
penalty = { kind = "none" }
optimizer = { kind = "gradient-descent", learning_rate = 0.3 }
"""
)
SEPARABLE = regsim.load("breast-cancer", ["n_steps=20", 'runs.0.penalty={kind="none"}'])


@pytest.fixture
def drawn(qtbot: QtBot) -> Drawn:
    return Drawn(qtbot, "objective")


def gap_view(drawn: Drawn, scenario: Scenario) -> ObjectiveView:
    view = drawn.show(scenario)
    drawn.grid.set_optima(optima(scenario))
    assert isinstance(view, ObjectiveView)
    view.show_log(is_log=True)
    drawn.grid.grab()
    return view


def test_the_gap_is_j_less_its_minimum_on_a_log_axis(drawn: Drawn) -> None:
    view = gap_view(drawn, CANCER)
    for run, found in enumerate(optima(CANCER)):
        assert found is not None
        ((_, levels),) = view.series(run)
        assert np.allclose(10.0**levels, view.trajectories[run].objective - found.objective)
        assert [label.text for label in view.labels(run)] == [GAP]
        assert f"{GAP} = " in view.describe(run)


def test_a_constant_factor_a_step_is_a_straight_line(drawn: Drawn) -> None:
    ((_, levels),) = gap_view(drawn, FROM_FIVE).series(1)
    assert np.allclose(np.diff(levels), np.log10(0.25))


def test_the_gap_ends_at_a_line_where_rounding_begins(drawn: Drawn) -> None:
    view = gap_view(drawn, BOWL)
    gap, found = view._gaps[0], optima(BOWL)[0]
    assert gap is not None
    assert found is not None
    d = np.abs(found.weights - [1.5, -0.75])
    terms = 0.5 * (d[0] ** 2 + 2 * 0.8 * d[0] * d[1] + d[1] ** 2)
    assert gap.floor == pytest.approx(2.2e-16 * (terms + found.penalty), rel=0.02)
    assert gap.values.min() >= gap.floor
    view.set_step(60)
    assert "less than rounding" in view.describe(0) or gap.values[60] > gap.floor
    assert view.limits()[1][0] > np.log10(gap.floor) - 3.0


def test_no_more_than_rounding_is_left_of_a_descent_that_has_ended(drawn: Drawn) -> None:
    view = gap_view(drawn, regsim.load("polynomial", ["n_steps=30000"]))
    for gap in view._gaps:
        assert gap is not None
        assert (gap.values[-6000:] == gap.floor).all()
        assert gap.floor < 1e-10


def test_axes_stay_while_playing_and_are_shared_by_the_row(drawn: Drawn) -> None:
    view = gap_view(drawn, CANCER)
    before = [plot.ranges for plot in view.plots]
    assert np.allclose(before[0], before[1])
    for step in (0, 7, 20):
        view.set_step(step)
        assert [plot.ranges for plot in view.plots] == before


def test_where_λ_changes_the_gap_ends_for_there_is_another_minimum(drawn: Drawn) -> None:
    view = gap_view(drawn, CHANGED)
    ((steps, levels),) = view.series(1)
    assert steps[-1] == 25  # what the last step under the λ of before has come to
    assert np.allclose(np.diff(levels), np.log10(0.25))
    assert not view.labels(1)
    view.set_step(30)
    assert "at step 30: J = " in view.describe(1)
    assert "λ is another since step 25, and J* with it" in view.describe(1)


def test_where_only_the_learning_rate_changes_the_gap_goes_on(drawn: Drawn) -> None:
    ((steps, _),) = gap_view(drawn, SLOWED).series(1)
    assert steps[-1] == 40


def test_without_a_minimum_a_sentence_says_why(drawn: Drawn) -> None:
    view = gap_view(drawn, MOONS)
    assert not view.series(0)
    assert "the loss of a neural network is not convex" in view.describe(0)
    view = gap_view(drawn, SEPARABLE)
    assert "without a penalty there is no minimum where the weights can separate the classes" in view.describe(0)
    assert f"{GAP} = " in view.describe(1)


def test_the_cursor_leaves_a_gap_for_why_there_is_no_minimum(drawn: Drawn) -> None:
    view = gap_view(drawn, MOONS)
    for _ in range(2):
        canvas = view.plots[0].canvas(None)
        assert [place for place in view.words(canvas, 0) if place.contains(canvas.rect.center())]
        drawn.grid.resize(600, 300)
        drawn.grid.grab()


def test_optima_that_arrive_while_the_gap_is_shown_are_drawn_at_once(drawn: Drawn) -> None:
    view = drawn.show(CANCER)
    assert isinstance(view, ObjectiveView)
    view.show_log(is_log=True)
    assert "J* is not known" in view.describe(0)
    drawn.grid.set_optima(optima(CANCER))
    assert f"{GAP} = " in view.describe(0)
    assert np.allclose(view.plots[0].ranges[1], view.limits()[1])


def test_the_ordinary_axis_comes_back_with_everything_on_it(drawn: Drawn) -> None:
    view = gap_view(drawn, CANCER)
    view.show_log(is_log=False)
    assert [label.text for label in view.labels(0)] == ["D", "λR", "J", "D val."]
    assert view.limits()[1][0] < 0.0 < view.limits()[1][1]


def test_hovering_tells_the_gap_and_the_axis_names_what_they_are(qtbot: QtBot, drawn: Drawn) -> None:
    view = gap_view(drawn, CANCER)
    inside = view.plots[0].inside()
    with qtbot.waitSignal(view.pointed_at) as said:
        view.on_hover(0, inside.center())
    assert said.args[0].startswith(f"{GAP} = ")
    with qtbot.waitSignal(view.pointed_at) as said:
        view.on_hover(0, view._captions(inside)[0].place.center())
    assert said.args[0].startswith("How far J is above its minimum")


def test_at_the_step_of_a_change_the_gap_is_that_under_the_λ_before(drawn: Drawn) -> None:
    view = gap_view(drawn, CHANGED)
    for step, told in ((24, 1), (25, 1), (26, 0)):
        view.set_step(step)
        assert [value is not None for value in view.present(1)] == [bool(told)]
    (end,) = view._pieces[1]
    said: list[str] = []
    view.pointed_at.connect(said.append)
    for step in (24, 25, 26):
        view.on_hover(1, view.plots[1].canvas(None).point(step, view.limits()[1][0]))
    assert [text.count(GAP) for text in said] == [1, 1, 0]
    assert said[1] == f"{GAP} = {number(float(end.series[1][-1]))} at step 25 under the λ before"
    view.set_step(25)
    assert f"{GAP} = {number(float(end.series[1][-1]))} under the λ before; J = " in view.describe(1)
    assert end.series[1][-1] == pytest.approx(0.5 * view.trajectories[1].weights[25, 0] ** 2)


@pytest.mark.parametrize("width", range(250, 350, 25))
def test_what_is_written_lies_over_nothing_else_that_is(
    drawn: Drawn, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    scenario = regsim.load("polynomial", ["changes=[{step=1000, strength=0.1}]"])
    view = gap_view(drawn, scenario)
    places = placed_notes(monkeypatch)
    drawn.grid.resize(3 * width, 220)
    drawn.grid.grab()
    for run in range(2):  # the third has no λ to change
        written = [place for place in view.words(view.plots[run].canvas(None), run) if place in places]
        assert len(written) == 2
        assert not written[0].intersects(written[1])
