"""Losses that are a quadratic form: least squares, and textbook bowls."""

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.losses import AffineRecorder, DataLoss, Finish, IndexArray, Recorder


class QuadraticLoss(DataLoss):
    """D(w) = floor + slope·(w − c) + ½(w − c)ᵀH(w − c), never below 0 but for rounding, which is cut off.

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
        n_coefficients: int | None = None,
    ) -> None:
        super().__init__(weight_names, n_samples, len(weight_names) if n_coefficients is None else n_coefficients)
        self.matrix = np.ascontiguousarray(hessian)
        self.center = center
        self.slope = np.zeros(len(weight_names)) if slope is None else slope
        self.floor = floor
        self._offset = np.empty(len(weight_names))

    @property
    def work(self) -> int:
        """A step costs n_weights² whatever the number of samples."""
        return self.n_weights**2

    @property
    def terms(self) -> int:
        """D along a line is a parabola, whatever the number of samples."""
        return 1

    def value(self, w: FloatArray) -> FloatArray:
        d = w - self.center
        value = self.floor + d @ self.slope + 0.5 * ((d @ self.matrix) * d).sum(axis=-1)
        return np.asarray(np.maximum(value, 0.0))

    def magnitude(self, w: FloatArray) -> float:
        """The sum floor + |slope|·|w − c| + ½|w − c|ᵀ|H||w − c|: far more than D where H is nearly singular."""
        d = np.abs(w - self.center)
        return float(self.floor + np.abs(self.slope) @ d + 0.5 * (d @ np.abs(self.matrix) @ d))

    def evaluate(self, w: FloatArray, out: FloatArray) -> float:
        d = np.subtract(w, self.center, out=self._offset)
        self.matrix.dot(d, out=out)
        value = self.floor + self.slope.dot(d) + 0.5 * d.dot(out)
        out += self.slope
        return max(float(value), 0.0)

    def recorder(self, n_rows: int) -> Recorder:
        return _QuadraticRecorder(self, n_rows)

    def batch_gradient(self, w: FloatArray, rows: IndexArray, out: FloatArray) -> None:
        del rows  # there are no samples: every batch is the whole
        self.evaluate(w, out)

    def along(self, w: FloatArray, index: int, grid: FloatArray) -> tuple[FloatArray, FloatArray]:
        gradient = np.empty_like(w)
        value = self.evaluate(w, gradient)
        t = grid - w[index]
        a = self.matrix[index, index]
        return value + gradient[index] * t + 0.5 * a * t * t, gradient[index] + a * t

    def hessian(self, w: FloatArray) -> FloatArray:
        del w
        return self.matrix

    def hessian_bound(self) -> FloatArray:
        return self.matrix

    def trivial(self, n_penalized: int) -> FloatArray:
        w = np.zeros(self.n_weights)
        gradient = np.empty(self.n_weights)
        self.evaluate(w, gradient)
        free = slice(n_penalized, None)
        w[free] = np.linalg.lstsq(self.matrix[free, free], -gradient[free], rcond=None)[0]
        return w

    def predict(self, w: FloatArray, X: FloatArray) -> FloatArray:
        return np.asarray(X @ w[: self.n_coefficients] + w[self.n_coefficients :].sum())


class _QuadraticRecorder(AffineRecorder):
    """∇D by one product; D from w and ∇D: with d = w − c it is floor + ½d·(∇D + slope)."""

    def __init__(self, loss: QuadraticLoss, n_rows: int) -> None:
        super().__init__(loss, n_rows, beside=1)
        self.points[:, -1] = 1.0
        self._u = list(self.points)
        self._loss = loss
        self._rows = list(np.empty((n_rows, loss.n_weights)))
        self._product = loss.matrix.dot
        self._is_steep = bool(loss.slope.any())

    def gradient(self, row: int, w: FloatArray, out: FloatArray) -> None:
        self._product(np.subtract(w, self._loss.center, self._rows[row]), out)
        if self._is_steep:
            np.add(out, self._loss.slope, out)

    def steps(self, matrix: FloatArray, finish: Finish | None, first: int, last: int) -> None:
        product, u, behind = matrix.dot, self._u[first], self._u[first + 1 : last + 1]
        if finish is None:
            for out in behind:
                u = product(u, out)
            return
        for out in behind:
            product(u, out)
            finish(u, out)
            u = out

    def gradients(self, out: FloatArray) -> None:
        made = np.matmul(self.weights[1:] - self._loss.center, self._loss.matrix, out=out[1:])
        made += self._loss.slope

    def values(self, weights: FloatArray, gradients: FloatArray) -> FloatArray:
        loss = self._loss
        value = loss.floor + 0.5 * np.vecdot(weights - loss.center, gradients + loss.slope)
        return np.asarray(np.maximum(value, 0.0))


class LeastSquares(QuadraticLoss):
    """D(w) = (scale/2)Σᵢ(xᵢᵀw − yᵢ)², as the quadratic form of the Gram matrix H = scale·XᵀX.

    A step costs O(n_weights²) whatever the number of samples. Expanding about a point c near the minimum, with the
    residual's own value and gradient there as floor and slope, keeps the digits that ½wᵀGw − bᵀw + ½yᵀy would cancel.

    Parameters
    ----------
    X : array of shape (n_samples, n_weights), a column of ones last where there is an intercept
    y : array of shape (n_samples,)
    scale : float, 1 for the sum over samples, 1/m for the mean
    n_coefficients : int
    """

    def __init__(
        self, X: FloatArray, y: FloatArray, weight_names: tuple[str, ...], *, scale: float, n_coefficients: int
    ) -> None:
        gram = X.T @ X
        center: FloatArray = np.linalg.lstsq(gram, X.T @ y, rcond=None)[0].astype(np.float64)
        residual = X @ center - y
        super().__init__(
            scale * gram,
            center,
            weight_names,
            slope=scale * (X.T @ residual),
            floor=0.5 * scale * float(residual @ residual),
            n_samples=len(y),
            n_coefficients=n_coefficients,
        )
        self._X, self._y, self._scale = X, y, scale

    def affine(self, keep: FloatArray, rates: FloatArray) -> FloatArray | None:
        n = self.n_weights
        matrix = np.eye(n + 1)  # acts on w and the 1 behind it, which stays
        np.multiply(self.matrix, -rates[:, np.newaxis], out=matrix[:n, :n])
        matrix.flat[: n * (n + 2) : n + 2] += keep
        matrix[:n, n] = rates * (self.matrix @ self.center - self.slope)
        return matrix

    def batch_gradient(self, w: FloatArray, rows: IndexArray, out: FloatArray) -> None:
        X = self._X[rows]
        residual = X @ w - self._y[rows]
        residual *= self._scale * len(self._y) / len(rows)
        np.dot(residual, X, out=out)
