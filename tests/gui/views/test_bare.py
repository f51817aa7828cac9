"""Plots without a grid: nothing of one is left at any scale of the screen, and an axis that is there is whole."""

import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from regsim.gui.plotting.letters import text_width
from regsim.gui.plotting.plot import Plot
from regsim.gui.theme import LIGHT
from regsim.gui.views.bare import wrapped
from regsim.scenario import Scenario
from tests.gui.views.drawn import IRIS, MOONS, PENALTY_ONLY, Drawn

every_scale = pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])


def picture(plot: Plot, scale: float) -> QImage:
    """The plot as a screen of that scale shows it."""
    size = (plot.place.size() * scale).toSize()
    result = QImage(size, QImage.Format.Format_RGB32)
    result.setDevicePixelRatio(scale)
    painter = QPainter(result)
    painter.fillRect(plot.outline(), QColor(LIGHT.window))
    plot.invalidate_all()  # so that none of its pictures is copied
    plot.paint(painter)
    painter.end()
    return result


def n_pixels(image: QImage, color: str, columns: range, rows: range) -> int:
    """How many pixels of a part of the image have a colour."""
    wanted = QColor(color).rgb()
    return sum(image.pixel(x, y) == wanted for x in columns for y in rows)


@every_scale
@pytest.mark.parametrize(
    ("kind", "scenario"), [("network", MOONS), ("network", PENALTY_ONLY), ("fit", PENALTY_ONLY), ("path", PENALTY_ONLY)]
)
def test_a_plot_without_axes_shows_no_line_of_a_grid(qtbot: QtBot, kind: str, scenario: Scenario, scale: float) -> None:
    image = picture(Drawn(qtbot, kind).show(scenario, size=(701, 301)).plots[0], scale)
    assert n_pixels(image, LIGHT.grid, range(image.width()), range(image.height())) == 0


@every_scale
@pytest.mark.parametrize("height", [301, 302, 303])
@pytest.mark.parametrize("kind", ["forces", "coefficients"])
def test_an_axis_below_lanes_is_whole(qtbot: QtBot, kind: str, height: int, scale: float) -> None:
    plot = Drawn(qtbot, kind).show(IRIS, size=(701, height)).plots[0]
    image, inside = picture(plot, scale), plot.inside()
    columns, y = range(round((inside.left() + 2) * scale), round((inside.right() - 2) * scale)), inside.bottom() * scale
    rows = [n_pixels(image, LIGHT.line, columns, range(at, at + 1)) for at in range(round(y) - 2, round(y) + 3)]
    assert max(rows) > 0.9 * len(columns)  # but where a line upward begins


@pytest.mark.parametrize("width", [60.0, 120.0, 230.0, 265.0, 400.0])
def test_the_lines_of_a_sentence_are_as_even_and_as_few_as_its_words_allow(qtbot: QtBot, width: float) -> None:
    del qtbot  # there must be an application for fonts
    words = ["Without", "a", "penalty", "there", "is", "no", "λ", "to", "vary."]
    lines = wrapped(" ".join(words), width)
    longest = max(map(text_width, lines))
    assert " ".join(lines).split() == words
    assert longest <= max(width, *map(text_width, words))
    ways = [words[:k] for k in range(1, len(words) + 1)]
    if len(lines) == 1:
        assert text_width(" ".join(words)) <= width
    elif len(lines) == 2:
        halves = [(" ".join(way), " ".join(words[len(way) :])) for way in ways]
        assert longest == min(max(map(text_width, pair)) for pair in halves)
    assert wrapped("", width) == []
