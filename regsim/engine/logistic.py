"""The loss of logistic regression: cross-entropy of two classes."""

import math
from functools import cached_property

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.losses import DataLoss, IndexArray, Recorder


class LogisticLoss(DataLoss):
    """D(w) = scale·Σᵢ log(1 + exp(−sᵢ)), sᵢ = (2yᵢ − 1)·xᵢᵀw: cross-entropy of labels 0 and 1.

    With the label's sign folded into the rows, value and gradient need no difference of nearly equal numbers:
    log(1 + exp(−s)) and σ(−s) keep their digits at any margin.

    Parameters
    ----------
    X : array of shape (n_samples, n_weights), a column of ones last where there is an intercept
    y : array of shape (n_samples,) of 0 and 1
    scale : float, 1 for the sum over samples, 1/m for the mean
    n_coefficients : int

    Attributes
    ----------
    signed : array of shape (n_samples, n_weights)
        (2yᵢ − 1)·xᵢ.
    """

    has_classes = True

    def __init__(
        self, X: FloatArray, y: FloatArray, weight_names: tuple[str, ...], *, scale: float, n_coefficients: int
    ) -> None:
        super().__init__(weight_names, len(y), n_coefficients)
        self.scale = scale
        self._is_second = y == 1.0
        self.signed = np.ascontiguousarray(X * (2.0 * y - 1.0)[:, np.newaxis])
        self._margin, self._work = np.empty(len(y)), np.empty(len(y))

    @cached_property
    def pull(self) -> FloatArray:
        """What a sample adds to ∇D for each unit of its miss, shape (n_samples, n_weights)."""
        return np.asarray(-self.scale * self.signed)

    def value(self, w: FloatArray) -> FloatArray:
        flat = np.atleast_2d(w.reshape(-1, w.shape[-1]))
        values = np.array([np.logaddexp(0.0, -(self.signed @ row)).sum() for row in flat])
        return np.asarray(self.scale * values.reshape(w.shape[:-1]))

    def evaluate(self, w: FloatArray, out: FloatArray) -> float:
        margin = self.signed.dot(w, out=self._margin)
        miss = misses(margin, self._work)
        miss.dot(self.pull, out=out)
        return float(self.scale * np.add.reduce(cross_entropy(margin, miss)))

    def recorder(self, n_rows: int) -> Recorder:
        return _LogisticRecorder(self, n_rows)

    def batch_gradient(self, w: FloatArray, rows: IndexArray, out: FloatArray) -> None:
        margin = self.signed[rows] @ w
        miss = misses(margin, margin)
        miss *= self.n_samples / len(rows)
        np.dot(miss, self.pull[rows], out=out)

    def along(self, w: FloatArray, index: int, grid: FloatArray) -> tuple[FloatArray, FloatArray]:
        column = self.signed[:, index]
        margin = (self.signed @ w)[:, np.newaxis] + column[:, np.newaxis] * (grid - w[index])
        miss = misses(margin, np.empty_like(margin))
        return self.scale * cross_entropy(margin, miss).sum(axis=0), self.pull[:, index] @ miss

    def hessian(self, w: FloatArray) -> FloatArray:
        miss = sigmoid(-(self.signed @ w))
        return np.asarray(self.scale * (self.signed.T * (miss * (1.0 - miss))) @ self.signed)

    def hessian_bound(self) -> FloatArray:
        return self._hessian_bound

    @cached_property
    def _hessian_bound(self) -> FloatArray:
        return np.asarray(0.25 * self.scale * (self.signed.T @ self.signed))

    def trivial(self, n_penalized: int) -> FloatArray:
        w = np.zeros(self.n_weights)
        if n_penalized < self.n_weights:
            n_second = int(np.count_nonzero(self._is_second))
            w[-1] = math.log(n_second / (self.n_samples - n_second))
        return w

    def predict(self, w: FloatArray, X: FloatArray) -> FloatArray:
        return sigmoid(X @ w[: self.n_coefficients] + w[self.n_coefficients :].sum())

    def accuracy(self, w: FloatArray) -> FloatArray:
        # A probability of exactly one half decides for the first class, as in scikit-learn.
        right = [
            np.mean(np.where(margin == 0.0, ~self._is_second, margin > 0.0))
            for margin in (self.signed @ row for row in w.reshape(-1, w.shape[-1]))
        ]
        return np.array(right).reshape(w.shape[:-1])

    def _largest_eigenvalue(self) -> float:
        m, n = self.signed.shape
        if n <= m:
            return super()._largest_eigenvalue()
        return 0.25 * self.scale * float(np.linalg.eigvalsh(self.signed @ self.signed.T)[-1])


class _LogisticRecorder(Recorder):
    """Margins and misses of every row are kept until the block is full: its logarithms are then one call."""

    def __init__(self, loss: LogisticLoss, n_rows: int) -> None:
        self._scale = loss.scale
        self._margins = np.zeros((n_rows, loss.n_samples))
        self._misses = np.full((n_rows, loss.n_samples), 0.5)
        self._rows = list(zip(self._margins, self._misses, strict=True))
        self._project, self._pull = loss.signed.dot, loss.pull

    def gradient(self, row: int, w: FloatArray, out: FloatArray) -> None:
        margin, miss = self._rows[row]
        self._project(w, margin)
        misses(margin, miss).dot(self._pull, out)

    def values(self, weights: FloatArray, gradients: FloatArray) -> FloatArray:
        del weights, gradients
        return np.asarray(self._scale * cross_entropy(self._margins, self._misses).sum(axis=1))


_ONE = np.array(1.0)  # an array, which numpy need not convert at every call


def misses(margin: FloatArray, out: FloatArray) -> FloatArray:
    """1 − P(the sample's own class) = σ(−margin)."""
    np.exp(margin, out)  # where it overflows, the miss is 0
    np.add(out, _ONE, out)
    return np.reciprocal(out, out)


def cross_entropy(margin: FloatArray, miss: FloatArray) -> FloatArray:
    """log(1 + exp(−margin)) = max(−margin, 0) − log(1 − min(miss, 1 − miss)): no digit is lost, small or large."""
    small = np.minimum(miss, 1.0 - miss)
    return np.asarray(np.maximum(-margin, 0.0) - np.log1p(np.negative(small, out=small)))


def sigmoid(z: FloatArray) -> FloatArray:
    """σ(z) = 1/(1 + exp(−z)), to the last digit or two wherever it is a normal number.

    Faster than scipy's from a few hundred numbers on; and importing scipy would take a fifth of the start-up time.
    """
    return misses(-z, np.empty(z.shape))
