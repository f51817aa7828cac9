"""The names of the two axes in the corner of a plot over steps, and what keeps clear of them."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

import regsim
from regsim.gui.plotting.axis import TICK_PX
from regsim.gui.prediction import Guess, Prediction
from regsim.gui.views.two_scales import TwoScales
from regsim.scenario import Scenario
from tests.gui.views.drawn import CANCER, PENALTY_ONLY, Drawn, optima, placed_notes

ZEROS = regsim.load("from-five", ["start={kind='zeros'}"])
CHANGED = regsim.load("two-weights", ["n_steps=60", "changes=[{step=30, strength=0.1}]"])
SIZES = [(500, 130), (900, 200), (1400, 500)]
DOT_PX = 3.5  # half of a dot
every_axis = pytest.mark.parametrize("is_log", [False, True], ids=["ordinary", "log"])
every_kind = pytest.mark.parametrize("kind", ["weights", "objective"])


def two_scales(
    qtbot: QtBot, kind: str, scenario: Scenario, size: tuple[int, int] = (900, 200), *, is_log: bool = False
) -> TwoScales:
    """The view of a row, on one of its axes."""
    drawn = Drawn(qtbot, kind)
    view = drawn.show(scenario, size=size)
    assert isinstance(view, TwoScales)
    drawn.grid.set_optima(optima(scenario))
    view.show_log(is_log=is_log)
    return view


def names(view: TwoScales, run: int) -> QRectF:
    """Where the names of the axes stand."""
    one, other = view.taken(view.plots[run].inside())
    return one.united(other)


@every_axis
@every_kind
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scenario", [PENALTY_ONLY, CANCER, ZEROS], ids=["penalty only", "cancer", "zeros"])
def test_no_curve_runs_below_the_names_of_the_axes(
    qtbot: QtBot, kind: str, scenario: Scenario, size: tuple[int, int], *, is_log: bool
) -> None:
    view = two_scales(qtbot, kind, scenario, size, is_log=is_log)
    for run, plot in enumerate(view.plots):
        canvas, bottom = plot.canvas(None), names(view, run).bottom()
        for _, values in view.series(run)[: view.trajectories[run].loss.n_coefficients]:
            assert float(np.min(canvas.y(values))) > bottom + DOT_PX


@every_kind
def test_in_a_lower_plot_the_names_keep_their_room_and_a_zoom_stays(qtbot: QtBot, kind: str) -> None:
    drawn = Drawn(qtbot, kind)
    view = drawn.show(PENALTY_ONLY, size=SIZES[-1])
    plot, before = view.plots[0], view.plots[0].ranges
    drawn.grid.resize(*SIZES[0])
    drawn.grid.grab()
    assert plot.ranges[1][1] > before[1][1]
    assert plot.ranges[1][0] == before[1][0]
    view.zoom((2.0, 8.0), (1.0, 3.0))
    drawn.grid.resize(*SIZES[-1])
    drawn.grid.grab()
    assert plot.ranges == ((2.0, 8.0), (1.0, 3.0))
    view.reset_zoom()
    assert plot.ranges == before


@every_kind
def test_what_changes_in_mid_run_is_written_beside_the_names_of_the_axes_or_below_them(qtbot: QtBot, kind: str) -> None:
    for size in SIZES:
        view = two_scales(qtbot, kind, CHANGED, size)
        (mark,) = view.marks(view.plots[0].canvas(None), 0)
        is_beside = mark.place.top() < names(view, 0).bottom()
        assert not mark.place.intersects(names(view, 0))
        assert is_beside or size == SIZES[0]


@every_kind
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["from-five", "polynomial", "breast-cancer", "two-weights"])
def test_no_two_numbers_of_a_log_axis_lie_over_one_another_nor_does_one_reach_into_the_title(
    qtbot: QtBot, kind: str, name: str, size: tuple[int, int]
) -> None:
    view = two_scales(qtbot, kind, regsim.load(name, ["n_steps=300"]), size, is_log=True)
    plot, height = view.plots[0], view.plots[0].inside().height()
    pixels = sorted(float(plot.canvas(None).y(tick)) for tick, _ in plot.left.texts(height))
    assert len(pixels) > 1
    assert min(np.diff(pixels)) > TICK_PX
    assert pixels[0] - plot.inside().top() >= TICK_PX / 2


@every_axis
def test_how_far_off_a_guess_was_is_not_written_over_other_words(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, *, is_log: bool
) -> None:
    view = two_scales(qtbot, "weights", PENALTY_ONLY, (724, 164), is_log=is_log)
    places = placed_notes(monkeypatch)
    for step in range(view.n_steps):
        view.set_step(step)
        now = tuple(view.weight(run) for run in range(2))
        view.set_prediction(Prediction(None, Guess(step + 1, now, (True, True))))
        for run, plot in enumerate(view.plots):
            image = QImage(800, 200, QImage.Format.Format_ARGB32)
            painter = QPainter(image)
            plot.paint(painter)
            words = view.words(plot.canvas(painter), run)
            painter.end()
            assert not places[-1].isEmpty()
            assert not [other for other in words if places[-1].intersects(other)]
