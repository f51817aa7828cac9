import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

import regsim
from regsim.gui.theme import LIGHT
from tests.gui.pixels import are_alike
from tests.gui.views.drawn import Drawn


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("kind", ["objective", "weights"])
def test_what_is_copied_looks_as_what_was_painted_on_fine_screens_too(qtbot: QtBot, kind: str, scale: float) -> None:
    drawn = Drawn(qtbot, kind)
    view = drawn.show(regsim.load("from-five"))
    grid = drawn.grid
    for plot in view.plots:
        plot.invalidate_all()
    pictures = []
    for _ in range(2):
        picture = QImage(grid.size() * scale, QImage.Format.Format_RGB32)
        picture.fill(QColor(LIGHT.window))
        picture.setDevicePixelRatio(scale)
        painter = QPainter(picture)
        grid.paint(painter, QRectF(grid.rect()))
        painter.end()
        pictures.append(picture)
    assert are_alike(*pictures)
