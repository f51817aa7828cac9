"""All weights now: bars with their optima, or images of pixels."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

import regsim
from regsim.gui.motion import MOVE, Beat
from regsim.gui.plotting.plot import RIGHT_MARGIN
from regsim.gui.theme import DARK
from regsim.gui.views import coefficients
from regsim.gui.views.coefficients import CoefficientsView
from regsim.gui.views.pixel_maps import pixel_maps
from regsim.gui.words import number
from regsim.scenario import Scenario
from tests.gui.conftest import count
from tests.gui.views.drawn import (
    ALL,
    CANCER,
    DIABETES,
    DIGITS,
    MOONS,
    N_STEPS,
    PENALTY_ONLY,
    Drawn,
    at,
    optima,
    solved,
)


@pytest.fixture
def drawn(qtbot: QtBot) -> Drawn:
    return Drawn(qtbot, "coefficients")


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("size", [(700, 230), (1400, 700)])
def test_weights_are_drawn_at_every_size_without_moving_the_axis(
    drawn: Drawn, name: str, size: tuple[int, int]
) -> None:
    view = drawn.show(ALL[name], size=size)
    before = [plot.ranges for plot in view.plots]
    for step in (0, 3, N_STEPS):
        drawn.grid.set_step(step)
        drawn.grid.grab()
        assert f"at step {min(step, ALL[name].n_steps)}" in view.describe(0)
    drawn.grid.apply_theme(DARK)
    drawn.grid.set_exporting(True)
    drawn.grid.grab()
    assert [plot.ranges for plot in view.plots] == before


def test_the_chosen_weight_is_told_with_its_optimum(drawn: Drawn) -> None:
    view = drawn.show(CANCER, chosen=3)
    found = optima(CANCER)
    view.set_optima(found)
    drawn.grid.set_step(N_STEPS)
    assert found[1] is not None
    now, there = (number(float(w[3])) for w in (solved(CANCER)[1][1].weights[N_STEPS], found[1].weights))
    assert f"step {N_STEPS}: mean area = {now} (optimum {there}); the largest is" in view.describe(1)


def test_exact_zeros_are_counted_in_words(drawn: Drawn) -> None:
    view = drawn.show(CANCER)
    drawn.grid.set_step(N_STEPS)
    n = int(np.count_nonzero(solved(CANCER)[1][0].is_zero(N_STEPS)))
    assert n > 0
    assert f"{n} of 31 exactly 0" in view.describe(0)


def test_on_the_way_from_0_a_weight_has_a_bar_and_no_ring(drawn: Drawn, monkeypatch: pytest.MonkeyPatch) -> None:
    view = drawn.show(CANCER)
    rings: list[float] = []
    monkeypatch.setattr(coefficients, "draw_ring", lambda *args: rings.append(args[2]))
    drawn.grid.set_beat(Beat(MOVE, 0.0))
    drawn.grid.grab()
    assert rings
    assert "31 of 31 exactly 0" in view.describe(0)
    rings.clear()
    drawn.grid.set_beat(Beat(MOVE, 0.5))
    drawn.grid.grab()
    assert not rings
    assert "0 of 31 exactly 0" in view.describe(1)


def test_the_legend_names_optima_only_while_there_are_any(drawn: Drawn) -> None:
    scenario = regsim.load("from-five", ["changes=[{step=8, strength=0.1}]"])
    view = drawn.show(scenario)
    drawn.grid.set_optima(optima(scenario))
    for step, is_there in ((7, True), (8, False), (7, True)):
        drawn.grid.set_step(step)
        assert ("optimum" in view.plots[0].x_name) == is_there


def test_a_click_on_a_row_chooses_its_weight(drawn: Drawn) -> None:
    view = drawn.show(DIABETES)
    chosen = count(view.weight_chosen)
    view.on_click(0, at(view, 0.5, 0.01))
    view.on_click(0, at(view, 1.05, 0.5))  # a name in the margin
    assert chosen[0] == (0,)
    assert 0 < int(str(chosen[1][0])) < 11


def test_a_click_on_the_caption_turns_to_the_order_by_size_and_back(drawn: Drawn) -> None:
    view = drawn.show(DIABETES)
    chosen = count(view.weight_chosen)
    assert "in their order" in view.title()
    view.on_click(0, at(view, 0.5, 0.98))
    assert "largest at the end first" in view.title()
    view.on_click(1, at(view, 0.5, 0.01, run=1))
    ends = np.abs([t.weights[-1] for t in solved(DIABETES)[1]]).max(axis=0)
    assert chosen == [(int(ends.argmax()),)]
    view.on_click(0, at(view, 0.5, 0.98))
    assert "in their order" in view.title()


def test_what_the_pointer_is_on_is_said_with_its_optimum(drawn: Drawn) -> None:
    view = drawn.show(DIABETES)
    said = count(view.pointed_at)
    view.on_hover(0, at(view, 0.5, 0.01))
    view.set_optima(optima(DIABETES))
    drawn.grid.grab()
    view.on_hover(0, at(view, 0.5, 0.01))
    view.on_hover(0, at(view, -9.0, 0.0))
    assert "optimum" not in str(said[0])
    assert "age = " in str(said[1])
    assert "optimum" in str(said[1])
    assert said[2] == ("",)


def test_optima_of_another_problem_are_not_drawn(drawn: Drawn) -> None:
    view = drawn.show(DIABETES)
    view.set_optima(optima(CANCER))
    said = count(view.pointed_at)
    view.on_hover(0, at(view, 0.5, 0.01))
    drawn.grid.grab()
    assert "optimum" not in str(said[0])


def test_an_optimum_beyond_the_runs_widens_the_axis(drawn: Drawn) -> None:
    view = drawn.show(CANCER)
    before = view.limits()[0][1]
    view.set_optima(optima(CANCER))
    assert view.limits()[0][1] > before
    drawn.grid.grab()


def test_more_weights_than_rows_leave_the_chosen_one_and_the_largest(drawn: Drawn) -> None:
    view = drawn.show(MOONS, chosen=3, size=(700, 230))
    found = count(view.weight_chosen)
    for y in np.linspace(0.01, 0.8, 40):
        view.on_click(0, at(view, 0.5, float(y)))
    weights = {int(str(w)) for (w,) in found}
    assert 3 in weights
    assert len(weights) < 12


def test_the_darkest_pixel_is_the_largest_weight_of_an_image_whatever_other_layers_weigh(drawn: Drawn) -> None:
    scenario = regsim.load(
        "network", ["data={kind='digits'}", "model.hidden=[6]", "n_steps=5", "views=['coefficients']"]
    )
    view = drawn.show(scenario)
    assert isinstance(view, CoefficientsView)
    trajectories = solved(scenario)[1]
    shown, others = (max(np.abs(t.weights[:, part]).max() for t in trajectories) for part in np.s_[:384, 384:])
    assert others > 1.2 * shown
    assert view.limits()[0][1] == pytest.approx(1.08 * shown)


@pytest.mark.parametrize(("scenario", "kept"), [(CANCER, 150), (DIGITS, RIGHT_MARGIN)])
def test_images_keep_no_room_for_names(drawn: Drawn, scenario: Scenario, kept: int) -> None:
    view = drawn.show(scenario)
    view.set_margin(150)
    assert view.plots[0].margin == kept


def test_weights_of_pixels_are_an_image_per_class(drawn: Drawn) -> None:
    problem, trajectories = solved(DIGITS)
    maps = pixel_maps(problem.loss, problem)
    assert maps is not None
    assert maps.captions == tuple("0123456789")
    names = trajectories[0].weight_names
    assert names[maps.places[7, 2, 5]] == "7: pixel 2,5"
    view = drawn.show(DIGITS)
    assert "one image per class" in view.title()
    chosen = count(view.weight_chosen)
    assert isinstance(view, CoefficientsView)
    frame = maps.frames(view.plots[0].inside())[3]
    view.on_click(0, frame.center())
    assert names[int(str(chosen[0][0]))] == "3: pixel 4,4"


def test_features_that_are_no_pixels_make_no_image() -> None:
    for scenario in (CANCER, PENALTY_ONLY):
        problem, _ = solved(scenario)
        assert pixel_maps(problem.loss, problem) is None


def test_an_optimum_is_told_only_under_its_own_strength(drawn: Drawn) -> None:
    changed = regsim.load("two-weights", ["changes=[{step=20, strength=1.2}]", f"n_steps={N_STEPS + 20}"])
    view = drawn.show(changed)
    assert isinstance(view, CoefficientsView)
    drawn.grid.set_optima(optima(regsim.load("two-weights")))
    for step, is_told in ((19, True), (25, False), (0, True)):
        drawn.grid.set_step(step)
        assert ("optimum" in view._told(0, 0)) == is_told
        drawn.grid.grab()


def only_l1(scenario: Scenario, strength: float, *overrides: str) -> Scenario:
    """One run of L1, proximal: above λ_max nothing leaves 0."""
    run = f"{{penalty={{kind='l1', strength={strength}}}, optimizer={{kind='proximal-gradient', learning_rate=0.1}}}}"
    return regsim.loads(regsim.dumps(scenario), [f"runs=[{run}]", *overrides])


def test_where_all_are_0_the_axis_goes_as_far_as_the_intercept(drawn: Drawn) -> None:
    scenario = only_l1(CANCER, 10.0)
    weights = solved(scenario)[1][0].weights
    assert not weights[:, :-1].any()
    view = drawn.show(scenario)
    assert view.limits()[0][1] == pytest.approx(1.08 * np.abs(weights[:, -1]).max())
    view = drawn.show(only_l1(CANCER, 10.0, "model.fit_intercept=false"))
    assert view.limits()[0][1] == pytest.approx(1.08)


def test_where_all_become_0_while_dragged_the_axis_stays(drawn: Drawn) -> None:
    view = drawn.show(only_l1(CANCER, 0.1))
    before = view.plots[0].ranges
    view.hold_axes(are_held=True)
    for _ in range(2):
        drawn.show(only_l1(CANCER, 10.0))
        assert view.plots[0].ranges == before
    drawn.show(only_l1(CANCER, 0.1))
    assert view.plots[0].ranges == before
