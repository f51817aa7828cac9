"""The mouse on the plots: what a click is, what a drag of each button moves, and what the wheel zooms."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import regsim
from regsim.gui.grid import Grid
from regsim.gui.plotting.plot import Handle, Plot
from regsim.gui.theme import LIGHT
from regsim.problem import Problem
from tests.gui.conftest import count

LEFT, MIDDLE, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton
NONE, CONTROL = Qt.MouseButton.NoButton, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def grid(qtbot: QtBot) -> Grid:
    """Two runs, the loss along the weight above the weight over the steps, on screen."""
    problem = Problem(regsim.load("from-five", ["views=['slice','weights']"]))
    grid = Grid(LIGHT)
    qtbot.addWidget(grid)
    grid.resize(900, 600)
    grid.set_runs(problem, problem.simulate(), 0)
    with qtbot.waitExposed(grid):
        grid.show()
    return grid


def plot_of(grid: Grid, view: int, run: int = 0) -> Plot:
    return grid.shown_views[view].plots[run]


def middle(plot: Plot) -> QPoint:
    return (plot.place.topLeft() + plot.inside().center()).toPoint()


def send(grid: Grid, kind: QEvent.Type, at: QPoint, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
    local, everywhere = QPointF(at), QPointF(grid.mapToGlobal(at))
    QApplication.sendEvent(grid, QMouseEvent(kind, local, everywhere, button, held, Qt.KeyboardModifier.NoModifier))


def drag(grid: Grid, button: Qt.MouseButton, places: Sequence[QPoint]) -> None:
    send(grid, QEvent.Type.MouseButtonPress, places[0], button, button)
    for at in places[1:]:
        send(grid, QEvent.Type.MouseMove, at, NONE, button)
    send(grid, QEvent.Type.MouseButtonRelease, places[-1], button, NONE)


def turn(grid: Grid, at: QPoint, notches: int) -> None:
    """Turn the wheel with Ctrl held, towards the plots if `notches` is positive."""
    event = QWheelEvent(
        QPointF(at), QPointF(grid.mapToGlobal(at)), QPoint(), QPoint(0, 120 * notches),
        NONE, CONTROL, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(grid, event)


def shift(before: tuple[float, float], after: tuple[float, float]) -> float:
    return (after[0] - before[0]) / (before[1] - before[0])


def test_a_hand_that_slips_while_it_clicks_has_clicked(grid: Grid) -> None:
    plot = plot_of(grid, 1)
    clicks, drags, before = count(plot.clicked), count(plot.dragged), plot.ranges
    at = middle(plot)
    drag(grid, LEFT, [at, at + QPoint(2, 1), at])
    assert (len(clicks), len(drags), plot.ranges) == (1, 0, before)
    drag(grid, LEFT, [at, at + QPoint(12, 0)])
    assert (len(clicks), len(drags)) == (1, 2)


def test_the_left_button_moves_the_whole_row_with_the_hand_and_nothing_else(grid: Grid) -> None:
    plot, other, below = plot_of(grid, 0), plot_of(grid, 0, 1), plot_of(grid, 1)
    home, untouched = plot.ranges, below.ranges
    held = plot.canvas(None).x_at(plot.inside().center().x())
    at = middle(plot)
    drag(grid, LEFT, [at, at + QPoint(20, 0), at + QPoint(60, 30)])
    (x, y), (x_home, y_home) = plot.ranges, home
    assert shift(x_home, x) == pytest.approx(-60 / plot.inside().width())
    assert shift(y_home, y) == pytest.approx(30 / plot.inside().height())
    assert plot.canvas(None).x_at(plot.inside().center().x() + 60) == pytest.approx(held)
    assert other.ranges == plot.ranges
    assert below.ranges == untouched


def test_the_middle_button_moves_a_plot_over_steps_too_and_the_right_one_zooms(grid: Grid) -> None:
    plot = plot_of(grid, 1)
    drags, at, home = count(plot.dragged), middle(plot), plot.ranges
    drag(grid, MIDDLE, [at, at + QPoint(30, 0)])
    assert shift(home[0], plot.ranges[0]) == pytest.approx(-30 / plot.inside().width())
    before = plot.ranges
    drag(grid, RIGHT, [at, at + QPoint(10, -10), at + QPoint(30, -30)])
    widths = [np.ptp(after) / np.ptp(ends) for ends, after in zip(before, plot.ranges, strict=True)]
    assert widths == pytest.approx([1.02**-30, 1.02**-30])
    assert drags == []


@pytest.mark.parametrize(("beside", "moved"), [("left", (False, True)), ("bottom", (True, False))])
def test_on_an_axis_the_wheel_and_a_drag_concern_that_axis_alone(
    grid: Grid, beside: str, moved: tuple[bool, bool]
) -> None:
    plot = plot_of(grid, 1)
    inside = plot.inside().translated(plot.place.topLeft())
    at = QPoint(int(inside.left()) - 20, int(inside.center().y()))
    if beside == "bottom":
        at = QPoint(int(inside.center().x()), int(inside.bottom()) + 10)
    for act in (partial(turn, grid, at, 1), partial(drag, grid, LEFT, [at, at + QPoint(15, 15)])):
        before = plot.ranges
        act()
        assert tuple(a != b for a, b in zip(before, plot.ranges, strict=True)) == moved


def test_what_is_below_the_pointer_stays_there_while_the_wheel_zooms(grid: Grid) -> None:
    plot = plot_of(grid, 0)
    at = middle(plot) + QPoint(40, -20)
    here = QPointF(at) - plot.place.topLeft()
    before = plot.canvas(None).x_at(here.x()), plot.canvas(None).y_at(here.y())
    for notches in (3, -1):
        turn(grid, at, notches)
        now = plot.canvas(None).x_at(here.x()), plot.canvas(None).y_at(here.y())
        assert now == pytest.approx(before)


@pytest.mark.parametrize("notches", [1, -1])
def test_the_wheel_stops_where_numbers_end(grid: Grid, notches: int) -> None:
    plot = plot_of(grid, 0)
    at = middle(plot) + QPoint(40, -20)  # away from 0, near which float64 has no end of digits
    for _ in range(3000):
        turn(grid, at, notches)
    end = plot.ranges
    turn(grid, at, notches)
    assert plot.ranges == end
    assert all(np.isfinite(ends).all() and ends[0] < ends[1] for ends in end)
    assert not grid.grab().isNull()
    send(grid, QEvent.Type.MouseButtonDblClick, at, LEFT, LEFT)
    assert plot.ranges == plot.home


def test_the_uppermost_handle_is_dragged_from_its_place_and_told_when_it_is_let_go(grid: Grid) -> None:
    plot, told = plot_of(grid, 0), list[str]()
    at, before = middle(plot), plot.ranges

    def is_near(position: QPointF) -> bool:
        return (position - plot.inside().center()).manhattanLength() < 10

    def tell(name: str, position: QPointF) -> None:
        del position
        told.append(name)

    for name in ("lower", "upper"):
        plot.handles.append(Handle(is_near, partial(tell, name), partial(told.append, "end")))
    send(grid, QEvent.Type.MouseMove, at, NONE, NONE)
    assert grid.cursor().shape() == Qt.CursorShape.OpenHandCursor
    drag(grid, LEFT, [at, at + QPoint(50, 0)])
    assert told == ["upper", "upper", "end"]
    drag(grid, LEFT, [at + QPoint(50, 0), at])
    assert told == ["upper", "upper", "end"]
    assert plot.ranges != before
    send(grid, QEvent.Type.MouseMove, at + QPoint(50, 0), NONE, NONE)
    assert grid.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_a_handle_that_was_let_go_unseen_is_told_at_the_next_move(grid: Grid) -> None:
    plot, told = plot_of(grid, 0), list[str]()
    plot.handles.append(Handle(lambda _: True, lambda _: told.append("moved"), partial(told.append, "end")))
    at = middle(plot)
    send(grid, QEvent.Type.MouseButtonPress, at, LEFT, LEFT)
    send(grid, QEvent.Type.MouseMove, at + QPoint(50, 0), NONE, LEFT)
    for _ in range(2):
        send(grid, QEvent.Type.MouseMove, at, NONE, NONE)
    assert told == ["moved", "end"]


def test_a_plot_is_told_when_the_pointer_leaves_it(grid: Grid) -> None:
    first, second = plot_of(grid, 0), plot_of(grid, 0, 1)
    heard = [count(first.hovered), count(second.hovered)]
    send(grid, QEvent.Type.MouseMove, middle(first), NONE, NONE)
    send(grid, QEvent.Type.MouseMove, middle(second), NONE, NONE)
    assert heard[0][-1] == (QPointF(-1, -1),)
    assert heard[1][-1] == (second.inside().center().toPoint().toPointF(),)
    QApplication.sendEvent(grid, QEvent(QEvent.Type.Leave))
    assert heard[1][-1] == (QPointF(-1, -1),)


def test_a_button_that_was_let_go_elsewhere_holds_nothing(grid: Grid) -> None:
    plot = plot_of(grid, 0)
    at, before = middle(plot), plot.ranges
    send(grid, QEvent.Type.MouseButtonPress, at, LEFT, LEFT)
    send(grid, QEvent.Type.MouseMove, at + QPoint(40, 0), NONE, NONE)
    send(grid, QEvent.Type.MouseMove, at + QPoint(60, 0), NONE, NONE)
    assert plot.ranges == before
    QTest.mouseClick(grid, RIGHT, Qt.KeyboardModifier.NoModifier, at)
    assert plot.ranges == before
