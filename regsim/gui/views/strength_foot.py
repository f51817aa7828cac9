"""The foot of the line of the current λ: what λ is, and in a corner what the ring and the dot on the line mean."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF

from regsim.arrays import FloatArray
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.letters import FONT_PX, text_width
from regsim.gui.plotting.places import moved_into

HEIGHT = FONT_PX + 4.0  # pixels of a line of words
KEY_PX, KEY_GAP = FONT_PX - 1, 14.0  # of what ring and dot mean
RING_PX = 13.0  # round the dot once the descent is there


@dataclass(frozen=True, eq=False)
class Foot:
    """Words and where they stand.

    Attributes
    ----------
    text : str
        What λ is.
    place : QRectF
    key : tuple of str
        What the ring means, and what the dot means.
    key_place : QRectF
        Empty where there is no room for the key.
    """

    text: str
    place: QRectF
    key: tuple[str, ...]
    key_place: QRectF

    def draw(self, canvas: Canvas, color: str, *, has_dots: bool) -> None:
        """Write what λ is, on opaque ground: another line may run below it; and the key, if there is what it tells."""
        canvas.patch(self.place, 1.0)
        canvas.text(self.place.left() + 3.0, self.place.center().y(), self.text, canvas.theme.text)
        if not has_dots or self.key_place.isEmpty():
            return
        canvas.patch(self.key_place)
        left, middle = self.key_place.left() + KEY_GAP / 2, self.key_place.center().y()
        for number, word in enumerate(self.key):
            at = canvas.x_at(left), canvas.y_at(middle)
            canvas.dots(*at, color, 8.0 if not number else 6.0, hollow=not number)
            canvas.text(left + KEY_GAP / 2, middle, word, canvas.theme.muted, px=KEY_PX)
            left += KEY_GAP / 2 + text_width(word, KEY_PX) + KEY_GAP


def foot_at(canvas: Canvas, x: float, text: str, key: Sequence[str], lines: FloatArray) -> Foot:
    """The foot of a line at pixel x: clear of the rings on it, and off other upright lines, at pixels of shape (n,)."""
    width, gap, top = text_width(text) + 6.0, RING_PX / 2 + 1.0, canvas.rect.bottom() - HEIGHT - 2.0

    def cost(place: QRectF) -> tuple[bool, int]:
        n_crossed = np.count_nonzero((place.left() <= lines) & (lines <= place.right()))
        return not canvas.rect.contains(place), int(n_crossed)

    sides = [QRectF(left, top, width, HEIGHT) for left in (x + gap, x - width - gap)]
    place = moved_into(min(sides, key=cost), canvas.rect)
    return Foot(text, place, tuple(key), _key_place(canvas, key, place, x))


def _key_place(canvas: Canvas, key: Sequence[str], foot: QRectF, x: float) -> QRectF:
    """The corner at the bottom that is further from the foot; empty where there is no room beside it and the line."""
    width = sum(text_width(word, KEY_PX) + KEY_GAP for word in key) + KEY_GAP
    inside = canvas.rect.adjusted(3.0, 0.0, -3.0, -2.0)
    left = inside.left() if foot.center().x() > inside.center().x() else inside.right() - width
    place = QRectF(left, inside.bottom() - HEIGHT, width, HEIGHT)
    is_on_line = place.left() <= x <= place.right()  # its ring would pass for one of those on the line
    return QRectF() if is_on_line or place.intersects(foot) else place
