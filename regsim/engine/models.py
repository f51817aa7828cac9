"""Models: what is fitted. A model bound to data is a :class:`~regsim.engine.losses.DataLoss`.

Weights are in the order of the features; the intercept, where there is one, comes last.
"""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.losses import DataLoss, LogisticLoss, QuadraticLoss
from regsim.parameters import Config, InputError, declare

FitIntercept = Annotated[
    bool,
    declare("intercept", symbol="b", help="Add a weight b that multiplies 1: the prediction where all inputs are 0."),
]
PenalizeIntercept = Annotated[
    bool, declare("penalise the intercept", help="Let the penalty pull on the intercept too; usually it does not.")
]


@dataclass(frozen=True, eq=False)
class Samples:
    """What a model is fitted to: X of shape (n_samples, n_features), y of shape (n_samples,) and their names."""

    X: FloatArray
    y: FloatArray
    feature_names: tuple[str, ...]
    target_name: str


class Model(Config, frozen=True):
    """A prediction with weights, and the loss that compares it with the data."""

    label: ClassVar[str]
    needs_data: ClassVar[bool] = True

    @abstractmethod
    def bind(self, samples: Samples | None, *, mean: bool) -> DataLoss:
        """The data loss: the mean over samples if `mean`, else their sum.

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

    def bind(self, samples: Samples | None, *, mean: bool) -> DataLoss:
        del samples, mean
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

    def bind(self, samples: Samples | None, *, mean: bool) -> DataLoss:
        del samples, mean
        return QuadraticLoss(np.array(self.hessian), np.array(self.center), numbered(len(self.center)))


class _LinearModel(Model, frozen=True):
    """A prediction from xᵀw + b."""

    fit_intercept: FitIntercept = True
    penalize_intercept: PenalizeIntercept = False

    def n_penalized(self, loss: DataLoss) -> int:
        return len(loss.weight_names) if self.penalize_intercept else loss.n_features

    def _design(self, samples: Samples) -> tuple[FloatArray, tuple[str, ...]]:
        """X with a column of ones where there is an intercept, and the names of its columns."""
        if not self.fit_intercept:
            return samples.X, samples.feature_names
        ones = np.ones((len(samples.y), 1))
        return np.hstack([samples.X, ones]), (*samples.feature_names, _unused("intercept", samples.feature_names))


class LinearRegression(_LinearModel, tag="linear-regression", frozen=True):
    """ŷ = xᵀw + b with D = ½(ŷ − y)², summed or averaged; steps on the Gram matrix XᵀX."""

    label: ClassVar[str] = "Linear regression"

    def bind(self, samples: Samples | None, *, mean: bool) -> DataLoss:
        samples = _required(samples, self.label)
        X, names = self._design(samples)
        scale = 1.0 / len(samples.y) if mean else 1.0
        gram, moment = X.T @ X, X.T @ samples.y
        center: FloatArray = np.linalg.lstsq(gram, moment, rcond=None)[0].astype(np.float64)
        residual = X @ center - samples.y
        return QuadraticLoss(
            scale * gram,
            center,
            names,
            slope=scale * (X.T @ residual),
            floor=0.5 * scale * float(residual @ residual),
            n_samples=len(samples.y),
            n_features=len(samples.feature_names),
        )


class LogisticRegression(_LinearModel, tag="logistic-regression", frozen=True):
    """P(y = 1) = σ(xᵀw + b) with D the cross-entropy, summed or averaged."""

    label: ClassVar[str] = "Logistic regression"

    def bind(self, samples: Samples | None, *, mean: bool) -> DataLoss:
        samples = _required(samples, self.label)
        values = np.unique(samples.y)
        if len(values) != 2:
            raise InputError(
                f"target {samples.target_name} must have exactly 2 classes for logistic regression, got {len(values)}",
                "data.target",
            )
        X, names = self._design(samples)
        y = (samples.y == values[1]).astype(np.float64)
        scale = 1.0 / len(y) if mean else 1.0
        return LogisticLoss(X, y, names, scale=scale, n_features=len(samples.feature_names))


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


def _required(samples: Samples | None, label: str) -> Samples:
    if samples is None:
        raise InputError(f"data.kind must name a source of data for {label.lower()}, got 'none'", "data.kind")
    return samples
