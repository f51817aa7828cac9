"""The strength from which on a penalty leaves no weight at all: λ_max.

All penalised weights are 0 at the minimum of D + λR where the data pull on none of them harder than the penalty holds
it there. With g = ∇D at w = 0, the weights left out of the penalty (the intercept) at their own best:

    L1            λ_max = max_j |g_j|
    elastic net   λ_max = max_j |g_j| / ρ
    L2 norm       λ_max = ‖g‖₂

L2 holds a weight at 0 with no force: no strength does. Where the penalty is divided by the number of samples m,
λ acts as λ/m, and λ_max is m times larger.

References
----------
J. Friedman, T. Hastie, R. Tibshirani, "Regularization Paths for Generalized Linear Models via Coordinate Descent",
2010, section 2.5.
M. Yuan, Y. Lin, "Model Selection and Estimation in Regression with Grouped Variables", 2006.
"""

import math

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.losses import DataLoss
from regsim.engine.models import LogisticRegression, Model
from regsim.engine.objective import Convention
from regsim.engine.penalties import L1, ElasticNet, L2Norm, Penalty


def largest_strength(
    penalty: Penalty, model: Model, loss: DataLoss, y: FloatArray | None, convention: Convention
) -> float:
    """λ_max of this kind of penalty, whatever its own strength; infinite where no strength leaves no weight.

    Parameters
    ----------
    penalty : Penalty
    model : Model
    loss : DataLoss
        The model bound to its data under `convention`.
    y : array of shape (n_samples,) or None
        The target; None for a model without data.
    convention : Convention
    """
    pull = _pull_at_zero(model, loss, y)
    match penalty:
        case L1():
            force = np.abs(pull).max()
        case ElasticNet(l1_ratio=ratio) if ratio > 0.0:
            force = np.abs(pull).max() / ratio
        case L2Norm():
            force = np.linalg.norm(pull)
        case _:
            return math.inf
    return float(force) * (loss.n_samples if convention.penalty_term == "per-sample" else 1)


def _pull_at_zero(model: Model, loss: DataLoss, y: FloatArray | None) -> FloatArray:
    """∇D over the penalised weights at 0, with the best intercept where it is not penalised: the mean, or its logit."""
    w = np.zeros(len(loss.weight_names))
    n_penalized = model.n_penalized(loss)
    if y is not None and n_penalized < len(w):
        share = float(np.mean(y == y.max()))
        w[-1] = math.log(share / (1.0 - share)) if isinstance(model, LogisticRegression) else float(y.mean())
    gradient = np.empty_like(w)
    loss.evaluate(w, gradient)
    return gradient[:n_penalized]
