"""Plots without the usual axes, and what a plot says where its view has nothing to show."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt

from regsim.gui.plotting.canvas import FONT_PX, Canvas, text_width

LINE_PX = FONT_PX + 5
WIDEST = 420.0  # pixels of a line that is read at a glance


def draw_reason(canvas: Canvas, reason: str) -> None:
    """A sentence in the middle of the plot, in as many lines as it takes."""
    lines = wrapped(reason, min(canvas.rect.width() - 16.0, WIDEST))
    top = canvas.rect.center().y() - (len(lines) - 1) * LINE_PX / 2
    for number, line in enumerate(lines):
        canvas.text(canvas.rect.center().x(), top + number * LINE_PX, line, canvas.theme.muted, align=(0.5, 0.5))


def wrapped(text: str, width: float) -> list[str]:
    """The text in lines of at most `width` pixels, broken between words."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def size_of(lines: Sequence[str]) -> tuple[float, float]:
    """The width and the height that lines of text take in a corner, in pixels."""
    return max((text_width(text) for text in lines), default=0.0) + 8.0, len(lines) * LINE_PX + 2.0


def draw_corner(canvas: Canvas, area: QRectF, lines: Sequence[tuple[str, str]], corner: tuple[bool, bool]) -> None:
    """Lines of text, each with its colour, in a corner of an area: right or left, at its bottom or top."""
    is_right, is_bottom = corner
    width, height = size_of([text for text, _ in lines])
    inside = area.adjusted(3, 3, -3, -3)
    left = max(inside.right() - width, inside.left()) if is_right else inside.left()
    top = inside.bottom() - height if is_bottom else inside.top()
    canvas.painter.setPen(Qt.PenStyle.NoPen)
    canvas.patch(QRectF(QPointF(left, top), QPointF(left + width, top + height)))
    for number, (text, color) in enumerate(lines):
        canvas.text(left + 4.0, top + 1.0 + (number + 0.5) * LINE_PX, text, color)
