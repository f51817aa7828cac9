"""The parts of one update of all weights: how far the data move them, how far the penalty, and what is remembered.

Every rule's step is a sum of parts, each a move in units of the weights:

    gradient descent   −η∂D  −ηλ∂R
    momentum           −η∂D  −ηλ∂R  −ημv
    Nesterov           −η(1 + μ)∂D  −η(1 + μ)λ∂R  −ημ²v
    Adam               the same of m̂: (1 − β₁) parts of ∂D and of λ∂R, β₁ parts of m, all by the divisor of this step
    AdamW              the same of ∇D alone, and −ηλ∂R apart
    proximal gradient  −η∂D, to v; prox(v) − v, from there
    FISTA              the same from y, which lies y − w ahead

v and m are what the rule remembers from the steps before. Adam's divisor √v̂ + ε is made of the gradients of data and
penalty together: the parts add up to the step, but the data's part would be another without the penalty.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.accelerated import Adam, AdamW, Fista, Momentum, Nesterov
from regsim.engine.arithmetic.moment import Moment
from regsim.engine.arithmetic.updates import ahead
from regsim.engine.optimizers import GradientDescent, Optimizer, ProximalGradient
from regsim.engine.trajectory import Trajectory


@dataclass(frozen=True, eq=False)
class Pull:
    """One part of an update: in symbols, and how far it moves each weight, shape (n_weights,)."""

    symbols: str
    moves: FloatArray


@dataclass(frozen=True, eq=False)
class Pulls:
    """An update, taken apart.

    Attributes
    ----------
    before, after : arrays of shape (n_weights,)
        The weights of the step and of the next one.
    data, penalty : Pull
    memory : Pull or None
        What the steps before add; None for a rule that remembers nothing.
    is_proximal : bool
        Whether the penalty's part is that of a proximal map: from where the data lead, not from `before`.
    """

    before: FloatArray
    after: FloatArray
    data: Pull
    penalty: Pull
    memory: Pull | None
    is_proximal: bool

    @property
    def parts(self) -> tuple[Pull, ...]:
        """All of them, in the order in which they are told."""
        return (self.data, self.penalty, *([self.memory] if self.memory else []))

    @property
    def moves(self) -> FloatArray:
        """How far each weight goes, shape (n_weights,)."""
        return self.after - self.before


_Parts = tuple[Pull, ...]  # of the data, of the penalty and, for some rules, of what is remembered


def pulls(trajectory: Trajectory, step: int) -> Pulls | None:
    """The parts of the update from `step` to the next; None where there is no next step."""
    if not 0 <= step < trajectory.last:
        return None
    m = Moment(trajectory, step, 0)
    with np.errstate(all="ignore"):
        parts = PARTS.get(type(m.optimizer), _of_any_rule)(m)
    data, penalty, *memory = (replace(p, symbols=p.symbols.replace("λ", m.function.symbol)) for p in parts)
    is_proximal = isinstance(m.optimizer, ProximalGradient | Fista)
    return Pulls(m.all_weights, m.all_after, data, penalty, memory[0] if memory else None, is_proximal)


def _gradients(m: Moment, factor: float | FloatArray = 1.0, before: str = "", behind: str = "") -> tuple[Pull, Pull]:
    """−η∂D and −ηλ∂R, both times a factor, of which some is written before the gradient and some behind."""
    scale = -m.rate.number * factor
    penalty = m.function.penalty_gradient(m.all_weights)
    return (
        Pull(f"−{m.rate.symbol}{before}{m.slope_symbol}{behind}", scale * m.update.gradient),
        Pull(f"−{m.rate.symbol}{before}λ∂R{behind}", scale * penalty),
    )


def _momentum(m: Moment) -> _Parts:
    share = m.rate.number * cast("Momentum", m.optimizer).momentum
    return *_gradients(m), Pull(f"−{m.rate.symbol}μv", -share * m.update.before[0])


def _nesterov(m: Moment) -> _Parts:
    mu = cast("Nesterov", m.optimizer).momentum
    memory = Pull(f"−{m.rate.symbol}μ²v", -m.rate.number * mu * mu * m.update.before[0])
    return *_gradients(m, 1.0 + mu, "(1 + μ)"), memory


def _adam(m: Moment) -> _Parts:
    divisor, divided = _divisor(m)
    beta1 = cast("Adam", m.optimizer).beta1
    return *_gradients(m, (1.0 - beta1) / divisor, "(1 − β₁)", divided), _mean(m, divisor, divided)


def _adamw(m: Moment) -> _Parts:
    data, _, memory = _adam(m)
    return data, _gradients(m)[1], memory


def _divisor(m: Moment) -> tuple[FloatArray, str]:
    """What Adam divides by, and how that is written."""
    optimizer, (_, square, count, _) = cast("Adam | AdamW", m.optimizer), m.update.after
    k = int(count[0])
    root = np.sqrt(square / (1.0 - optimizer.beta2**k))
    return (1.0 - optimizer.beta1**k) * (root + optimizer.epsilon), "/((1 − β₁ᵗ)(√v̂ + ε))"


def _mean(m: Moment, divisor: FloatArray, divided: str) -> Pull:
    beta1 = cast("Adam | AdamW", m.optimizer).beta1
    return Pull(f"−{m.rate.symbol}β₁m{divided}", -m.rate.number * beta1 * m.update.before[0] / divisor)


def _proximal(m: Moment) -> _Parts:
    return _proximal_from(m, m.all_weights, m.update.gradient, m.slope_symbol)


def _fista(m: Moment) -> _Parts:
    point, points = ahead(m)
    if point is m.w:
        return *_proximal(m), Pull("y − w", np.zeros_like(points))
    parts = _proximal_from(m, points, m.slope_at(points), f"{m.slope_symbol}(y)")
    return *parts, Pull("y − w", points - m.all_weights)


def _proximal_from(m: Moment, points: FloatArray, slopes: FloatArray, symbol: str) -> _Parts:
    """From a point along its slope, to v, and what the penalty's proximal map does to v."""
    move = -m.rate.number * slopes
    v = points + move
    after = m.function.prox(v, m.rate.number, out=np.empty_like(v))
    return Pull(f"−{m.rate.symbol}{symbol}", move), Pull("prox(v) − v", after - v)


def _of_any_rule(m: Moment) -> _Parts:
    """Of a rule that nothing is known of: the two gradients, and whatever else it makes of them."""
    data, penalty = _gradients(m)
    rest = m.all_after - m.all_weights - data.moves - penalty.moves
    return data, penalty, Pull("the rest", rest)


PARTS: dict[type[Optimizer], Callable[[Moment], _Parts]] = {
    GradientDescent: _gradients,
    ProximalGradient: _proximal,
    Momentum: _momentum,
    Nesterov: _nesterov,
    Fista: _fista,
    Adam: _adam,
    AdamW: _adamw,
}
