"""The loss and its derivative along one weight: open at a kink, and with a dot for what can be told apart."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QPicture
from pytestqt.qtbot import QtBot

import regsim
from regsim.gui.grid import Grid
from regsim.gui.motion import SUM, Arrow, Beat, motions_at
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.prediction import Guess, Prediction
from regsim.gui.theme import LIGHT
from regsim.gui.views import View
from regsim.gui.views.along import MAX_DOTS, AlongOneWeight, looked_at, seen_apart
from regsim.gui.views.pulls import _draw_name
from regsim.problem import Problem
from tests.gui.views.drawn import Drawn, placed_notes


@pytest.mark.parametrize("width", range(600, 640, 3))
def test_the_derivative_of_l1_is_two_open_branches_whatever_the_width(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    problem = Problem(regsim.load("from-five", ["views=['derivative']", "runs=[{penalty={kind='l1'}}]"]))
    grid = Grid(LIGHT)
    qtbot.addWidget(grid)
    branches: list[set[float]] = []
    monkeypatch.setattr(Canvas, "curves", lambda _, curves: branches.extend(set(y.tolist()) for _, y, *_ in curves))
    grid.resize(width, 300)
    grid.set_runs(problem, problem.simulate(), 0)
    grid.show()
    grid.grab()
    assert branches[-2:] == [{-1.0}, {1.0}]


@pytest.mark.parametrize("n", [1, 2, 500, 25_000, 1_000_000])
def test_of_a_run_of_any_length_the_first_steps_get_their_dots_and_only_so_many_are_drawn(n: int) -> None:
    rows = looked_at(n)
    assert (np.diff(rows) > 0).all()
    assert rows[0] == 0
    assert len(rows) <= 30_000
    falling = 0.5 ** np.minimum(rows, 1000.0)
    dots = rows[seen_apart(falling, falling)]
    assert dots[:4].tolist() == [0, 1, 2, 3][: min(n, 4)]
    assert len(dots) <= MAX_DOTS


L1 = "{penalty={kind='l1',strength=0.3},optimizer={kind='gradient-descent',learning_rate=%s}}"
L2 = L1.replace("l1", "l2")
CALM, WILD = 0.3, 1.36
DIVERGING = regsim.load("two-weights", [f"runs=[{L1 % CALM},{L2 % WILD}]"])


@pytest.mark.parametrize("wild", [L1, L2])
def test_a_run_that_diverges_does_not_flatten_the_derivative_of_the_other(qtbot: QtBot, wild: str) -> None:
    view = Drawn(qtbot, "derivative").show(regsim.load("two-weights", [f"runs=[{L1 % CALM},{wild % WILD}]"]))
    assert np.abs(view.trajectories[1].weights).max() > 1e9
    assert 1.0 < view.limits()[1][1] < 10.0


def test_both_ends_of_the_jump_are_in_sight_in_mid_run_too(qtbot: QtBot) -> None:
    scenario = regsim.load(
        "two-weights",
        ["runs.0.optimizer={kind='momentum',learning_rate=0.3}", "start.weights=[0.0, 0.0]", "n_steps=24"],
    )
    view = Drawn(qtbot, "derivative").show(scenario)
    trajectory, (low, high) = view.trajectories[0], view.limits()[1]
    for row, w in enumerate(trajectory.weights):
        smooth = float(trajectory.function(row).along(w, 0, np.zeros(1)).data_slope[0])
        assert low < smooth - 0.3 < smooth + 0.3 < high


def test_the_words_beside_a_guess_cover_no_dot_of_an_earlier_step(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = placed_notes(monkeypatch)
    drawn = Drawn(qtbot, "slice")
    view = drawn.show(regsim.load("breast-cancer"), size=(724, 164))
    assert isinstance(view, AlongOneWeight)
    view.set_step(100)
    now = tuple(view.weight(run) for run in range(2))
    view.set_prediction(Prediction(Guess(101, now, (False, False))))
    places.clear()
    drawn.grid.grab()
    assert len(places) == 2
    for run, place in enumerate(places):
        x, y = view._earlier_dots(run)
        canvas = view.plots[run].canvas(None)
        dots = zip(canvas.x(x).tolist(), canvas.y(y).tolist(), strict=True)
        assert not [dot for dot in dots if place.contains(*dot)]


@pytest.mark.parametrize("above", [0.0, 5.0, 9.0])
def test_in_slow_motion_the_name_of_an_arrow_does_not_cut_into_a_dot(above: float) -> None:
    image = QImage(300, 100, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    canvas = Canvas(painter, QRectF(0.0, 0.0, 300.0, 100.0), (0.0, 300.0), (0.0, 100.0), LIGHT)
    arrow = Arrow("data", np.array([150.0]), np.array([165.0]), 1.0)
    dots = np.array([[125.0, 50.0 - above]])
    place = _draw_name(canvas, arrow, ["data"], 50.0, LIGHT.text, dots)
    painter.end()
    assert place.left() > 165.0  # it would stand left of the tail if the dot were not there


@pytest.mark.parametrize(
    ("walls", "expected", "side"),
    [
        ([], "penalty", -1),
        ([125], "penalty", 1),  # left of the tail is a curve
        ([115, 190], "λR", -1),  # too near on either side: the symbol has room
        ([140, 190], "penalty", -1),  # beyond a curve close to the tail
    ],
)
def test_in_slow_motion_the_name_of_an_arrow_is_not_written_over_a_curve(
    monkeypatch: pytest.MonkeyPatch, walls: list[float], expected: str, side: int
) -> None:
    written: list[str] = []
    monkeypatch.setattr(Canvas, "text", lambda _canvas, _x, _y, text, *_, **__: written.append(text))
    image = QImage(300, 100, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    canvas = Canvas(painter, QRectF(0.0, 0.0, 300.0, 100.0), (0.0, 300.0), (0.0, 100.0), LIGHT)
    arrow = Arrow("penalty", np.array([150.0]), np.array([165.0]), 1.0)
    curves = np.array([(x, y) for x in walls for y in range(0, 100, 4)], dtype=np.float64).reshape(-1, 2)
    place = _draw_name(canvas, arrow, ["penalty", "λR"], 50.0, LIGHT.text, curves)
    painter.end()
    assert written == [expected]
    assert (place.left() - 157.5) * side > 0.0
    assert not [x for x in walls if place.left() <= x <= place.right()]


@pytest.mark.parametrize("kind", ["slice", "derivative"])
@pytest.mark.parametrize("size", [(600, 240), (1300, 300)])
@pytest.mark.parametrize("step", [30, 100, 300])
def test_in_slow_motion_no_words_lie_over_others_and_the_factor_stands_on_no_dot(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, kind: str, size: tuple[int, int], step: int
) -> None:
    patches: list[QRectF] = []
    monkeypatch.setattr(Canvas, "patch", lambda _, place, *__: patches.append(place))
    view = Drawn(qtbot, kind).show(regsim.load("breast-cancer"), size=size)
    assert isinstance(view, AlongOneWeight)
    view.set_step(step)
    view.set_motions(motions_at(Beat(SUM, 1.0), view.trajectories, step, ()))
    for run, plot in enumerate(view.plots):
        image = QImage(1300, 300, QImage.Format.Format_ARGB32)
        painter = QPainter(image)
        canvas = plot.canvas(painter)
        patches.clear()
        plot.paint(painter)
        painter.end()
        *names, factor = patches
        assert len(names) == 3
        assert not [(a, b) for i, a in enumerate(patches) for b in patches[:i] if a.intersects(b)]
        x, y = view._earlier_dots(run)
        dots = zip(canvas.x(x).tolist(), canvas.y(y).tolist(), strict=True)
        assert not [dot for dot in dots if factor.contains(*dot)]


class Painted:
    """What a run's plot has at a step: its texts, and its upright lines, from one height to another."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, view: View, step: int, run: int) -> None:
        self.texts: list[str] = []
        self.upright: list[tuple[float, float]] = []
        monkeypatch.setattr(Canvas, "text", lambda *args, **_: self.texts.append(args[3]))
        monkeypatch.setattr(Canvas, "line", lambda _, *ends_and_pen: self._line(*ends_and_pen))
        view.set_step(step)
        view.plots[run].set_exporting(True)
        picture = QPicture()
        painter = QPainter(picture)
        view.plots[run].paint(painter)
        painter.end()

    def _line(self, start: tuple[float, float], end: tuple[float, float], *_: object) -> None:
        if start[0] == end[0]:
            self.upright.append((start[1], end[1]))


@pytest.mark.parametrize(("kind", "height"), [("slice", "J = 5311 ↑"), ("derivative", "∂J = −105.6 ↓")])
def test_where_a_run_is_that_has_left_the_plot_is_written_at_its_edge(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, kind: str, height: str
) -> None:
    view = Drawn(qtbot, kind).show(DIVERGING)
    assert f"w₁ = −49.43 ←, {height}" in Painted(monkeypatch, view, 8, 1).texts
    assert not [text for text in Painted(monkeypatch, view, 0, 1).texts if "w₁ = " in text]


@pytest.mark.parametrize("kind", ["slice", "derivative"])
@pytest.mark.parametrize("is_checked", [False, True])
def test_beside_a_guess_outside_of_the_plot_there_are_no_words(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, kind: str, *, is_checked: bool
) -> None:
    view = Drawn(qtbot, kind).show(DIVERGING)
    for step, n_words in ((8, 0), (0, 1)):
        guess = Guess(step + 1, (5.0, view.weight(1, step)), (False, False))
        view.set_prediction(Prediction(None, guess) if is_checked else Prediction(guess))
        texts = Painted(monkeypatch, view, step, 1).texts
        assert len([text for text in texts if "guess" in text or "too" in text]) == n_words


def test_on_the_jump_of_l1_no_stem_looks_like_a_steep_branch(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    view = Drawn(qtbot, "derivative").show(regsim.load("two-weights"), chosen=1)
    assert view.trajectories[0].weights[-1, 1] == 0.0
    assert abs(view.trajectories[0].slope(1)[-1]) > 0.01
    plot = view.plots[0].ranges[1]
    assert Painted(monkeypatch, view, 60, 0).upright == [plot]
    assert len(Painted(monkeypatch, view, 1, 0).upright) == 2


def test_the_arrow_of_a_step_that_the_dot_would_hide_lies_over_it(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(Canvas, "arrow", lambda *args: drawn.append(f"arrow {args[3]}"))
    monkeypatch.setattr(Canvas, "dots", lambda *args, **_: drawn.append(f"dot {args[3]}"))
    view = Drawn(qtbot, "derivative").show(regsim.load("from-five"))
    for step, last in ((0, f"dot {view.color(1)}"), (7, f"arrow {LIGHT.text}")):
        Painted(monkeypatch, view, step, 1)
        assert drawn[-1] == last


def test_where_there_is_little_room_the_next_step_is_still_more_than_a_number(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = regsim.load("breast-cancer", ["changes=[{step=200, strength=0.2}]"])
    view = Drawn(qtbot, "derivative").show(changed, chosen=7, size=(480, 220))
    assert "next 0.0009972" in Painted(monkeypatch, view, 250, 0).texts


def test_words_keep_clear_of_a_steep_curve_as_of_a_flat_one(qtbot: QtBot) -> None:
    view = Drawn(qtbot, "slice").show(regsim.load("from-five", ["n_steps=1"]), size=(600, 900))
    assert isinstance(view, AlongOneWeight)
    canvas = view.plots[1].canvas(None)
    _, (x, y) = view._drawn(1)
    assert np.hypot(np.diff(canvas.x(x)), np.diff(canvas.y(y))).max() < 5.0
    assert np.allclose(y, 0.5 * np.asarray(x) ** 2, atol=0.05)
