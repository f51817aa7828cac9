"""Descents as products: a step of (proximal) gradient descent is one matrix, and a threshold.

Under a penalty λ₁Σ|w| + (λ₂/2)Σw² a gradient step and a proximal one are, weight by weight,

    w⁺ = (1 − ηλ₂)w − η∇D − ηλ₁·sign(w)        w⁺ = soft((w − η∇D)/(1 + ηλ₂), ηλ₁/(1 + ηλ₂))

and what comes before the sign or the threshold is linear in w and ∇D. Least squares has ∇D = H(w − c) + s, which is
linear in (w, 1); logistic regression has it linear in what every sample misses. So all of it is one matrix A that acts
on a point u, (w, 1) or the misses and w: nothing is faster at these sizes, where the calls are what costs. Textbook
bowls and handfuls of samples are left to the formula as it is written: there the last digit is looked at, and the
product rounds differently.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.losses import Finish
from regsim.engine.objective import Objective


@dataclass(frozen=True, eq=False)
class AffineSteps:
    """w⁺ = f(Au, w) for u the point at w that the loss keeps.

    Attributes
    ----------
    matrix : array of shape (n_out, n_in)
        A; n_out may be more than the weights, where it writes what stands beside them too.
    finish : callable or None
        f as what it does to its first argument's product in place; None where it does nothing.
    """

    matrix: FloatArray
    finish: Finish | None


@np.errstate(all="ignore")
def gradient_steps(objective: Objective, rate: float) -> AffineSteps | None:
    """Gradient descent with this learning rate, or None where it is no affine map within float64."""
    parts = objective.penalty.parts()
    if parts is None:
        return None
    matrix = objective.loss.affine(1.0 - _penalized(objective, rate * parts[1]), _all(objective, rate))
    return _finite(objective, matrix, _pulling, rate * parts[0])


@np.errstate(all="ignore")
def proximal_steps(objective: Objective, rate: float) -> AffineSteps | None:
    """Proximal gradient with this learning rate, or None where it is no affine map within float64."""
    parts = objective.penalty.parts()
    if parts is None:
        return None
    share = 1.0 / (1.0 + _penalized(objective, rate * parts[1]))
    matrix = objective.loss.affine(share, rate * share)
    return _finite(objective, matrix, _shrinking, rate * parts[0] / (1.0 + rate * parts[1]))


def _all(objective: Objective, value: float) -> FloatArray:
    return np.full(objective.n_weights, value)


def _penalized(objective: Objective, value: float, length: int | None = None) -> FloatArray:
    """`value` for the penalised weights, 0 for the others and for what stands behind them."""
    return np.where(np.arange(length or objective.n_weights) < objective.n_penalized, value, 0.0)


def _finite(
    objective: Objective, matrix: FloatArray | None, finishing: Callable[[FloatArray], Finish], size: float
) -> AffineSteps | None:
    """The steps with what takes `size` off every penalised weight; None where float64 does not hold them."""
    if matrix is None or not math.isfinite(np.add.reduce(matrix, None) + size):  # a sum of what is not finite is not
        return None
    return AffineSteps(matrix, finishing(_penalized(objective, size, len(matrix))) if size else None)


def _pulling(pull: FloatArray) -> Finish:
    """What takes off pull·sign(w)."""
    work, sign, multiply, subtract = np.empty_like(pull), np.sign, np.multiply, np.subtract

    def finish(w: FloatArray, out: FloatArray) -> None:
        subtract(out, multiply(sign(w, work), pull, work), out)

    return finish


def _shrinking(threshold: FloatArray) -> Finish:
    """What takes off the threshold, down to 0: an element less itself kept within ±threshold."""
    low, work, maximum, minimum, subtract = -threshold, np.empty_like(threshold), np.maximum, np.minimum, np.subtract

    def finish(w: FloatArray, out: FloatArray) -> None:
        del w
        subtract(out, minimum(maximum(out, low, out=work), threshold, out=work), out)

    return finish
