"""The fit over many inputs, which no plane can hold: what is predicted for each sample, beside what it is."""

from collections.abc import Sequence
from math import ceil

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF

from regsim.arrays import FloatArray
from regsim.engine.losses import IndexArray
from regsim.gui.plotting.canvas import DASHES, Canvas
from regsim.gui.plotting.labels import SPACING, Label
from regsim.gui.plotting.pens import pen
from regsim.gui.plotting.places import along
from regsim.gui.theme import Theme
from regsim.gui.views.fit_picture import Fitted, Picture, all_outside
from regsim.gui.views.hues import of_class
from regsim.gui.views.ranges import Range, padded

BEYOND = 1.5  # times the range of the target: a run that predicts further out does not flatten the others
STRIP = 0.17  # the height of the strip of a class, where probabilities reach from 0 to 1
BINS = 8  # of probabilities that are taken as alike
FEWEST = 5  # samples in a bin that says anything
CROSS_PX = 2.6
DOT_PX = 4.0  # half the size of the dot of a bin
ON_LINE = 16  # points along a line that words keep clear of
DIAGONAL, BRIEF = "as sure as right", "ideal"
BETWEEN = 0.1  # of the height of a row, at either end of its line of the base rate: each has its own
WORDS = 0.25  # of the height of all rows, for words above them


class Actual(Picture):
    """A number: predicted against actual. On the diagonal the prediction is right."""

    @property
    def title(self) -> str:
        return f"Fit: predicted against actual {self.observed.dataset.target_name}"

    @property
    def x_name(self) -> str:
        return f"actual {self.observed.dataset.target_name}"

    def limits(self, ends: Sequence[FloatArray]) -> tuple[Range, Range]:
        low, high = self.observed.target_range
        reach = BEYOND * (high - low)
        predicted = [self.observed.loss.predict(w, self.observed.training.X) for w in ends]
        near = [p for p in predicted if low - reach < p.min() and p.max() < high + reach]
        found = np.concatenate([*near, (low, high)])
        return (low, high), padded(float(found.min()), float(found.max()), 0.04)

    def draw_behind(self, canvas: Canvas, fitted: Fitted) -> None:
        del fitted
        low, high = canvas.x_range
        canvas.line((low, low), (high, high), canvas.theme.muted, 1.2)
        canvas.horizontal(float(self.observed.trivial), canvas.theme.muted, 1.0, DASHES[1])

    def draw_before(self, canvas: Canvas, fitted: Fitted) -> None:
        for points, is_hollow in zip(self.observed.parts, (False, True), strict=False):
            predicted = fitted.predict(points.X)
            canvas.dots(points.y, predicted, fitted.color, 5.5, hollow=is_hollow, alpha=0.65)

    def labels(self, theme: Theme) -> list[Label]:
        trivial, right = float(self.observed.trivial), self.observed.target_range[1]
        return [Label(self.observed.trivial_name, trivial, theme.muted), Label("ŷ = y", right, theme.muted)]

    def pixels(self, canvas: Canvas, fitted: Fitted) -> tuple[FloatArray, FloatArray]:
        y = np.concatenate([points.y for points in self.observed.parts])
        p = np.concatenate([fitted.predict(points.X) for points in self.observed.parts])
        diagonal = np.linspace(*canvas.x_range, ON_LINE)
        return canvas.x(np.concatenate([y, diagonal])), canvas.y(np.concatenate([p, diagonal]))

    def is_outside(self, fitted: Fitted, y_range: Range) -> bool:
        return all_outside(fitted.predict(self.observed.training.X), y_range)


class Calibration(Picture):
    """Two classes: every sample at its predicted probability, in the strip of its class.

    Between the strips, the share of the second class among samples with alike predictions: on the diagonal the model is
    as sure as it is right. In the strips, where the decision turns.
    """

    y_bounds = (0.0, 1.0)

    @property
    def title(self) -> str:
        return f"Fit: share of {self.observed.labels[1]} among those predicted so"

    @property
    def x_name(self) -> str:
        return f"predicted P({self.observed.labels[1]}) · ┆ {self.observed.trivial_name}"

    def limits(self, ends: Sequence[FloatArray]) -> tuple[Range, Range]:
        del ends
        return (-0.02, 1.02), (-STRIP - 0.02, 1.0 + STRIP + 0.02)

    def words_area(self, canvas: Canvas) -> QRectF:
        left, right = canvas.rect.left(), canvas.rect.right()
        return QRectF(QPointF(left, float(canvas.y(1.0))), QPointF(right, float(canvas.y(0.0))))

    def draw_behind(self, canvas: Canvas, fitted: Fitted) -> None:
        del fitted
        canvas.line((0.0, 0.0), (1.0, 1.0), canvas.theme.muted, 1.2)
        for low, high in ((-STRIP, 0.0), (1.0, 1.0 + STRIP)):
            canvas.line((0.5, low), (0.5, high), canvas.theme.muted, 1.2)
        canvas.vertical(float(self.observed.trivial), canvas.theme.muted, 1.0, DASHES[1])

    def draw_before(self, canvas: Canvas, fitted: Fitted) -> None:
        for points, is_hollow in zip(self.observed.parts, (False, True), strict=False):
            p = fitted.predict(points.X)
            y = _strip(points.codes) + 0.8 * STRIP * points.jitter
            for code in (0, 1):
                own, color = points.codes == code, of_class(canvas.theme, code)
                canvas.dots(p[own], y[own], color, 5.0, hollow=is_hollow, alpha=0.7)
        shares = self._shares(fitted)
        canvas.curve(*shares, fitted.color, 2.2)
        canvas.dots(*shares, fitted.color, 2 * DOT_PX)

    def labels(self, theme: Theme) -> list[Label]:
        heights = _strip(np.arange(2))
        names = zip(self.observed.labels, heights, strict=True)
        strips = [Label(label, float(y), of_class(theme, code)) for code, (label, y) in enumerate(names)]
        return [*strips, Label(DIAGONAL, 1.0, theme.muted, brief=BRIEF)]

    def pixels(self, canvas: Canvas, fitted: Fitted) -> tuple[FloatArray, FloatArray]:
        means, shares = self._shares(fitted)
        x = np.linspace(0.0, 1.0, ON_LINE)
        between = (means[0] <= x) & (x <= means[-1])
        diagonal = x, x
        line = x[between], np.interp(x[between], means, shares)
        across, up = (np.concatenate(parts) for parts in zip(line, diagonal, (means, shares), strict=True))
        return canvas.x(across), canvas.y(up)

    def is_in_the_way(self, canvas: Canvas, fitted: Fitted, place: QRectF) -> bool:
        means, shares = self._shares(fitted)
        area, line = place.adjusted(-DOT_PX, -DOT_PX, DOT_PX, DOT_PX), along(canvas.x(means), canvas.y(shares))
        return any(area.contains(x, y) for x, y in line.tolist())

    def _shares(self, fitted: Fitted) -> tuple[FloatArray, FloatArray]:
        """The mean prediction and the share of the second class in every bin of predictions."""
        points = self.observed.evidence
        p = np.nan_to_num(fitted.predict(points.X))
        place = np.minimum((p * BINS).astype(np.intp), BINS - 1)
        counts = np.bincount(place, minlength=BINS)
        full = counts >= min(FEWEST, counts.max())
        means, shares = (np.bincount(place, v, minlength=BINS)[full] / counts[full] for v in (p, points.codes))
        return np.asarray(means), np.asarray(shares)


class OwnClass(Picture):
    """Several classes: the probability that every sample's own class gets, a row for each class."""

    has_axes = (False, True)

    @property
    def title(self) -> str:
        return "Fit: probability given to the true class"

    @property
    def x_name(self) -> str:
        return f"P(true class) · × wrong · ┆ {self.observed.trivial_name}"

    def limits(self, ends: Sequence[FloatArray]) -> tuple[Range, Range]:
        del ends
        rows = float(len(self.observed.labels))
        return (-0.02, 1.02), (-rows, max(WORDS * rows, 1.0))

    def draw_behind(self, canvas: Canvas, fitted: Fitted) -> None:
        del fitted
        for row in range(len(self.observed.labels) + 1):
            canvas.horizontal(-float(row), canvas.theme.grid)
        low, high = -1.0 + BETWEEN, -BETWEEN
        dash = whole_dashes(float(canvas.y(low) - canvas.y(high)))
        for code, value in enumerate(self.observed.trivial.tolist()):
            canvas.line((value, high - code), (value, low - code), canvas.theme.muted, 1.2, dash)

    def draw_before(self, canvas: Canvas, fitted: Fitted) -> None:
        for points, is_hollow in zip(self.observed.parts, (False, True), strict=False):
            p = fitted.predict(points.X)
            own = p[np.arange(len(p)), points.codes]
            y = -(points.codes + 0.5) + 0.75 * points.jitter
            wrong = p.argmax(axis=1) != points.codes
            canvas.dots(own[~wrong], y[~wrong], fitted.color, 4.5, hollow=is_hollow, alpha=0.6)
            _draw_crosses(canvas, own[wrong], y[wrong], canvas.theme.text)

    def labels(self, theme: Theme) -> list[Label]:
        return [Label(label, -(code + 0.5), theme.muted) for code, label in enumerate(self.observed.labels)]

    def shown_labels(self, canvas: Canvas) -> list[Label]:
        row = float(canvas.y(0.0) - canvas.y(1.0))  # lower than a name: every second or third stands at its own row
        return self.labels(canvas.theme)[:: ceil(SPACING / max(row, 1.0))]

    def is_in_the_way(self, canvas: Canvas, fitted: Fitted, place: QRectF) -> bool:
        del fitted  # a sample may be anywhere in its row
        return canvas.rect.intersects(place) and place.bottom() > float(canvas.y(0.0))


def whole_dashes(length: float) -> tuple[float, float]:
    """The dashes and gaps, in pixels, of which a line so long begins and ends with a whole one."""
    on, off = DASHES[1]
    number = max(round((length + off) / (on + off)), 1)
    scale = length / (number * (on + off) - off)
    return on * scale, off * scale


def _strip(codes: IndexArray) -> FloatArray:
    """The middle of the strip of each class: above 1 that of the second, below 0 that of the first."""
    return np.asarray(np.where(codes == 1, 1.0 + STRIP / 2, -STRIP / 2))


def _draw_crosses(canvas: Canvas, x: FloatArray, y: FloatArray, color: str) -> None:
    canvas.painter.setPen(pen(color, 1.0))  # Qt takes many times as long for a wider one
    canvas.painter.drawLines(
        [
            QLineF(a - CROSS_PX, b - slant, a + CROSS_PX, b + slant)
            for a, b in zip(canvas.x(x).tolist(), canvas.y(y).tolist(), strict=True)
            for slant in (CROSS_PX, -CROSS_PX)
        ]
    )
