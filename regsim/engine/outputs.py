"""What the scores of a last layer mean: what they predict, what they cost beside the target, and how the cost pulls.

A score is a number that a model makes of the inputs of a sample: one for a number or for two classes, one for each of
more classes. Scores have shape (..., n_scores, n_samples); samples stand last, so that numpy runs along them.
"""

import math
from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

from regsim.arrays import FloatArray
from regsim.engine.logistic import misses, sigmoid
from regsim.engine.losses import IndexArray

MAX_CLASSES = 100  # a target of more different values is a number


class Output(ABC):
    """Σᵢ ℓᵢ times a scale, as a function of the scores.

    ``losses`` computes in whatever float it is given, the complex ones included.

    Attributes
    ----------
    n_scores : int
        How many scores a sample has.
    scale : float
    is_classifier : bool
        Whether the target is a class.
    """

    is_classifier = True

    def __init__(self, n_scores: int, scale: float) -> None:
        self.n_scores = n_scores
        self.scale = scale

    @abstractmethod
    def at(self, rows: IndexArray | slice, scale: float) -> "Output":
        """The same of the samples `rows`, which may repeat."""

    @abstractmethod
    def losses(self, z: FloatArray) -> FloatArray:
        """ℓᵢ of every sample, shape (..., n_samples)."""

    @abstractmethod
    def pull(self, z: FloatArray, out: FloatArray) -> None:
        """Write scale·∂ℓᵢ/∂z into `out`, both of shape (n_scores, n_samples) and each in one piece."""

    @abstractmethod
    def constant(self) -> FloatArray:
        """The scores that cost least if they are the same for every sample, shape (n_scores,)."""

    @abstractmethod
    def predict(self, z: FloatArray) -> FloatArray:
        """The number, P(second class) or P(each class) that the scores stand for; samples first."""

    def n_right(self, z: FloatArray) -> FloatArray:
        """How many samples' class the scores tell right, shape (...); NaN where the target is a number."""
        return np.full(z.shape[:-2], math.nan)

    def total(self, z: FloatArray) -> FloatArray:
        """The sum over the samples, times the scale, shape (...)."""
        return np.asarray(self.scale * np.add.reduce(self.losses(z), axis=-1))


class Number(Output):
    """ℓ = ½(z − y)²: the score is the prediction.

    Parameters
    ----------
    y : array of shape (n_samples,)
    scale : float
    """

    is_classifier = False

    def __init__(self, y: FloatArray, scale: float) -> None:
        super().__init__(1, scale)
        self._y = y

    def at(self, rows: IndexArray | slice, scale: float) -> Output:
        return Number(self._y[rows], scale)

    def losses(self, z: FloatArray) -> FloatArray:
        return np.asarray(0.5 * np.square(z[..., 0, :] - self._y))

    def pull(self, z: FloatArray, out: FloatArray) -> None:
        np.subtract(z, self._y, out)
        np.multiply(out, self.scale, out)

    def constant(self) -> FloatArray:
        return np.array([self._y.mean()])

    def predict(self, z: FloatArray) -> FloatArray:
        return np.asarray(z[0])


class TwoClasses(Output):
    """ℓ = log(1 + exp(−sz)) with s = 1 for the second class and −1 for the first: P(second) = σ(z).

    Parameters
    ----------
    is_second : array of bool of shape (n_samples,)
    scale : float
    """

    def __init__(self, is_second: NDArray[np.bool_], scale: float) -> None:
        super().__init__(1, scale)
        self._is_second = is_second
        self._sign = np.where(is_second, 1.0, -1.0)
        self._weight = -scale * self._sign

    def at(self, rows: IndexArray | slice, scale: float) -> Output:
        return TwoClasses(self._is_second[rows], scale)

    def losses(self, z: FloatArray) -> FloatArray:
        margin = z[..., 0, :] * self._sign
        is_lost = margin < 0.0
        tail = np.log1p(np.exp(np.where(is_lost, margin, -margin)))  # no digit is lost, small or large
        return np.asarray(np.where(is_lost, tail - margin, tail))

    def pull(self, z: FloatArray, out: FloatArray) -> None:
        np.multiply(z, self._sign, out)
        np.multiply(misses(out, out), self._weight, out)

    def constant(self) -> FloatArray:
        share = self._is_second.mean()
        return np.log([share / (1.0 - share)])

    def predict(self, z: FloatArray) -> FloatArray:
        return sigmoid(z[0])

    def n_right(self, z: FloatArray) -> FloatArray:
        # A probability of exactly one half decides for the first class, as in scikit-learn.
        return np.asarray(np.count_nonzero((z[..., 0, :] > 0.0) == self._is_second, axis=-1))


class Classes(Output):
    """ℓ = log Σₖ exp(zₖ − z_own): cross-entropy of P(k) = exp(zₖ)/Σⱼ exp(zⱼ), the softmax of the scores.

    What the other classes have is summed without the own one, so that ℓ = log(1 + others) and the own pull, −P(others),
    keep their digits at any margin.

    Parameters
    ----------
    codes : array of int of shape (n_samples,)
        The class of every sample.
    n_classes : int
    scale : float
    """

    def __init__(self, codes: IndexArray, n_classes: int, scale: float) -> None:
        super().__init__(n_classes, scale)
        self._codes = codes
        self._own = codes * len(codes) + np.arange(len(codes))  # where the own class stands among all scores

    def at(self, rows: IndexArray | slice, scale: float) -> Output:
        return Classes(self._codes[rows], self.n_scores, scale)

    def losses(self, z: FloatArray) -> FloatArray:
        # The scores are compared with the largest. Where that is the own one, all is in the others; elsewhere they
        # are 1 or more, and nothing cancels.
        top = np.maximum.reduce(z, axis=-2, keepdims=True)
        others = z - top
        flat = others.reshape(*z.shape[:-2], -1)
        behind = flat.take(self._own, axis=-1)
        np.exp(others, out=others)
        flat[..., self._own] = 0.0
        return np.asarray(np.log1p(np.add.reduce(others, axis=-2) + np.expm1(behind)) - behind)

    def pull(self, z: FloatArray, out: FloatArray) -> None:
        np.subtract(z, np.maximum.reduce(z, 0), out)
        np.exp(out, out)
        flat = out.reshape(-1)
        total = flat.take(self._own)
        flat[self._own] = 0.0
        others = np.add.reduce(out, 0)
        np.add(total, others, total)
        share = np.divide(self.scale, total, total)
        np.multiply(out, share, out)
        flat[self._own] = np.multiply(others, -share, others)

    def constant(self) -> FloatArray:
        logs = np.log(np.bincount(self._codes, minlength=self.n_scores))
        return np.asarray(logs - logs.mean())

    def predict(self, z: FloatArray) -> FloatArray:
        return np.ascontiguousarray(softmax(z).T)

    def n_right(self, z: FloatArray) -> FloatArray:
        return np.asarray(np.count_nonzero(np.argmax(z, axis=-2) == self._codes, axis=-1))


def softmax(z: FloatArray) -> FloatArray:
    """exp(zₖ)/Σⱼ exp(zⱼ) along the first axis."""
    p = np.exp(z - z.max(axis=0))
    p /= p.sum(axis=0)
    return np.asarray(p)
