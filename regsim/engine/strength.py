"""The strength from which on a penalty leaves no weight at all: λ_max.

All penalised weights are 0 at the minimum of D + λR where the data pull on none of them harder than the penalty holds
it there. With g = ∇D at w = 0, the weights left out of the penalty (the intercepts) at their own best:

    L1            λ_max = max_j |g_j|
    elastic net   λ_max = max_j |g_j| / ρ
    L2 norm       λ_max = ‖g‖₂

L2 holds a weight at 0 with no force: no strength does. Where the penalty is divided by the number of samples m,
λ acts as λ/m, and λ_max is m times larger.

In float64 this is the smallest number from which on proximal steps stay at 0 and the optimum is 0, bit by bit. Where
every weight is penalised it is exact for L1 and the elastic net: one float less, and the optimum has a weight. The best
intercept is known to rounding only, and so is a length: λ_max then allows for it, by less than 1e-9 of itself.

References
----------
J. Friedman, T. Hastie, R. Tibshirani, "Regularization Paths for Generalized Linear Models via Coordinate Descent",
2010, section 2.5.
M. Yuan, Y. Lin, "Model Selection and Estimation in Regression with Grouped Variables", 2006.
"""

import math

import msgspec
import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.losses import DataLoss
from regsim.engine.objective import Convention
from regsim.engine.penalties import L1, ElasticNet, L2Norm, Penalty

ROUNDING = 64.0 * float(np.finfo(float).eps)  # of a sum, relative to the size of what is summed up


def largest_strength(penalty: Penalty, loss: DataLoss, n_penalized: int, convention: Convention) -> float:
    """λ_max of this kind of penalty, whatever its own strength.

    Infinite where no strength leaves no weight; NaN where it is not known, because the loss is not convex and w = 0 may
    be one minimum of many.

    Parameters
    ----------
    penalty : Penalty
    loss : DataLoss
        The model bound to its data under `convention`.
    n_penalized : int
        How many weights, from the first, the penalty acts on.
    convention : Convention
    """
    by = loss.n_samples if convention.penalty_term == "per-sample" else 1
    match penalty:
        case L1():
            share = 1.0
        case ElasticNet(l1_ratio=ratio) if ratio > 0.0:
            share = ratio
        case L2Norm():
            share = 1.0
        case _:
            return math.inf
    if not loss.is_convex:
        return math.nan
    force = _force(loss, n_penalized, is_norm=isinstance(penalty, L2Norm))
    return _first(penalty, force, force / share * by, by)


@np.errstate(over="ignore", invalid="ignore")
def _force(loss: DataLoss, n_penalized: int, *, is_norm: bool) -> float:
    """How strongly the penalty must hold the first `n_penalized` weights at 0."""
    if n_penalized not in loss.pulls_at_zero:  # passes over the data, which no λ changes
        loss.pulls_at_zero[n_penalized] = _pulls(loss, n_penalized)
    pull = loss.pulls_at_zero[n_penalized]
    if is_norm:
        size = float(pull.max(initial=0.0))
        return size * float(np.linalg.norm(pull / size)) * (1.0 + ROUNDING) if size else 0.0
    return float(pull.max(initial=0.0))


def _pulls(loss: DataLoss, n_penalized: int) -> FloatArray:
    """How hard the data pull on each of the first `n_penalized` weights at 0."""
    w = loss.trivial(n_penalized)
    gradient = np.empty_like(w)
    value = loss.evaluate(w, gradient)
    pull = np.abs(gradient[:n_penalized])
    if n_penalized < len(w):
        pull += _rounding(loss, w, value)[:n_penalized]
    return pull


def _rounding(loss: DataLoss, w: FloatArray, value: float) -> FloatArray:
    """How much ∇D may be off by rounding of w and of the sums: they are of size √(2D·∂²D/∂w_j²), about."""
    slopes = np.sqrt(loss.hessian(w).diagonal())
    return np.asarray(ROUNDING * slopes * (math.sqrt(2.0 * max(value, 0.0)) + slopes @ np.abs(w)))


def _first(penalty: Penalty, force: float, guess: float, by: int) -> float:
    """The smallest float near `guess` at which the penalty holds with `force` once it is rounded as it is in use."""
    if not 0.0 < guess < math.inf:
        return guess
    while not _holds(penalty, guess, by) >= force:
        guess = math.nextafter(guess, math.inf)
    while _holds(penalty, below := math.nextafter(guess, 0.0), by) >= force:
        guess = below
    return guess


def _holds(penalty: Penalty, strength: float, by: int) -> float:
    """The force with which a penalty of this strength, divided by m or 1, holds weights at 0."""
    acting = msgspec.structs.replace(penalty, strength=strength).divided(by)
    parts = acting.parts()
    return parts[0] if parts else strength / by
