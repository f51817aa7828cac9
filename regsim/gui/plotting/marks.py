"""Texts at the top of a plot beside the steps they belong to, in rows, so that none lies over another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF

from regsim.arrays import FloatArray
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.letters import FONT_PX, text_width

PX = FONT_PX - 1
GAP, HEIGHT = 3.0, PX + 5.0  # pixels between the line and the text, and of a row
MOST_ROWS = 3
COLUMNS = 8  # points across a text that stand for it


@dataclass(frozen=True)
class Mark:
    """A step, and a text in a rectangle of pixels beside it; an empty one where there was no room."""

    step: int
    text: str
    place: QRectF

    def points(self, canvas: Canvas) -> tuple[FloatArray, FloatArray]:
        """Data points all over the text, for notes to keep clear of."""
        rect = self.place
        x = np.linspace(canvas.x_at(rect.left()), canvas.x_at(rect.right()), COLUMNS)
        y = np.array([canvas.y_at(rect.top()), canvas.y_at(rect.center().y()), canvas.y_at(rect.bottom())])
        return (np.tile(x, 3), np.repeat(y, COLUMNS)) if not rect.isEmpty() else (np.empty(0), np.empty(0))


def placed(canvas: Canvas, texts: Mapping[int, str], taken: Sequence[QRectF] = ()) -> list[Mark]:
    """The marks that the canvas shows, each text in the first row that is free there: right of its step, or left."""
    rows = [[*taken] for _ in range(MOST_ROWS)]
    marks = []
    for step, text in sorted(texts.items()):
        at = float(canvas.x(step))
        if canvas.rect.left() <= at <= canvas.rect.right():
            place = _place(canvas.rect, rows, at, text_width(text, PX) + 2 * GAP)
            marks.append(Mark(step, text, place))
    return marks


def draw_marks(canvas: Canvas, marks: list[Mark]) -> None:
    """Write the texts."""
    for mark in marks:
        if not mark.place.isEmpty():
            canvas.patch(mark.place)
            canvas.text(mark.place.left() + GAP, mark.place.center().y(), mark.text, canvas.theme.muted, px=PX)


def _place(inside: QRectF, rows: list[list[QRectF]], at: float, width: float) -> QRectF:
    """Where a text of this width goes; it is then taken."""
    for number, row in enumerate(rows):
        for left in (at + 1.0, at - 1.0 - width):
            place = QRectF(left, inside.top() + 1.0 + number * HEIGHT, width, HEIGHT)
            if inside.contains(place) and not any(place.intersects(other) for other in row):
                row.append(place)
                return place
    return QRectF()
