"""What an update does to a weight, and why, in a sentence or two that are true of the rule at hand.

Three things decide: how hard the penalty pulls (L1 the same everywhere, L2 less as the weight shrinks), what the rule
makes of that pull (a step takes it, a proximal map may stop at 0, a velocity stores it, Adam rescales it), and where
the weight is: at 0 and under way across it the words are others.
"""

from collections.abc import Callable

from regsim.arrays import FloatArray
from regsim.engine.accelerated import Adam, AdamW, Fista, Momentum, Nesterov
from regsim.engine.arithmetic.digits import short
from regsim.engine.arithmetic.moment import Moment, length
from regsim.engine.arithmetic.updates import ahead
from regsim.engine.optimizers import GradientDescent, Optimizer, ProximalGradient
from regsim.engine.penalties import L1, L2, ElasticNet, L2Norm
from regsim.engine.trajectory import Trajectory


def at_the_end(trajectory: Trajectory) -> str:
    """Why there is no step to explain."""
    if trajectory.diverged:
        return f"There is no step after this one: the run {trajectory.status}."
    if trajectory.status == "running":
        return "This step is not computed yet."
    return "There is no step after this one."


def sentence(m: Moment) -> str:
    """What the update does to the weight, and why."""
    return " ".join(part for part in (_changed(m), _main(m), _restarted(m), _estimated(m)) if part)


def _main(m: Moment) -> str:
    if m.rate.number == 0.0:
        return f"The schedule has brought {m.rate.symbol} to 0: the weight stays."
    if not m.acts:
        return "No penalty acts on this weight: the data alone move it."
    return WORDS.get(type(m.optimizer), _plain)(m)


def _changed(m: Moment) -> str:
    """What is new from this step on."""
    if not m.step or m.trajectory.phase(m.step).start != m.step:
        return ""
    old, new = m.trajectory.phase(m.step - 1), m.trajectory.phase(m.step)
    values = {
        "λ": [getattr(phase.objective.penalty, "strength", 0.0) for phase in (old, new)],
        "η": [phase.optimizer.learning_rate for phase in (old, new)],
    }
    news = [f"{symbol} is {short(b)} instead of {short(a)}" for symbol, (a, b) in values.items() if a != b]
    return f"From here on {' and '.join(news)}." if news else ""


def _restarted(m: Moment) -> str:
    """Where FISTA gives up its momentum."""
    if not isinstance(m.optimizer, Fista):
        return ""
    before, after = float(m.update.before[1][0]), float(m.update.after[1][0])
    if after == 1.0:
        return "The step turned back: from here FISTA starts anew, without momentum."
    return "FISTA has just started anew: y = w." if before == 1.0 else ""


def _estimated(m: Moment) -> str:
    """Where the gradient is that of a minibatch."""
    if m.batch is None:
        return ""
    return f"{m.slope_symbol} is estimated from {len(m.batch):,} of {m.function.loss.n_samples:,} samples."


def _plain(m: Moment) -> str:
    """A rule that is known by nothing but its gradient."""
    return f"The penalty pulls with {short(abs(m.pull.number))} toward 0."


def _gradient_descent(m: Moment) -> str:
    """The penalty's part of a step that adds the two gradients."""
    if m.w.number == 0.0:
        return _from_zero(m, "the data do")
    penalty = m.function.penalty
    if isinstance(penalty, L2Norm) and m.function.n_penalized > 1:
        return _shortened(m)
    if isinstance(penalty, L2):
        return _share(m, penalty.strength)
    symbol, strength, rest = _parts(m)
    taken = f"The penalty takes {symbol} = {short(strength)}"
    if strength > abs(m.w.number):
        past = " It goes past 0." if m.w.number * m.after.number < 0.0 else ""
        return f"{taken}, more than is left of the weight.{past}"
    return f"{taken}, however small the weight is" + (f", and a share of {short(rest)} on top." if rest else ".")


def _share(m: Moment, strength: float) -> str:
    """What L2 leaves: a share, whatever the weight is."""
    share = m.bracketed("−", "λ", strength)
    factor = f"{share.symbol[1:-1]} = {short(share)}"
    if share.number > 0.0:
        return f"The penalty leaves {factor} of the weight: a share, which shrinks with it."
    if share.number == 0.0:
        return f"The penalty takes all of the weight at once: {factor}."
    return f"The penalty takes more than the whole weight: {factor} of it is left, on the other side of 0."


def _shortened(m: Moment) -> str:
    """What the L2 norm takes from the whole vector of weights."""
    taken = m.times_rate("λ", _strength(m))
    size = length(m.all_weights[: m.function.n_penalized])
    if taken.number > size:
        much = f"{taken.symbol} = {short(taken.number)}"
        return f"The penalty takes {much} from a vector of weights that is only {short(size)} long: past 0."
    return f"The penalty shortens the whole vector of weights by {taken.symbol} = {short(taken.number)}."


def _proximal(m: Moment) -> str:
    """The penalty's part of a proximal step: it may stop at 0."""
    penalty = m.function.penalty
    if isinstance(penalty, L2Norm) and m.function.n_penalized > 1:
        return _shortened_or_zero(m)
    if isinstance(penalty, L2):
        divisor = m.bracketed("+", "λ", penalty.strength)
        divided = f"{divisor.symbol[1:-1]} = {short(divisor)}"
        return f"The penalty divides by {divided}: a share, which shrinks with the weight."
    symbol, taken, rest = _parts(m)
    point, points = _point(m)
    if m.w.number == 0.0 and point == 0.0:
        pull, limit = short(abs(float(_slopes(m, points)[m.weight]))), short(taken / m.rate.number)
        return _held_or_not(m, pull, limit, symbol.removeprefix(m.rate.symbol))
    if m.after.number == 0.0:
        return f"What the data leave is within {symbol} = {short(taken)} of 0: it is set to exactly 0."
    words = f"The penalty takes {symbol} = {short(taken)}, however small the weight is"
    return words + (f", and divides what is left by {short(1.0 + rest)}." if rest else ".")


def _held_or_not(m: Moment, pull: str, limit: str, symbol: str) -> str:
    """The two forces on a weight at 0: it leaves only where the data pull harder than the penalty can hold."""
    if m.after.number:
        return f"The data pull with {pull}, more than {symbol} = {limit}: the weight leaves 0."
    compared = "no more than" if pull == limit else "less than"
    return f"The data pull with {pull}, {compared} {symbol} = {limit}: the weight stays at exactly 0."


def _shortened_or_zero(m: Moment) -> str:
    """The same for the L2 norm: all weights together are held at 0, set to it, or none."""
    n, taken = m.function.n_penalized, m.times_rate("λ", _strength(m))
    _, points = _point(m)
    if not m.all_weights[:n].any() and not points[:n].any():
        pull = length(_slopes(m, points)[:n])
        if m.all_after[:n].any():
            return f"The data pull with ‖∇D‖ = {short(pull)}, more than λ = {short(_strength(m))}: the weights leave 0."
        return (
            f"The data pull with ‖∇D‖ = {short(pull)}, no more than λ = {short(_strength(m))}: all stay at exactly 0."
        )
    if not m.all_after[:n].any():
        return (
            f"What the data leave is no longer than {taken.symbol} = {short(taken.number)}: all are set to exactly 0."
        )
    return f"The penalty shortens the whole vector of weights by {taken.symbol} = {short(taken.number)}."


def _velocity(m: Moment) -> str:
    """What the penalty adds to a velocity, and whether that carries the weight through 0."""
    kept, w, after = float(m.update.before[0][m.weight]), m.w.number, m.after.number
    if w == 0.0:
        moves = "the velocity carries it on" if kept else "the data do"
        return _from_zero(m, moves)
    added = f"The penalty adds {_named_pull(m)} to the velocity"
    if w * after < 0.0:
        alone = w - m.rate.number * m.slope.value()
        through = "what it has kept of earlier steps carries the weight" if alone * w > 0.0 else "the weight goes"
        return f"{added}; {through} through 0."
    _, strength, rest = _parts(m)
    if strength and rest:
        return f"{added}, of it λρ = {short(strength / m.rate.number)} however small the weight is."
    if strength:
        return f"{added}, however small the weight is."
    if isinstance(m.function.penalty, L2Norm):
        return f"{added}; over all weights together it is λ = {short(_strength(m))} long, however small they are."
    return f"{added}, less as the weight shrinks."


def _adam(m: Moment) -> str:
    """What Adam makes of the penalty: a part of a gradient of which the size hardly counts."""
    length = short(abs(m.after.number - m.w.number) / m.rate.number)
    moved = f"the step is {m.rate.symbol if length == '1' else f'{length} {m.rate.symbol}'} long"
    if m.w.number == 0.0:
        return _from_zero(m, f"the mean gradient does: {moved}")
    return f"The penalty's {_named_pull(m)} is in g, and is divided by the usual size of g with it: {moved}."


def _adamw(m: Moment) -> str:
    """The decay of AdamW: the penalty's part of gradient descent, apart from what Adam does with the data."""
    if m.w.number == 0.0:
        return _from_zero(m, "the mean gradient of the data does")
    return f"{_gradient_descent(m)} This decay is apart: the usual size of g does not divide it."


def _from_zero(m: Moment, moves: str) -> str:
    """A weight at exactly 0, where no gradient of a penalty pulls; what moves it is something else."""
    reason = ", sign(0) = 0" if m.function.kink(m.all_weights, m.weight) else ""
    return f"At exactly 0 the penalty does not pull{reason}{f', but {moves}' if m.after.number else ''}."


def _strength(m: Moment) -> float:
    return float(getattr(m.function.penalty, "strength", 0.0))


def _parts(m: Moment) -> tuple[str, float, float]:
    """The symbol ηλ and what it is, the constant part of what the penalty takes; and the share it takes, η(λ₂)."""
    penalty, rate = m.function.penalty, m.rate
    symbol = f"{rate.symbol}λρ" if isinstance(penalty, ElasticNet) else f"{rate.symbol}λ"
    strength = m.function.kink(m.all_weights, m.weight)
    return symbol, rate.number * strength, rate.number * penalty.curvature()


def _named_pull(m: Moment) -> str:
    penalty = m.function.penalty
    symbol = "λ·sign(w)" if isinstance(penalty, L1) else "λw" if isinstance(penalty, L2) else "λ∂R"
    return f"{symbol} = {short(m.pull.number)}"


def _point(m: Moment) -> tuple[float, FloatArray]:
    """Where a proximal step starts from: w, or FISTA's y."""
    if not isinstance(m.optimizer, Fista):
        return m.w.number, m.all_weights
    point, points = ahead(m)
    return point.number, points


def _slopes(m: Moment, points: FloatArray) -> FloatArray:
    return m.slope_at(points) if isinstance(m.optimizer, Fista) else m.update.gradient


WORDS: dict[type[Optimizer], Callable[[Moment], str]] = {
    GradientDescent: _gradient_descent,
    ProximalGradient: _proximal,
    Momentum: _velocity,
    Nesterov: _velocity,
    Fista: _proximal,
    Adam: _adam,
    AdamW: _adamw,
}
