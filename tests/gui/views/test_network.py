"""The network: layers, weights and norms."""

import numpy as np
import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage, QPainter, QPen
from pytestqt.qtbot import QtBot

import regsim
from regsim.gui.plotting.letters import FONT_PX, text_width
from regsim.gui.plotting.plot import RIGHT_MARGIN
from regsim.gui.theme import DARK, LIGHT
from regsim.gui.views import View
from regsim.gui.views.network import NAME_PX, NetworkView
from regsim.gui.views.network_layout import arranged, layers_of
from regsim.gui.views.network_lines import MOST_LINES, distances, drawn_weights, scaled
from regsim.gui.words import number
from regsim.scenario import Scenario
from tests.benchmarks.scenarios import with_strengths
from tests.gui.conftest import count
from tests.gui.views.drawn import (
    ALL,
    CANCER,
    DIABETES,
    DIGITS,
    FLOWERS,
    MOONS,
    N_STEPS,
    ONE_INPUT,
    PENALTY_ONLY,
    POLYNOMIAL,
    Drawn,
    at,
    solved,
)

RUN = "runs=[{penalty={kind='l2', strength=0.01}, optimizer={kind='adam', learning_rate=0.02}}]"


@pytest.fixture
def drawn(qtbot: QtBot) -> Drawn:
    return Drawn(qtbot, "network")


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("size", [(700, 230), (1400, 700)])
def test_layers_are_drawn_at_every_size(drawn: Drawn, name: str, size: tuple[int, int]) -> None:
    view = drawn.show(ALL[name], size=size)
    for step in (0, 3, N_STEPS):
        drawn.grid.set_step(step)
        drawn.grid.grab()
        assert f"at step {min(step, ALL[name].n_steps)}" in view.describe(0)
    drawn.grid.apply_theme(DARK)
    drawn.grid.set_exporting(True)
    drawn.grid.grab()
    view.zoom((0.2, 0.5), (0.3, 0.9))
    drawn.grid.grab()


@pytest.mark.parametrize(("scenario", "title"), [(MOONS, "2–8–8–1"), (CANCER, "30–1"), (DIGITS, "64–10")])
def test_linear_models_are_networks_of_one_layer(drawn: Drawn, scenario: Scenario, title: str) -> None:
    assert title in drawn.show(scenario).title()


def test_a_model_without_inputs_has_no_layers(drawn: Drawn) -> None:
    view = drawn.show(PENALTY_ONLY)
    assert "no layers" in view.describe(0)
    view.on_click(0, at(view, 0.5, 0.5))
    view.on_hover(0, at(view, 0.5, 0.5))


def test_the_norms_are_those_of_the_matrices(drawn: Drawn) -> None:
    view = drawn.show(MOONS)
    drawn.grid.set_step(N_STEPS)
    weights = solved(MOONS)[1][1].weights[N_STEPS]
    assert f"‖W1‖ = {np.linalg.norm(weights[:16]):.4g}," in view.describe(1)
    assert f"{view.chosen_name} = {number(float(weights[0]))};" in view.describe(1)


def test_a_click_on_a_cell_a_line_or_a_unit_chooses_its_weight(drawn: Drawn) -> None:
    view = drawn.show(MOONS, size=(1400, 600))
    chosen = count(view.weight_chosen)
    problem, trajectories = solved(MOONS)
    inside = view.plots[0].inside()
    assert isinstance(view, NetworkView)
    layout = view._placed(view.plots[0].canvas(None))
    heat = layout.heats[1]
    corner = inside.topLeft()
    view.on_click(0, corner + heat.topLeft() + (heat.bottomRight() - heat.topLeft()) * (2.5 / 8))
    names = trajectories[0].weight_names
    assert names[int(str(chosen[-1][0]))] == "W2[3, 3]"
    x, y = layout.units[1][4]
    view.on_click(0, corner + type(corner)(x, y))
    assert names[int(str(chosen[-1][0]))] == "b1[5]"
    (x0, y0), (x1, y1) = layout.units[2][7], layout.units[3][0]
    view.on_click(0, corner + type(corner)((x0 + x1) / 2, (y0 + y1) / 2))
    assert names[int(str(chosen[-1][0]))] == "W3[1, 8]"
    assert problem.loss.n_weights == len(names)


def test_what_the_pointer_is_on_is_said(drawn: Drawn) -> None:
    view = drawn.show(CANCER)
    said = count(view.pointed_at)
    view.on_hover(0, at(view, -9.0, 0.0))
    view.on_hover(0, at(view, 0.4, 0.01))
    assert said == [("",), ("",)]


def line_pens(view: View, run: int) -> list[QPen]:
    """What every line of a run's network is drawn with, in their order."""
    plot, pens = view.plots[run], []

    class Recorder(QPainter):
        def drawLine(self, *args: object) -> None:
            del args
            pens.append(self.pen())

    assert isinstance(view, NetworkView)
    image = QImage(plot.place.size().toSize(), QImage.Format.Format_RGB32)
    painter = Recorder(image)
    view._draw_lines(plot.canvas(painter), run)
    view._draw_chosen(plot.canvas(painter), run)
    painter.end()
    return pens


def test_a_chosen_weight_of_exactly_0_has_no_line_either(drawn: Drawn) -> None:
    view = drawn.show(POLYNOMIAL)
    assert not view.weight(0)
    assert line_pens(view, 0) == []


def test_the_chosen_line_keeps_its_colour_and_width_within_an_outline(drawn: Drawn) -> None:
    view = drawn.show(POLYNOMIAL, chosen=0)
    drawn.grid.set_step(N_STEPS)
    *among_others, outer, inner, own = line_pens(view, 1)
    assert own in among_others
    assert [ink.color().name() for ink in (outer, inner)] == [LIGHT.text, LIGHT.window]
    assert outer.widthF() > inner.widthF() > own.widthF()


def test_lines_of_negative_weights_are_dashed_in_all_runs_or_in_none(drawn: Drawn) -> None:
    for scenario, is_dashed in ((DIABETES, True), (CANCER, False)):
        view = drawn.show(scenario)
        drawn.grid.set_step(N_STEPS)
        solid = QPen().dashPattern()
        assert [any(p.dashPattern() != solid for p in line_pens(view, run)) for run in (0, 1)] == [is_dashed] * 2
        assert ("(dashed)" in view.x_name()) is is_dashed


def test_a_weight_that_is_small_beside_another_runs_keeps_a_tenth_of_the_width() -> None:
    assert scaled(np.array([27.5, -27.5, 0.275, 0.0, np.nan]), 27.5) == pytest.approx([1.0, -1.0, 0.1, 0.0, 0.0])


@pytest.mark.parametrize(
    ("scenario", "outputs"),
    [(ONE_INPUT, ("b = 1",)), (FLOWERS, ("flower = 1", "flower = 2", "flower = 5")), (CANCER, ("benign",))],
)
def test_every_output_has_a_name(drawn: Drawn, scenario: Scenario, outputs: tuple[str, ...]) -> None:
    view = drawn.show(scenario)
    assert isinstance(view, NetworkView)
    assert view._names[1] == outputs


def test_the_scale_is_written(drawn: Drawn) -> None:
    view = drawn.show(MOONS)
    largest = max(float(np.abs(t.weights[:, :88]).max()) for t in solved(MOONS)[1])
    assert f"widest {largest:.3g}, √ scale" in view.title()


def test_lines_become_thin_while_λ_is_dragged_rather_than_the_scale_another(drawn: Drawn) -> None:
    lesson = regsim.load("network", ["n_steps=150", RUN])
    view = drawn.show(lesson)
    before = view.title()
    view.hold_axes(are_held=True)

    drawn.show(with_strengths(lesson, 20.0))
    assert view.title() == before

    view.hold_axes(are_held=False)
    assert view.title() != before


def test_the_title_has_room_over_one_of_four_columns(drawn: Drawn) -> None:
    assert text_width(drawn.show(MOONS).title(), FONT_PX) <= 240.0  # in a window 1280 wide


@pytest.mark.parametrize("margin", [RIGHT_MARGIN, 150])
def test_the_title_is_over_the_middle_of_the_picture_however_long_the_names_of_other_rows(
    drawn: Drawn, margin: int
) -> None:
    view = drawn.show(MOONS)
    assert isinstance(view, NetworkView)
    view.set_margin(margin)
    plot = view.plots[0]
    inputs, *_, outputs = view._placed(plot.canvas(None)).units
    names = [max(text_width(name, NAME_PX) for name in names) for names in view._names]
    ends = inputs[0, 0] - names[0], outputs[0, 0] + names[1]
    assert sum(ends) / 2 == pytest.approx(plot.inside().width() / 2, abs=2.0)


def test_a_weight_of_0_has_no_line_and_the_largest_are_kept() -> None:
    assert drawn_weights(np.array([0.0, -2.0, 1.0, 0.0])).tolist() == [2, 1]
    many = np.linspace(-1.0, 1.0, 1001)
    kept = drawn_weights(many)
    assert len(kept) == MOST_LINES
    assert np.abs(many[kept]).min() > 0.9


def test_distances_are_those_to_the_segments() -> None:
    starts, ends = np.zeros((3, 2)), np.array([[10.0, 0.0], [0.0, 10.0], [0.0, 0.0]])
    assert distances(np.array([5.0, 3.0]), starts, ends) == pytest.approx([3.0, 5.0, np.hypot(5.0, 3.0)])


def test_everything_has_its_place_within_the_plot() -> None:
    layers = layers_of(solved(MOONS)[0].loss)
    for size in (QSizeF(250, 90), QSizeF(900, 700)):
        layout = arranged(layers, size, 30.0, 40.0)
        places = np.concatenate(layout.units)
        assert (places > 0.0).all()
        assert (places < [size.width(), size.height()]).all()
        assert all(heat.bottom() <= size.height() for heat in layout.heats)


def test_the_words_below_say_what_has_no_line(drawn: Drawn) -> None:
    assert "no line: exactly 0" in drawn.show(MOONS).x_name()
    assert f"the {MOST_LINES} largest" in drawn.show(DIGITS).x_name()
