import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, QSizeF

from regsim.arrays import FloatArray
from regsim.gui.plotting.places import APART, CLEAR, FARTHER, GAPS, along, between, freest, moved_into

AREA = QRectF(10.0, 20.0, 300.0, 120.0)
SIZE = QSizeF(80.0, 16.0)


def covered(place: QRectF, x: FloatArray, y: FloatArray) -> int:
    wide = place.adjusted(-CLEAR, -CLEAR, CLEAR, CLEAR)
    return sum(wide.left() <= a <= wide.right() and wide.top() <= b <= wide.bottom() for a, b in zip(x, y, strict=True))


def place_for(at: QPointF, x: FloatArray, y: FloatArray) -> QRectF:
    """The place of words of one size."""
    ((place, number),) = freest(at, [SIZE], AREA, x, y)
    assert number == covered(place, x, y)
    return place


def all_places(at: QPointF) -> list[tuple[int, QRectF]]:
    """Every place, and the how manieth nearest it is."""
    corners = [
        (ring, QPointF(left, top))
        for ring, gap in enumerate(GAPS)
        for top in (at.y() - SIZE.height() - gap, at.y() + gap)
        for left in (at.x() - SIZE.width(), at.x(), at.x() - SIZE.width() / 2)
    ]
    return [(ring, moved_into(QRectF(corner, SIZE), AREA)) for ring, corner in corners]


pixel = st.floats(-50.0, 400.0)


@given(st.tuples(pixel, pixel), st.lists(st.tuples(pixel, pixel), max_size=60))
def test_no_other_place_round_the_point_covers_so_much_less_that_it_is_worth_the_way_and_it_is_within(
    at: tuple[float, float], points: list[tuple[float, float]]
) -> None:
    x, y = np.array(points).reshape(-1, 2).T
    place = place_for(QPointF(*at), x, y)
    assert AREA.contains(place)
    costs = [(covered(other, x, y) + FARTHER * ring, other) for ring, other in all_places(QPointF(*at))]
    assert min(cost for cost, other in costs if other == place) == min(cost for cost, _ in costs)


def test_words_leave_their_line_for_a_farther_place_only_if_it_is_much_freer() -> None:
    at, one, row = QPointF(150.0, 80.0), np.array([60.0, 110.0]), np.linspace(0.0, 300.0, 100)
    near = place_for(at, np.tile([90.0, 130.0, 170.0, 210.0], 2), one.repeat(4))
    assert min(abs(near.bottom() - 80.0), abs(near.top() - 80.0)) == GAPS[0]
    far = place_for(at, np.tile(row, 2), np.array([64.0, 96.0]).repeat(100))
    assert min(abs(far.bottom() - 80.0), abs(far.top() - 80.0)) > GAPS[0]


def test_where_nothing_is_in_the_way_the_words_stand_left_above() -> None:
    place = place_for(QPointF(150.0, 80.0), np.empty(0), np.empty(0))
    assert place == QRectF(70.0, 80.0 - 16.0 - GAPS[0], 80.0, 16.0)


def test_a_line_of_few_points_stands_in_the_way_all_along() -> None:
    points = along(np.array([0.0, 30.0, 30.0]), np.array([0.0, 40.0, 140.0]))
    assert points[0].tolist() == [0.0, 0.0]
    assert points[-1].tolist() == [30.0, 140.0]
    assert np.hypot(*np.diff(points, axis=0).T).max() <= APART
    assert np.isclose(points, [30.0, 100.0], atol=APART).all(axis=1).any()


def test_of_a_single_point_and_of_none_there_is_no_more_than_that() -> None:
    assert set(map(tuple, along(np.array([3.0]), np.array([5.0])).tolist())) == {(3.0, 5.0)}
    assert along(np.empty(0), np.empty(0)).shape == (0, 2)


def test_an_upright_line_is_drawn_in_pieces_between_words() -> None:
    words = [QRectF(0.0, 60.0, 9.0, 10.0), QRectF(0.0, 20.0, 9.0, 10.0), QRectF(0.0, 25.0, 9.0, 10.0)]
    assert between(0.0, 100.0, words) == [(0.0, 20.0), (35.0, 60.0), (70.0, 100.0)]
    assert between(0.0, 100.0, []) == [(0.0, 100.0)]
    assert between(22.0, 65.0, words) == [(35.0, 60.0)]
    assert between(0.0, 50.0, [QRectF(0.0, 60.0, 9.0, 10.0)]) == [(0.0, 50.0)]


def test_each_size_has_its_own_place_and_the_number_of_points_that_it_covers() -> None:
    x, y = np.tile(np.linspace(60.0, 130.0, 15), 2), np.repeat([64.0, 80.0], 15)
    sizes = [QSizeF(300.0, 16.0), SIZE, QSizeF(20.0, 16.0)]
    found = list(freest(QPointF(150.0, 80.0), sizes, QRectF(10.0, 50.0, 300.0, 40.0), x, y))
    assert [place.size() for place, _ in found] == sizes
    assert [number for _, number in found] == [covered(place, x, y) for place, _ in found]
    assert [number > 0 for _, number in found] == [True, False, False]
