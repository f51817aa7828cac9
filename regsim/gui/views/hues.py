"""Colours that stand for values: a diverging pair for the sign of a weight or a score, and one for each class.

Purple for below 0 and green for above can be told apart with any colour vision. The score of two classes is positive
where the second is more probable, so the same pair stands for them.

Reference
---------
C. Brewer, M. Harrower, "ColorBrewer 2.0", 2013: the scheme PRGn.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from regsim.arrays import FloatArray
from regsim.gui.theme import THEMES, Theme

Pixels = NDArray[np.uint32]  # 0xAARRGGBB, colours multiplied with their opacity

_HUES = {
    "light": ("#7b3294", "#00803a", "#a15c00", "#0b6fa4", "#b3265e", "#5c6b00"),
    "dark": ("#c79be0", "#5fce84", "#f0b45a", "#74c4ee", "#f58fb4", "#c9d35c"),
}
_LEVELS = 255  # shades each way
FINE = 2  # pixels of an image per pixel of the plot, for other programs
CELL_PX = 8  # of an image per number: a viewer that smooths images cannot blur what is this large


def negative(theme: Theme) -> str:
    """The colour of what is below 0."""
    return _HUES[theme.name][0]


def positive(theme: Theme) -> str:
    """The colour of what is above 0."""
    return _HUES[theme.name][1]


def of_class(theme: Theme, code: int) -> str:
    """The colour of a class; the seventh has that of the first again."""
    hues = _HUES[theme.name]
    return hues[code % len(hues)]


def tint(theme: Theme, value: float, strength: float) -> str:
    """The colour of a number's sign over the background: all of it at strength 1, the background at 0."""
    ink, ground = rgb(negative(theme) if value < 0.0 else positive(theme)), rgb(theme.window)
    return QColor(*(round(strength * a + (1.0 - strength) * b) for a, b in zip(ink, ground, strict=True))).name()


def shades(theme: Theme, values: FloatArray, strength: float = 1.0) -> Pixels:
    """A pixel for each of some numbers between −1 and 1: clear at 0, at the ends as opaque as `strength`."""
    places = np.nan_to_num(np.clip(values, -1.0, 1.0)) * _LEVELS
    return _scale(theme.name, strength)[np.rint(places).astype(np.intp) + _LEVELS]


@cache
def _scale(name: str, strength: float) -> Pixels:
    theme = THEMES[name]
    parts = np.linspace(-1.0, 1.0, 2 * _LEVELS + 1)
    ends = np.array([rgb(negative(theme)), rgb(positive(theme))])
    return pixels(ends[(parts > 0.0).astype(np.intp)], np.abs(parts) * strength)


def rgb(color: str) -> tuple[int, int, int]:
    """Red, green and blue from 0 to 255."""
    ink = QColor(color)
    return ink.red(), ink.green(), ink.blue()


def pixels(colors: FloatArray, opacity: FloatArray) -> Pixels:
    """Pixels of colours of shape (..., 3), from 0 to 255, and opacities from 0 to 1 of shape (...)."""
    parts = np.rint(np.concatenate([colors * opacity[..., np.newaxis], 255.0 * opacity[..., np.newaxis]], axis=-1))
    red, green, blue, alpha = np.moveaxis(parts.astype(np.uint32), -1, 0)
    return np.asarray(alpha << 24 | red << 16 | green << 8 | blue, dtype=np.uint32)


def draw_cells(painter: QPainter, rect: QRectF, table: Pixels) -> None:
    """A table of pixels as rectangles of the same size that fill `rect`."""
    image = _image(table.repeat(CELL_PX, axis=0).repeat(CELL_PX, axis=1))
    painter.drawImage(rect, image, QRectF(image.rect()))


def draw_smooth(painter: QPainter, rect: QRectF, table: Pixels, *, is_fine: bool) -> None:
    """A table of pixels that pass into one another; if `is_fine` also in programs that do not smooth images."""
    image = _image(table)
    if is_fine:
        smooth = Qt.TransformationMode.SmoothTransformation
        size = (rect.size() * FINE).toSize()
        image = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(rect, image, QRectF(image.rect()))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)


def _image(table: Pixels) -> QImage:
    """The pixels as an image of their own."""
    height, width = table.shape
    rows = np.ascontiguousarray(table)
    return QImage(rows.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied).copy()
