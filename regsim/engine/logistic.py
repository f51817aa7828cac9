"""The loss of logistic regression: cross-entropy of two classes."""

import math
from functools import cached_property

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.losses import AffineRecorder, DataLoss, Finish, IndexArray, Recorder

FEW = 50  # samples: with fewer one follows the formula to the last digit, which a product rounds differently
WIDE = 64  # weights, from which on the square of their number counts


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
        (2yᵢ − 1)·xᵢ; −scale times it is what a sample adds to ∇D for each unit of its miss.
    """

    has_classes = True

    def __init__(
        self, X: FloatArray, y: FloatArray, weight_names: tuple[str, ...], *, scale: float, n_coefficients: int
    ) -> None:
        super().__init__(weight_names, len(y), n_coefficients)
        self.scale = scale
        self._is_second = y == 1.0
        self._keep(X, (2.0 * y - 1.0)[:, np.newaxis])
        self._margin, self._work, self._scratch = np.empty(len(y)), np.empty(len(y)), np.empty((2, 1, len(y)))

    def _keep(self, X: FloatArray, sign: FloatArray) -> None:
        self.signed = np.ascontiguousarray(X * sign)

    @cached_property
    def columns(self) -> FloatArray:
        """`signed` in memory weight by weight: products run along the samples."""
        return np.asfortranarray(self.signed)

    def value(self, w: FloatArray) -> FloatArray:
        flat = np.atleast_2d(w.reshape(-1, w.shape[-1]))
        values = np.array([np.logaddexp(0.0, -(self.columns @ row)).sum() for row in flat])
        return np.asarray(self.scale * values.reshape(w.shape[:-1]))

    def evaluate(self, w: FloatArray, out: FloatArray) -> float:
        margin = self.columns.dot(w, out=self._margin)
        miss = misses(margin, self._work)
        np.multiply(miss.dot(self.columns, out), -self.scale, out)
        return 0.0 - float(self.scale * np.add.reduce(log_likelihood(margin, miss, self._scratch[:, 0])))

    def recorder(self, n_rows: int) -> Recorder:
        return _LogisticRecorder(self, n_rows)

    def affine(self, keep: FloatArray, rates: FloatArray) -> FloatArray | None:
        m, n = self.signed.shape
        if m < FEW or n > WIDE:
            return None
        matrix = np.zeros((n, m + n))  # acts on the misses and w behind them
        np.multiply(self.columns.T, self.scale * rates[:, np.newaxis], out=matrix[:, :m])
        matrix.flat[m :: m + n + 1] = keep
        return matrix

    def scratch(self, n_rows: int) -> FloatArray:
        """An array of shape (2, n_rows, n_samples) to write to, the same for all who ask."""
        if len(self._scratch[0]) < n_rows:
            self._scratch = np.empty((2, n_rows, self.n_samples))
        return self._scratch[:, :n_rows]

    def batch_gradient(self, w: FloatArray, rows: IndexArray, out: FloatArray) -> None:
        signed = self.signed.take(rows, 0)
        margin = signed.dot(w)
        miss = misses(margin, margin)
        miss *= -self.scale * self.n_samples / len(rows)
        miss.dot(signed, out)

    def along(self, w: FloatArray, index: int, grid: FloatArray) -> tuple[FloatArray, FloatArray]:
        column = self.signed[:, index]
        margin = (self.signed @ w)[:, np.newaxis] + column[:, np.newaxis] * (grid - w[index])
        miss = misses(margin, np.empty_like(margin))
        logs = log_likelihood(margin, miss, np.empty((2, *margin.shape)))
        return 0.0 - self.scale * logs.sum(axis=0), -self.scale * (self.columns[:, index] @ miss)

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
        if self.n_weights <= self.n_samples:
            return super()._largest_eigenvalue()
        return 0.25 * self.scale * float(np.linalg.eigvalsh(self._products())[-1])

    def _products(self) -> FloatArray:
        """The products of all rows of `signed` with one another, shape (n_samples, n_samples)."""
        return self.signed @ self.signed.T


class _LogisticRecorder(AffineRecorder):
    """Margins and misses of every row are kept until the block is full: its logarithms are then one call.

    The misses stand before the weights, so that an affine step on both is one product.
    """

    def __init__(self, loss: LogisticLoss, n_rows: int) -> None:
        m = loss.n_samples
        super().__init__(loss, n_rows, beside=m)
        self.weights = self.points[:, m:]
        self._scale = loss.scale
        self._margins, self._misses = np.zeros((n_rows, m)), self.points[:, :m]
        self._work = loss.scratch(n_rows)
        self._rows = list(zip(self.points, self.weights, self._margins, self._misses, strict=True))
        self._columns, self._project, self._factor = loss.columns, loss.columns.dot, np.array(-loss.scale)

    def gradient(self, row: int, w: FloatArray, out: FloatArray) -> None:
        _, _, margin, miss = self._rows[row]
        self._project(w, margin)
        misses(margin, miss).dot(self._columns, out)
        np.multiply(out, self._factor, out)

    def steps(self, matrix: FloatArray, finish: Finish | None, first: int, last: int) -> None:
        product, project, exp, add, reciprocal = matrix.dot, self._project, np.exp, np.add, np.reciprocal
        point, before, *_ = self._rows[first]
        for after, w, margin, miss in self._rows[first + 1 : last + 1]:
            product(point, w)
            if finish is not None:
                finish(before, w)
            project(w, margin)
            exp(margin, miss)  # as in `misses`: at these sizes a call more is felt
            add(miss, _ONE, miss)
            reciprocal(miss, miss)
            point, before = after, w

    def gradients(self, out: FloatArray) -> None:
        made = np.matmul(self._misses[1:], self._columns, out=out[1:])
        made *= self._factor

    def values(self, weights: FloatArray, gradients: FloatArray) -> FloatArray:
        del gradients
        rows = slice(len(weights))
        logs = log_likelihood(self._margins[rows], self._misses[rows], self._work[:, rows])
        return np.asarray(0.0 - self._scale * np.add.reduce(logs, axis=1))  # −0.0 becomes 0.0


_ONE, _ZERO = np.array(1.0), np.array(0.0)  # arrays, which numpy need not convert at every call


def misses(margin: FloatArray, out: FloatArray) -> FloatArray:
    """1 − P(the sample's own class) = σ(−margin)."""
    np.exp(margin, out)  # where it overflows, the miss is 0
    np.add(out, _ONE, out)
    return np.reciprocal(out, out)


def log_likelihood(margin: FloatArray, miss: FloatArray, work: FloatArray) -> FloatArray:
    """−log(1 + exp(−margin)) = min(margin, 0) + log(1 − min(miss, 1 − miss)): no digit is lost, small or large.

    It stands in `work`, shape (2, *margin.shape): new arrays of this size would cost as much as the logarithms.
    """
    logs: FloatArray = work[0]
    lost: FloatArray = work[1]
    np.subtract(miss, _ONE, logs)
    np.maximum(logs, np.negative(miss, lost), out=logs)  # −min(miss, 1 − miss)
    np.log1p(logs, logs)
    np.add(logs, np.minimum(margin, _ZERO, out=lost), logs)
    return logs


def sigmoid(z: FloatArray) -> FloatArray:
    """σ(z) = 1/(1 + exp(−z)), to the last digit or two wherever it is a normal number.

    Faster than scipy's from a few hundred numbers on; and importing scipy would take a fifth of the start-up time.
    """
    return misses(-z, np.empty(z.shape))
