"""Stamps: what is copied is where it would have been painted, and looks the same."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from regsim.arrays import FloatArray
from regsim.gui.plotting.letters import font, outline
from regsim.gui.plotting.pens import ink, pen
from regsim.gui.plotting.stamps import HALO, PARTS, Look, paint_dot, stamp_dots, stamp_words

INK, GROUND = "#b04a00", "#ffffff"
LOOKS: list[Look] = [
    (INK, GROUND, 6.5, False, 0.85),
    (INK, GROUND, 11.0, False, 1.0),
    (INK, GROUND, 7.0, True, 1.0),
    (INK, "#10151c", 5.0, True, 0.7),
]


def begun(scale: float) -> tuple[QImage, QPainter]:
    """A white picture of a screen as fine as `scale`, moved by some pixels as a plot is in its grid."""
    picture = QImage(round(60 * scale), round(40 * scale), QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(3.0, 5.0)
    return picture, painter


def blue(picture: QImage) -> FloatArray:
    """How dark each pixel is, of shape (height, width)."""
    pixels = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), -1, 4)
    return np.subtract(255.0, pixels[..., 0], dtype=np.float64)


def middle(picture: QImage) -> FloatArray:
    """The middle of all that is dark, in pixels of the screen."""
    dark = blue(picture)
    return np.array([float((axis * dark).sum()) for axis in np.indices(dark.shape)]) / float(dark.sum())


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_a_dot_is_copied_to_where_it_would_be_painted(qtbot: QtBot, scale: float, look: Look) -> None:
    del qtbot
    for x, y in [(20.0, 12.0), (20.4, 12.5), (20.49, 12.07), (20.97, 12.93), (19.02, 11.26)]:
        copied, painter = begun(scale)
        stamp_dots(painter, np.array([x]), np.array([y]), look)
        painter.end()
        painted, painter = begun(scale)
        paint_dot(painter, QPointF(x, y), look)
        painter.end()
        assert np.abs(middle(copied) - middle(painted)).max() < 0.5 / PARTS + 0.02
        assert blue(copied).sum() == pytest.approx(blue(painted).sum(), rel=0.02)
        assert np.abs(blue(copied) - blue(painted)).max() < 255.0 / PARTS


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_words_are_copied_to_within_a_pixel_of_where_they_belong(qtbot: QtBot, scale: float) -> None:
    del qtbot
    at = QPointF(6.3, 17.6)
    copied, painter = begun(scale)
    stamp_words(painter, at, "data", ("#000000", GROUND), 11.0, bold=False)
    painter.end()
    painted, painter = begun(scale)
    painter.strokePath(outline("data", 11.0).translated(at), pen(GROUND, HALO))
    painter.setFont(font(11.0))
    painter.setPen(ink("#000000"))
    painter.drawText(at, "data")
    painter.end()
    assert np.abs(middle(copied) - middle(painted)).max() < 1.0
    assert blue(copied).sum() == pytest.approx(blue(painted).sum(), rel=0.1)


@pytest.mark.parametrize("y", [17.5, 17.5 - 1e-12])
def test_words_half_a_pixel_off_are_copied_alike_wherever_their_plot_is(qtbot: QtBot, y: float) -> None:
    del qtbot
    looks = []
    for moved in (0, 1):
        copied, painter = begun(1.0)
        painter.translate(moved, moved)
        stamp_words(painter, QPointF(6.5, y), "data", ("#000000", GROUND), 11.0, bold=False)
        painter.end()
        looks.append(middle(copied) - moved)
    assert looks[0] == pytest.approx(looks[1])


def test_a_halo_is_ground_over_what_lies_below(qtbot: QtBot) -> None:
    del qtbot
    picture, painter = begun(1.0)
    picture.fill(Qt.GlobalColor.black)
    stamp_words(painter, QPointF(6.0, 17.0), "data", ("#000000", GROUND), 11.0, bold=False)
    painter.end()
    white = blue(picture) < 64.0
    assert 60 < white.sum() < 400
    assert white[:, 34:].sum() == 0  # right of the word nothing is touched


def test_a_painter_is_left_as_it_was(qtbot: QtBot) -> None:
    del qtbot
    picture, painter = begun(1.5)
    before = painter.transform()
    painter.setClipRect(0, 0, 20, 40)
    stamp_dots(painter, np.array([30.0]), np.array([12.0]), LOOKS[0])
    assert painter.transform() == before
    painter.end()
    assert not blue(picture).any()  # the dot is beyond what is clipped
