"""Data losses D(w): a model bound to its data, ready to be evaluated at every step.

Each loss knows its value and gradient, its curvature L (the Lipschitz constant of the gradient, which decides the
largest stable learning rate) and its restriction to a line along one weight, which is what the slice view draws.
``value`` broadcasts over leading axes; ``evaluate`` is the fast path of a step and writes into preallocated arrays.
"""

from abc import ABC, abstractmethod
from functools import cached_property

import numpy as np

from regsim.arrays import FloatArray

MANY_WEIGHTS = 500  # from here on the eigenvalues take longer than a frame


class DataLoss(ABC):
    """D(w) and its derivatives.

    Attributes
    ----------
    weight_names : tuple of str
        One name per weight, the intercept last.
    n_samples : int
        m, 1 where there are no data.
    n_features : int
        How many weights come before the intercept (or are all there is).
    """

    def __init__(self, weight_names: tuple[str, ...], n_samples: int, n_features: int) -> None:
        self.weight_names = weight_names
        self.n_samples = n_samples
        self.n_features = n_features

    @abstractmethod
    def value(self, w: FloatArray) -> FloatArray:
        """D at w of shape (..., n_weights), shape (...)."""

    @abstractmethod
    def evaluate(self, w: FloatArray, out: FloatArray) -> float:
        """D at w of shape (n_weights,); its gradient is written into `out`.

        The path of every step: numpy's warnings of overflow are the caller's to switch off.
        """

    @abstractmethod
    def along(self, w: FloatArray, index: int, grid: FloatArray) -> tuple[FloatArray, FloatArray]:
        """D and ∂D/∂w_index at w with w_index replaced by each value of `grid`, both of shape grid.shape."""

    def curvature(self, added: float = 0.0, n_added: int = 0) -> float:
        """L, the largest eigenvalue of the Hessian of D with `added` on the diagonal of the first `n_added` weights.

        For logistic regression it is a bound over all w; for very many weights a bound on the sum.
        """
        if added == 0.0 or n_added == len(self.weight_names):
            return max(self._curvature + added, 0.0)
        if len(self.weight_names) > MANY_WEIGHTS:
            return self._curvature + max(added, 0.0)
        hessian = self.hessian_bound().copy()
        hessian[np.arange(n_added), np.arange(n_added)] += added
        return max(float(np.linalg.eigvalsh(hessian)[-1]), 0.0)

    @cached_property
    def _curvature(self) -> float:
        return max(self._largest_eigenvalue(), 0.0)

    def _largest_eigenvalue(self) -> float:
        return float(np.linalg.eigvalsh(self.hessian_bound())[-1])

    @abstractmethod
    def hessian_bound(self) -> FloatArray:
        """The Hessian of D, or a matrix that is at least as large everywhere, shape (n_weights, n_weights)."""


class QuadraticLoss(DataLoss):
    """D(w) = floor + slope·(w − c) + ½(w − c)ᵀH(w − c).

    Least squares is this with H the Gram matrix: a step costs O(n_weights²) whatever the number of samples. Expanding
    about a point c near the minimum, with the residual's own value and gradient there as `floor` and `slope`, keeps the
    digits that ½wᵀGw − bᵀw + ½yᵀy would cancel.

    Parameters
    ----------
    hessian : array of shape (n_weights, n_weights), symmetric, positive semidefinite
    center : array of shape (n_weights,)
    slope : array of shape (n_weights,), gradient at the center
    floor : float, value at the center
    """

    def __init__(
        self,
        hessian: FloatArray,
        center: FloatArray,
        weight_names: tuple[str, ...],
        *,
        slope: FloatArray | None = None,
        floor: float = 0.0,
        n_samples: int = 1,
        n_features: int | None = None,
    ) -> None:
        super().__init__(weight_names, n_samples, len(weight_names) if n_features is None else n_features)
        self.hessian = np.ascontiguousarray(hessian)
        self.center = center
        self.slope = np.zeros(len(weight_names)) if slope is None else slope
        self.floor = floor
        self._offset = np.empty(len(weight_names))

    def value(self, w: FloatArray) -> FloatArray:
        d = w - self.center
        return np.asarray(self.floor + d @ self.slope + 0.5 * ((d @ self.hessian) * d).sum(axis=-1))

    def evaluate(self, w: FloatArray, out: FloatArray) -> float:
        d = np.subtract(w, self.center, out=self._offset)
        np.dot(self.hessian, d, out=out)
        value = self.floor + self.slope.dot(d) + 0.5 * d.dot(out)
        out += self.slope
        return float(value)

    def along(self, w: FloatArray, index: int, grid: FloatArray) -> tuple[FloatArray, FloatArray]:
        gradient = np.empty_like(w)
        value = self.evaluate(w, gradient)
        t = grid - w[index]
        a = self.hessian[index, index]
        return value + gradient[index] * t + 0.5 * a * t * t, gradient[index] + a * t

    def hessian_bound(self) -> FloatArray:
        return self.hessian


class LogisticLoss(DataLoss):
    """D(w) = scale·Σᵢ log(1 + exp(−sᵢ)), sᵢ = (2yᵢ − 1)·xᵢᵀw: cross-entropy of labels 0 and 1.

    With the label's sign folded into the rows, value and gradient need no difference of nearly equal numbers:
    log(1 + exp(−s)) and σ(−s) keep their digits at any margin.

    Parameters
    ----------
    X : array of shape (n_samples, n_weights), a column of ones last where there is an intercept
    y : array of shape (n_samples,) of 0 and 1
    scale : float, 1 for the sum over samples, 1/m for the mean
    """

    def __init__(
        self, X: FloatArray, y: FloatArray, weight_names: tuple[str, ...], *, scale: float, n_features: int
    ) -> None:
        super().__init__(weight_names, len(y), n_features)
        self.scale = scale
        self._signed = np.ascontiguousarray(X * (1.0 - 2.0 * y)[:, np.newaxis])
        self._margin, self._work = np.empty(len(y)), np.empty(len(y))

    def value(self, w: FloatArray) -> FloatArray:
        flat = np.atleast_2d(w.reshape(-1, w.shape[-1]))
        values = np.array([np.logaddexp(0.0, self._signed @ row).sum() for row in flat])
        return np.asarray(self.scale * values.reshape(w.shape[:-1]))

    def evaluate(self, w: FloatArray, out: FloatArray) -> float:
        margin = np.dot(self._signed, w, out=self._margin)
        value = self.scale * np.add.reduce(np.logaddexp(0.0, margin, out=self._work))
        np.dot(sigmoid(margin, out=self._work), self._signed, out=out)
        out *= self.scale
        return float(value)

    def along(self, w: FloatArray, index: int, grid: FloatArray) -> tuple[FloatArray, FloatArray]:
        column = self._signed[:, index]
        margin = (self._signed @ w)[:, np.newaxis] + column[:, np.newaxis] * (grid - w[index])
        return self.scale * np.logaddexp(0.0, margin).sum(axis=0), self.scale * (column @ sigmoid(margin))

    def hessian_bound(self) -> FloatArray:
        return np.asarray(0.25 * self.scale * (self._signed.T @ self._signed))

    def _largest_eigenvalue(self) -> float:
        m, n = self._signed.shape
        if n <= m:
            return super()._largest_eigenvalue()
        return 0.25 * self.scale * float(np.linalg.eigvalsh(self._signed @ self._signed.T)[-1])


def sigmoid(z: FloatArray, out: FloatArray | None = None) -> FloatArray:
    """σ(z) = 1/(1 + exp(−z)), to the last digit or two wherever it is a normal number.

    Faster than scipy's from a few hundred numbers on; and importing scipy would take a fifth of the start-up time.
    """
    out = np.exp(np.negative(z, out=out), out=out)  # where it overflows, σ(z) is 0
    out += 1.0
    return np.reciprocal(out, out=out)
