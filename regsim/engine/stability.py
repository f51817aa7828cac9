"""The largest stable learning rate: steps settle for certain while η < 2/L.

L is the largest eigenvalue of the Hessian of what the rule takes gradient steps on: of D + λR for gradient descent, of
D less the penalty's curvature for proximal steps, which cannot overshoot the penalty. For a quadratic D under a smooth
penalty the limit is exact; for logistic regression L is a bound over all w, and under L1 a weight may be held at 0, so
that a larger η may still settle.

Reference
---------
Y. Nesterov, "Lectures on Convex Optimization", 2018, section 1.2.3.
"""

import math

from regsim.engine.objective import Objective
from regsim.engine.optimizers import Optimizer


def stable_limit(objective: Objective, optimizer: Optimizer) -> float:
    """2/L for this rule on this objective; infinite where there is no curvature."""
    curvature = optimizer.curvature(objective)
    return 2.0 / curvature if curvature > 0.0 else math.inf


def divergence(objective: Objective, optimizer: Optimizer, step: int) -> str:
    """Why the run ended at `step`, as a status."""
    limit, rate = stable_limit(objective, optimizer), optimizer.learning_rate
    if rate > limit:
        return f"diverged at step {step}: η = {rate:.6g} is above the stable limit 2/L = {limit:.6g}"
    return f"diverged at step {step}: the weights or the loss left the range of float64"
