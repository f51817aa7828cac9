"""What is computed once per step of a growing run is what would come of all steps at once."""

import numpy as np
import pytest
from PySide6.QtGui import QPainter
from pytestqt.qtbot import QtBot

import regsim
from regsim.arrays import FloatArray
from regsim.gui.grid import Grid
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.theme import LIGHT
from regsim.gui.views import grown as module
from regsim.gui.views.grown import BLOCK, FIRST, Grown, Outline, Outlines
from regsim.gui.views.ranges import shared_range
from regsim.problem import Problem


def walk(n: int, seed: int = 0) -> FloatArray:
    return np.random.default_rng(seed).standard_normal(n).cumsum()


@pytest.mark.parametrize("n", [1, BLOCK - 1, BLOCK, BLOCK + 1, 20 * BLOCK + 7])
def test_the_rows_of_an_outline_have_the_smallest_and_the_largest_of_all(n: int) -> None:
    values = walk(n)
    rows = Outline().rows(values)
    assert (np.diff(rows) > 0).all()
    assert values[rows].min() == values.min()
    assert values[rows].max() == values.max()
    assert rows[:FIRST].tolist() == list(range(min(n, FIRST)))
    assert rows[-1] == n - 1
    assert len(rows) <= 4 * (n // BLOCK) + BLOCK + FIRST


def test_an_outline_that_grows_is_that_of_the_whole() -> None:
    values, outline = walk(30 * BLOCK), Outline()
    for n in (5, BLOCK, BLOCK + 9, 7 * BLOCK, 7 * BLOCK + 1, 30 * BLOCK):
        assert outline.rows(values[:n]).tolist() == Outline().rows(values[:n]).tolist()


def test_an_outline_of_other_values_starts_anew() -> None:
    outline = Outline()
    outline.rows(walk(9 * BLOCK))
    for values in (walk(9 * BLOCK, 1), walk(3 * BLOCK, 2), walk(12 * BLOCK, 3)):
        assert outline.rows(values).tolist() == Outline().rows(values).tolist()


def test_what_has_been_looked_at_is_not_looked_at_again() -> None:
    values, outline = walk(40 * BLOCK), Outline()
    outline.rows(values[: 39 * BLOCK])
    values[1:].flags.writeable = True
    inner = np.setdiff1d(np.arange(39 * BLOCK), outline.rows(values[: 39 * BLOCK]))
    changed = values.copy()
    changed[inner] = 1e9  # seen only by who looks again
    assert changed[outline.rows(changed)].max() < 1e9


def test_a_number_per_row_is_computed_once_and_anew_for_another_run() -> None:
    asked: list[slice] = []
    values, grown = walk(1000), Grown()

    def compute(rows: slice) -> FloatArray:
        asked.append(rows)
        return -values[rows]

    for n in (10, 10, 400, 1000):
        np.testing.assert_array_equal(grown.values("run", n, compute), -values[:n])
    assert asked == [slice(0, 10), slice(10, 400), slice(400, 1000)]
    np.testing.assert_array_equal(grown.values("another", 3, compute), -values[:3])
    assert asked[-1] == slice(0, 3)


def test_the_range_of_a_long_series_is_that_of_all_its_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FULL", 1000)
    outlines = Outlines()
    for n in (900, 5000, 20_000):
        values = walk(n)
        found = outlines.telling("w", values)
        assert shared_range([found]) == shared_range([values])
        assert len(found) < max(n, 1001)


def test_a_line_in_sight_has_all_of_its_rows_where_they_are_few_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FULL", 1000)
    steps, values = np.arange(50_000), walk(50_000)
    outlines = Outlines()
    near, _ = outlines.in_sight("w", (steps, values), 20_000.5, 20_600.2)
    assert near.tolist() == list(range(19_999, 20_602))  # one beyond the edge
    far, levels = outlines.in_sight("w", (steps, values), 10_000.0, 40_000.0)
    assert len(far) < 1000
    assert levels.max() == values[far[0] : far[-1] + 1].max()
    assert far[0] <= 10_000 + BLOCK
    assert far[-1] >= 40_000 - BLOCK


def test_a_long_run_is_drawn_within_a_pixel_of_all_its_steps(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = Problem(regsim.load("from-five", ["views=['weights']", "n_steps=60000", "runs.0.penalty.strength=0.7"]))
    grid = Grid(LIGHT)
    qtbot.addWidget(grid)
    grid.resize(900, 400)
    grid.set_runs(problem, problem.simulate(), 0)
    grid.show()
    pictures = []
    for full in (100_000, 1000):
        monkeypatch.setattr(module, "FULL", full)
        view = grid.shown_views[0]
        canvas = Canvas(QPainter(), view.plots[0].inside(), *view.limits(), LIGHT)
        view._lines.clear()  # type: ignore[attr-defined]
        line = [p for part in view.lines(canvas, 0)[0].polygons for p in part.toList()]  # type: ignore[attr-defined]
        pictures.append((min(p.y() for p in line), max(p.y() for p in line), line[-1].x(), line[0].x(), view.limits()))
    (low, high, right, left, limits), (low_thin, high_thin, right_thin, left_thin, limits_thin) = pictures
    assert limits == limits_thin
    assert (low, high, left) == pytest.approx((low_thin, high_thin, left_thin), abs=1e-9)
    assert right == pytest.approx(right_thin, abs=1.0)


def test_the_outline_of_a_history_that_grows_where_it_is_is_that_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FULL", 0)
    first, second, outlines = walk(40 * BLOCK), walk(40 * BLOCK, 1), Outlines()
    for history, n in ((first, 9), (first, 30), (second, 12), (second, 20), (first, 31), (first, 5), (first, 40)):
        values = history[: n * BLOCK + 3]
        found = outlines.telling("w", values)
        assert found.tolist() == values[Outline().rows(values)].tolist()


def test_a_history_that_grows_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    values, outline = walk(40 * BLOCK), Outline()
    before = outline.telling(values[: 20 * BLOCK])
    monkeypatch.setattr(np, "array_equal", None)
    assert outline.telling(values)[: len(before)].tolist() == before.tolist()
