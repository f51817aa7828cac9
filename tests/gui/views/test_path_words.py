"""What is written on the views over λ: names that curves lead to, and a slope that hides none of them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from pytestqt.qtbot import QtBot

import regsim
from regsim.gui.paths import PartialPath
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.letters import FONT_PX, text_width
from regsim.gui.prediction import Guess, Prediction
from regsim.gui.solutions import solved
from regsim.gui.theme import DARK
from regsim.gui.views.contours import SMALL_PX
from regsim.gui.views.over_strengths import HIDDEN, OverStrengths
from regsim.gui.views.path_loss import MOST_HIDDEN, PathLossView
from regsim.problem import Problem
from tests.gui.views.drawn import Drawn

Shown = Callable[[str, float], tuple[Drawn, OverStrengths]]


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    """Shows the view of a kind, with all that is known of its paths, at a strength."""
    kept = []

    def show(kind: str, strength: float) -> tuple[Drawn, OverStrengths]:
        scenario = regsim.load("two-weights", [f"runs.{run}.penalty.strength={strength}" for run in (0, 1)])
        drawn = Drawn(qtbot, kind)
        kept.append(drawn)
        view = drawn.show(scenario, size=(1000, 420))
        assert isinstance(view, OverStrengths)
        optima, paths = solved(Problem(scenario), wants_paths=True)
        view.set_optima(optima)
        view.set_paths(paths)
        return drawn, view

    return show


@pytest.mark.parametrize("strength", [0.0, 1e-9, 0.3, 1e9])
@pytest.mark.parametrize("kind", ["path", "path-loss"])
def test_a_line_leads_to_every_name_from_its_curve_wherever_the_strength_is(
    shown: Shown, monkeypatch: pytest.MonkeyPatch, kind: str, strength: float
) -> None:
    drawn, view = shown(kind, strength)
    ends: list[tuple[float, float]] = []
    line = Canvas.line

    def noted(canvas: Canvas, start: Any, end: Any, *others: Any) -> None:
        ends.append(end)
        line(canvas, start, end, *others)

    monkeypatch.setattr(Canvas, "line", noted)
    drawn.grid.set_step(3)
    drawn.grid.grab()
    right = view.plots[1].ranges[0][1]
    named = [label.y for label in view.labels(1)]
    assert named
    for y in named:
        assert any(np.allclose(end, (right, y), rtol=1e-9) for end in ends)


@pytest.mark.parametrize("strength", [0.0, 1e-9])
def test_where_the_strength_is_below_the_path_losses_are_named_at_their_right_ends(
    shown: Shown, strength: float
) -> None:
    _, view = shown("path-loss", strength)
    part = view.found(0)
    assert part is not None
    named = {label.text: label.y for label in view.labels(0)}
    assert named["J*"] == part.path.objective[-1]
    assert named["R (own scale)"] == part.path.constraint[-1] == 0.0


@pytest.mark.parametrize("strength", [0.3, 0.5, 0.8, 0.99, 1.0, 1.01, 1.2, 3.0])
@pytest.mark.parametrize("kind", ["path", "path-loss"])
def test_the_current_strength_is_not_written_over_the_line_of_another(shown: Shown, kind: str, strength: float) -> None:
    _, view = shown(kind, strength)
    part, canvas = view.found(0), view.plots[0].canvas(None)
    assert part is not None
    assert part.last == pytest.approx(1.0)
    foot = view._foot(canvas, 0).place
    assert canvas.rect.contains(foot)
    for line in (float(canvas.x(np.log10(part.last))), view._line_x(canvas, 0)):
        assert not foot.left() <= line <= foot.right()


@pytest.mark.parametrize("kind", ["path", "path-loss"])
def test_what_ring_and_dot_mean_stands_off_the_line_they_are_on(shown: Shown, kind: str) -> None:
    n_told = 0
    for strength in (0.1, 0.3, 0.5, 0.8, 1.2):
        drawn, view = shown(kind, strength)
        for width in range(640, 800, 10):
            drawn.grid.resize(width, 300)
            for run in (0, 1):
                canvas = view.plots[run].canvas(None)
                foot, line = view._foot(canvas, run), view._line_x(canvas, run)
                n_told += not foot.key_place.isEmpty()
                assert not foot.key_place.left() <= line <= foot.key_place.right()
                assert not foot.key_place.intersects(foot.place)
    assert n_told > 0


@pytest.mark.parametrize("width", [380, 660, 900])
def test_the_slope_is_written_where_it_hides_little_of_the_curves_or_not_at_all(
    shown: Shown, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    drawn, view = shown("path-loss", 0.3)
    assert isinstance(view, PathLossView)
    written: list[tuple[str, QPointF]] = []
    text = Canvas.text

    def noted(canvas: Canvas, x: float, y: float, words: str, *others: Any, **more: Any) -> None:
        if words.startswith("slope"):
            written.append((words, QPointF(x, y)))
        text(canvas, x, y, words, *others, **more)

    monkeypatch.setattr(Canvas, "text", noted)
    drawn.grid.resize(width, 300)
    written.clear()
    drawn.grid.grab()
    assert bool(written) == (width > 380)
    for words, at in written:
        run = next(i for i in (0, 1) if view.plots[i].inside().contains(at))
        part, canvas = view.found(run), view.plots[run].canvas(None)
        assert part is not None
        place = QRectF(at.x(), at.y() - SMALL_PX / 2, text_width(words, SMALL_PX), SMALL_PX)
        points = view.curves_of(canvas, run, part)
        assert sum(place.contains(*point) for point in points.tolist()) <= MOST_HIDDEN


def test_how_many_weights_are_left_is_told_where_it_changes(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    text = Canvas.text

    def noted(canvas: Canvas, x: float, y: float, words: str, *others: Any, **more: Any) -> None:
        told.append(words)
        text(canvas, x, y, words, *others, **more)

    monkeypatch.setattr(Canvas, "text", noted)
    drawn, _ = shown("path", 0.3)
    drawn.grid.grab()
    assert [words for words in told if words.endswith(" left")] == ["1 left", "2 left", "0 left", "2 left"]


@pytest.mark.parametrize("kind", ["path", "path-loss"])
def test_why_nothing_is_shown_stands_on_no_line_of_the_grid(
    shown: Shown, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    drawn, view = shown(kind, 0.3)
    patches: list[QRectF] = []
    patch = Canvas.patch

    def patched(self: Canvas, place: QRectF, *alpha: float) -> None:
        patches.append(QRectF(place))
        patch(self, place, *alpha)

    monkeypatch.setattr(Canvas, "patch", patched)
    lines: list[tuple[QPointF, list[QRectF]]] = []
    write = Canvas.text

    def text(self: Canvas, x: float, y: float, text: str, color: str, **how: Any) -> None:
        if text in HIDDEN:
            middle = text_width(text) / 2
            lines.extend((QPointF(x + dx, y), list(patches)) for dx in (-middle, middle))
        write(self, x, y, text, color, **how)

    monkeypatch.setattr(Canvas, "text", text)
    drawn.grid.set_prediction(Prediction(Guess(1, (0.0, 0.0), (False, False))))
    drawn.grid.grab()
    assert view.hides
    assert lines
    assert all(any(place.contains(end) for place in before) for end, before in lines)


def test_why_nothing_is_shown_has_no_name_of_a_ring_in_it(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn, _ = shown("path", 0.3)
    reasons: dict[float, QRectF] = {}  # all of its lines, by where they have their middle
    names: list[QRectF] = []
    write = Canvas.text

    def text(self: Canvas, x: float, y: float, text: str, color: str, **how: Any) -> None:
        if text in HIDDEN:
            half = text_width(text) / 2
            reasons[x] = reasons.get(x, QRectF()).united(QRectF(x - half, y - FONT_PX / 2, 2 * half, FONT_PX))
        elif text in ("w₁", "w₂"):
            names.append(QRectF(x, y - SMALL_PX / 2, text_width(text, SMALL_PX), SMALL_PX))
        write(self, x, y, text, color, **how)

    monkeypatch.setattr(Canvas, "text", text)
    drawn.grid.resize(728, 280)
    drawn.grid.set_prediction(Prediction(Guess(13, (0.0, 0.0), (False, False))))
    for step in (11, 12, 13):
        drawn.grid.set_step(step)
        drawn.grid.grab()
    assert names
    assert reasons
    assert not any(name.intersects(reason) for name in names for reason in reasons.values())


def test_how_many_are_exactly_0_is_told_of_one_as_of_many(shown: Shown) -> None:
    _, view = shown("path", 0.3)
    counted = [label for label in view.labels(0) if "exactly 0" in label.text]
    assert [(label.text, label.brief) for label in counted] == [("1 exactly 0", "1 at 0")]


@pytest.mark.parametrize("kind", ["path", "path-loss"])
def test_curves_are_painted_anew_only_when_they_are_others(
    shown: Shown, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    drawn, view = shown(kind, 0.3)
    paths, painted = [view.found(0), view.found(1)], []
    draw_curves = type(view).draw_curves

    def draw(self: OverStrengths, canvas: Canvas, run: int, part: PartialPath) -> None:
        painted.append(run)
        draw_curves(self, canvas, run, part)

    def painted_since() -> list[int]:
        painted.clear()
        for _ in range(2):  # as they are, then into their pictures
            view.set_trajectories(view.trajectories, view.chosen, view.n_steps)
            drawn.grid.grab()
        return sorted(set(painted))

    monkeypatch.setattr(type(view), "draw_curves", draw)
    painted_since()
    for strength in (0.4, 0.5, 0.6):  # as under the finger: the descents are others, the paths the same
        changes = [f"runs.{run}.penalty.strength={strength}" for run in (0, 1)]
        view.set_trajectories(regsim.simulate(regsim.load("two-weights", changes)), view.chosen, view.n_steps)
        assert painted_since() == []
    view.chosen = 1  # another weight is the thick one
    assert painted_since() == [0, 1]
    assert paths[0] is not None
    view.set_paths((replace(paths[0]), paths[1]))
    assert painted_since() == [0]
    view.apply_theme(DARK)
    assert painted_since() == [0, 1]
