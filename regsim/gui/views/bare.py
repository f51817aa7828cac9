"""Plots without the usual axes, and what a plot says where its view has nothing to show."""

from PySide6.QtCore import QRectF

from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.letters import FONT_PX, text_width

LINE_PX = FONT_PX + 5
WIDEST = 420.0  # pixels of a line that is read at a glance


def draw_reason(canvas: Canvas, reason: str) -> QRectF:
    """A sentence in the middle of the plot, in as many lines as it takes; where it is."""
    lines = wrapped(reason, min(canvas.rect.width() - 16.0, WIDEST))
    middle = canvas.rect.center()
    place = QRectF(0.0, 0.0, max(map(text_width, lines), default=0.0) + 6.0, len(lines) * LINE_PX)
    place.moveCenter(middle)
    canvas.patch(place)  # over the lines of a grid
    for number, line in enumerate(lines):
        canvas.text(middle.x(), place.top() + (number + 0.5) * LINE_PX, line, canvas.theme.muted, align=(0.5, 0.5))
    return place


def wrapped(text: str, width: float) -> list[str]:
    """The text in as few lines of at most `width` pixels as it takes, broken between words where they are most even."""
    lines, longest = _filled(text, width), width
    while (now := max(map(text_width, lines), default=0.0)) < longest:
        found, longest = lines, now
        lines = _filled(text, longest - 0.5)
        if len(lines) > len(found):
            return found
    return lines


def _filled(text: str, width: float) -> list[str]:
    """Lines with as many words as there is room for in each."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
