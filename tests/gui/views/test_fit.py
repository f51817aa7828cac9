"""The fit: the picture suits the data, and says how good the model is now."""

from collections.abc import Sequence

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from regsim.gui.motion import MOVE, Beat
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.labels import HALF, Label, label_rows
from regsim.gui.theme import DARK
from regsim.gui.views.fit import picture_of
from regsim.gui.views.fit_curve import Curve, Probabilities
from regsim.gui.views.fit_many import Actual, Calibration, OwnClass
from regsim.gui.views.fit_picture import MOST_POINTS, Fitted, Picture
from regsim.gui.views.fit_plane import Plane, boundaries
from regsim.scenario import Scenario
from tests.gui.views.drawn import (
    ALL,
    CANCER,
    DIABETES,
    DIGITS,
    FLOWERS,
    IRIS,
    MOONS,
    N_STEPS,
    ONE_INPUT,
    PENALTY_ONLY,
    POLYNOMIAL,
    Drawn,
    observed_in,
    scenario_of,
    solved,
)


@pytest.fixture
def drawn(qtbot: QtBot) -> Drawn:
    return Drawn(qtbot, "fit")


@pytest.mark.parametrize(
    ("scenario", "cls"),
    [
        (POLYNOMIAL, Curve),
        (ONE_INPUT, Probabilities),
        (MOONS, Plane),
        (FLOWERS, Plane),
        (DIABETES, Actual),
        (CANCER, Calibration),
        (IRIS, OwnClass),
    ],
)
def test_the_number_of_raw_inputs_and_of_classes_decides_the_picture(scenario: Scenario, cls: type[Picture]) -> None:
    assert type(picture_of(observed_in(scenario))) is cls


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("size", [(700, 230), (1400, 700)])
def test_every_picture_is_drawn_at_every_size_without_moving_its_axes(
    drawn: Drawn, name: str, size: tuple[int, int]
) -> None:
    view = drawn.show(ALL[name], size=size)
    before = [plot.ranges for plot in view.plots]
    for step in (0, 3, N_STEPS):
        drawn.grid.set_step(step)
        drawn.grid.grab()
        assert f"at step {min(step, ALL[name].n_steps)}" in view.describe(0)
    drawn.grid.apply_theme(DARK)
    drawn.grid.grab()
    drawn.grid.set_exporting(True)
    drawn.grid.grab()
    assert [plot.ranges for plot in view.plots] == before


@pytest.mark.parametrize("name", [name for name in ALL if name != "penalty only"])
def test_a_step_changes_the_picture(drawn: Drawn, name: str) -> None:
    drawn.show(ALL[name])
    drawn.grid.set_step(0)
    before = drawn.grid.grab().toImage()
    drawn.grid.set_step(N_STEPS)
    assert drawn.grid.grab().toImage() != before


def test_a_model_without_data_says_so(drawn: Drawn) -> None:
    assert "no data" in drawn.show(PENALTY_ONLY).describe(0)


def test_without_a_problem_there_is_nothing_to_draw_but_a_reason(drawn: Drawn) -> None:
    view = drawn.show(MOONS)
    view.problem = None
    view.set_trajectories(solved(MOONS)[1], 0, N_STEPS)
    drawn.grid.grab()
    assert "no data" in view.describe(0)


def test_one_row_goes_from_one_kind_of_data_to_another_and_back(drawn: Drawn) -> None:
    titles = [drawn.show(scenario).title() for scenario in (POLYNOMIAL, PENALTY_ONLY, MOONS, IRIS, POLYNOMIAL)]
    assert titles[0] == titles[-1] == "Fit: y over x"
    assert titles[1] == "Fit"


def test_the_words_are_those_of_the_trajectory(drawn: Drawn) -> None:
    view = drawn.show(CANCER)
    drawn.grid.set_step(7)
    trajectory = solved(CANCER)[1][0]
    assert trajectory.accuracy is not None
    assert trajectory.validation_accuracy is not None
    assert f"training: {100.0 * trajectory.accuracy[7]:.1f} % right" in view.describe(0)
    assert f"validation: {100.0 * trajectory.validation_accuracy[7]:.1f} % right" in view.describe(0)


def test_the_typical_error_of_a_mean_loss_is_the_root_of_twice_the_loss(drawn: Drawn) -> None:
    view = drawn.show(DIABETES)
    drawn.grid.set_step(5)
    error = float(np.sqrt(2.0 * solved(DIABETES)[1][1].data_loss[5]))
    assert f"typical error {error:.3g}" in view.describe(1)


@pytest.mark.parametrize("scenario", [POLYNOMIAL, CANCER, IRIS, DIABETES])
def test_all_weights_0_predict_the_same_for_every_input(scenario: Scenario) -> None:
    problem, trajectories = solved(scenario)
    observed = observed_in(scenario)
    predicted = problem.loss.predict(problem.loss.trivial(trajectories[0].function(0).n_penalized), observed.training.X)
    assert np.allclose(predicted, observed.trivial, rtol=1e-12)


def test_the_trivial_prediction_is_the_mean_or_the_base_rate() -> None:
    for scenario in (POLYNOMIAL, CANCER):
        dataset = solved(scenario)[0].dataset
        assert dataset is not None
        assert np.isclose(observed_in(scenario).trivial, dataset.y.mean())


def test_weights_of_0_are_named_as_such(drawn: Drawn) -> None:
    view = drawn.show(IRIS)
    drawn.grid.set_step(0)
    assert "w = 0: the same for every input" in view.describe(0)
    drawn.grid.set_step(N_STEPS)
    assert "w = 0" not in view.describe(1)


def test_in_slow_motion_the_words_go_with_the_picture(drawn: Drawn) -> None:
    view = drawn.show(IRIS)
    drawn.grid.set_step(0)
    drawn.grid.set_beat(Beat(MOVE, 0.5))
    trajectory = solved(IRIS)[1][0]
    share = trajectory.accuracies(view.frame(0).weights)[0]
    assert share is not None
    assert f"training: {100.0 * float(share):.1f} % right" in view.describe(0)
    assert "w = 0" not in view.describe(0)


def test_of_many_samples_the_same_few_are_drawn_each_time() -> None:
    first, second = observed_in(DIGITS).training, observed_in(DIGITS).training
    assert len(first.y) == MOST_POINTS
    assert np.array_equal(first.X, second.X)
    assert set(first.codes.tolist()) == set(range(10))


def test_the_boundaries_of_three_classes_meet_in_one_point() -> None:
    x, y = np.linspace(-1.0, 2.0, 14), np.linspace(-2.0, 2.0, 11)
    scores = np.stack(np.broadcast_arrays(*np.meshgrid(x, y), 0.3), axis=-1)  # alike where x = y = 0.3
    e = np.exp(scores)
    lines = list(boundaries(x, y, e / e.sum(axis=-1, keepdims=True)))
    ends = np.concatenate([line[[0, -1]] for line in lines])
    inner = ends[(abs(ends[:, 0] - 0.5) < 1.499) & (abs(ends[:, 1]) < 1.999)]
    assert len(lines) == len(inner) == 3
    assert inner == pytest.approx(np.full((3, 2), 0.3), abs=1e-9)


def test_the_boundary_of_two_classes_is_where_both_have_half() -> None:
    x = y = np.linspace(-1.0, 2.0, 14)
    p = 1.0 / (1.0 + np.exp(-np.add.outer(y, 2.0 * x)))[..., np.newaxis]
    (line,) = boundaries(x, y, p)
    assert line @ [2.0, 1.0] == pytest.approx(np.zeros(len(line)), abs=1e-9)


def test_where_very_many_samples_are_not_all_drawn_the_words_say_so(drawn: Drawn) -> None:
    many = scenario_of('kind = "gaussians"\nn_samples = 12000\nvalidation_fraction = 0.25', "logistic-regression")
    view = drawn.show(many)
    assert f"{MOST_POINTS} of 12,000 samples drawn" in view.describe(0)
    assert "samples drawn" not in drawn.show(DIGITS).describe(0)


@pytest.mark.parametrize("height", [200, 260, 500])
def test_names_of_many_classes_stand_at_their_own_rows(
    drawn: Drawn, monkeypatch: pytest.MonkeyPatch, height: int
) -> None:
    written: list[tuple[Canvas, Sequence[Label]]] = []

    def note(canvas: Canvas, labels: Sequence[Label], margin: int) -> None:
        del margin
        written.append((canvas, labels))

    monkeypatch.setattr("regsim.gui.views.fit_picture.draw_labels", note)
    drawn.show(DIGITS, size=(600, height))
    canvas, labels = written[-1]
    assert len(labels) > 1
    moved = np.abs(np.array(label_rows(canvas, labels)) - canvas.y([label.y for label in labels]))
    assert moved.max() < HALF


@pytest.mark.parametrize(("scenario", "height"), [(IRIS, 215), (IRIS, 400), (DIGITS, 215), (DIGITS, 700)])
def test_every_class_has_a_line_of_its_base_rate_of_whole_dashes_within_its_row(
    drawn: Drawn, monkeypatch: pytest.MonkeyPatch, scenario: Scenario, height: int
) -> None:
    view = drawn.show(scenario, size=(600, height))
    lines: list[tuple[float, float, float, tuple[float, float]]] = []
    monkeypatch.setattr(Canvas, "line", lambda _, a, b, _color, _width, dash: lines.append((a[0], a[1], b[1], dash)))
    monkeypatch.setattr(Canvas, "horizontal", lambda *_: None)
    canvas, picture = view.plots[0].canvas(None), picture_of(observed_in(scenario))
    trajectory = solved(scenario)[1][0]
    picture.draw_behind(canvas, Fitted(trajectory.loss, trajectory.weights[0], ""))
    assert [x for x, *_ in lines] == picture.observed.trivial.tolist()
    for code, (_, top, bottom, (on, off)) in enumerate(lines):
        assert -code > top > bottom > -code - 1
        n_dashes = (float(canvas.y(bottom) - canvas.y(top)) + off) / (on + off)
        assert n_dashes == pytest.approx(round(n_dashes))
        assert (on, off) == pytest.approx(lines[0][-1])
