"""Pens and colours as Qt takes them."""

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

REMEMBERED = 4096  # of them: making one takes longer than drawing with it


@lru_cache(REMEMBERED)
def ink(color: str, alpha: float = 1.0) -> QColor:
    """A colour as Qt takes it; not to be changed."""
    result = QColor(color)
    result.setAlphaF(alpha)
    return result


def pen(color: str, width: float, dash: Sequence[float] = (), alpha: float = 1.0) -> QPen:
    """A pen of a width in pixels; `dash` in pixels too. Not to be changed."""
    return _pen(color, width, tuple(dash), alpha)


@lru_cache(REMEMBERED)
def _pen(color: str, width: float, dash: tuple[float, ...], alpha: float) -> QPen:
    result = QPen(ink(color, alpha), width)
    result.setCapStyle(Qt.PenCapStyle.FlatCap)  # with round ends a straight line takes seven times as long
    result.setJoinStyle(Qt.PenJoinStyle.SvgMiterJoin)  # as good as round ones on a curve, at half the cost
    result.setMiterLimit(2.0)
    if dash:
        result.setDashPattern([d / width for d in dash])
    return result
