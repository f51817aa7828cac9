"""What is written on the plane through weight space: what R is on the outline, and why something is not to be seen."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from pytestqt.qtbot import QtBot

import regsim
from regsim.arrays import FloatArray
from regsim.gui.grid import Grid
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.letters import text_width
from regsim.gui.views.contours import SMALL_PX
from regsim.gui.views.plane_forces import forces_at
from regsim.gui.views.plane_picture import MARK, ONE
from regsim.gui.views.plane_words import limit_texts, others, remark
from regsim.gui.views.weight_space import WeightSpaceView
from regsim.gui.words import number
from regsim.scenario import Scenario
from tests.gui.views.drawn import DIABETES, Drawn, optima, scenario_of

SPARSE = scenario_of('kind = "sparse-linear"', "linear-regression")

Show = Callable[..., tuple[Grid, WeightSpaceView]]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    def shown(scenario: Scenario, size: tuple[int, int] = (1000, 420)) -> tuple[Grid, WeightSpaceView]:
        drawn = Drawn(qtbot, "weight-space")
        view = drawn.show(scenario, size=size)
        assert isinstance(view, WeightSpaceView)
        view.set_optima(optima(scenario))
        drawn.grid.grab()
        return drawn.grid, view

    return shown


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is written."""
    found: list[str] = []
    paint = Canvas.text

    def text(self: Canvas, x: float, y: float, text: str, color: str, **how: Any) -> None:
        found.append(text)
        paint(self, x, y, text, color, **how)

    monkeypatch.setattr(Canvas, "text", text)
    return found


def bowl(*overrides: str) -> Scenario:
    return regsim.load("two-weights", ["n_steps=200", *overrides])


def cancer(*overrides: str) -> Scenario:
    return regsim.load("breast-cancer", ["n_steps=60", *overrides])


def test_the_outline_tells_r_of_the_two_weights_that_it_is_drawn_over(show: Show) -> None:
    _, view = show(cancer())
    view.show_constraint(is_hard=True)
    sizes: list[Callable[[FloatArray], float]] = [lambda w: np.abs(w).sum(), lambda w: 0.5 * np.square(w).sum()]
    for run, size in enumerate(sizes):
        scene = view._scene(run)
        assert scene.outline is not None
        assert scene.optimum is not None
        pair, whole = float(size(scene.outline[7])), float(size(scene.optimum.weights[:30]))
        assert pair < 0.5 * whole
        words = limit_texts(scene, is_wide=True)
        assert words[0] == f"R of these two ≤ {number(pair, 3)}, of all t = {number(whole, 3)}"
        assert all(number(pair, 3) in text for text in words)


def test_of_two_weights_the_outline_is_where_r_is_t(show: Show) -> None:
    _, view = show(bowl())
    assert limit_texts(view._scene(0), is_wide=True) == ["R(w) = t = 0.7", "t = 0.7"]
    view.show_constraint(is_hard=True)
    assert limit_texts(view._scene(0), is_wide=True) == ["R(w) ≤ t = 0.7", "t = 0.7"]


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        (bowl, ""),
        (lambda: bowl("runs.0.penalty={kind='none'}"), "Without a penalty all weights are allowed"),
        (lambda: bowl("runs.0.penalty.strength=2.0"), "R of these two ≤ 0: the optimum, with t = 0, leaves them at 0."),
        (lambda: bowl("changes=[{step=50, strength=0.1}]"), "λ has been changed: t = R(w*) is not known"),
        (lambda: cancer("model={kind='neural-network', hidden=[3]}", "start={kind='normal'}"), "A neural network has"),
    ],
)
def test_where_no_constraint_is_drawn_it_says_why(
    show: Show, texts: list[str], scenario: Callable[[], Scenario], words: str
) -> None:
    grid, view = show(scenario(), size=(1000, 900))
    assert not remark(view._scene(0), view.plots[0].canvas(None))
    view.show_constraint(is_hard=True)
    grid.set_step(60)
    for plot in view.plots:
        plot.invalidate()
    texts.clear()
    grid.grab()
    told = remark(view._scene(0), view.plots[0].canvas(None))
    assert told.startswith(words)
    assert bool(told) is bool(words)
    assert told in " ".join(texts)


def test_why_there_is_no_constraint_stands_in_the_corner_where_the_path_is_not(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    grid, view = show(regsim.load("polynomial", ["n_steps=500", "runs.0.penalty={kind='none'}"]), size=(1000, 330))
    places: list[tuple[str, QRectF]] = []
    monkeypatch.setattr(
        "regsim.gui.views.plane_picture.draw_lines", lambda _, place, lines: places.append((" ".join(lines), place))
    )
    view.show_constraint(is_hard=True)
    grid.grab()
    told, place = places[0]
    assert told.startswith("Without a penalty")
    canvas, scene = view.plots[0].canvas(None), view._scene(0)
    x, y = scene.xy(scene.path.rows)
    assert not [at for at in map(canvas.point, x.tolist(), y.tolist()) if place.contains(at)]


def test_a_run_that_has_left_the_plane_is_said_to_be_outside(show: Show, texts: list[str]) -> None:
    grid, view = show(bowl("runs.1.optimizer={kind='gradient-descent', learning_rate=1.4}"))
    words = []
    for step in (0, 200):
        grid.set_step(step)
        texts.clear()
        grid.grab()
        words.append(list(texts))
    assert np.abs(view.frame(1).weights).max() > 100.0
    assert "w is outside the plot" not in words[0]
    assert words[1].count("w is outside the plot") == 1


def test_what_is_the_smallest_d_and_j_at_once_has_one_name(show: Show, texts: list[str]) -> None:
    grid, _ = show(bowl("runs=[{penalty={kind='none'}, optimizer={kind='gradient-descent', learning_rate=0.3}}]"))
    texts.clear()
    grid.resize(999, 420)
    grid.grab()
    assert {text for text in texts if "D" in text.split()} == {"smallest D = J"}


def test_the_names_of_arrows_lie_on_none_of_them(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    run = "{penalty={kind='l2', strength=0.3}, optimizer={kind='gradient-descent', learning_rate=0.3}}"
    grid, _ = show(bowl(f"runs=[{run}]"), size=(500, 420))
    names: list[QRectF] = []
    along: list[QPointF] = []
    write, arrow = Canvas.text, Canvas.arrow

    def text(self: Canvas, x: float, y: float, text: str, color: str, **how: Any) -> None:
        if text in {"data", "penalty", "sum"}:
            names.append(QRectF(x, y - 4.0, text_width(text, SMALL_PX), 8.0))
        write(self, x, y, text, color, **how)

    def pointed(self: Canvas, start: tuple[float, float], end: tuple[float, float], *how: Any) -> None:
        one, other = self.point(*start), self.point(*end)
        along.extend(one + (other - one) * part / 60 for part in range(61))
        arrow(self, start, end, *how)

    monkeypatch.setattr(Canvas, "text", text)
    monkeypatch.setattr(Canvas, "arrow", pointed)
    for step in range(12):
        names.clear()
        along.clear()
        grid.set_step(step)
        grid.grab()
        assert len(names) > 1
        assert not [place for place in names for at in along if place.contains(at)]


@pytest.mark.parametrize("size", [(620, 460), (460, 235)])
def test_what_must_be_seen_is_below_the_words_at_the_top_and_above_those_at_the_bottom(
    show: Show, size: tuple[int, int]
) -> None:
    _, view = show(cancer(), size)
    inside = view.plots[0].inside()
    (_, _), (low, high) = view._box
    bottom, top = view.plots[0].canvas(None).y([low, high]).tolist()
    above = max(c.place.bottom() for c in view._scene(0).captions(inside))
    assert above > inside.top() + 30.0
    assert top >= above + MARK
    assert bottom <= others(view._scene(0), inside)[0].top() - MARK


def test_the_name_of_an_arrow_is_left_out_where_it_would_lie_over_the_path(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    grid, view = show(
        bowl("runs=[{penalty={kind='l1', strength=0.3}, optimizer={kind='proximal-gradient'}}]"), (700, 180)
    )
    names: list[QRectF] = []
    write = Canvas.text

    def text(self: Canvas, x: float, y: float, text: str, color: str, **how: Any) -> None:
        if text in {"data", "penalty", "sum"}:
            names.append(QRectF(x, y - 4.0, text_width(text, SMALL_PX), 8.0))
        write(self, x, y, text, color, **how)

    monkeypatch.setattr(Canvas, "text", text)
    canvas, path = view.plots[0].canvas(None), view.trajectories[0].weights
    n_names = 0
    for step in range(0, 60, 3):
        names.clear()
        grid.set_step(step)
        grid.grab()
        n_names += len(names)
        walked = [canvas.point(*w) for w in path[: step + 1].tolist()]
        assert not [place for place in names for at in walked if place.contains(at)]
    assert n_names > 15


@pytest.mark.parametrize(
    ("scenario", "size"),
    [
        (lambda: bowl("changes=[{step=20, strength=1.2}]"), (1000, 235)),
        (lambda: cancer("runs.0.penalty.strength=0.2"), (720, 235)),
        (lambda: cancer("runs.0.penalty.strength=0.2"), (1000, 235)),
        (cancer, (460, 200)),
        (cancer, (1000, 420)),
    ],
)
def test_no_words_lie_over_a_mark(
    show: Show, monkeypatch: pytest.MonkeyPatch, scenario: Callable[[], Scenario], size: tuple[int, int]
) -> None:
    marks: dict[str, list[QPointF]] = {}
    words: dict[str, list[QRectF]] = {}
    patch = Canvas.patch

    def mark(canvas: Canvas, at: FloatArray, *_: object) -> None:
        point = canvas.point(float(at[0]), float(at[1]))
        if canvas.rect.contains(point):
            marks.setdefault(_column(canvas), []).append(point)

    def patched(self: Canvas, place: QRectF) -> None:
        words.setdefault(_column(self), []).append(place)
        patch(self, place)

    def _column(canvas: Canvas) -> str:
        assert canvas.painter is not None
        return str(round(canvas.painter.transform().dx()))

    grid, view = show(scenario(), size)
    monkeypatch.setattr("regsim.gui.views.plane_picture.draw_cross", mark)
    monkeypatch.setattr("regsim.gui.views.plane_picture.draw_star", mark)
    monkeypatch.setattr(Canvas, "patch", patched)
    n_marks = 0
    for is_hard in (False, True):
        view.show_constraint(is_hard=is_hard)
        for step in (0, 40):
            marks.clear()
            words.clear()
            grid.set_step(step)
            for plot in view.plots:
                plot.invalidate_all()
            grid.grab()
            n_marks += sum(map(len, marks.values()))
            for column, points in marks.items():
                assert not [place for place in words[column] for at in points if place.contains(at)], (is_hard, step)
    assert n_marks


@pytest.mark.parametrize("size", [(720, 210), (1000, 420)])
def test_what_is_written_beside_the_marks_keeps_clear_of_the_arrows_the_dot_ends_with(
    show: Show, size: tuple[int, int]
) -> None:
    grid, view = show(bowl(), size)
    grid.set_step(200)
    grid.grab()
    for run in (0, 1):
        scene, canvas = view._scene(run), view.plots[run].canvas(None)
        arrows = forces_at(canvas, scene, view.frame(run))
        assert len(arrows) > 1
        assert {"smallest J", "smallest D"} <= {text for text, *_ in scene.notes}
        for arrow in arrows:
            for share in np.linspace(0.0, 1.0, 30):
                pixel = canvas.point(*(arrow.start + share * (arrow.tip - arrow.start)))
                assert not [text for text, place, *_ in scene.notes if place.contains(pixel)], arrow.name


@pytest.mark.parametrize("size", [(790, 235), (720, 210), (1000, 420)])
def test_what_is_written_beside_a_mark_leaves_it_whole(show: Show, size: tuple[int, int]) -> None:
    grid, view = show(bowl(), size)
    view.show_constraint(is_hard=True)
    grid.grab()
    for run in (0, 1):
        scene, canvas = view._scene(run), view.plots[run].canvas(None)
        best = scene.plane.minimum()
        assert best is not None
        ends = [canvas.point(*best.tolist()) + QPointF(dx, dy) for dx in (-5.0, 5.0) for dy in (-5.0, 5.0)]
        assert "smallest D" in {text for text, *_ in scene.notes}
        assert not [text for text, place, *_ in scene.notes for end in ends if place.contains(end)]


def test_what_is_written_beside_the_marks_stays_in_its_place_while_the_dot_moves(show: Show) -> None:
    grid, view = show(bowl(), (720, 210))
    before = [(text, place) for run in (0, 1) for text, place, *_ in view._scene(run).notes]
    for step in (3, 40, 200):
        grid.set_step(step)
        grid.grab()
        assert [(text, place) for run in (0, 1) for text, place, *_ in view._scene(run).notes] == before


@pytest.mark.parametrize("size", [(724, 650), (1000, 300)])
@pytest.mark.parametrize("is_hard", [False, True])
@pytest.mark.parametrize("scenario", [DIABETES, SPARSE])
def test_words_are_nearest_to_the_mark_that_they_name(
    show: Show, scenario: Scenario, *, is_hard: bool, size: tuple[int, int]
) -> None:
    grid, view = show(scenario, size)
    view.show_constraint(is_hard=is_hard)
    grid.grab()
    n_told = 0
    for run in (0, 1):
        scene, canvas = view._scene(run), view.plots[run].canvas(None)
        best, star = scene.plane.minimum(), scene.star
        if best is None or star is None:
            continue
        at = {name: canvas.point(*mark.tolist()) for name, mark in (("best", best), ("star", star))}
        if (at["best"] - at["star"]).manhattanLength() < ONE:
            continue  # they are one
        named = {"smallest D": "best", "D": "best"} | dict.fromkeys(
            ("optimum", "smallest J", "J", "smallest D with R ≤ t"), "star"
        )
        for text, place, *_ in scene.notes:
            if text in named:
                away = {name: _away(place, point) for name, point in at.items()}
                assert min(away, key=away.__getitem__) == named[text], (run, text)
                n_told += 1
    assert n_told


def _away(place: QRectF, at: QPointF) -> float:
    """How far a point is from a rectangle, in pixels."""
    inside = QPointF(min(max(at.x(), place.left()), place.right()), min(max(at.y(), place.top()), place.bottom()))
    return float(np.hypot((at - inside).x(), (at - inside).y()))
