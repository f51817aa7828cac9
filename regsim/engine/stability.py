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
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.accelerated import Fista
from regsim.engine.batches import is_estimated
from regsim.engine.objective import Objective
from regsim.engine.optimizers import GradientDescent, Optimizer, ProximalGradient
from regsim.engine.penalties import L1, ElasticNet
from regsim.engine.quadratic import QuadraticLoss

EXACT = 1e-12  # as far from 1 or 2 as rounding takes ηL
EPSILON = float(np.finfo(float).eps)
MOST_STEPS = 1_000  # to a landing that is foreseen


class Outlook(StrEnum):
    """What becomes of a descent, in a word or two."""

    SETTLES = "settles"
    SETTLES_BUT_FOR_NOISE = "settles but for noise"  # of minibatches
    NEVER_DIVERGES = "never diverges"
    LANDS = "lands on 0"
    ZIG_ZAGS = "zig-zags and settles"
    MAY_SWING = "may swing about 0"
    MAY_DIVERGE = "may diverge"  # the limit is a bound: beyond it nothing is certain
    CYCLES = "cycles"
    DIVERGES = "diverges"
    UNKNOWN = "no limit is known for η"


class Regime(NamedTuple):
    """What a learning rate will do: in a word, and why."""

    outlook: Outlook
    words: str


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


def regime(objective: Objective, optimizer: Optimizer, start: FloatArray | None = None) -> Regime:
    """What the learning rate will do, before a step is made, from weights `start` of shape (n_weights,) if given."""
    rate, limit = optimizer.learning_rate, stable_limit(objective, optimizer)
    if math.isnan(limit):
        return Regime(Outlook.UNKNOWN, "the loss is not convex: how steep it gets depends on where the weights go")
    swing = _swing(objective, optimizer)
    if math.isinf(limit):
        if swing:
            step = landing(objective, optimizer, start) if start is not None else None
            return _landing(swing, step, objective) if step else Regime(Outlook.MAY_SWING, _unless(swing))
        return Regime(Outlook.NEVER_DIVERGES, "no learning rate is too large for this rule here")
    if _is_exact(objective, optimizer):
        told = _regime(rate * 2.0 / limit, rate * objective.loss.curvature(), optimizer)
    else:
        word = "within" if rate < limit else "at" if rate == limit else "above"
        words = f"η = {rate:.6g} is {word} the stable limit {optimizer.limit_formula} = {limit:.6g}"
        told = Regime(_outlook(objective, optimizer, rate, limit), words)
    if not swing:
        return told
    outlook = Outlook.MAY_SWING if told.outlook is Outlook.SETTLES else told.outlook
    return Regime(outlook, f"{told.words}; {_unless(swing)}")


@np.errstate(over="ignore")
def landing(objective: Objective, optimizer: Optimizer, start: FloatArray) -> int | None:
    """At which step the last of the weights `start` is exactly 0 and stays there, where nothing but L1 pulls on them.

    Subgradient steps take ηλ off each weight whatever is left of it: they land where w₀/(ηλ) is a whole number and
    float64 rounds none of the steps away. None where they do not, or where the steps are not all of one size.
    """
    loss, is_plain = objective.loss, type(optimizer) is GradientDescent and optimizer.schedule.is_constant
    if not (is_plain and isinstance(objective.penalty, L1) and type(loss) is QuadraticLoss):
        return None
    if loss.slope.any() or loss.matrix.any():
        return None
    moves = np.abs(objective.penalty_gradient(start)) * optimizer.learning_rate
    steps = [_steps_to_zero(w, move) for w, move in {*zip(np.abs(start).tolist(), moves.tolist(), strict=True)}]
    return None if None in steps else max(step or 0 for step in steps)


def _landing(swing: str, step: int, objective: Objective) -> Regime:
    who, when = ("it lands", "at") if objective.n_weights == 1 else ("all land", "by")
    return Regime(Outlook.LANDS, f"in steps of {swing} {who} exactly on 0 {when} step {step:,}")


def _steps_to_zero(w: float, move: float) -> int | None:
    """How many steps of one size take a weight w ≥ 0 to exactly 0, as float64 makes them; None where they never do."""
    if w == 0.0:
        return 0
    ratio = w / move if move else math.inf
    if not ratio < MOST_STEPS or abs(ratio - round(ratio)) > (ratio + 1.0) ** 2 * EPSILON:
        return None  # farther from a whole number than as many roundings take it
    for step in range(1, round(ratio) + 3):
        w -= math.copysign(move, w)
        if w == 0.0:
            return step
    return None


def _outlook(objective: Objective, optimizer: Optimizer, rate: float, limit: float) -> Outlook:
    """What is certain on the one side of the limit, and on the other."""
    if rate < limit or (isinstance(optimizer, Fista) and rate == limit):
        noisy = is_estimated(objective, optimizer)
        return Outlook.SETTLES_BUT_FOR_NOISE if noisy else Outlook.SETTLES
    is_sharp = isinstance(objective.loss, QuadraticLoss) and not isinstance(optimizer, Fista)
    is_steady = optimizer.schedule.is_constant and not is_estimated(objective, optimizer)
    return Outlook.DIVERGES if is_sharp and is_steady and rate > limit else Outlook.MAY_DIVERGE


def _is_exact(objective: Objective, optimizer: Optimizer) -> bool:
    """Whether η alone decides what every step does: L is not a bound, and steps are neither shortened nor estimated."""
    is_plain = type(optimizer) in (GradientDescent, ProximalGradient) and optimizer.schedule.is_constant
    return is_plain and isinstance(objective.loss, QuadraticLoss) and not is_estimated(objective, optimizer)


def _swing(objective: Objective, optimizer: Optimizer) -> str:
    """How far a step near 0 goes where the penalty pulls however small the weight is; empty where the rule stops."""
    jump = objective.kink(np.zeros(objective.n_weights), 0)
    if type(optimizer) is not GradientDescent or not jump:
        return ""
    symbol = f"{objective.symbol}ρ" if isinstance(objective.penalty, ElasticNet) else objective.symbol
    step = optimizer.learning_rate * jump
    return f"η{symbol} = {step:.4g}"


def _unless(swing: str) -> str:
    """What becomes of a weight near 0 at such steps."""
    return f"at 0 it swings in steps of {swing}, unless it lands on it"


def _regime(product: float, data_product: float, optimizer: Optimizer) -> Regime:
    """What is said for ηL, or for η times the curvature of the data alone, which proximal steps zig-zag by."""
    if abs(product - 2.0) <= EXACT:
        return Regime(Outlook.CYCLES, "ηL = 2: overshoots by as much for ever, in the steepest direction")
    if product > 2.0:
        return Regime(Outlook.DIVERGES, f"ηL = {product:.4g} > 2: overshoots by more and more")
    swing = data_product if isinstance(optimizer, ProximalGradient) else product
    of_data = "" if swing == product else "of D alone "  # L is less by what the penalty bends
    if abs(swing - 1.0) <= EXACT:
        return Regime(Outlook.SETTLES, f"{of_data}ηL = 1: arrives in one step in the steepest direction")
    if swing < 1.0:
        return Regime(Outlook.SETTLES, f"{of_data}ηL = {swing:.4g} < 1: comes down without overshooting")
    bounds = f"{of_data}ηL = {swing:.4g} > 1" if of_data else f"1 < ηL = {swing:.4g} < 2"
    return Regime(Outlook.ZIG_ZAGS, f"{bounds}: overshoots by less and less")


def half_life(factor: float) -> float:
    """After how many steps a weight that is multiplied by `factor` at each is half as large; infinite if never."""
    size = abs(factor)
    if size >= 1.0:
        return math.inf
    return math.log(0.5) / math.log(size) if size > 0.0 else 1.0
