"""The fit over one raw input: the samples, and what is predicted for every value in between."""

from collections.abc import Sequence

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.losses import IndexArray
from regsim.gui.plotting.canvas import DASHES, Canvas
from regsim.gui.plotting.labels import Label
from regsim.gui.plotting.places import along
from regsim.gui.theme import Theme
from regsim.gui.views.fit_picture import Fitted, Observed, Picture, Points, all_outside
from regsim.gui.views.hues import of_class
from regsim.gui.views.ranges import Range

PIXELS_A_POINT = 2.5
APART_PX = 20.0  # along a curve, points that words keep clear of
STRIP = 0.12  # the height of a strip of samples of one class, as a probability
WORDS = 0.3  # the room above for words
DOTS = DASHES[5]  # unlike the curve of any of the first classes


class Curve(Picture):
    """A number over one input, with a line at what is predicted where all penalised weights are 0."""

    def __init__(self, observed: Observed) -> None:
        super().__init__(observed)
        self._grid: tuple[object, FloatArray, FloatArray] = (None, np.empty(0), np.empty(0))

    @property
    def title(self) -> str:
        return f"Fit: {self.observed.dataset.target_name} over {self.x_name}"

    @property
    def x_name(self) -> str:
        return self.observed.input_names[0]

    def limits(self, ends: Sequence[FloatArray]) -> tuple[Range, Range]:
        del ends  # a curve may leave the plot: the samples are what it is compared with
        return self.observed.input_range(0), self.observed.target_range

    def draw_still(self, canvas: Canvas) -> None:
        canvas.horizontal(float(self.observed.trivial), canvas.theme.muted, 1.0, DASHES[1])
        for points, is_hollow in zip(self.observed.parts, (False, True), strict=False):
            canvas.dots(points.inputs[:, 0], self.heights(points), canvas.theme.data, 6.0, hollow=is_hollow, alpha=0.85)

    def draw_before(self, canvas: Canvas, fitted: Fitted) -> None:
        x, X = self.grid(canvas)
        canvas.curve(x, fitted.predict(X), fitted.color, 2.4)

    def labels(self, theme: Theme) -> list[Label]:
        return [Label(self.observed.trivial_name, float(self.observed.trivial), theme.muted)]

    def pixels(self, canvas: Canvas, fitted: Fitted) -> tuple[FloatArray, FloatArray]:
        x, X = self.grid(canvas)
        beyond = canvas.rect.top() - APART_PX, canvas.rect.bottom() + APART_PX  # where a curve hides behind no words
        heights = canvas.y(fitted.predict(X).reshape(len(x), -1)).clip(*beyond)
        samples = [(canvas.x(part.inputs[:, 0]), canvas.y(self.heights(part))) for part in self.observed.parts]
        lines = [along(canvas.x(x), line, APART_PX).T for line in heights.T]  # where it is steep too
        across, up = zip(*samples, *lines, strict=True)
        return np.concatenate(across), np.concatenate(up)

    def is_outside(self, fitted: Fitted, y_range: Range) -> bool:
        return all_outside(fitted.predict(self.observed.training.X), y_range)

    def heights(self, points: Points) -> FloatArray:
        """Where samples are drawn, in data y."""
        return points.y

    def grid(self, canvas: Canvas) -> tuple[FloatArray, FloatArray]:
        """Raw inputs over what the canvas shows, and what the model sees of them."""
        key = canvas.x_range, canvas.rect.width()
        if self._grid[0] != key:
            x = np.linspace(*canvas.x_range, max(int(canvas.rect.width() / PIXELS_A_POINT), 16))
            self._grid = key, x, self.observed.features(x[:, np.newaxis])
        return self._grid[1:]


class Probabilities(Curve):
    """The probability of each class over one input; of two, that of the second. Below, the samples of each class."""

    y_bounds = (0.0, 1.0)

    @property
    def title(self) -> str:
        labels = self.observed.labels
        return f"Fit: P({labels[1]}) over {self.x_name}" if self.is_two else f"Fit: P(each class) over {self.x_name}"

    @property
    def is_two(self) -> bool:
        """Whether there are two classes."""
        return len(self.observed.labels) == 2

    def limits(self, ends: Sequence[FloatArray]) -> tuple[Range, Range]:
        del ends
        low = -STRIP if self.is_two else -STRIP * len(self.observed.labels)
        return self.observed.input_range(0), (low - 0.03, 1.0 + (STRIP if self.is_two else 0.0) + WORDS)

    def draw_still(self, canvas: Canvas) -> None:
        for value in np.ravel(self.observed.trivial):
            canvas.horizontal(float(value), canvas.theme.muted, 1.0, DOTS)
        for points, is_hollow in zip(self.observed.parts, (False, True), strict=False):
            height = self.heights(points)
            for code in range(len(self.observed.labels)):
                own, color = points.codes == code, of_class(canvas.theme, code)
                canvas.dots(points.inputs[own, 0], height[own], color, 5.5, hollow=is_hollow, alpha=0.8)

    def draw_before(self, canvas: Canvas, fitted: Fitted) -> None:
        x, X = self.grid(canvas)
        p = fitted.predict(X)
        if self.is_two:
            canvas.curve(x, p, fitted.color, 2.4)
            return
        for code, column in enumerate(p.T):
            canvas.curve(x, column, of_class(canvas.theme, code), 2.0, DASHES[code % len(DASHES)])

    def labels(self, theme: Theme) -> list[Label]:
        strips = self._strips(np.arange(len(self.observed.labels)))
        names = [
            Label(label, float(y), of_class(theme, code))
            for code, (label, y) in enumerate(zip(self.observed.labels, strips, strict=True))
        ]
        name, rates = self.observed.trivial_name, np.ravel(self.observed.trivial)
        return [*names, Label(name, float(rates.max()), theme.muted)]

    def heights(self, points: Points) -> FloatArray:
        return np.asarray(self._strips(points.codes) + 0.8 * STRIP * points.jitter)

    def is_outside(self, fitted: Fitted, y_range: Range) -> bool:
        del fitted, y_range
        return False  # a probability is within the plot

    def _strips(self, codes: IndexArray) -> FloatArray:
        """Where the strip of each class is: of two at its own probability, else one below the other."""
        if self.is_two:
            return np.asarray(np.where(codes == 1, 1.0 + 0.5 * STRIP, -0.5 * STRIP))
        return np.asarray(-STRIP * (codes + 0.5))
