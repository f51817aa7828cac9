"""The style sheet and the icons."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage
from pytestqt.qtbot import QtBot

from regsim.gui import style
from regsim.gui.style import ICON_SIZES, icon, style_sheet
from regsim.gui.theme import DARK, LIGHT, THEMES, Theme
from regsim.gui.widgets.slider import Slider
from regsim.resources import resource_path

NAMES = sorted(p.stem for p in resource_path("icons").glob("*.svg") if p.stem != "regsim")


def darkest(image: QImage) -> QColor:
    """The colour of the most opaque pixel."""
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return max(pixels, key=QColor.alpha)


def rgb(color: QColor) -> tuple[int, int, int]:
    return color.red(), color.green(), color.blue()


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.usefixtures("qapp")
def test_every_icon_takes_the_colour_of_the_text(name: str, theme: Theme) -> None:
    image = icon(name, theme).pixmap(QSize(20, 20)).toImage()
    found, wanted = darkest(image), QColor(theme.text)
    assert found.alpha() > 200
    # Colours are kept multiplied by their opacity: one of 256 is lost on the way.
    assert max(abs(a - b) for a, b in zip(rgb(found), rgb(wanted), strict=True)) <= 1


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("size", ICON_SIZES)
@pytest.mark.usefixtures("qapp")
def test_icons_have_a_picture_of_their_own_for_every_screen(
    monkeypatch: pytest.MonkeyPatch, size: int, ratio: float
) -> None:
    monkeypatch.setattr(style, "screen_ratios", lambda: {1.0, ratio})
    pixmap = icon("play", LIGHT).pixmap(QSize(size, size), ratio)
    assert pixmap.width() == round(size * ratio)


@pytest.mark.usefixtures("qapp")
def test_a_disabled_icon_is_fainter() -> None:
    image = icon("play", DARK).pixmap(QSize(20, 20), 1.0, QIcon.Mode.Disabled).toImage()
    assert darkest(image).name() == DARK.line


def test_an_unknown_icon_is_refused(qapp: object) -> None:
    del qapp
    with pytest.raises(FileNotFoundError, match="nonesuch"):
        icon("nonesuch", LIGHT)


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_the_style_sheet_is_valid_and_in_the_theme_s_colours(qtbot: QtBot, theme: Theme) -> None:
    slider = Slider()
    qtbot.addWidget(slider)
    slider.setStyleSheet(style_sheet(theme))
    slider.setProperty("run", 2)
    slider.resize(200, 20)
    slider.setValue(50)
    image = slider.grab().toImage()
    middle = image.height() // 2
    colors = {image.pixelColor(x, middle).name() for x in range(image.width())}
    assert {theme.runs[2], theme.handle, theme.groove} <= colors
