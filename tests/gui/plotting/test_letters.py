import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from regsim.gui.plotting.letters import FONT_PX, font, laid_out, metrics
from tests.gui.pixels import pixels


def bounds(picture: NDArray[np.uint8]) -> NDArray[np.intp]:
    """The first and the last row and column with ink."""
    found = np.argwhere((picture < 128).any(axis=2))
    return np.concatenate([found.min(axis=0), found.max(axis=0)])


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("text", ["Loss along w₁", "−0.7413", "∂λR", "mean concave points = 0", "<b>5 & 6</b>"])
def test_letters_that_are_laid_out_are_painted_as_any(qtbot: QtBot, text: str, scale: float) -> None:
    del qtbot  # there must be an application for fonts
    pictures = []
    for is_laid_out in (False, True):
        image = QImage(round(300 * scale), round(40 * scale), QImage.Format.Format_RGB32)
        image.fill(QColor("#ffffff"))
        image.setDevicePixelRatio(scale)
        painter = QPainter(image)
        painter.setFont(font())
        for at in (QPointF(5.0, 15.0), QPointF(20.3, 34.7)):
            if is_laid_out:
                painter.drawStaticText(at - QPointF(0.0, metrics(FONT_PX).ascent()), laid_out(text))
            else:
                painter.drawText(at, text)
        painter.end()
        pictures.append(pixels(image))
    assert (pictures[0] < 128).any()
    if scale.is_integer():
        assert (pictures[0] == pictures[1]).all()
    else:  # a letter that comes to lie between two pixels may be moved to the other one
        assert np.abs(bounds(pictures[0]) - bounds(pictures[1])).max() <= 1
