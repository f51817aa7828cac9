"""The fit over two raw inputs: how probable each class is at every place, where the decision turns, and the samples."""

from collections.abc import Iterator, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QPolygonF

from regsim.arrays import FloatArray
from regsim.engine.losses import IndexArray
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.labels import shortened
from regsim.gui.plotting.letters import elided, text_width
from regsim.gui.plotting.pens import pen
from regsim.gui.plotting.strokes import Line
from regsim.gui.theme import Theme
from regsim.gui.views.fit_picture import Fitted, Observed, Picture
from regsim.gui.views.hues import Pixels, draw_smooth, of_class, pixels, rgb, shades
from regsim.gui.views.ranges import Range

CELL_PX = 8.0  # between places at which the model is asked: what lies between is shaded smoothly
MOST_PLACES = 2500
WORK = 4_000_000  # multiplications between two frames
OPACITY = 0.34  # of a certain prediction
CLEAR = 1e-15  # a probability of 0 counts as this in the place of the boundary
MARKER_PX = 7.0
LINE_PX = 17.0
CAPTION_PX, CAPTION_FONT_PX = 16.0, 11.0  # of the name of y
COARSE = 17  # places each way that tell where the boundary is, to within the height of a word
WIDEST = 110  # pixels of a name
SHAPES = "●◆▲■"
_CORNERS = {  # of the shapes that have any, where the disc has radius 1
    "◆": ((0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)),
    "▲": ((0.0, -1.25), (1.2, 0.85), (-1.2, 0.85)),
    "■": ((-0.95, -0.95), (0.95, -0.95), (0.95, 0.95), (-0.95, 0.95)),
}


class Plane(Picture):
    """Regions of the classes, shaded by their probabilities: where none is more probable than others, clear."""

    def __init__(self, observed: Observed) -> None:
        super().__init__(observed)
        self._places: tuple[object, FloatArray, FloatArray, FloatArray] = (None, *(np.empty(0),) * 3)

    @property
    def title(self) -> str:
        labels = self.observed.labels
        return f"Fit: P({labels[1]})" if len(labels) == 2 else "Fit: most probable class"

    @property
    def x_name(self) -> str:
        return self.observed.input_names[0]

    def limits(self, ends: Sequence[FloatArray]) -> tuple[Range, Range]:
        del ends
        return self.observed.input_range(0), self.observed.input_range(1)

    def draw_behind(self, canvas: Canvas, fitted: Fitted) -> None:
        x, y, X = self._grid(canvas, fitted.loss.n_weights)
        p = fitted.predict(X).reshape(len(y), len(x), -1)
        width, height = (canvas.rect.width() / (len(x) - 1), canvas.rect.height() / (len(y) - 1))
        around = canvas.rect.adjusted(-width / 2, -height / 2, width / 2, height / 2)  # places are centres of pixels
        draw_smooth(canvas.painter, around, _shading(canvas.theme, p)[::-1], is_fine=fitted.is_exporting)
        for line in boundaries(x, y, p):
            canvas.stroke(Line([(canvas.x(line[:, 0]), canvas.y(line[:, 1]))]), canvas.theme.text, 1.6)

    def words_area(self, canvas: Canvas) -> QRectF:
        return canvas.rect.adjusted(0.0, CAPTION_PX, 0.0, 0.0)

    def pixels(self, canvas: Canvas, fitted: Fitted) -> tuple[FloatArray, FloatArray]:
        x, y = (np.linspace(*ends, COARSE) for ends in (canvas.x_range, canvas.y_range))
        X = self.observed.features(np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2))
        lines = [line[::2] for line in boundaries(x, y, fitted.predict(X).reshape(COARSE, COARSE, -1))]
        at = np.concatenate([*(points.inputs for points in self.observed.parts), *lines])
        return canvas.x(at[:, 0]), canvas.y(at[:, 1])

    def draw_still(self, canvas: Canvas) -> None:
        for points, is_hollow in zip(self.observed.parts, (False, True), strict=False):
            for code in range(len(self.observed.labels)):
                at = points.inputs[points.codes == code]
                draw_markers(canvas, canvas.x(at[:, 0]), canvas.y(at[:, 1]), code, is_hollow=is_hollow)

    def draw_before(self, canvas: Canvas, fitted: Fitted) -> None:
        """What y is: the samples lie before what the model says."""
        del fitted
        inside = canvas.rect.adjusted(2.0, 1.0, -2.0, 0.0)
        text = shortened(f"↑ {self.observed.input_names[1]}", inside.width() - 8.0, CAPTION_FONT_PX)
        place = QRectF(inside.topLeft(), QSizeF(text_width(text, CAPTION_FONT_PX) + 8.0, CAPTION_PX))
        canvas.patch(place)
        canvas.text(place.left() + 4.0, place.center().y(), text, canvas.theme.muted, px=CAPTION_FONT_PX)

    def margin(self, theme: Theme) -> int:
        del theme
        return 24 + min(int(max(map(text_width, self.observed.labels))), WIDEST)

    def name_rows(self, canvas: Canvas) -> list[float]:
        rows = [canvas.rect.top() + (code + 0.5) * LINE_PX for code in range(len(self.observed.labels))]
        return [y for y in rows if y <= canvas.rect.bottom()]

    def draw_margin(self, canvas: Canvas, margin: int) -> None:
        x = canvas.rect.right() + 10.0
        for code, y in enumerate(self.name_rows(canvas)):
            draw_markers(canvas, np.array([x]), np.array([y]), code, is_hollow=False)
            text = elided(self.observed.labels[code], margin - 18.0, middle=True)
            canvas.text(x + 8.0, y, text, of_class(canvas.theme, code))

    def _grid(self, canvas: Canvas, n_weights: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Places in rows and columns over what the canvas shows, and what the model sees of them."""
        key = canvas.x_range, canvas.y_range, canvas.rect.size()
        if self._places[0] != key:
            width, height = canvas.rect.width(), canvas.rect.height()
            cell = max(CELL_PX, np.sqrt(width * height / min(WORK / n_weights, MOST_PLACES)))
            x = np.linspace(*canvas.x_range, max(round(width / cell), 8) + 1)
            y = np.linspace(*canvas.y_range, max(round(height / cell), 8) + 1)
            inputs = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
            self._places = key, x, y, self.observed.features(inputs)
        return self._places[1:]


def draw_markers(canvas: Canvas, x: FloatArray, y: FloatArray, code: int, *, is_hollow: bool) -> None:
    """The mark of a class at pixels: each its own shape and colour."""
    theme, shape = canvas.theme, SHAPES[code % len(SHAPES)]
    color, size = of_class(theme, code), MARKER_PX / 2
    canvas.painter.setPen(pen(color, 1.5) if is_hollow else pen(theme.window, 0.8))
    canvas.painter.setBrush(QColor(theme.window if is_hollow else color))
    corners = QPolygonF([QPointF(a * size, b * size) for a, b in _CORNERS.get(shape, ())])
    for a, b in zip(x.tolist(), y.tolist(), strict=True):
        if corners.isEmpty():
            canvas.painter.drawEllipse(QPointF(a, b), size, size)
        else:
            canvas.painter.drawPolygon(corners.translated(a, b))


def _shading(theme: Theme, p: FloatArray) -> Pixels:
    """The colours of probabilities of shape (n_rows, n_columns, 1), of the second of two classes, or (…, n_classes)."""
    n = p.shape[-1]
    if n == 1:
        return shades(theme, 2.0 * p[..., 0] - 1.0, OPACITY)
    p = np.nan_to_num(p)
    lead = (p.max(axis=-1) * n - 1.0) / (n - 1.0)  # 0 where all are alike, 1 where one is certain
    return pixels(p @ np.array([rgb(of_class(theme, code)) for code in range(n)]), OPACITY * np.clip(lead, 0.0, 1.0))


def boundaries(x: FloatArray, y: FloatArray, p: FloatArray) -> Iterator[FloatArray]:
    """Lines along which the two most probable classes are equally so, each of shape (n, 2).

    Differences of logarithms are followed: those of a linear model are linear, and its boundary comes out straight.

    Parameters
    ----------
    x, y : arrays of shape (n_columns,) and (n_rows,)
    p : array of shape (n_rows, n_columns, 1) or (n_rows, n_columns, n_classes)
        Probabilities there: of the second of two classes, or of each.
    """
    from contourpy import contour_generator  # only where there is a boundary to draw

    logs = np.log(np.maximum(np.nan_to_num(np.concatenate([1.0 - p, p], axis=-1) if p.shape[-1] == 1 else p), CLEAR))
    for one, other in sorted(_neighbours(logs.argmax(axis=-1))):
        lines = contour_generator(x, y, logs[..., one] - logs[..., other]).lines(0.0)
        if logs.shape[-1] == 2:
            yield from map(np.asarray, lines)
            continue
        lead = logs[..., one] - np.delete(logs, (one, other), axis=-1).max(axis=-1)
        for line in map(np.asarray, lines):  # up to where a third class overtakes: three lines meet in one point
            yield from _where_positive(line, _between(x, y, lead, line))


def _neighbours(classes: IndexArray) -> set[tuple[int, int]]:
    """The pairs of classes that are side by side in a table."""
    sides = (classes[1:], classes[:-1]), (classes[:, 1:], classes[:, :-1])
    pairs = np.concatenate([np.stack([a[a != b], b[a != b]], axis=-1) for a, b in sides])
    return {(low, high) for low, high in np.sort(pairs, axis=-1).tolist()}


def _between(x: FloatArray, y: FloatArray, table: FloatArray, at: FloatArray) -> FloatArray:
    """A table over evenly spaced x and y, of shape (n_rows, n_columns), at points of shape (n, 2): bilinear."""
    column, row = ((at[:, k] - a[0]) / (a[1] - a[0]) for k, a in enumerate((x, y)))
    left = np.clip(column.astype(np.intp), 0, len(x) - 2)
    low = np.clip(row.astype(np.intp), 0, len(y) - 2)
    column, row = column - left, row - low
    below = (1.0 - column) * table[low, left] + column * table[low, left + 1]
    above = (1.0 - column) * table[low + 1, left] + column * table[low + 1, left + 1]
    return np.asarray((1.0 - row) * below + row * above)


def _where_positive(line: FloatArray, values: FloatArray) -> Iterator[FloatArray]:
    """The parts of a line on which what is given at its points is above 0, to the very places where it is 0."""
    turns = np.flatnonzero(np.diff(values > 0.0))
    share = values[turns] / (values[turns] - values[turns + 1])
    ends = line[turns] + share[:, np.newaxis] * (line[turns + 1] - line[turns])
    for k, part in enumerate(np.split(np.arange(len(line)), turns + 1)):
        if values[part[0]] > 0.0:
            yield np.concatenate([ends[k - 1 : k] if k else ends[:0], line[part], ends[k : k + 1]])
