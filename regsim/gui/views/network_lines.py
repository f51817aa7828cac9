"""The lines of a network: which weights of a layer have one, how they are painted, and which is near the pointer.

A weight that is exactly 0 has no line. Its size is drawn on a square-root scale: beside one large weight small ones can
be seen, and the order of all remains.
"""

import numpy as np
from PySide6.QtCore import QLineF
from PySide6.QtGui import QPen

from regsim.arrays import FloatArray
from regsim.engine.losses import IndexArray
from regsim.gui.plotting.canvas import DASHES, Canvas
from regsim.gui.plotting.pens import pen
from regsim.gui.theme import Theme
from regsim.gui.views.hues import tint

MOST_LINES = 64  # of a layer: the largest weights
LEVELS = 5  # of width
WIDEST_PX, NARROWEST_PX = 4.0, 0.6
FAINTEST = {"light": 0.3, "dark": 0.42}  # how far the colour of the smallest weights is from the background
EDGE_PX = 1.2  # of the outline of the chosen one


def scaled(weights: FloatArray, reach: float) -> FloatArray:
    """sign(w)·√(abs(w) / reach), kept between −1 and 1: of the same shape as the weights."""
    parts = np.clip(np.nan_to_num(weights / reach), -1.0, 1.0)
    return np.asarray(np.sign(parts) * np.sqrt(np.abs(parts)))


def drawn_weights(parts: FloatArray) -> IndexArray:
    """Which weights of a layer have a line: the largest, the smallest of them first; none that is 0."""
    sizes = np.abs(parts)
    order = np.argsort(sizes, kind="stable")[-MOST_LINES:]
    return order[sizes[order] > 0.0]


def draw_lines(canvas: Canvas, below: FloatArray, above: FloatArray, parts: FloatArray, *, is_dashed: bool) -> None:
    """The lines of a layer: those of the largest weights, in a few widths each way, the widest last.

    Parameters
    ----------
    canvas : Canvas
    below, above : arrays of shape (n_in, 2) and (n_out, 2)
        Where the units are, in pixels.
    parts : array of shape (n_out · n_in,)
        The weights on the scale of :func:`scaled`.
    is_dashed : bool
        Whether those of negative weights are.
    """
    kept = drawn_weights(parts)
    unit, source = np.divmod(kept, len(below))
    ends = np.concatenate([below[source], above[unit]], axis=1)
    level = np.ceil(np.abs(parts[kept]) * LEVELS).astype(np.intp)
    for at in range(1, LEVELS + 1):
        for sign in (-1.0, 1.0):
            canvas.painter.setPen(_pen(canvas.theme, sign * at / LEVELS, is_dashed=is_dashed))
            for line in ends[(level == at) & (np.sign(parts[kept]) == sign)].tolist():
                canvas.painter.drawLine(QLineF(*line))  # one by one: all at once takes Qt 30 times as long


def draw_chosen(canvas: Canvas, line: QLineF, part: float, *, is_dashed: bool) -> None:
    """The line of the chosen weight, as wide and in the same colour as among the others, with an edge on both sides."""
    own, theme = _pen(canvas.theme, part, is_dashed=is_dashed), canvas.theme
    inner = own.widthF() + 2.0 * EDGE_PX
    for ink in (pen(theme.text, inner + 2.0 * EDGE_PX), pen(theme.window, inner), own):
        canvas.painter.setPen(ink)
        canvas.painter.drawLine(line)


def distances(at: FloatArray, starts: FloatArray, ends: FloatArray) -> FloatArray:
    """How far a point is from segments, each of shape (n, 2)."""
    along = ends - starts
    share = ((at - starts) * along).sum(axis=1) / np.maximum((along**2).sum(axis=1), 1e-9)
    nearest = starts + np.clip(share, 0.0, 1.0)[:, np.newaxis] * along
    return np.asarray(np.hypot(*(nearest - at).T))


def _pen(theme: Theme, part: float, *, is_dashed: bool) -> QPen:
    """What a weight is drawn with, given on the scale of :func:`scaled`: one of a few widths."""
    share = (np.ceil(abs(part) * LEVELS) - 0.5) / LEVELS
    faintest = FAINTEST[theme.name]
    dash = DASHES[1] if is_dashed and part < 0.0 else ()
    color = tint(theme, part, faintest + (1.0 - faintest) * share)
    return pen(color, max(WIDEST_PX * share, NARROWEST_PX), dash)
