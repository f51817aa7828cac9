"""Letters: their font, how much room they take, and themselves, laid out or as outlines."""

from functools import cache, lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QPainterPath, QStaticText, QTransform

FONT_PX = 12
REMEMBERED = 4096  # texts: to measure one, or to lay it out, takes longer than to draw it


@cache
def font(px: float = FONT_PX, *, bold: bool = False) -> QFont:
    """The font of the pictures at a size in pixels; not to be changed."""
    result = QFont(_family())
    result.setPixelSize(round(px))
    result.setBold(bold)
    return result


@cache
def _family() -> str:
    """The name of the face that the toolkit's own font stands for: an SVG must name a face, not an alias."""
    return QFontInfo(QFont()).family()


@cache
def metrics(px: float = FONT_PX, *, bold: bool = False) -> QFontMetricsF:
    """How large the letters of that font are."""
    return QFontMetricsF(font(px, bold=bold))


@lru_cache(REMEMBERED)
def text_width(text: str, px: float = FONT_PX, *, bold: bool = False) -> float:
    """How wide `text` is drawn, in pixels."""
    return metrics(px, bold=bold).horizontalAdvance(text)


@lru_cache(REMEMBERED)
def elided(text: str, width: float, px: float = FONT_PX, *, bold: bool = False, middle: bool = False) -> str:
    """`text`, with … at its end or in its middle where it is wider than `width` pixels."""
    mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
    return metrics(px, bold=bold).elidedText(text, mode, width)


@lru_cache(REMEMBERED)
def outline(text: str, px: float = FONT_PX, *, bold: bool = False) -> QPainterPath:
    """The edges of the letters; not to be changed. Remembered: asked for again, Qt's are others in the last digits."""
    result = QPainterPath()
    result.addText(QPointF(), font(px, bold=bold), text)
    return result


@lru_cache(REMEMBERED)
def laid_out(text: str, px: float = FONT_PX, *, bold: bool = False) -> QStaticText:
    """The letters in their places; not to be changed."""
    result = QStaticText(text)
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    result.prepare(QTransform(), font(px, bold=bold))
    return result
