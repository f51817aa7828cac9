"""What a fit is said to be worth, and where in its picture that is written."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt

from regsim.arrays import FloatArray
from regsim.engine.trajectory import Trajectory
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.labels import SPACING
from regsim.gui.plotting.letters import FONT_PX, text_width
from regsim.gui.views.fit_picture import Observed
from regsim.gui.words import number

MANY = 10_000  # samples, from which on it is said how many of them are drawn
WIDEST, HIGHEST = 0.8, 0.34  # of the plot that the words may cover: where they are longer, they are said in short
LINE_PX = FONT_PX + 5
ALONG = np.array([0.0, 1.0, 0.5, 0.25, 0.75])  # of an edge: where words may stand, the corners first
MUCH = 5  # points that marks and numbers alone must hide less to be worth what they leave out
CLEAR_PX = 3.0  # round the words that are covered too: half a sample
OUTSIDE = "all predictions are outside the plot", "all outside", "outside"  # in full, in short, at most


def words_of(
    observed: Observed, trajectory: Trajectory, weights: FloatArray, *, is_trivial: bool
) -> tuple[list[str], ...]:
    """How good the predictions with these weights are: in full, in short, and if need be in marks and numbers alone."""
    with np.errstate(all="ignore"):
        if observed.labels:
            scores = [f"{100.0 * float(s):.1f} %" for s in trajectory.accuracies(weights) if s is not None]
        else:
            sets = [observed.dataset, observed.dataset.validation]
            errors = [trajectory.loss.predict(weights, part.X) - part.y for part in sets if part is not None]
            scores = [number(float(np.sqrt(e @ e / len(e))), 3) for e in errors]
    said = [f"{score} right" if observed.labels else f"typical error {score}" for score in scores]
    if len(said) > 1:
        full = [f"● training: {said[0]}", f"○ validation: {said[1]}"]
        short = [f"● train {scores[0]}", f"○ valid. {scores[1]}"]
        brief = [f"● {scores[0]}", f"○ {scores[1]}"]
    else:
        full, short = said, [text.removeprefix("typical ") for text in said]
        brief = [*scores, "right"] if observed.labels else short
    if observed.n_samples > MANY:
        full = [*full, f"{observed.n_drawn:,} of {observed.n_samples:,} samples drawn"]
    if is_trivial:
        full = [*full, "w = 0: the same for every input"]
    return full, short, brief


def placed(area: QRectF, texts: Sequence[Sequence[str]], x: FloatArray, y: FloatArray) -> tuple[Sequence[str], QRectF]:
    """The texts that hide fewest of some points, and where: along the upper or the lower edge of an area.

    Parameters
    ----------
    area : QRectF
    texts : sequence of lines
        In full first: written where it hides no more than what is shorter. The last is always possible.
    x, y : arrays of shape (n,)
        What is not to be hidden, in pixels.
    """
    inside = area.adjusted(3, 3, -3, -3)
    found: list[tuple[float, Sequence[str], QRectF]] = []
    for lines in texts:
        size = _size(lines)
        is_large = size.width() > WIDEST * area.width() or size.height() > HIGHEST * area.height()
        if is_large and lines is not texts[-1]:
            continue
        left = inside.left() + ALONG * max(inside.width() - size.width(), 0.0)
        top = np.array([inside.top(), inside.bottom() - size.height()])
        hidden = _within(y, top, size.height()) @ _within(x, left, size.width()).T
        row, column = divmod(int(hidden.argmin()), len(left))
        place = QRectF(QPointF(float(left[column]), float(top[row])), size)
        found.append((float(hidden[row, column]), lines, place))
    _, lines, place = min(found, key=lambda one: one[0])
    return lines, place


def n_hidden(place: QRectF, x: FloatArray, y: FloatArray) -> int:
    """How many points, in pixels, words in a place hide or come near to."""
    near = place.adjusted(-CLEAR_PX, -CLEAR_PX, CLEAR_PX, CLEAR_PX)
    is_across, is_along = (near.left() <= x) & (x <= near.right()), (near.top() <= y) & (y <= near.bottom())
    return int(np.count_nonzero(is_across & is_along))


def beside(area: QRectF, lines: Sequence[str], rows: Sequence[float]) -> QRectF | None:
    """Where lines of text have room between names at these heights; in the widest gap, None where that is too small."""
    size = QSizeF(_size(lines).width() - 4.0, len(lines) * SPACING)  # nothing follows on the right
    names = [SPACING / 2 + at for row in sorted(rows) for at in (row - SPACING, row)]
    edges = [area.top(), *names, area.bottom()]
    top, bottom = max(zip(edges[::2], edges[1::2], strict=True), key=lambda gap: gap[1] - gap[0])
    if size.width() > area.width() or size.height() > bottom - top:
        return None
    return QRectF(QPointF(area.left(), (top + bottom - size.height()) / 2), size)


def draw_words(canvas: Canvas, lines: Sequence[str], place: QRectF) -> None:
    """Lines of text on a patch of background, the first of them in the first rank."""
    canvas.painter.setPen(Qt.PenStyle.NoPen)
    canvas.patch(place)
    for row, text in enumerate(lines):
        color = canvas.theme.muted if row else canvas.theme.text
        y = place.top() + (row + 0.5) * place.height() / max(len(lines), 1)
        canvas.text(place.left() + 4.0, y, text, color)


def _size(lines: Sequence[str]) -> QSizeF:
    return QSizeF(max((text_width(text) for text in lines), default=0.0) + 8.0, len(lines) * LINE_PX + 2.0)


def _within(values: FloatArray, start: FloatArray, length: float) -> FloatArray:
    """Which values lie between each start and so much further, or near it: 1 or 0, shape (n_starts, n_values)."""
    start = start[:, np.newaxis]
    return ((start - CLEAR_PX <= values) & (values <= start + length + CLEAR_PX)).astype(np.float64)
