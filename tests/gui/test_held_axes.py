"""While something is dragged curves move, not the axes that they are read off; let go, axes are what they would be."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsim.gui.main_window import MainWindow
from regsim.gui.views import VIEW_CLASSES
from regsim.gui.views.ranges import WIDEST, Range, steady
from tests.benchmarks.scenarios import with_strengths
from tests.gui.conftest import Opened
from tests.gui.pixels import are_alike

RANGES = st.tuples(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6)).map(lambda both: (both[0], both[0] + both[1]))


@given(RANGES, RANGES)
def test_a_held_axis_shows_what_is_wanted_and_is_never_much_wider(before: Range, wanted: Range) -> None:
    low, high = steady(before, wanted)

    assert low <= wanted[0] < wanted[1] <= high
    assert high - low <= WIDEST * (wanted[1] - wanted[0])


@given(RANGES, st.floats(0.0, 1.0), st.floats(0.3, 1.0))
def test_a_held_axis_stays_while_it_will_do(before: Range, place: float, part: float) -> None:
    low, high = before
    start = low + place * (1.0 - part) * (high - low)

    assert steady(before, (start, min(start + part * (high - low), high))) == before


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


def test_another_weight_has_axes_of_its_own_while_one_is_dragged(opened: Opened) -> None:
    window = opened("breast-cancer", "views=['slice']", "n_steps=20")
    drag(window, 0.99, 1.01)

    window.session.choose(window.session.chosen + 1)

    view = window.grid.shown_views[0]
    assert view.plots[0].ranges == view.limits()


def test_an_axis_of_another_scale_is_not_held_to_the_range_of_the_one_before(opened: Opened) -> None:
    window = opened("from-five", "views=['weights']", "n_steps=30")
    view = window.grid.shown_views[0]
    view.choose("log_axis", "log")
    drag(window, 1.01, 0.3, 2.0)

    view.choose("log_axis", "plain")

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
