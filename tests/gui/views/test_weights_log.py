"""The weights on a log axis, and where they are at the optimum."""

import numpy as np
import pytest
from PySide6.QtGui import QPainter, QPicture
from pytestqt.qtbot import QtBot

import regsim
from regsim.gui.plotting.letters import text_width
from regsim.gui.views.log_scale import log_scale
from regsim.gui.views.weights import WeightsView
from regsim.problem import Problem
from regsim.scenario import Scenario
from tests.gui.views.drawn import CANCER, Drawn, optima

FROM_FIVE = regsim.load("from-five", ["n_steps=40"])
UNDERFLOW = regsim.load("from-five", ['runs.1.optimizer={kind="proximal-gradient", learning_rate=1.0}', "n_steps=1200"])
CHANGED = regsim.load("from-five", ["n_steps=40", "changes=[{step=25, strength=0.1}]"])


@pytest.fixture
def drawn(qtbot: QtBot) -> Drawn:
    return Drawn(qtbot, "weights")


def weights_view(drawn: Drawn, scenario: Scenario, *, chosen: int = 0) -> WeightsView:
    view = drawn.show(scenario, chosen=chosen)
    drawn.grid.set_optima(optima(scenario))
    assert isinstance(view, WeightsView)
    return view


def click_on(view: WeightsView, name: str) -> None:
    caption = next(c for c in view._captions(view.plots[0].inside()) if c.name == name)
    view.plots[0].clicked.emit(caption.place.center())


def notes_of(view: WeightsView, run: int, monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """What is written beside the curves of a run, and where it begins, in pixels from the left."""
    picture = QPicture()
    texts: dict[str, float] = {}
    painter = QPainter(picture)
    canvas = view.plots[run].canvas(painter)
    monkeypatch.setattr(canvas, "text", lambda *args, **_: texts.update({args[2]: args[0]}))
    view._draw_words(canvas, run)
    painter.end()
    return texts


def test_a_click_on_its_name_shows_the_log_axis_in_all_plots_and_another_brings_the_ordinary_one_back(
    qtbot: QtBot,
    drawn: Drawn,
) -> None:
    view = weights_view(drawn, FROM_FIVE)
    before = view.limits()
    with qtbot.assertNotEmitted(view.step_requested):
        click_on(view, "log")
        assert view.is_log
        ranges = [plot.ranges[1] for plot in view.plots]
        assert np.allclose(ranges[0], ranges[1])
        assert np.allclose(ranges[0], view.limits()[1])
        assert view.limits() != before
        click_on(view, "plain")
    assert view.limits() == before


def test_under_l2_the_log_axis_shows_a_straight_line(drawn: Drawn) -> None:
    view = weights_view(drawn, FROM_FIVE)
    view.show_log(is_log=True)
    ((_, levels),) = view.series(1)
    assert np.allclose(np.diff(levels), np.log10(0.5))


def test_under_l1_the_log_axis_shows_a_cliff_that_ends_in_the_strip_of_0(drawn: Drawn) -> None:
    view = weights_view(drawn, FROM_FIVE)
    view.show_log(is_log=True)
    assert view.scale is not None
    ((_, levels),) = view.series(0)
    assert levels[9] == pytest.approx(np.log10(0.5))
    assert (levels[10:] == view.scale.zero).all()
    bottom = view.plots[0].ranges[1][0]
    assert bottom < view.scale.zero < view.scale.edge < view.scale.low
    assert any(text == "0" for _, text in view.plots[0].left.texts(300.0))


def test_the_axes_do_not_move_while_playing_on_the_log_axis(drawn: Drawn) -> None:
    view = weights_view(drawn, CANCER)
    view.show_log(is_log=True)
    before = [plot.ranges for plot in view.plots]
    for step in (0, 7, 20):
        view.set_step(step)
        assert [plot.ranges for plot in view.plots] == before


def test_one_value_thrown_near_0_by_rounding_does_not_stretch_the_axis_but_stands_in_the_strip() -> None:
    scale = log_scale([np.array([[0.5], [-0.1], [1e-15], [-0.1], [1e-15]])])
    assert scale.low == pytest.approx(-1.30103, abs=0.4)
    assert scale.has_strip
    assert scale.level(np.array([1e-15, 0.0])).tolist() == [scale.edge, scale.zero]


def test_a_weight_that_leaves_0_by_rounding_alone_does_not_stretch_the_axis() -> None:
    scale = log_scale([np.array([[0.0], [1e-17], [0.01], [0.3]])])
    assert scale.low == pytest.approx(-2.0)
    assert scale.has_strip


def test_a_value_that_is_near_the_others_is_on_the_axis_even_if_it_comes_once() -> None:
    scale = log_scale([np.array([[-1.5], [0.03], [0.9], [1.0]])])
    assert scale.low == pytest.approx(np.log10(0.03))
    assert not scale.has_strip


def test_a_run_that_diverges_is_shown_on_the_log_axis_far_above_the_others() -> None:
    calm, wild = 0.5 ** np.arange(40.0)[:, np.newaxis], 2.0 ** np.arange(18.0)[:, np.newaxis]
    assert log_scale([calm, wild]).high == pytest.approx(np.log10(2.0**17))
    assert log_scale([calm, wild**30]).high == pytest.approx(6.0, abs=0.4)


def test_an_optimum_of_0_stands_at_0_in_the_strip(drawn: Drawn) -> None:
    view = drawn.show(regsim.load("from-five", ["runs.0.penalty.kind='l2'"]))
    assert isinstance(view, WeightsView)
    view.show_log(is_log=True)
    before = view.scale
    drawn.grid.set_optima(optima(regsim.load("from-five")))
    after = view.scale
    assert before is not None
    assert after is not None
    assert (before.has_strip, after.has_strip) == (False, True)
    assert view.limits()[1][0] < after.zero
    assert any(text == "0" for _, text in view.plots[1].left.texts(300.0))


@pytest.mark.parametrize("values", [[0.0, 0.0], [1.0], [5e-324, 5e-324], [1e308, 1e308], [1e300, np.inf]])
def test_any_values_have_a_log_axis(values: list[float]) -> None:
    with np.errstate(all="ignore"):  # as in every view
        scale = log_scale([np.array(values)[:, np.newaxis]])
    low, high = scale.extent
    assert np.isfinite([low, high]).all()
    assert high - low >= 1.0


def test_underflow_is_called_by_its_name_on_the_log_axis(drawn: Drawn, monkeypatch: pytest.MonkeyPatch) -> None:
    view = weights_view(drawn, UNDERFLOW)
    view.show_log(is_log=True)
    assert "too small for a float64 from step 1,077" in notes_of(view, 1, monkeypatch)


def test_the_optimum_is_told_for_all_of_few_weights_and_for_the_chosen_one_of_many(drawn: Drawn) -> None:
    assert weights_view(drawn, FROM_FIVE).describe(1).endswith("; optimum: w₁ = 0.")
    view = weights_view(drawn, CANCER, chosen=3)
    found = optima(CANCER)[1]
    assert found is not None
    assert f"optimum: {view.chosen_name} = " in view.describe(1)
    assert view._aims(1) == [3]


def test_the_optimum_is_only_drawn_for_the_λ_it_belongs_to(drawn: Drawn) -> None:
    view = weights_view(drawn, CHANGED)
    assert view.n_steps_to_optimum(0) == 25
    assert "optimum until λ changes at step 25: w₁ = 0" in view.describe(0)


def test_the_cursor_does_not_cross_out_words(drawn: Drawn) -> None:
    view = weights_view(drawn, FROM_FIVE)
    view.set_step(12)
    plot = view.plots[0]
    canvas = plot.canvas(None)
    image, corner = drawn.grid.grab().toImage(), plot.place.topLeft()
    at = round(float(canvas.x(12)) + corner.x() - 0.5)
    (words,) = (place for place in view._words[0] if place.left() < canvas.x(12) < place.right())
    dark = [
        y
        for y in range(int(canvas.rect.top()), int(canvas.rect.bottom()))
        if image.pixelColor(at, int(y + corner.y())).lightness() < 70
    ]
    assert len(dark) > 0.7 * canvas.rect.height()
    assert not [y for y in dark if words.top() + 1 < y < words.bottom() - 1]


@pytest.mark.parametrize(("step", "words"), [(12, "optimum 0.7 until step 12"), (40, "optimum 0.7")])
def test_the_words_of_an_optimum_do_not_stand_where_there_is_another(
    drawn: Drawn, monkeypatch: pytest.MonkeyPatch, step: int, words: str
) -> None:
    view = weights_view(drawn, regsim.load("two-weights", [f"changes=[{{step={step},strength=0.8}}]"]))
    left = notes_of(view, 0, monkeypatch)[words]
    change = float(view.plots[0].canvas(None).x(step))
    assert (left + text_width(words) < change) == ("until" not in words)


@pytest.mark.parametrize("size", [(900, 400), (620, 260)])
def test_of_many_weights_the_one_that_is_0_is_named(
    drawn: Drawn, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    scenario = regsim.load("breast-cancer", ["n_steps=400"])
    l1 = regsim.simulate(scenario)[0]
    chosen = int(np.flatnonzero((l1.zero_since > 0) & (l1.zero_since <= l1.last))[0])
    view = drawn.show(scenario, chosen=chosen, size=size)
    assert isinstance(view, WeightsView)
    (words,) = notes_of(view, 0, monkeypatch)
    assert words.startswith(view.chosen_name[:4])
    assert " 0" in words


def test_a_weight_is_said_to_stay_0_only_once_the_run_has_ended(drawn: Drawn, monkeypatch: pytest.MonkeyPatch) -> None:
    view = weights_view(drawn, FROM_FIVE)
    assert any("exactly 0" in text for text in notes_of(view, 0, monkeypatch))
    simulation = Problem(FROM_FIVE).simulation(0)
    simulation.advance(until=20)  # where L1 has been at 0 for ten steps
    view.set_trajectories((simulation.trajectory(), view.trajectories[1]), 0, FROM_FIVE.n_steps)
    assert not any("exactly 0" in text for text in notes_of(view, 0, monkeypatch))


def test_in_a_narrow_plot_the_step_from_which_a_weight_is_0_is_said_in_fewer_words(
    drawn: Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    for width in (900, 400, 300):
        view = drawn.show(FROM_FIVE, size=(width, 260))
        assert isinstance(view, WeightsView)
        said += notes_of(view, 0, monkeypatch)
    assert said == ["exactly 0 from step 10", "0 from step 10", "ends at 0"]


def test_an_optimum_beyond_the_axis_is_said_to_be_there(drawn: Drawn, monkeypatch: pytest.MonkeyPatch) -> None:
    view = weights_view(drawn, CANCER, chosen=30)
    found = optima(CANCER)[0]
    assert found is not None
    top = view.limits()[1][1]
    texts = notes_of(view, 0, monkeypatch)
    assert [text.endswith("↑") for text in texts if text.startswith("optimum")] == [found.weights[30] > top]


def test_optima_that_arrive_are_drawn_and_leave_the_axes_where_they_are(drawn: Drawn) -> None:
    view = drawn.show(CANCER, chosen=3)
    before, picture = view.limits(), drawn.grid.grab().toImage()
    drawn.grid.set_optima(optima(CANCER))
    assert view.limits() == before
    assert drawn.grid.grab().toImage() != picture


def test_a_click_on_a_curve_chooses_its_weight_on_the_log_axis_too(qtbot: QtBot, drawn: Drawn) -> None:
    view = weights_view(drawn, CANCER)
    view.show_log(is_log=True)
    largest = int(np.abs(view.trajectories[1].weights[-1]).argmax())
    level = float(view.series(1)[largest][1][18])
    with qtbot.waitSignal(view.weight_chosen) as asked:
        view.on_click(1, view.plots[1].canvas(None).point(18.0, level))
    assert asked.args == [largest]


def test_the_name_of_an_axis_says_what_it_is(qtbot: QtBot, drawn: Drawn) -> None:
    view = weights_view(drawn, FROM_FIVE)
    place = view._captions(view.plots[0].inside())[0].place
    with qtbot.waitSignal(view.pointed_at) as said:
        view.on_hover(0, place.center())
    assert said.args == ["Their magnitudes on a log axis"]
