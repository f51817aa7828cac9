"""What all pictures of a fit share: the samples they draw, and what a model with its present weights predicts."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil

import numpy as np
from PySide6.QtCore import QRectF

from regsim.arrays import FloatArray
from regsim.data import Dataset
from regsim.engine.losses import DataLoss, IndexArray
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.labels import SPACING, Label, draw_labels, label_rows, margin_for
from regsim.gui.theme import Theme
from regsim.gui.views.names import class_names
from regsim.gui.views.ranges import Range, padded

MOST_POINTS = 340  # that are drawn: more are one blot, and take longer than a frame has
MOST_EVIDENCE = 2000  # that are counted at every step
GOLDEN = 0.5 * (np.sqrt(5.0) - 1.0)  # multiples of it, without their whole part, fill an interval evenly
EVERYWHERE: Range = (-np.inf, np.inf)


@dataclass(frozen=True, eq=False)
class Points:
    """Samples as they are drawn; of very many, some that are drawn from them once and for all.

    Attributes
    ----------
    inputs : array of shape (n_points, n_inputs)
        As they were measured.
    X : array of shape (n_points, n_features)
        As the model sees them.
    y : array of shape (n_points,)
    codes : array of int of shape (n_points,)
        The class of each, if the target is one.
    """

    inputs: FloatArray
    X: FloatArray
    y: FloatArray
    codes: IndexArray

    @cached_property
    def jitter(self) -> FloatArray:
        """A number between −½ and ½ for each, to move alike ones apart."""
        return np.asarray((GOLDEN * np.arange(1, len(self.y) + 1)) % 1.0 - 0.5)


class Observed:
    """What a model is fitted to.

    Parameters
    ----------
    dataset : Dataset
    loss : DataLoss
        The model, bound to the same data.
    n_penalized : int
        How many of its weights the penalty acts on.

    Attributes
    ----------
    training : Points
    validation : Points or None
    evidence : Points
        More of the samples to train on, to be counted rather than drawn.
    labels : tuple of str
        The names of the classes, empty where the target is a number.
    input_names : tuple of str
    trivial : array of shape () or (n_classes,)
        What is predicted for every input when all penalised weights are 0 and the intercept is at its best.
    trivial_name : str
        What that is; "w = 0" where there is no intercept to make it the mean.
    """

    def __init__(self, dataset: Dataset, loss: DataLoss, n_penalized: int) -> None:
        self.dataset, self.loss = dataset, loss
        trivial = loss.trivial(n_penalized)
        is_classifier = loss.accuracy(trivial) is not None
        levels = np.unique(dataset.y)
        aside = dataset.validation
        share = 1.0 if aside is None else dataset.n_samples / (dataset.n_samples + aside.n_samples)
        self.training = _points(dataset, levels, share * MOST_POINTS)
        self.validation = None if aside is None else _points(aside, levels, (1.0 - share) * MOST_POINTS)
        self.evidence = _points(dataset, levels, MOST_EVIDENCE)
        self.labels = class_names(dataset) if is_classifier else ()
        self.input_names = dataset.feature_names if dataset.preparation is None else dataset.preparation.input_names
        self.trivial = np.asarray(loss.predict(trivial, dataset.X[:1])[0])
        means = [np.mean(dataset.y == level) for level in levels[1:]] if is_classifier else [np.mean(dataset.y)]
        is_mean = np.allclose(self.trivial[-1:] if self.trivial.ndim else self.trivial, means[-1])
        self.trivial_name = "w = 0" if not is_mean else "base rate" if is_classifier else "mean of y"

    @property
    def parts(self) -> list[Points]:
        """The samples to train on, and those set aside if there are any."""
        return [self.training] if self.validation is None else [self.training, self.validation]

    @property
    def n_drawn(self) -> int:
        """How many samples are drawn."""
        return sum(len(points.y) for points in self.parts)

    @property
    def n_samples(self) -> int:
        """How many there are."""
        aside = self.dataset.validation
        return self.dataset.n_samples + (0 if aside is None else aside.n_samples)

    def features(self, inputs: FloatArray) -> FloatArray:
        """What the model sees of raw inputs of shape (n, n_inputs)."""
        way = self.dataset.preparation
        return inputs if way is None else way.apply(inputs)

    def input_range(self, which: int) -> Range:
        """Where all samples have a raw input, with some room."""
        values = np.concatenate([points.inputs[:, which] for points in self.parts])
        return padded(float(values.min()), float(values.max()), 0.06)

    @cached_property
    def target_range(self) -> Range:
        """Where all samples have their target, and the trivial prediction."""
        values = np.concatenate([*(points.y for points in self.parts), np.ravel(self.trivial)])
        return padded(float(values.min()), float(values.max()), 0.08)


@dataclass(frozen=True, eq=False)
class Fitted:
    """A model of a run at a step.

    Attributes
    ----------
    loss : DataLoss
    weights : array of shape (n_weights,)
    color : str
        Of the run.
    is_exporting : bool
        Whether it is drawn for other programs to show.
    """

    loss: DataLoss
    weights: FloatArray
    color: str
    is_exporting: bool = False

    def predict(self, X: FloatArray) -> FloatArray:
        """What it predicts for inputs as the model sees them."""
        return self.loss.predict(self.weights, X)


class Picture(ABC):
    """A way to draw data and prediction."""

    has_axes = (True, True)  # left, bottom
    y_bounds = EVERYWHERE  # of what the left axis measures

    def __init__(self, observed: Observed) -> None:
        self.observed = observed

    @property
    @abstractmethod
    def title(self) -> str:
        """The words above it."""

    @property
    @abstractmethod
    def x_name(self) -> str:
        """The words below it."""

    @abstractmethod
    def limits(self, ends: Sequence[FloatArray]) -> tuple[Range, Range]:
        """The ranges of x and y, given the weights at which runs begin and end."""

    def words_area(self, canvas: Canvas) -> QRectF:
        """Where in the plot its words may stand."""
        return canvas.rect

    def pixels(self, canvas: Canvas, fitted: Fitted) -> tuple[FloatArray, FloatArray]:
        """Pixels, from the left and from the top, that words should not hide: every sample, and some of every line.

        A line can be followed past words, a sample cannot: of a line there is one each 20 pixels or so.
        """
        del canvas, fitted
        return np.empty(0), np.empty(0)

    def is_in_the_way(self, canvas: Canvas, fitted: Fitted, place: QRectF) -> bool:
        """Whether words in a place would hide what must be seen at this step, and are left out."""
        del canvas, fitted, place
        return False

    def is_outside(self, fitted: Fitted, y_range: Range) -> bool:
        """Whether every prediction is beyond what y shows, as those of a run that diverges are."""
        del fitted, y_range
        return False

    def draw_behind(self, canvas: Canvas, fitted: Fitted) -> None:
        """What changes with the weights and lies behind the samples."""
        del canvas, fitted

    def draw_still(self, canvas: Canvas) -> None:
        """What does not change with the weights."""
        del canvas

    @abstractmethod
    def draw_before(self, canvas: Canvas, fitted: Fitted) -> None:
        """What changes with the weights and lies before the samples."""

    def labels(self, theme: Theme) -> list[Label]:
        """The names in the margin."""
        del theme
        return []

    def margin(self, theme: Theme) -> int:
        """The width that the names need, in pixels."""
        return margin_for([label.text for label in self.labels(theme)])

    def shown_labels(self, canvas: Canvas) -> list[Label]:
        """The same; every second or third, where there is no room for all."""
        labels = self.labels(canvas.theme)
        return labels[:: max(ceil(len(labels) * SPACING / max(canvas.rect.height(), 1.0)), 1)]

    def name_rows(self, canvas: Canvas) -> list[float]:
        """The pixels from the top at which names stand in the margin."""
        return label_rows(canvas, self.shown_labels(canvas))

    def draw_margin(self, canvas: Canvas, margin: int) -> None:
        """Write the names."""
        draw_labels(canvas, self.shown_labels(canvas), margin)


def all_outside(predicted: FloatArray, y_range: Range) -> bool:
    """Whether no prediction is within a range; one that is not a number is not."""
    low, high = y_range
    return not ((low <= predicted) & (predicted <= high)).any()


def _points(dataset: Dataset, levels: FloatArray, most: float) -> Points:
    n = dataset.n_samples
    inputs = dataset.X if dataset.preparation is None else dataset.preparation.inputs
    some = np.arange(n)
    if n > most:
        some = np.sort(np.random.default_rng(0).permutation(n)[: round(most)])
    y = dataset.y[some]
    codes = np.minimum(np.searchsorted(levels, y), len(levels) - 1)
    return Points(inputs[some], dataset.X[some], y, codes)
