"""The grid: what the mouse does to it, and what it shows of runs, views and steps."""

from collections.abc import Iterator

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QToolTip
from pytestqt.qtbot import QtBot

import regsim
from regsim.gui.grid import Grid
from regsim.gui.plotting.plot import Range
from regsim.gui.theme import DARK, LIGHT
from regsim.problem import Problem
from regsim.scenario import VIEWS

SCENARIO = regsim.load("from-five")
TRAJECTORIES = regsim.simulate(SCENARIO)
LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def grid(qtbot: QtBot) -> Iterator[Grid]:
    """Two runs in three views at step 6, on screen."""
    window = QMainWindow()
    grid = Grid(LIGHT)
    window.setCentralWidget(grid)
    qtbot.addWidget(window)
    window.resize(900, 700)
    grid.set_runs(Problem(SCENARIO), TRAJECTORIES, 0)
    grid.set_step(6)
    with qtbot.waitExposed(window):
        window.show()
    yield grid
    QToolTip.hideText()


def point(grid: Grid, run: int, view: int, x: float, y: float) -> QPoint:
    """Where a point of a plot's data is in the grid."""
    plot = grid.shown_views[view].plots[run]
    return (plot.place.topLeft() + plot.canvas(None).point(x, y)).toPoint()


def steps_asked(grid: Grid) -> list[int]:
    asked: list[int] = []
    grid.step_requested.connect(asked.append)
    return asked


def ranges(grid: Grid) -> list[tuple[Range, Range]]:
    return [plot.ranges for view in grid.shown_views for plot in view.plots]


# --- the mouse --------------------------------------------------------------------------------------------------------


def test_a_drag_over_steps_asks_for_each_step_below_the_pointer(grid: Grid) -> None:
    asked = steps_asked(grid)
    QTest.mousePress(grid, LEFT, PLAIN, point(grid, 0, 2, 1, 4))
    for step in (3, 8, 14, 40):
        QTest.mouseMove(grid, point(grid, 0, 2, step, 4))
    QTest.mouseRelease(grid, LEFT, PLAIN, point(grid, 0, 2, 40, 4))
    assert asked == [3, 8, 14, 14, 14]


def test_a_click_over_steps_asks_for_the_step(grid: Grid) -> None:
    asked = steps_asked(grid)
    QTest.mouseClick(grid, LEFT, PLAIN, point(grid, 1, 2, 12, 4))
    assert asked == [12]


@pytest.mark.parametrize("view", [0, 1], ids=["slice", "derivative"])
def test_a_click_on_an_earlier_dot_asks_for_its_step(grid: Grid, view: int) -> None:
    asked = steps_asked(grid)
    w = float(TRAJECTORIES[1].weights[2, 0])
    height = float(TRAJECTORIES[1].objective[2]) if view == 0 else w
    QTest.mouseClick(grid, LEFT, PLAIN, point(grid, 1, view, w, height))
    QTest.mouseClick(grid, LEFT, PLAIN, point(grid, 1, view, -w, -height))
    assert asked == [2]


def test_a_click_on_a_label_chooses_its_weight(qtbot: QtBot, grid: Grid) -> None:
    scenario = regsim.load("breast-cancer", ["n_steps=40", "views=['weights']"])
    trajectories = regsim.simulate(scenario)
    grid.set_runs(Problem(scenario), trajectories, 30)
    plot, last = grid.shown_views[0].plots[0], trajectories[0].weights[-1]
    assert last[30] > np.abs(last[:30]).max()  # the intercept's label stands alone at the top
    grid.set_runs(Problem(scenario), trajectories, 4)
    canvas = plot.canvas(None)
    label = QPointF(canvas.rect.right() + 20.0, float(canvas.y(last[30])))
    with qtbot.waitSignal(grid.weight_chosen) as chosen:
        QTest.mouseClick(grid, LEFT, PLAIN, (plot.place.topLeft() + label).toPoint())
    assert chosen.args == [30]


def test_hovering_says_what_is_there_and_nothing_where_nothing_is(grid: Grid) -> None:
    said: list[str] = []
    grid.shown_views[2].pointed_at.connect(said.append)
    QTest.mouseMove(grid, point(grid, 0, 2, 4, 3.0))
    assert QToolTip.text() == "w₁ = 3 at step 4"
    QTest.mouseMove(grid, point(grid, 0, 2, 4, 5.0))
    assert said == ["w₁ = 3 at step 4", ""]


def test_the_wheel_scrolls_and_zooms_only_with_control_and_a_double_click_zooms_back(grid: Grid) -> None:
    home = ranges(grid)
    at = point(grid, 0, 2, 7, 2)
    for modifiers in (PLAIN, Qt.KeyboardModifier.ControlModifier):
        before = ranges(grid)
        event = QWheelEvent(
            QPointF(at), QPointF(grid.mapToGlobal(at)), QPoint(), QPoint(0, 120),
            Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(grid, event)
        assert (ranges(grid) == before) == (modifiers == PLAIN)
    assert np.allclose(ranges(grid)[4], ranges(grid)[5])
    assert not np.allclose(ranges(grid)[4], home[4])
    QTest.mouseDClick(grid, LEFT, PLAIN, at)
    QTest.mouseRelease(grid, LEFT, PLAIN, at)
    assert np.allclose(ranges(grid), home)


def test_keys_are_left_to_the_window(grid: Grid) -> None:
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Home):
        event = QKeyEvent(QEvent.Type.KeyPress, key, PLAIN)
        grid.keyPressEvent(event)
        assert not event.isAccepted()


# --- rows and columns -------------------------------------------------------------------------------------------------


def test_rows_stand_in_the_order_of_the_views_and_those_not_named_are_hidden(grid: Grid) -> None:
    for views in (("weights", "slice"), ("objective",), ("slice", "weights", "derivative", "objective")):
        grid.set_runs(Problem(msgspec.structs.replace(SCENARIO, views=views)), TRAJECTORIES, 0)
        grid.grab()
        assert tuple(view.kind for view in grid.shown_views) == views
        tops = [view.plots[0].place.top() for view in grid.shown_views]
        assert tops == sorted(tops)
        hidden = [view for kind, view in grid._views.items() if kind not in views]
        assert not any(plot.is_shown for view in hidden for plot in view.plots)
        assert {view.step for view in grid.shown_views} == {6}


def test_a_view_that_comes_back_has_the_step_the_runs_and_the_theme_of_now(grid: Grid) -> None:
    first = grid.shown_views[0]
    grid.set_runs(Problem(msgspec.structs.replace(SCENARIO, views=("weights",))), TRAJECTORIES, 0)
    grid.set_step(9)
    grid.apply_theme(DARK)
    other = regsim.simulate(regsim.load("from-five", ["runs.0.penalty.strength=2"]))
    grid.set_runs(Problem(SCENARIO), other, 0)
    assert grid.shown_views[0] is first
    assert (first.step, first.trajectories, first.theme) == (9, other, DARK)
    assert {plot.theme for plot in first.plots} == {DARK}


def test_plots_of_a_column_stand_below_one_another(grid: Grid) -> None:
    for run in range(2):
        plots = [view.plots[run] for view in grid.shown_views]
        insides = [plot.inside().translated(plot.place.topLeft()) for plot in plots]
        assert len({(round(rect.left()), round(rect.right())) for rect in insides}) == 1


def test_every_row_has_room_to_be_read_whatever_the_height_of_the_window(grid: Grid) -> None:
    grid.set_runs(Problem(msgspec.structs.replace(SCENARIO, views=tuple(VIEWS))), TRAJECTORIES, 0)
    grid.resize(700, grid.minimumHeight())
    grid.grab()
    assert min(view.plots[0].inside().height() for view in grid.shown_views) > 80


def test_a_screen_reader_is_told_of_every_plot_at_every_step(grid: Grid, qtbot: QtBot) -> None:
    assert grid.accessibleName() == "Plots"
    for step in (0, 10):
        with qtbot.waitSignal(grid.described):
            grid.set_step(step)
        text = grid.accessibleDescription()
        assert all(view.describe(run) in text for view in grid.shown_views for run in range(2))
        assert text.count(f"at step {step}") == 6


def test_the_theme_changes_every_pixel_of_the_background(grid: Grid) -> None:
    for theme in (DARK, LIGHT):
        grid.apply_theme(theme)
        image = grid.grab().toImage()
        corners = [(1, 1), (image.width() - 2, 1), (1, image.height() - 2), (image.width() - 2, image.height() - 2)]
        assert {image.pixelColor(x, y).name() for x, y in corners} == {theme.window}


def test_an_exported_picture_is_painted_without_pixmaps(grid: Grid) -> None:
    grid.set_exporting(True)
    assert all(plot.is_exporting for view in grid.shown_views for plot in view.plots)
    grid.set_exporting(False)
    assert not any(plot.is_exporting for view in grid.shown_views for plot in view.plots)
