import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from regsim.arrays import FloatArray
from regsim.gui.plotting.canvas import CLEARLY, FAR, Canvas
from regsim.gui.plotting.lines import FEW, TOLERANCE, clipped, pieces, simplified, thinned
from regsim.gui.theme import LIGHT


@pytest.fixture
def image() -> QImage:
    result = QImage(200, 100, QImage.Format.Format_RGB32)
    result.fill(QColor("#ffffff"))
    return result


def canvas_on(painter: QPainter) -> Canvas:
    return Canvas(painter, QRectF(0, 0, 200, 100), (-1.0, 1.0), (0.0, 10.0), LIGHT)


def ink(image: QImage) -> NDArray[np.bool_]:
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return np.asarray((pixels[:, :, :3] < 200).any(axis=2))


def test_data_coordinates_map_to_pixels_with_y_upward(image: QImage) -> None:
    painter = QPainter(image)
    canvas = canvas_on(painter)
    assert canvas.x([-1.0, 0.0, 1.0]).tolist() == [0.0, 100.0, 200.0]
    assert canvas.y([0.0, 5.0, 10.0]).tolist() == [100.0, 50.0, 0.0]
    painter.end()


def test_values_of_any_size_stay_within_what_the_rasteriser_can_hold(image: QImage) -> None:
    painter = QPainter(image)
    canvas = canvas_on(painter)
    assert np.abs(canvas.y([1e300, -1e300])).tolist() == [FAR, FAR]
    canvas.curve([-1.0, 1.0], [0.0, 1e300], "#000000")
    painter.end()
    assert ink(image).any()


def test_an_arrow_is_exactly_as_long_as_the_step(image: QImage) -> None:
    painter = QPainter(image)
    canvas_on(painter).arrow((0.5, 5.0), (-0.25, 5.0), "#000000")
    painter.end()
    columns = np.flatnonzero(ink(image).any(axis=0))
    assert abs(columns.min() - 75) <= 1
    assert abs(columns.max() - 150) <= 1


def test_a_note_is_kept_inside_the_plot(image: QImage) -> None:
    painter = QPainter(image)
    canvas_on(painter).note(1.0, 10.0, ["next step −0.5"], "#000000", [])
    painter.end()
    marked = ink(image)
    assert marked.any()
    assert not marked[:, -3:].any()


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=300),
    st.integers(1, 20),
)
def test_a_thinned_line_keeps_every_extreme_of_every_pixel_column(values: list[float], columns: int) -> None:
    y = np.array(values)
    x = np.linspace(0.0, float(columns), len(y))
    kept_x, kept_y = thinned(x, y)
    assert set(zip(kept_x, kept_y, strict=True)) <= set(zip(x, y, strict=True))
    assert (kept_y.min(), kept_y.max()) == (y.min(), y.max())
    assert (kept_y[0], kept_y[-1]) == (y[0], y[-1])
    assert len(kept_x) <= max(4 * columns + 4, min(len(y), 4 * columns))
    assert (np.diff(kept_x) >= 0).all()


def missed_by(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, int]:
    """How far the simplified line is from the true one at its points, and how many points it has."""
    ((kept_x, kept_y),) = simplified([(x, y)])
    return float(np.abs(np.interp(x, kept_x, kept_y) - y).max()), len(kept_x)


def test_a_smooth_curve_is_drawn_with_few_points_and_misses_by_no_more_than_the_tolerance() -> None:
    x = np.linspace(0.0, 500.0, 501)
    for y in (400 * 0.97**x, 200 + 150 * np.sin(x / 40), 0.002 * (x - 250) ** 2, np.sqrt(x) * 10):
        miss, points = missed_by(x, y)
        assert miss <= TOLERANCE
        assert points < 130


@given(st.lists(st.floats(-200, 200), min_size=1, max_size=200))
def test_no_line_is_missed_by_more_than_the_tolerance(values: list[float]) -> None:
    y: FloatArray = np.array(list(itertools.accumulate(values)), dtype=np.float64)
    assert missed_by(np.arange(float(len(y))), y)[0] <= TOLERANCE


def test_corners_are_kept_however_flat_and_zigzags_to_the_point() -> None:
    x = np.linspace(0.0, 500.0, 501)
    for slope in (1.0, 0.03):
        miss, points = missed_by(x, slope * np.abs(x - 200.0))
        assert (miss < 1e-12, points) == (True, 3)
    zigzag = np.where(np.arange(501) % 2, 10.0, 0.0)
    assert missed_by(x, zigzag) == (0.0, 501)


@given(st.integers(0, 2**32 - 1), st.integers(FEW + 1, 1000), st.floats(0.001, 30.0))
def test_no_long_line_is_missed_by_more_than_the_tolerance(seed: int, n: int, rough: float) -> None:
    y = rough * np.random.default_rng(seed).normal(size=n).cumsum()
    assert missed_by(np.arange(float(n)), y)[0] <= TOLERANCE + 1e-9


def test_a_line_that_leaves_the_plot_ends_on_its_edge() -> None:
    x, y = clipped(np.array([0.0, 1.0, 2.0]), np.array([5.0, 1e6, 5.0]), 0.0, 10.0)
    assert (y.min(), y.max()) == (5.0, 10.0)
    assert x[1] == pytest.approx(5.0 / (1e6 - 5.0))
    inside = (np.array([0.0, 1.0]), np.array([2.0, 3.0]))
    assert clipped(*inside, 0.0, 10.0) == inside


def test_a_line_of_one_point_far_outside_is_drawn_as_nothing(image: QImage) -> None:
    painter = QPainter(image)
    canvas_on(painter).curve([0.5], [1e6], "#000000")
    painter.end()
    assert not ink(image).any()


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=30))
def test_the_pieces_of_a_line_are_all_of_it_that_can_be_seen(values: list[float]) -> None:
    y = np.array(values)
    drawn = {i for a, b in pieces(y, -10.0, 10.0) for i in range(a, b - 1)}
    seen = {i for i in range(len(y) - 1) if min(y[i], y[i + 1]) <= 10.0 and max(y[i], y[i + 1]) >= -10.0}
    assert drawn == seen


def test_a_note_that_is_wider_than_the_plot_is_said_shorter_or_not_at_all(image: QImage) -> None:
    painter = QPainter(image)
    canvas = canvas_on(painter)
    canvas.note(0.0, 5.0, ["x" * 100], "#000000", [])
    assert not ink(image).any()
    canvas.note(0.0, 5.0, ["x" * 100, "short"], "#000000", [])
    painter.end()
    assert ink(image).any()


@pytest.mark.parametrize(
    ("n_left", "n_right", "expected"),
    [
        (0, 0, "next step −0.5"),  # nothing is in the way
        (1, 0, "−0.5"),  # the shorter one covers nothing
        (CLEARLY - 1, 3, "next step −0.5"),  # hardly less
        (CLEARLY, 3, "−0.5"),  # clearly less
    ],
)
def test_a_note_is_said_shorter_where_that_covers_nothing_or_clearly_less(
    image: QImage, monkeypatch: pytest.MonkeyPatch, n_left: int, n_right: int, expected: str
) -> None:
    written: list[str] = []
    monkeypatch.setattr(Canvas, "text", lambda _canvas, _x, _y, text, _color: written.append(text))
    painter = QPainter(image)
    across = np.repeat([-0.3, 0.9], [n_left, n_right])  # left of the shorter one, and where it has to stand
    canvas = Canvas(painter, QRectF(0, 0, 130, 22), (-1.0, 1.0), (0.0, 10.0), LIGHT)
    canvas.note(1.0, 5.0, ["next step −0.5", "−0.5"], "#000000", [(across, np.full(len(across), 5.0))])
    painter.end()
    assert written == [expected]


def test_a_note_keeps_clear_of_a_curve_where_it_can(image: QImage) -> None:
    painter = QPainter(image)
    x = np.linspace(-1.0, 1.0, 50)
    canvas_on(painter).note(0.0, 5.0, ["note"], "#000000", [(x, 5.0 + 2.5 * (x + 0.1))])
    painter.end()
    rows, columns = np.nonzero(ink(image))
    centre = (columns.mean() - 100.0) * (50.0 - rows.mean())
    assert centre < 0.0  # above and left, or below and right, of a curve that rises


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(FEW + 1, 3 * FEW), max_size=6))
def test_lines_simplified_together_are_as_if_each_were_alone(seed: int, lengths: list[int]) -> None:
    rng = np.random.default_rng(seed)
    series = [(np.arange(float(n)), rng.choice([0.01, 0.3, 9.0]) * rng.normal(size=n).cumsum()) for n in lengths]
    together = simplified(series)
    alone = [simplified([one])[0] for one in series]
    assert [x.tolist() for x, _ in together] == [x.tolist() for x, _ in alone]
    assert [y.tolist() for _, y in together] == [y.tolist() for _, y in alone]


def test_a_line_that_swings_all_along_keeps_its_points() -> None:
    x = np.arange(800.0)
    y = np.where(np.arange(800) % 2, 100.0, 0.0)
    ((kept_x, kept_y),) = simplified([(x, y)])
    assert kept_x.tolist() == x.tolist()
    assert kept_y.tolist() == y.tolist()
    smooth, (zigzag_x, _) = simplified([(x, 0.1 * x), (x, y)])
    assert len(smooth[0]) == 2
    assert len(zigzag_x) == 800


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_a_grid_has_the_same_pixels_however_it_is_painted_and_lines_of_one_width(scale: float) -> None:
    pictures = []
    for is_raster in (True, False):
        image = QImage(round(220 * scale), round(120 * scale), QImage.Format.Format_RGB32)
        image.fill(QColor("#ffffff"))
        image.setDevicePixelRatio(scale)
        painter = QPainter(image)
        painter.translate(7, 5)
        canvas = Canvas(painter, QRectF(10, 10, 190, 95), (-1.0, 10.3), (0.0, 7.7), LIGHT)
        canvas.__dict__["is_raster"] = is_raster
        canvas.grid(range(11), range(8), "#000000")
        painter.end()
        pictures.append(ink(image))
    assert pictures[0].sum() > 1000
    assert (pictures[0] == pictures[1]).all()
    across = pictures[0].sum(axis=1)
    between = pictures[0][np.argmin(np.where(across, across, np.inf))]  # two lines from left to right
    edges = np.flatnonzero(np.diff(between.astype(int)))
    assert {*(edges[1::2] - edges[::2])} == {int(scale)}
