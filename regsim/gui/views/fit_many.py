"""The fit over many inputs, which no plane can hold: what is predicted for each sample, beside what it is."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF

from regsim.arrays import FloatArray
from regsim.gui.plotting.canvas import DASHES, Canvas, pen
from regsim.gui.plotting.labels import Label
from regsim.gui.theme import Theme
from regsim.gui.views.base import Range, padded
from regsim.gui.views.fit_picture import Fitted, Picture
from regsim.gui.views.hues import of_class

BEYOND = 2.0  # times the range of the target: predictions further out do not flatten the others
STRIP = 0.22  # the height of the strip of a class, where probabilities reach from 0 to 1
BINS = 8  # of probabilities that are taken as alike
FEWEST = 5  # samples in a bin that says anything
CROSS_PX = 2.6
WORDS = 0.9  # rows for words


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
        finite = np.concatenate([p[np.isfinite(p)] for p in predicted] or [np.empty(0)])
        found = np.clip(finite, low - reach, high + reach)
        return (low, high), padded(float(found.min(initial=low)), float(found.max(initial=high)), 0.04)

    def draw_behind(self, canvas: Canvas, fitted: Fitted) -> None:
        low, high = canvas.x_range
        canvas.line((low, low), (high, high), canvas.theme.muted, 1.2)
        canvas.horizontal(float(self.observed.trivial), canvas.theme.muted, 1.0, DASHES[1])

    def draw_before(self, canvas: Canvas, fitted: Fitted) -> None:
        for points, is_hollow in zip(self.observed.parts, (False, True), strict=False):
            predicted = fitted.predict(points.X)
            canvas.dots(points.y, predicted, fitted.color, 5.5, hollow=is_hollow, alpha=0.65)

    def labels(self, theme: Theme) -> list[Label]:
        trivial, right = float(self.observed.trivial), self.observed.target_range[1]
        return [Label("w = 0", trivial, theme.muted), Label("right", right, theme.muted)]


class Calibration(Picture):
    """Two classes: every sample at its predicted probability, in the strip of its class.

    Between the strips, the share of the second class among samples with alike predictions: on the diagonal the model is
    as sure as it is right.
    """

    @property
    def title(self) -> str:
        return f"Fit: share of {self.observed.labels[1]} against its predicted probability"

    @property
    def x_name(self) -> str:
        return f"predicted P({self.observed.labels[1]})"

    def limits(self, ends: Sequence[FloatArray]) -> tuple[Range, Range]:
        del ends
        return (-0.02, 1.02), (-STRIP - 0.02, 1.0 + STRIP + 0.02)

    def draw_behind(self, canvas: Canvas, fitted: Fitted) -> None:
        canvas.line((0.0, 0.0), (1.0, 1.0), canvas.theme.muted, 1.2)
        canvas.vertical(0.5, canvas.theme.line, 1.2)
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
        canvas.dots(*shares, fitted.color, 8.0)

    def labels(self, theme: Theme) -> list[Label]:
        heights = _strip(np.arange(2))
        names = zip(self.observed.labels, heights, strict=True)
        return [Label(label, float(y), of_class(theme, code)) for code, (label, y) in enumerate(names)]

    def _shares(self, fitted: Fitted) -> tuple[FloatArray, FloatArray]:
        """The mean prediction and the share of the second class in every bin of predictions."""
        points = self.observed.training
        p = np.nan_to_num(fitted.predict(points.X))
        place = np.minimum((p * BINS).astype(np.intp), BINS - 1)
        counts = np.bincount(place, minlength=BINS)
        full = counts >= min(FEWEST, counts.max())
        means, shares = (np.bincount(place, v, minlength=BINS)[full] / counts[full] for v in (p, points.codes))
        return np.asarray(means), np.asarray(shares)


class OwnClass(Picture):
    """Several classes: the probability that every sample's own class gets, a row for each class."""

    has_numbers = (False, True)

    @property
    def title(self) -> str:
        return "Fit: probability given to the true class"

    @property
    def x_name(self) -> str:
        return "predicted P(true class) · × another class is more probable"

    def limits(self, ends: Sequence[FloatArray]) -> tuple[Range, Range]:
        del ends
        return (-0.02, 1.02), (-float(len(self.observed.labels)), WORDS)

    def draw_behind(self, canvas: Canvas, fitted: Fitted) -> None:
        for row in range(len(self.observed.labels) + 1):
            canvas.horizontal(-float(row), canvas.theme.grid)
        for code, value in enumerate(self.observed.trivial.tolist()):
            canvas.line((value, -code - 1.0), (value, -float(code)), canvas.theme.muted, 1.2, DASHES[1])

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


def _strip(codes: FloatArray) -> FloatArray:
    """The middle of the strip of each class: above 1 that of the second, below 0 that of the first."""
    return np.asarray(np.where(codes == 1, 1.0 + STRIP / 2, -STRIP / 2))


def _draw_crosses(canvas: Canvas, x: FloatArray, y: FloatArray, color: str) -> None:
    canvas.painter.setPen(pen(color, 1.3))
    for a, b in zip(canvas.x(x).tolist(), canvas.y(y).tolist(), strict=True):
        for slant in (CROSS_PX, -CROSS_PX):
            canvas.painter.drawLine(QPointF(a - CROSS_PX, b - slant), QPointF(a + CROSS_PX, b + slant))
