import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QRegion
from pytestqt.qtbot import QtBot

import regsim
from regsim.gui.plotting.plot import Plot
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
        grid.paint(painter, QRegion(grid.rect()))
        painter.end()
        pictures.append(picture)
    assert are_alike(*pictures)


def test_a_layer_that_says_what_it_is_drawn_of_is_painted_when_that_or_the_ground_is_another(qtbot: QtBot) -> None:
    del qtbot
    plot, drawn_of, painted = Plot(LIGHT, whole_steps=False), ["a"], []
    plot.add_layer(lambda _: painted.append("told"), still=True, drawn_of=lambda: drawn_of[0])
    plot.add_layer(lambda _: painted.append("still"), still=True)
    plot.put(QRectF(0.0, 0.0, 200.0, 150.0))

    def frames(n: int = 1) -> list[str]:
        painted.clear()
        picture = QImage(200, 150, QImage.Format.Format_RGB32)
        for _ in range(n):
            painter = QPainter(picture)
            plot.show(painter)
            painter.end()
        return sorted(painted)

    assert frames(5) == ["still", "still", "told", "told"]  # as they are, into their pictures, and copied from then on
    plot.invalidate()
    assert frames() == ["still"]
    drawn_of[0] = "b"
    plot.invalidate()
    assert frames() == ["still", "told"]
    assert frames(3) == ["still", "told"]
    plot.zoom((0.0, 7.0), (0.0, 1.0))
    assert frames() == ["still", "told"]
