"""What a fit is said to be worth: in which words, and where they stand."""

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from regsim.engine.models import LinearRegression, LogisticRegression, Model
from regsim.engine.optimizers import GradientDescent
from regsim.gui.plotting.labels import shown_names
from regsim.gui.plotting.places import along
from regsim.gui.theme import LIGHT
from regsim.gui.views import View
from regsim.gui.views.fit import FitView, picture_of
from regsim.gui.views.fit_curve import Curve
from regsim.gui.views.fit_many import Calibration
from regsim.gui.views.fit_picture import Fitted
from regsim.gui.views.fit_words import beside, placed, words_of
from regsim.scenario import Scenario
from tests.gui.views.drawn import (
    CANCER,
    DIABETES,
    DIGITS,
    FLOWERS,
    IRIS,
    MOONS,
    N_STEPS,
    ONE_INPUT,
    POLYNOMIAL,
    Drawn,
    observed_in,
    scenario_of,
    solved,
)

AREA = QRectF(0.0, 0.0, 200.0, 150.0)
NOWHERE = np.empty(0)


@pytest.fixture
def drawn(qtbot: QtBot) -> Drawn:
    return Drawn(qtbot, "fit")


def test_words_stand_where_they_hide_nothing(drawn: Drawn) -> None:
    del drawn  # there must be an application for fonts
    y, x = np.mgrid[5.0:150.0:10.0, 5.0:200.0:10.0]
    is_free = (x > 90.0) & (y > 110.0)
    lines, place = placed(AREA, [["a line"], ["short"]], x[~is_free], y[~is_free])
    assert lines == ["a line"]
    assert place.left() > 90.0
    assert place.top() > 110.0


def test_short_words_are_written_where_full_ones_would_hide_more(drawn: Drawn) -> None:
    del drawn
    x, y = np.full(30, 100.0), np.linspace(0.0, 150.0, 30)
    texts = [["words over the middle"], ["short"]]
    assert placed(AREA, texts, x, y)[0] == texts[1]
    assert placed(AREA, texts, NOWHERE, NOWHERE)[0] == texts[0]


def written(drawn: Drawn, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]) -> tuple[View, list[str], QRectF]:
    """The view of a polynomial at its last step, the lines in its first column, and where they are."""
    found: list[tuple[list[str], QRectF]] = []
    monkeypatch.setattr("regsim.gui.views.fit.draw_words", lambda _canvas, lines, place: found.append((lines, place)))
    view = drawn.show(POLYNOMIAL, size=size)
    found.clear()
    drawn.grid.set_step(N_STEPS)
    drawn.grid.grab()
    return view, *found[0]


def test_words_that_would_hide_much_of_a_small_picture_are_but_marks_and_numbers(
    drawn: Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [line.split()[1] for line in written(drawn, monkeypatch, (1100, 400))[1]] == ["training:", "validation:"]
    assert all(len(line.split()) == 2 for line in written(drawn, monkeypatch, (500, 220))[1])


def test_words_keep_clear_of_a_curve_where_it_is_steep(drawn: Drawn, monkeypatch: pytest.MonkeyPatch) -> None:
    view, _, place = written(drawn, monkeypatch, (620, 400))
    trajectory, canvas = solved(POLYNOMIAL)[1][0], view.plots[0].canvas(None)
    picture = picture_of(observed_in(POLYNOMIAL))
    assert isinstance(picture, Curve)
    x, X = picture.grid(canvas)
    line = along(canvas.x(x), canvas.y(trajectory.loss.predict(trajectory.weights[-1], X)), 1.0)
    assert not any(place.contains(*at) for at in line.tolist())


@pytest.mark.parametrize("scenario", [POLYNOMIAL, MOONS])
def test_words_keep_clear_of_validation_samples_and_of_the_curve(drawn: Drawn, scenario: Scenario) -> None:
    view = drawn.show(scenario)
    assert isinstance(view, FitView)
    picture, trajectory, canvas = picture_of(observed_in(scenario)), solved(scenario)[1][0], view.plots[0].canvas(None)
    x, y = picture.pixels(canvas, Fitted(trajectory.loss, trajectory.weights[-1], LIGHT.text))
    assert picture.observed.validation is not None
    n_samples = sum(len(points.y) for points in picture.observed.parts)
    assert len(x) == len(y) > n_samples + 3
    across = canvas.x(picture.observed.validation.inputs[:, 0])
    assert np.isin(across, x).all()


@pytest.mark.parametrize("scenario", [POLYNOMIAL, CANCER])
def test_short_words_say_which_score_is_which(drawn: Drawn, scenario: Scenario) -> None:
    del drawn
    trajectory = solved(scenario)[1][0]
    full, short, brief = words_of(observed_in(scenario), trajectory, trajectory.weights[5], is_trivial=False)
    assert [line.split()[1] for line in full] == ["training:", "validation:"]
    assert [line.split()[1] for line in short] == ["train", "valid."]
    assert [line.split()[0] for line in brief] == ["●", "○"]


def test_a_share_of_one_set_of_samples_is_said_to_be_right_however_short_the_words(drawn: Drawn) -> None:
    del drawn
    trajectory = solved(DIGITS)[1][0]
    assert trajectory.accuracy is not None
    for lines in words_of(observed_in(DIGITS), trajectory, trajectory.weights[5], is_trivial=False):
        assert " ".join(lines) == f"{100.0 * trajectory.accuracy[5]:.1f} % right"


def test_what_is_predicted_with_all_weights_0_is_named_after_what_it_is() -> None:
    assert observed_in(POLYNOMIAL).trivial_name == observed_in(DIABETES).trivial_name == "mean of y"
    names = {observed_in(scenario).trivial_name for scenario in (CANCER, IRIS, ONE_INPUT, FLOWERS)}
    assert names == {"base rate"}


@pytest.mark.parametrize("model", [LinearRegression(fit_intercept=False), LogisticRegression(fit_intercept=False)])
def test_without_an_intercept_it_is_neither_the_mean_nor_the_base_rate(model: Model) -> None:
    data = 'kind = "inline"\ncolumns = ["a", "b"]\ntarget = "b"\nrows = [[0, 0], [1, 0], [2, 1], [3, 1], [4, 1]]'
    scenario = scenario_of(data, "linear-regression")
    assert observed_in(msgspec.structs.replace(scenario, model=model)).trivial_name == "w = 0"


@pytest.mark.parametrize("scenario", [ONE_INPUT, CANCER])
@pytest.mark.parametrize("height", [230, 700, 1100])
def test_an_axis_of_probabilities_ends_at_0_and_1(drawn: Drawn, scenario: Scenario, height: int) -> None:
    plot = drawn.show(scenario, size=(900, height)).plots[0]
    ticks = plot.left.ticks(plot.inside().height())
    assert (ticks[0], ticks[-1]) == (0.0, 1.0)
    drawn.show(POLYNOMIAL)
    assert plot.left.ticks(plot.inside().height())[0] < 0.0


@pytest.mark.parametrize("scenario", [POLYNOMIAL, DIABETES])
def test_a_run_that_left_the_plot_says_so(drawn: Drawn, scenario: Scenario) -> None:
    wild = msgspec.structs.replace(scenario.runs[0], optimizer=GradientDescent(50.0))
    view = drawn.show(msgspec.structs.replace(scenario, runs=(wild, scenario.runs[1])))
    drawn.grid.set_step(N_STEPS)
    assert "all predictions are outside the plot" in view.describe(0)
    assert "outside" not in view.describe(1)


def test_the_picture_of_two_classes_says_what_its_lines_are(drawn: Drawn) -> None:
    view = drawn.show(CANCER)
    assert view.title() == "Fit: share of benign among those predicted so"
    assert view.x_name() == "predicted P(benign) · ┆ base rate"
    assert "as sure as right" in [label.text for label in picture_of(observed_in(CANCER)).labels(LIGHT)]


@pytest.mark.parametrize("height", [150, 170, 300])
def test_words_never_hide_the_curve_of_how_sure_two_classes_are(
    drawn: Drawn, monkeypatch: pytest.MonkeyPatch, height: int
) -> None:
    places: list[QRectF] = []
    monkeypatch.setattr("regsim.gui.views.fit.draw_words", lambda _canvas, _lines, place: places.append(place))
    view = drawn.show(CANCER, size=(720, height))
    picture, trajectory = picture_of(observed_in(CANCER)), solved(CANCER)[1][0]
    assert isinstance(picture, Calibration)
    for step in range(0, N_STEPS + 1, 4):
        places.clear()
        drawn.grid.set_step(step)
        drawn.grid.grab()
        canvas = view.plots[0].canvas(None)
        fitted = Fitted(trajectory.loss, trajectory.frame(step).weights, "")
        x, y = picture._shares(fitted)
        for place in places[:1]:  # of the first run
            assert not any(place.contains(canvas.point(a, b)) for a, b in zip(x, y, strict=True))
    assert places


def test_where_the_name_of_the_diagonal_has_no_room_it_is_a_shorter_one(drawn: Drawn) -> None:
    del drawn
    labels = picture_of(observed_in(CANCER)).labels(LIGHT)
    assert "as sure as right" in shown_names(labels, 100.0)
    assert "ideal" in shown_names(labels, 60.0)


def test_words_beside_a_plot_stand_between_the_names_there_or_nowhere(drawn: Drawn) -> None:
    del drawn
    margin = QRectF(200.0, 0.0, 80.0, 110.0)
    place = beside(margin, ["● 84.3 %", "○ 88.3 %"], [8.0, 60.0])
    assert place is not None
    assert margin.contains(place)
    assert place.top() >= 68.0
    assert beside(margin, ["● 84.3 %"], [10.0, 30.0, 50.0, 70.0, 90.0]) is None
    assert beside(margin, ["much longer than there is room"], []) is None


@pytest.mark.parametrize("scenario", [MOONS, CANCER, IRIS])
def test_where_a_picture_is_small_its_words_stand_in_the_margin_and_hide_no_sample(
    drawn: Drawn, monkeypatch: pytest.MonkeyPatch, scenario: Scenario
) -> None:
    places: list[QRectF] = []
    monkeypatch.setattr("regsim.gui.views.fit.draw_words", lambda _canvas, _lines, place: places.append(place))
    view = drawn.show(scenario, size=(510, 215))
    for step in (0, N_STEPS):
        places.clear()
        drawn.grid.set_step(step)
        drawn.grid.grab()
        assert len(places) == len(view.trajectories)
        assert all(place.left() > view.plots[0].inside().right() for place in places)


def test_if_the_words_of_one_run_have_no_room_in_its_picture_all_stand_beside(
    drawn: Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    places: list[QRectF] = []
    monkeypatch.setattr("regsim.gui.views.fit.draw_words", lambda _canvas, _lines, place: places.append(place))
    view = drawn.show(POLYNOMIAL, size=(1100, 400))
    assert isinstance(view, FitView)
    picture = view._picture
    assert picture is not None
    (key, (pixels, is_crowded)), right = view._ends[1], view.plots[0].inside().right()
    assert not is_crowded
    assert all(place.left() < right for place in places)
    places.clear()
    view._ends[1] = key, (pixels, True)
    view.plots[0].set_margin(90)
    view.set_step(3)
    drawn.grid.grab()
    assert places[0].left() > right - 90
