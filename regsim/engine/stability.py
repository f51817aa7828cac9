"""The largest stable learning rate: gradient steps on a function of curvature L converge while η < 2/L.

Reference
---------
Y. Nesterov, "Lectures on Convex Optimization", 2018, section 1.2.3.
"""

import math

from regsim.engine.objective import Objective
from regsim.engine.optimizers import Optimizer


def stable_limit(objective: Objective, optimizer: Optimizer) -> float:
    """2/L for this rule on this objective; infinite where there is no curvature.

    Proximal steps take L from the data alone: the penalty plays no part, however large λ is.
    """
    curvature = optimizer.curvature(objective)
    return 2.0 / curvature if curvature > 0.0 else math.inf


def divergence(objective: Objective, optimizer: Optimizer, step: int) -> str:
    """Why the run ended at `step`, as a status."""
    limit, rate = stable_limit(objective, optimizer), optimizer.learning_rate
    if rate > limit:
        return f"diverged at step {step}: η = {rate:.6g} is above the stable limit 2/L = {limit:.6g}"
    return f"diverged at step {step}: the weights or the loss left the range of float64"
