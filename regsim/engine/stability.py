"""The largest stable learning rate: steps settle for certain while η < 2/L.

L is the largest eigenvalue of the Hessian of what the rule takes gradient steps on: of D + λR for gradient descent, of
D less the penalty's curvature for proximal steps, which cannot overshoot the penalty. For a quadratic D under a smooth
penalty the limit is exact; for logistic regression L is a bound over all w, and under L1 a weight may be held at 0, so
that a larger η may still settle. A rule with a memory has a limit of its own, which it names.

References
----------
Y. Nesterov, "Lectures on Convex Optimization", 2018, section 1.2.3.
L. Lessard, B. Recht, A. Packard, "Analysis and Design of Optimization Algorithms via Integral Quadratic Constraints",
2016 (momentum and Nesterov's form of it on quadratics).
"""

import math

import numpy as np

from regsim.engine.objective import Objective
from regsim.engine.optimizers import GradientDescent, Optimizer, ProximalGradient

EXACT = 1e-12  # as far from 1 or 2 as rounding takes ηL


def stable_limit(objective: Objective, optimizer: Optimizer) -> float:
    """The learning rate below which this rule settles; infinite where there is no limit, NaN where none is known."""
    return optimizer.stable_limit(objective)


def divergence(objective: Objective, optimizer: Optimizer, step: int) -> str:
    """Why the run ended at `step`, by the rule for the update that leads there, as a status."""
    limit, rate = stable_limit(objective, optimizer), optimizer.rate(step - 1)
    if rate > limit:
        bound = f"{optimizer.limit_formula} = {limit:.6g}"
        return f"diverged at step {step}: η = {rate:.6g} is above the stable limit {bound}"
    return f"diverged at step {step}: the weights or the loss left the range of float64"


def regime(objective: Objective, optimizer: Optimizer) -> str:
    """What the learning rate will do, in words, before a step is made."""
    rate, limit = optimizer.learning_rate, stable_limit(objective, optimizer)
    if math.isnan(limit):
        return "no limit is known for η: the loss is not convex"
    if type(optimizer) is GradientDescent and (jump := _jump(objective)):
        swing = f"at 0 it swings in steps of η{objective.symbol} = {rate * jump:.4g}, unless it lands on it"
        return swing if math.isinf(limit) else f"{_regime(rate * 2.0 / limit, 0.0, optimizer)}; {swing}"
    if math.isinf(limit):
        return "no learning rate is too large for this rule here"
    if type(optimizer) not in (GradientDescent, ProximalGradient):
        word = "within" if rate < limit else "not below"
        return f"η = {rate:.6g} is {word} the stable limit {optimizer.limit_formula} = {limit:.6g}"
    return _regime(rate * 2.0 / limit, rate * objective.loss.curvature(), optimizer)


def _jump(objective: Objective) -> float:
    """How strongly the penalty pulls however small the weights are."""
    return objective.kink(np.zeros(objective.n_weights), 0)


def _regime(product: float, data_product: float, optimizer: Optimizer) -> str:
    """The words for ηL, or for η times the curvature of the data alone, which proximal steps zig-zag by."""
    if abs(product - 2.0) <= EXACT:
        return "ηL = 2: cycles for ever in the steepest direction"
    if product > 2.0:
        return f"ηL = {product:.4g} > 2: diverges"
    swing = data_product if isinstance(optimizer, ProximalGradient) else product
    if abs(swing - 1.0) <= EXACT:
        return "ηL = 1: arrives in one step in the steepest direction"
    if swing < 1.0:
        return f"ηL = {swing:.4g} < 1: comes down without overshooting"
    return f"1 < ηL = {swing:.4g} < 2: zig-zags and settles"


def half_life(factor: float) -> float:
    """After how many steps a weight that is multiplied by `factor` at each is half as large; infinite if never."""
    size = abs(factor)
    if size >= 1.0:
        return math.inf
    return math.log(0.5) / math.log(size) if size > 0.0 else 1.0
