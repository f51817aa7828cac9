"""Models: what is fitted. A model bound to data is a :class:`~regsim.engine.losses.DataLoss`.

Weights are in the order of the features; the intercept, where there is one, comes last.
"""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray

from regsim.arrays import FloatArray
from regsim.engine.logistic import LogisticLoss
from regsim.engine.logistic_parts import MANY, LogisticLossInParts
from regsim.engine.losses import DataLoss
from regsim.engine.quadratic import LeastSquares, QuadraticLoss
from regsim.parameters import Config, InputError, declare, shown

IntArray = NDArray[np.intp]

FitIntercept = Annotated[
    bool,
    declare("intercept", symbol="b", help="Add a weight b that multiplies 1: the prediction where all inputs are 0."),
]
PenalizeIntercept = Annotated[
    bool, declare("penalise the intercept", help="Let the penalty pull on the intercept too; usually it does not.")
]


@dataclass(frozen=True, eq=False)
class Samples:
    """What a model is fitted to or validated on.

    Attributes
    ----------
    X : array of shape (n_samples, n_features)
    y : array of shape (n_samples,)
    feature_names : tuple of str
    target_name : str
    classes : tuple of str
        The label of each code in y; empty where y is a number.
    training : Samples or None
        For samples to validate on: those the model is fitted to.
    """

    X: FloatArray
    y: FloatArray
    feature_names: tuple[str, ...]
    target_name: str
    classes: tuple[str, ...] = ()
    training: "Samples | None" = None

    @cached_property
    def levels(self) -> FloatArray:
        """The different values of the target that the model is fitted to, in ascending order: its classes."""
        return np.unique(self.y) if self.training is None else self.training.levels

    def codes(self) -> IntArray:
        """The place of every target value in `levels`, shape (n_samples,).

        Raises
        ------
        InputError
            When there is a class to validate on that the model is not fitted to.
        """
        codes = np.searchsorted(self.levels, self.y)
        strange = self.levels[np.minimum(codes, len(self.levels) - 1)] != self.y
        if strange.any():
            raise InputError.at(
                "data.validation_fraction",
                f"must leave samples of every class of {self.target_name} to train on",
                self.label(float(self.y[strange][0])),
            )
        return codes

    def label(self, value: float) -> str:
        """What a value of the target is called."""
        return self.classes[int(value)] if self.classes else shown(value)


class Model(Config, frozen=True):
    """A prediction with weights, and the loss that compares it with the data."""

    label: ClassVar[str]
    needs_data: ClassVar[bool] = True

    @abstractmethod
    def bind(self, samples: Samples | None, *, scale: float) -> DataLoss:
        """The data loss: the sum over samples, times `scale`.

        Raises
        ------
        InputError
            When the data do not fit the model.
        """

    def n_penalized(self, loss: DataLoss) -> int:
        """How many weights, from the first, the penalty acts on."""
        return len(loss.weight_names)


class PenaltyOnly(Model, tag="penalty-only", frozen=True):
    """No data: D = 0, the objective is the penalty alone."""

    n_weights: Annotated[int, declare("weights", symbol="n", ge=1, le=1000, help="How many weights there are.")] = 1

    label: ClassVar[str] = "Penalty only"
    needs_data: ClassVar[bool] = False

    def bind(self, samples: Samples | None, *, scale: float) -> DataLoss:
        del samples, scale
        n = self.n_weights
        return QuadraticLoss(np.zeros((n, n)), np.zeros(n), numbered(n))


class Quadratic(Model, tag="quadratic", frozen=True):
    """D = ½(w − c)ᵀH(w − c): the simplest data loss, with its minimum at c."""

    hessian: Annotated[
        tuple[tuple[float, ...], ...], declare("Hessian", symbol="H", help="Symmetric, no negative eigenvalue.")
    ] = ((1.0,),)
    center: Annotated[tuple[float, ...], declare("centre", symbol="c", help="Where D is smallest.")] = (0.5,)

    label: ClassVar[str] = "Quadratic"
    needs_data: ClassVar[bool] = False

    def __post_init__(self) -> None:
        super().__post_init__()
        n = len(self.center)
        if not n or len(self.hessian) != n or any(len(row) != n for row in self.hessian):
            raise InputError(f"hessian must be a square table with as many rows as center has values, {n}", "hessian")
        H = np.array(self.hessian)
        if not np.array_equal(H, H.T):
            raise InputError.at("hessian", "must be symmetric", self.hessian)
        values = np.linalg.eigvalsh(H)
        if values[0] < -1e-12 * max(abs(values[0]), abs(values[-1])):
            raise InputError.at("hessian", "must have no negative eigenvalue", float(values[0]))

    def bind(self, samples: Samples | None, *, scale: float) -> DataLoss:
        del samples, scale
        return QuadraticLoss(np.array(self.hessian), np.array(self.center), numbered(len(self.center)))


class LinearModel(Model, frozen=True):
    """A prediction from xᵀw + b."""

    fit_intercept: FitIntercept = True
    penalize_intercept: PenalizeIntercept = False

    def n_penalized(self, loss: DataLoss) -> int:
        return len(loss.weight_names) if self.penalize_intercept else loss.n_coefficients

    def _design(self, samples: Samples) -> tuple[FloatArray, tuple[str, ...]]:
        """X with a column of ones where there is an intercept, and the names of its columns."""
        if not self.fit_intercept:
            return samples.X, samples.feature_names
        ones = np.ones((len(samples.y), 1))
        return np.hstack([samples.X, ones]), (*samples.feature_names, _unused("intercept", samples.feature_names))


class LinearRegression(LinearModel, tag="linear-regression", frozen=True):
    """ŷ = xᵀw + b with D = ½(ŷ − y)², summed or averaged; steps on the Gram matrix XᵀX."""

    label: ClassVar[str] = "Linear regression"

    def bind(self, samples: Samples | None, *, scale: float) -> DataLoss:
        samples = required(samples, self.label)
        X, names = self._design(samples)
        return LeastSquares(X, samples.y, names, scale=scale, n_coefficients=len(samples.feature_names))


class LogisticRegression(LinearModel, tag="logistic-regression", frozen=True):
    """P(y = 1) = σ(xᵀw + b) with D the cross-entropy, summed or averaged."""

    label: ClassVar[str] = "Logistic regression"

    def bind(self, samples: Samples | None, *, scale: float) -> DataLoss:
        samples = required(samples, self.label)
        if len(samples.levels) != 2:
            got = len(samples.levels)
            raise InputError(
                f"target {samples.target_name} must have exactly 2 classes for logistic regression, got {got}",
                "data.target",
            )
        X, names = self._design(samples)
        y = samples.codes().astype(np.float64)
        loss_class = LogisticLossInParts if len(y) > MANY else LogisticLoss
        return loss_class(X, y, names, scale=scale, n_coefficients=len(samples.feature_names))


def numbered(n: int) -> tuple[str, ...]:
    """Names for weights that have none: w1, w2 and so on."""
    return tuple(f"w{i}" for i in range(1, n + 1))


def _unused(name: str, taken: Sequence[str]) -> str:
    """`name`, or ``name (2)`` and so on where it is taken."""
    new, n = name, 1
    while new in taken:
        n += 1
        new = f"{name} ({n})"
    return new


def required(samples: Samples | None, label: str) -> Samples:
    """The samples, of which this model needs some."""
    if samples is None:
        raise InputError(f"data.kind must name a source of data for {label.lower()}, got 'none'", "data.kind")
    return samples
