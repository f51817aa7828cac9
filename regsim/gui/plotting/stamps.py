"""Stamps: small pictures of what is painted again and again, painted once and from then on copied.

To stroke the halo of a word takes Qt ten to forty times as long as to copy both, and a dot is copied in a third of the
time that it takes to paint one. Stamps are copied pixel by pixel: words onto the nearest pixel of the screen, as
letters are anyway; of dots there is a stamp for every eighth of a pixel that they may be off.
"""

import math
from collections.abc import Iterable
from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPen, QTransform

from regsim.arrays import FloatArray
from regsim.gui.plotting.letters import font, laid_out, metrics, outline, text_width
from regsim.gui.plotting.pens import ink, pen

HALO = 2.5  # pixels, of background round the letters
RING = 1.6  # pixels, of a hollow dot's edge
ROOM = 3  # pixels round the letters and round a dot
PARTS = 8  # of a pixel that dots are told apart by
HALF = 0.5 + 1e-6  # of a pixel: exact halves go one way, wherever on the screen or in a picture of it words lie
REMEMBERED = 2048  # stamps

Look = tuple[str, str, float, bool, float]  # of a dot: its colour, its ground's, its size, whether hollow, its alpha


def stamp_words(painter: QPainter, at: QPointF, text: str, colors: tuple[str, str], px: float, *, bold: bool) -> None:
    """Letters from a point of their base line, in the first of the colours, with a halo of the second."""
    device = painter.deviceTransform()
    corner = device.map(at - QPointF(ROOM, ROOM + metrics(px, bold=bold).ascent()))
    words = _words(text, colors, px, bold, device.m11())
    _copy(painter, [(math.floor(corner.x() + HALF), math.floor(corner.y() + HALF), words)])


def stamp_dots(painter: QPainter, x: FloatArray, y: FloatArray, look: Look) -> None:
    """A dot at every pixel x, y."""
    device = painter.deviceTransform()
    scale, half = device.m11(), ROOM + 0.5 * look[2]
    across = (PARTS * (scale * (x - half) + device.dx())).round().astype(int).ravel().tolist()
    up = (PARTS * (scale * (y - half) + device.dy())).round().astype(int).ravel().tolist()
    _copy(
        painter,
        [(a // PARTS, b // PARTS, _dot(look, a % PARTS, b % PARTS, scale)) for a, b in zip(across, up, strict=True)],
    )


def paint_dot(painter: QPainter, at: QPointF, look: Look) -> None:
    """A dot as it is."""
    color, ground, size, is_hollow, alpha = look
    painter.setBrush(QBrush(ink(ground) if is_hollow else ink(color, alpha)))
    painter.setPen(pen(color, RING, alpha=alpha) if is_hollow else QPen(Qt.PenStyle.NoPen))
    painter.drawEllipse(at, size / 2, size / 2)


def _copy(painter: QPainter, stamps: Iterable[tuple[int, int, QImage]]) -> None:
    """Put each with its corner on a pixel of the device."""
    before = painter.worldTransform()
    painter.resetTransform()
    painter.setWorldTransform(painter.deviceTransform().inverted()[0])
    for x, y, picture in stamps:
        painter.drawImage(x, y, picture)
    painter.setWorldTransform(before)


@lru_cache(REMEMBERED)
def _words(text: str, colors: tuple[str, str], px: float, bold: bool, scale: float) -> QImage:
    size, (color, ground) = metrics(px, bold=bold), colors
    width, height = text_width(text, px, bold=bold), size.ascent() + size.descent()
    picture, painter = _blank(width, height, scale)
    at = QPointF(ROOM, ROOM + size.ascent())
    painter.strokePath(outline(text, px, bold=bold).translated(at), pen(ground, HALO))
    painter.setFont(font(px, bold=bold))
    painter.setPen(ink(color))
    painter.drawStaticText(QPointF(ROOM, ROOM), laid_out(text, px, bold=bold))
    painter.end()
    return picture


@lru_cache(REMEMBERED)
def _dot(look: Look, right: int, down: int, scale: float) -> QImage:
    size = look[2]
    picture, painter = _blank(size, size, scale)
    painter.setTransform(painter.transform() * QTransform.fromTranslate(right / PARTS, down / PARTS))
    paint_dot(painter, QPointF(ROOM + 0.5 * size, ROOM + 0.5 * size), look)
    painter.end()
    return picture


def _blank(width: float, height: float, scale: float) -> tuple[QImage, QPainter]:
    """An empty picture with ROOM on all sides, and what paints on it in pixels of the plot."""
    across, up = (math.ceil(scale * (length + 2 * ROOM)) + 1 for length in (width, height))
    picture = QImage(across, up, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    return picture, painter
