"""Descents on least squares as products: a step of (proximal) gradient descent is an affine map and a threshold.

With H the Gram matrix, c its centre and s its gradient there, and a penalty λ₁Σ|w| + (λ₂/2)Σw², a gradient step is

    w⁺ = Mw + b − ηλ₁·sign(w),   M = I − η(H + λ₂),   b = η(Hc − s)

and a proximal one is w⁺ = soft(Mw + b, ηλ₁/(1 + ηλ₂)) with M = (I − ηH)/(1 + ηλ₂), and b divided likewise. M and b are
one matrix that acts on (w, 1), so that a step is one product of a matrix and a vector: nothing is faster at these
sizes, where the calls are what costs. Textbook bowls are left to the formula as it is written: there the last digit is
looked at, and the product rounds differently.
"""

from collections.abc import Sequence

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.objective import Objective
from regsim.engine.quadratic import LeastSquares


class AffineSteps:
    """w⁺ = f(Aw) for w of shape (n_weights + 1,), whose last element is 1.

    Parameters
    ----------
    matrix : array of shape (n_weights + 1, n_weights + 1)
    pull : array of shape (n_weights + 1,) or None
        What a gradient step takes off as pull·sign(w).
    threshold : array of shape (n_weights + 1,) or None
        What a proximal step takes off, down to 0.
    """

    def __init__(self, matrix: FloatArray, pull: FloatArray | None = None, threshold: FloatArray | None = None) -> None:
        self._product = matrix.dot
        self._pull, self._threshold = pull, threshold
        self._work = np.empty(len(matrix))

    def run(self, rows: Sequence[FloatArray], first: int, last: int) -> None:
        """Write the steps after ``rows[first]`` into the rows up to `last`."""
        if self._pull is not None:
            self._pulled(rows, first, last, self._pull)
        elif self._threshold is not None:
            self._shrunk(rows, first, last, self._threshold)
        else:
            product, w = self._product, rows[first]
            for out in rows[first + 1 : last + 1]:
                w = product(w, out)

    def _pulled(self, rows: Sequence[FloatArray], first: int, last: int, pull: FloatArray) -> None:
        product, work, w = self._product, self._work, rows[first]
        for out in rows[first + 1 : last + 1]:
            product(w, out)
            np.multiply(np.sign(w, work), pull, work)
            w = np.subtract(out, work, out)

    def _shrunk(self, rows: Sequence[FloatArray], first: int, last: int, threshold: FloatArray) -> None:
        product, work, w, low = self._product, self._work, rows[first], -threshold
        for out in rows[first + 1 : last + 1]:
            product(w, out)
            np.maximum(out, low, out=work)
            np.minimum(work, threshold, out=work)
            w = np.subtract(out, work, out)


@np.errstate(all="ignore")
def gradient_steps(objective: Objective, rate: float) -> AffineSteps | None:
    """Gradient descent with this learning rate, or None where it is no affine map within float64."""
    loss, parts = objective.loss, objective.penalty.parts()
    if not isinstance(loss, LeastSquares) or parts is None:
        return None
    return _steps(loss, rate, _penalized(objective, rate * parts[1]), pull=_penalized(objective, rate * parts[0]))


@np.errstate(all="ignore")
def proximal_steps(objective: Objective, rate: float) -> AffineSteps | None:
    """Proximal gradient with this learning rate, or None where it is no affine map within float64."""
    loss, parts = objective.loss, objective.penalty.parts()
    if not isinstance(loss, LeastSquares) or parts is None:
        return None
    divisor = 1.0 + _penalized(objective, rate * parts[1])
    threshold = _penalized(objective, rate * parts[0]) / divisor
    return _steps(loss, rate, np.zeros_like(divisor), divisor=divisor, threshold=threshold)


def _penalized(objective: Objective, value: float) -> FloatArray:
    """`value` for the penalised weights, 0 for the others and the 1 behind them."""
    return np.where(np.arange(objective.n_weights + 1) < objective.n_penalized, value, 0.0)


def _steps(
    loss: LeastSquares,
    rate: float,
    decay: FloatArray,
    *,
    divisor: FloatArray | None = None,
    pull: FloatArray | None = None,
    threshold: FloatArray | None = None,
) -> AffineSteps | None:
    n = loss.n_weights
    matrix = np.eye(n + 1)
    matrix[:n, :n] -= rate * loss.matrix
    matrix[np.arange(n), np.arange(n)] -= decay[:n]
    matrix[:n, n] = rate * (loss.matrix @ loss.center - loss.slope)
    if divisor is not None:
        matrix /= divisor[:, np.newaxis]
    parts = [part for part in (pull, threshold) if part is not None]
    if not all(np.isfinite(part).all() for part in (matrix, *parts)):
        return None
    pull, threshold = (part if part is not None and part.any() else None for part in (pull, threshold))
    return AffineSteps(matrix, pull, threshold)
