"""The lines of every rule, as the textbook has them: each is a term, and the last one gives the next weight."""

from collections.abc import Callable
from typing import cast

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.accelerated import Adam, AdamW, Fista, Momentum, Nesterov
from regsim.engine.arithmetic.digits import Step, made
from regsim.engine.arithmetic.moment import Moment, length
from regsim.engine.arithmetic.rates import rate_term
from regsim.engine.arithmetic.terms import Positive, Power, Quantity, Root, Size, Term, squared
from regsim.engine.optimizers import GradientDescent, Optimizer, ProximalGradient
from regsim.engine.penalties import L2, ElasticNet, L2Norm


def steps(moment: Moment) -> tuple[Step, ...]:
    """What is computed, in its order; nothing for a rule or a proximal map without words."""
    make = RULES.get(type(moment.optimizer))
    made_of = make(moment) if make else []
    return (*_schedule(moment), *made_of) if made_of else ()


def _schedule(m: Moment) -> list[Step]:
    """η of this step, where a schedule changes it."""
    optimizer = m.optimizer
    if optimizer.schedule.is_constant:
        return []
    return [Step(m.rate, rate_term(optimizer.schedule, m.chosen("η", optimizer.learning_rate), m.step))]


def _gradient_descent(m: Moment) -> list[Step]:
    lines = [Step(m.after, m.w - m.rate * m.slope)]
    penalty = m.function.penalty
    if isinstance(penalty, L2) and m.acts:
        lines.append(Step(m.after, m.bracketed("−", "λ", penalty.strength) * m.w - m.rate * m.data))
    return lines


def _proximal_gradient(m: Moment) -> list[Step]:
    return _proximal(m, m.w, m.data, m.all_weights, m.update.gradient)


def _proximal(m: Moment, point: Quantity, slope: Quantity, points: FloatArray, slopes: FloatArray) -> list[Step]:
    """A step from a point along its slope, then the penalty's proximal map."""
    if not m.acts:
        return [Step(m.after, point - m.rate * slope)]
    data_step = made("v", point - m.rate * slope)
    shrinking = _shrinking(m, data_step.result, points - m.rate.number * slopes)
    return [data_step, shrinking] if shrinking else []


def _shrinking(m: Moment, v: Quantity, all_v: FloatArray) -> Step | None:
    """How the penalty's proximal map takes v to the next weight; None for a penalty that no line is known for."""
    penalty = m.function.penalty
    if isinstance(penalty, L2Norm) and m.function.n_penalized > 1:
        whole = Quantity("‖v‖", length(all_v[: m.function.n_penalized]))
        if not whole.number:
            return Step(m.after, v)  # v has no direction; it is 0, and so is the next weight
        return Step(m.after, v / whole * Positive(whole - m.times_rate("λ", penalty.strength)))
    parts = (penalty.strength, 0.0) if isinstance(penalty, L2Norm) else penalty.parts()  # of one weight it is L1
    if parts is None:
        return None
    l1, l2 = parts
    is_mixed = isinstance(penalty, ElasticNet)
    left: Term = v
    if l1:
        taken = m.times_rate("λρ" if is_mixed else "λ", l1)
        left = m.chosen("sign(v)", float(np.sign(v.number))) * Positive(Size(v) - taken)
    return Step(m.after, left / m.bracketed("+", "λ(1−ρ)" if is_mixed else "λ", l2) if l2 else left)


def _fista(m: Moment) -> list[Step]:
    """From y, ahead of w by a share of the last move; at the start and after a new start y is w."""
    point, points = ahead(m)
    slopes = m.update.gradient if point is m.w else m.slope_at(points)
    symbol = m.slope_symbol if point is m.w else f"{m.slope_symbol}(y)"
    lines = _proximal(m, point, Quantity(symbol, float(slopes[m.weight]), is_force=True), points, slopes)
    if point is m.w or not lines:
        return lines
    last, now = m.trajectory.update(m.step - 1).before[1], m.update.before[1]
    t, t_next, one = Quantity("t", float(last[0])), Quantity("t⁺", float(now[0])), m.chosen("1", 1.0)
    share = made("β", (t - one) / t_next)
    before = Quantity("w₋", float(m.trajectory.frame(m.step - 1).weights[m.weight]))
    return [share, Step(point, m.w + share.result * (m.w - before)), *lines]


def ahead(m: Moment) -> tuple[Quantity, FloatArray]:
    """The point from which FISTA steps, along the weight and as a whole: y, or w where it is the same."""
    y, (clock, *_) = m.update.before[:2]
    if clock == 0.0 or np.array_equal(y, m.all_weights):
        return m.w, m.all_weights
    return Quantity("y", float(y[m.weight])), y


def _momentum(m: Moment) -> list[Step]:
    velocity = _velocity(m, m.slope)
    return [velocity, Step(m.after, m.w - m.rate * velocity.result)]


def _nesterov(m: Moment) -> list[Step]:
    total, slope = _total(m)
    velocity = _velocity(m, slope)
    return [*total, velocity, Step(m.after, m.w - m.rate * (slope + _inertia(m) * velocity.result))]


def _velocity(m: Moment, slope: Term) -> Step:
    """μ of the velocity so far, and the slope."""
    so_far = Quantity("v", float(m.update.before[0][m.weight]), is_force=True)
    return made("v", _inertia(m) * so_far + slope, is_force=True)


def _inertia(m: Moment) -> Quantity:
    return m.chosen("μ", cast("Momentum | Nesterov", m.optimizer).momentum)


def _total(m: Moment) -> tuple[list[Step], Quantity]:
    """The line g = ∂D + λ∂R and its g; where no penalty acts, ∂D alone."""
    if not m.acts:
        return [], m.data
    total = made("g", m.slope, is_force=True)
    return [total], total.result


def _adam(m: Moment) -> list[Step]:
    total, slope = _total(m)
    means, move = _means(m, slope)
    return [*total, *means, Step(m.after, m.w - move)]


def _adamw(m: Moment) -> list[Step]:
    means, move = _means(m, m.data)
    if not m.acts:
        return [*means, Step(m.after, m.w - move)]
    penalty = m.function.penalty
    if isinstance(penalty, L2):
        decay = made("w′", m.bracketed("−", "λ", penalty.strength) * m.w)
    else:
        decay = made("w′", m.w - m.rate * m.pull)
    return [*means, decay, Step(m.after, decay.result - move)]


def _means(m: Moment, slope: Quantity) -> tuple[list[Step], Term]:
    """The running means of the slope and of its square, without their bias toward 0; and the move they make."""
    optimizer = cast("Adam | AdamW", m.optimizer)
    mean = Quantity("m", float(m.update.before[0][m.weight]), is_force=True)
    square = Quantity("v", float(m.update.before[1][m.weight]))
    beta1, beta2 = m.chosen("β₁", optimizer.beta1), m.chosen("β₂", optimizer.beta2)
    new1, new2 = m.chosen("(1 − β₁)", 1.0 - beta1.number), m.chosen("(1 − β₂)", 1.0 - beta2.number)
    one, count = m.chosen("1", 1.0), m.chosen("ᵗ", float(m.update.after[2][0]))
    first = made("m", beta1 * mean + new1 * slope, is_force=True)
    second = made("v", beta2 * square + new2 * squared(slope))
    whole1 = made("m̂", first.result / (one - Power(beta1, count)), is_force=True)
    whole2 = made("v̂", second.result / (one - Power(beta2, count)))
    move = m.rate * whole1.result / (Root(whole2.result) + m.chosen("ε", optimizer.epsilon))
    return [first, second, whole1, whole2], move


RULES: dict[type[Optimizer], Callable[[Moment], list[Step]]] = {
    GradientDescent: _gradient_descent,
    ProximalGradient: _proximal_gradient,
    Momentum: _momentum,
    Nesterov: _nesterov,
    Fista: _fista,
    Adam: _adam,
    AdamW: _adamw,
}
