"""The words along the top of a plane through weight space that a click acts on."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from regsim.gui.plotting.labels import shortened
from regsim.gui.plotting.letters import text_width
from regsim.gui.views.choice import Choice
from regsim.gui.views.contours import SMALL_PX

CAPTION = 17.0  # pixels high
GAP = 5.0  # pixels at either end of a text
WIDE = 230.0  # pixels of a plot that has room for whole sentences


@dataclass(frozen=True)
class Caption:
    """A text in a corner of the plot that a click acts on."""

    name: str
    text: str
    tip: str
    place: QRectF
    is_on: bool = True

    def hit(self, position: QPointF) -> bool:
        """Whether a pixel is on it."""
        return self.place.contains(position)


def captions(picture: Choice, second: str, inside: QRectF, *, is_whole: bool) -> list[Caption]:
    """The name of the weight along y, and the switch between the two pictures, as far as there is room."""
    right, found, options = inside.right() - 2.0, [], picture.options
    named = [[o.text for o in options]] * (inside.width() > WIDE) + [[o.short for o in options]]
    room = inside.width() - 4.0 - 2 * GAP * len(options)
    fitting = [texts for texts in named if sum(text_width(text, SMALL_PX, bold=True) for text in texts) <= room]
    texts = fitting[0] if fitting else [o.name for o in options]
    for option, text in reversed(list(zip(options, texts, strict=True))):
        width = text_width(text, SMALL_PX, bold=True) + 2 * GAP
        place = QRectF(right - width, inside.top() + 1.0, width, CAPTION)
        found.append(Caption(option.name, text, option.tip, place, is_on=option.name == picture.current))
        right -= width
    text, top, left = f"↑ {second}", inside.top() + 1.0, inside.left() + 2.0
    if text_width(text, SMALL_PX) + 2 * GAP > right - left:
        top, right = top + CAPTION, inside.right()
        text = shortened(text, right - left - 2 * GAP, SMALL_PX)
    tip = second
    if not is_whole:
        tip += "\nClick: another weight along this axis (with Shift: back)"
    found.append(Caption("second", text, tip, QRectF(left, top, text_width(text, SMALL_PX) + 2 * GAP, CAPTION)))
    return found
