from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from regsim.gui.plotting.canvas import DASHES, Canvas
from regsim.gui.plotting.pens import pen
from regsim.gui.plotting.strokes import AT_ONCE, OVERLAP, Bundle, Line, straight_pieces
from regsim.gui.theme import LIGHT
from tests.gui.pixels import are_alike, pixels

SIZE = 400, 200
X = np.linspace(5.0, 395.0, 60)
CURVES = {
    "bowl": (X, 180.0 - 0.004 * (X - 200.0) ** 2),
    "decay": (X, 180.0 - 160.0 * np.exp(-X / 60.0)),
    "wave": (X, 100.0 + 80.0 * np.sin(X / 25.0)),
    "corner": (X, 100.0 + 0.7 * np.abs(X - 200.0) * (X < 200.0)),
    "zigzag": (X, np.where(np.arange(60) % 2, 60.0, 140.0)),
    "level": (X, np.full(60, 77.3)),
}


def painted(line: Line, width: float, *, as_pieces: bool, dash: Sequence[float] = ()) -> NDArray[np.int64]:
    """How dark each pixel is, from 0 to 255."""
    image = QImage(*SIZE, QImage.Format.Format_Grayscale8)
    image.fill(QColor("#ffffff"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen("#000000", width, () if as_pieces else dash))
    if as_pieces:
        line.draw_pieces(painter, dash)
    else:
        for part in line.polygons:
            painter.drawPolyline(part)
    painter.end()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(SIZE[1], image.bytesPerLine())
    return 255 - rows[:, : SIZE[0]].astype(np.int64)


@pytest.mark.parametrize("width", [1.5, 2.4])
@pytest.mark.parametrize("name", CURVES)
def test_a_line_in_pieces_looks_as_it_does_whole(name: str, width: float) -> None:
    line = Line([CURVES[name]])
    whole, pieces = (painted(line, width, as_pieces=as_pieces) for as_pieces in (False, True))
    difference = np.abs(whole - pieces)
    assert whole.sum() > 255 * 390 * width * 0.9
    assert difference.sum() < 0.04 * whole.sum()
    assert np.count_nonzero(difference > 64) <= len(X) // 10  # of 255: here and there a pixel at a corner


@pytest.mark.parametrize("dash", [dash for dash in DASHES if dash])
@pytest.mark.parametrize("name", ["bowl", "decay", "wave", "level"])
def test_a_dashed_line_in_pieces_looks_as_it_does_whole(name: str, dash: Sequence[float]) -> None:
    line = Line([CURVES[name]])
    whole, pieces = (painted(line, 1.5, as_pieces=as_pieces, dash=dash) for as_pieces in (False, True))
    undashed = painted(line, 1.5, as_pieces=True)
    assert abs(pieces.sum() / whole.sum() - 1.0) < 0.03
    assert pieces.sum() < 0.9 * undashed.sum()
    assert np.abs(whole - pieces).sum() < 0.12 * whole.sum()


def test_a_level_line_has_no_seams_where_pieces_meet() -> None:
    dark = painted(Line([CURVES["level"]]), 2.4, as_pieces=True)
    columns = dark[:, 10:390]
    assert np.ptp(columns, axis=1).max() < 40  # of 255


def test_pieces_go_on_beyond_the_points_where_they_meet_but_not_beyond_the_ends() -> None:
    (first, second) = straight_pieces(np.array([0.0, 10.0, 20.0]), np.full(3, 5.0)).tolist()
    assert first == [0.0, 5.0, 10.0 + OVERLAP, 5.0]
    assert second == [10.0 - OVERLAP, 5.0, 20.0, 5.0]


def test_nothing_is_painted_from_one_part_to_the_next() -> None:
    parts = [(np.array([10.0, 60.0]), np.array([50.0, 50.0])), (np.array([300.0, 390.0]), np.array([50.0, 50.0]))]
    dark = painted(Line(parts), 2.0, as_pieces=True)
    assert dark[:, 12:58].any(axis=0).all()
    assert not dark[:, 62:298].any()


def test_a_line_of_more_pieces_than_are_painted_at_once_is_painted_to_its_end() -> None:
    x = np.linspace(10.0, 390.0, 2 * AT_ONCE + 77)
    assert painted(Line([(x, np.full(len(x), 50.0))]), 2.0, as_pieces=True)[:, 12:388].any(axis=0).all()


def test_points_that_lie_on_one_another_make_no_gap() -> None:
    x, y = np.array([10.0, 200.0, 200.0, 390.0]), np.array([50.0, 50.0, 50.0, 50.0])
    assert painted(Line([(x, y)]), 2.0, as_pieces=True)[50, 12:388].min() > 200


def test_a_bundle_has_every_part_of_its_lines_where_it_is_drawn_alone() -> None:
    parts = list(CURVES.values())
    lines = [Line(parts[:2]), Line([]), Line(parts[2:])]
    path = Bundle(lines).path
    elements = [path.elementAt(i) for i in range(path.elementCount())]
    points = [(point.x(), point.y()) for line in lines for part in line.polygons for point in part.toList()]
    begins = np.cumsum([0, *(len(x) for x, _ in parts)])[:-1].tolist()
    assert [(element.x, element.y) for element in elements] == points
    assert [i for i, element in enumerate(elements) if element.isMoveTo()] == begins


@pytest.mark.parametrize("lines", [[], [Line([])]])
def test_a_bundle_of_nothing_is_empty(lines: list[Line]) -> None:
    assert Bundle(lines).path.isEmpty()


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_a_bundle_looks_as_its_lines_do_one_after_the_other_on_any_screen(scale: float) -> None:
    lines = [Line([curve]) for curve in (*CURVES.values(), CURVES["wave"])]  # which is twice as dark
    images = []
    for bundles in ([Bundle(lines)], [Bundle([line]) for line in lines]):
        image = QImage(round(scale * SIZE[0]), round(scale * SIZE[1]), QImage.Format.Format_RGB32)
        image.fill(QColor("#ffffff"))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(scale, scale)
        canvas = Canvas(painter, QRectF(0.0, 0.0, *SIZE), (0.0, 1.0), (0.0, 1.0), LIGHT)
        for bundle in bundles:
            canvas.stroke_fine(bundle, "#000000", 0.3)
        painter.end()
        images.append(image)
    assert pixels(images[0]).min() < 140
    assert are_alike(*images)
