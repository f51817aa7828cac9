import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, QSizeF

from regsim.arrays import FloatArray
from regsim.gui.plotting.places import CLEAR, GAPS, freest, moved_into

AREA = QRectF(10.0, 20.0, 300.0, 120.0)
SIZE = QSizeF(80.0, 16.0)


def covered(place: QRectF, x: FloatArray, y: FloatArray) -> int:
    wide = place.adjusted(-CLEAR, -CLEAR, CLEAR, CLEAR)
    return sum(wide.left() <= a <= wide.right() and wide.top() <= b <= wide.bottom() for a, b in zip(x, y, strict=True))


def all_places(at: QPointF) -> list[QRectF]:
    corners = [
        QPointF(left, top)
        for gap in GAPS
        for top in (at.y() - SIZE.height() - gap, at.y() + gap)
        for left in (at.x() - SIZE.width(), at.x(), at.x() - SIZE.width() / 2)
    ]
    return [moved_into(QRectF(corner, SIZE), AREA) for corner in corners]


pixel = st.floats(-50.0, 400.0)


@given(st.tuples(pixel, pixel), st.lists(st.tuples(pixel, pixel), max_size=60))
def test_no_other_place_round_the_point_covers_less_and_it_is_within(
    at: tuple[float, float], points: list[tuple[float, float]]
) -> None:
    x, y = np.array(points).reshape(-1, 2).T
    place = freest(QPointF(*at), SIZE, AREA, x, y)
    assert AREA.contains(place)
    assert place in all_places(QPointF(*at))
    assert covered(place, x, y) == min(covered(other, x, y) for other in all_places(QPointF(*at)))


def test_where_nothing_is_in_the_way_the_words_stand_left_above() -> None:
    place = freest(QPointF(150.0, 80.0), SIZE, AREA, np.empty(0), np.empty(0))
    assert place == QRectF(70.0, 80.0 - 16.0 - GAPS[0], 80.0, 16.0)
