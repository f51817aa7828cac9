"""While something is dragged curves move, not the axes that they are read off; let go, axes are what they would be."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from regsim.gui.main_window import MainWindow
from regsim.gui.views import VIEW_CLASSES
from regsim.gui.views.ranges import TRACE, WIDEST, Range, steady
from regsim.gui.views.two_scales import TwoScales
from regsim.gui.views.weight_space import WeightSpaceView
from tests.benchmarks.scenarios import with_strengths
from tests.gui.conftest import Opened
from tests.gui.pixels import are_alike

RANGES = st.tuples(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6)).map(lambda both: (both[0], both[0] + both[1]))


@given(RANGES, RANGES)
def test_a_held_axis_shows_what_is_wanted_and_is_never_much_wider(before: Range, wanted: Range) -> None:
    low, high = steady(before, wanted)
    width = wanted[1] - wanted[0]
    trace = 1.0001 * TRACE * width

    assert low - trace <= wanted[0] < wanted[1] <= high + trace
    assert high - low <= WIDEST * width
    assert steady(before, wanted, trace=0.0)[0] <= wanted[0] < wanted[1] <= steady(before, wanted, trace=0.0)[1]


@given(RANGES, st.floats(0.0, 1.0), st.floats(0.34, 1.0))
def test_a_held_axis_stays_while_it_will_do(before: Range, place: float, part: float) -> None:
    low, high = before
    start = low + place * (1.0 - part) * (high - low)

    assert steady(before, (start, min(start + part * (high - low), high))) == before


@given(st.floats(0.0, 0.9), st.floats(1.1, 50.0))
def test_an_axis_that_grows_about_0_has_0_where_it_was(part: float, factor: float) -> None:
    before = -part, 1.0 - part

    low, high = steady(before, (factor * before[0], factor * before[1]))

    assert high - low > 1.2 * factor, "it has no room to spare"
    assert np.isclose(-low / (high - low), part)


def drag(window: MainWindow, *factors: float) -> None:
    """Multiply the λ of the lesson by one factor after the other, in one gesture."""
    lesson = window.session.scenario
    for factor in factors:
        window.session.update(with_strengths(lesson, factor), "λ")


def ranges(window: MainWindow) -> list[tuple[Range, Range]]:
    """What the axes of every row show."""
    return [view.plots[0].ranges for view in window.grid.shown_views]


@pytest.mark.parametrize("kind", VIEW_CLASSES)
def test_after_a_drag_a_view_is_as_if_nothing_had_been_dragged(opened: Opened, kind: str) -> None:
    window, other = (opened("two-weights", f"views=['{kind}']") for _ in range(2))
    drag(window, 0.9, 0.5, 4.0, 0.2, 1.5)
    window.session.end_gesture()
    drag(other, 1.5)
    for each in (window, other):
        each.background.stop()  # what of a path is computed by now is nobody's concern here
        each.grid.set_paths(())
        each.grid.set_optima((None, None))

    assert ranges(window) == ranges(other)
    assert are_alike(window.grid.grab().toImage(), other.grid.grab().toImage())


def test_axes_stay_while_λ_is_dragged_and_move_when_it_is_let_go(opened: Opened) -> None:
    window = opened("from-five", "views=['slice', 'derivative', 'objective']")
    drag(window, 1.01)
    before = ranges(window)
    drag(window, 0.99, 0.7, 0.6)
    assert ranges(window) == before

    window.session.end_gesture()

    assert ranges(window) == [view.limits() for view in window.grid.shown_views]
    assert ranges(window) != before


def test_axes_held_do_not_hide_what_leaves_them(opened: Opened) -> None:
    window = opened("from-five", "views=['objective']")
    drag(window, 1.01, 1.0, 3.0, 30.0)

    (_, shown), (_, wanted) = window.grid.shown_views[0].plots[0].ranges, window.grid.shown_views[0].limits()

    assert shown[0] <= wanted[0] < wanted[1] <= shown[1]


@pytest.mark.parametrize("kind", ["weight-space", "objective", "derivative"])
def test_held_axes_that_have_to_move_do_not_move_again_at_once(opened: Opened, kind: str) -> None:
    window = opened("two-weights", f"views=['{kind}']")
    shown = []
    for _ in range(40):
        drag(window, 0.9 if kind == "weight-space" else 1.1)
        shown += ranges(window)
    assert 0 < sum(before != now for before, now in pairwise(shown)) <= 20


def test_held_axes_of_weight_space_keep_their_aspect(opened: Opened) -> None:
    window = opened("two-weights", "views=['weight-space']")
    plot = window.grid.shown_views[0].plots[0]
    for factor in (1.01, 1.0, 0.3, 2.0, 0.01):
        drag(window, factor)
        (left, right), (low, high) = plot.ranges
        across, up = plot.inside().width() / (right - left), plot.inside().height() / (high - low)
        assert np.isclose(across, up)


def test_the_plane_stays_below_the_start_that_is_dragged_from_the_first_move_on(opened: Opened) -> None:
    window = opened("two-weights", "views=['weight-space']")
    view = window.grid.shown_views[0]
    assert isinstance(view, WeightSpaceView)
    before, inside = ranges(window), view.plots[0].inside()
    for places in ((0.99, 0.2, 0.6, 0.99), (0.2,)):
        for x in places:
            view._drag(0, QPointF(inside.left() + x * inside.width(), inside.center().y()))
            assert ranges(window) == before

        view._drag_end()

        assert ranges(window) == [view.limits()] != before
        before = ranges(window)


def test_another_weight_has_axes_of_its_own_while_one_is_dragged(opened: Opened) -> None:
    window = opened("breast-cancer", "views=['slice']", "n_steps=20")
    drag(window, 0.99, 1.01)

    window.session.choose(window.session.chosen + 1)

    view = window.grid.shown_views[0]
    assert view.plots[0].ranges == view.limits()


def test_axes_of_weight_space_that_move_get_room_to_spare(opened: Opened) -> None:
    window = opened("two-weights", "views=['weight-space']")
    drag(window, 1.01, 0.3)
    before = ranges(window)

    drag(window, 0.28)

    assert ranges(window) == before != [window.grid.shown_views[0].limits()]


def on_log_axis(window: MainWindow) -> TwoScales:
    """The first row, on its log axis."""
    view = window.grid.shown_views[0]
    assert isinstance(view, TwoScales)
    view.show_log(is_log=True)
    return view


@pytest.mark.parametrize("kind", ["weights", "objective"])
def test_0_is_at_the_foot_of_a_log_axis_that_is_held(opened: Opened, kind: str) -> None:
    window = opened("from-five", f"views=['{kind}']")
    view = on_log_axis(window)
    for factor in (1.01, 1.0, 5.0, 20.0, 1.0, 1.3):
        drag(window, factor)
        low, high = view.plots[0].ranges[1]
        assert view.scale is not None
        assert 0.0 < view.scale.extent[0] - low < 0.1 * (high - low)


def test_a_log_axis_stays_while_optima_are_found(opened: Opened) -> None:
    window = opened("two-weights", "views=['objective']")
    view, shown = on_log_axis(window), set()
    drag(window, 1.01, 1.0, 0.95)
    view.plots[0].ranges_changed.connect(lambda: shown.add(view.plots[0].ranges))

    drag(window, 0.97, 0.95, 0.98, 0.96)

    assert not shown


def test_another_axis_is_as_it_should_be_though_something_is_dragged(opened: Opened) -> None:
    window = opened("from-five", "views=['objective']")
    view = on_log_axis(window)
    drag(window, 1.01, 1.0)

    view.show_log(is_log=False)

    assert view.plots[0].ranges == view.limits()


def test_a_zoom_of_the_users_stays_through_a_drag(opened: Opened) -> None:
    window = opened("from-five", "views=['weights']")
    view = window.grid.shown_views[0]
    view.zoom((2.0, 6.0), (1.0, 4.0))

    drag(window, 0.9, 5.0, 0.7)
    window.session.end_gesture()

    assert view.plots[0].ranges == ((2.0, 6.0), (1.0, 4.0))
    view.reset_zoom()
    assert view.plots[0].ranges == view.limits()


def test_another_problem_is_seen_whole_wherever_the_user_has_zoomed(opened: Opened) -> None:
    window = opened("from-five", "views=['weights']")
    view = window.grid.shown_views[0]
    view.zoom((2.0, 6.0), (1.0, 4.0))

    window.session.update(opened("two-weights", "views=['weights']").session.scenario)

    assert view.plots[0].ranges == view.limits()


def test_another_weight_along_y_has_an_axis_of_its_own_while_one_is_dragged(opened: Opened) -> None:
    window = opened("breast-cancer", "views=['weight-space']", "n_steps=20")
    view = window.grid.shown_views[0]
    drag(window, 20.0, 0.5, 1.0)

    view.apply_choice("along_y", "30")

    assert view.plots[0].ranges == view.limits()


@pytest.mark.parametrize("kind", ["slice", "derivative"])
def test_a_weight_that_stays_0_does_not_move_the_axis_that_is_held(opened: Opened, kind: str) -> None:
    lesson = (
        "breast-cancer",
        f"views=['{kind}']",
        "n_steps=20",
        "runs=[{penalty={kind='l1', strength=0.02}, optimizer={kind='proximal-gradient', learning_rate=0.5}}]",
    )
    window = opened(*lesson)
    drag(window, 1.01, 1.0)
    ((before, _),) = ranges(window)
    drag(window, 1000.0)

    ((held, _),) = ranges(window)

    assert not window.session.trajectories[0].weights[:, window.session.chosen].any()
    assert held == before != (-1.0, 1.0)
