"""The arithmetic of one update of one weight, with its numbers in it, and what it means in a sentence.

Gradient descent adds: w − η(∂D + λ∂R). Under L2 the same number is (1 − ηλ)w − η∂D: the weight shrinks by a factor,
then the data pull. A proximal step first follows the data, v = w − η∂D, and then lets the penalty have its way with v.

Numbers are rounded for reading, to the fewest decimals at which what is shown still adds up: the right side, computed
from the rounded numbers, rounds to the left side. What the user chose (η, λ) and what follows from it alone is shown to
seven digits.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from regsim.engine.optimizers import GradientDescent, ProximalGradient
from regsim.engine.penalties import L1, L2, ElasticNet, L2Norm, Penalty
from regsim.engine.trajectory import Trajectory

FEWEST = 4  # significant digits of the larger of the weight before and after
RATE = frozenset({1})  # the position of η
CHOSEN = 7  # significant digits of η, λ and what follows from them
MORE = 12  # decimals that may be added until the lines add up


@dataclass(frozen=True)
class Line:
    """One line of arithmetic: `name` = `formula` = `pattern` with the numbers in it = result.

    Attributes
    ----------
    name : str
        What comes out: w, or v between.
    formula : str
        In symbols.
    pattern : str
        The same with ``{}`` for each number.
    numbers : tuple of float
        What goes into the pattern.
    chosen : frozenset of int
        The positions of the numbers that are the user's choice and not the step's.
    result : float
        What comes out.
    compute : callable
        The result from the numbers.
    """

    name: str
    formula: str
    pattern: str
    numbers: tuple[float, ...]
    chosen: frozenset[int]
    result: float
    compute: Callable[..., float]

    def shown(self, decimals: int) -> tuple[float, ...]:
        """The numbers as they are shown."""
        pairs = enumerate(self.numbers)
        return tuple(float(f"{x:.{CHOSEN}g}") if i in self.chosen else round(x, decimals) for i, x in pairs)

    def text(self, decimals: int) -> str:
        """The pattern with its numbers, rounded to `decimals`, without the result."""
        texts = [plain(x) for x in self.shown(decimals)]
        return self.pattern.format(texts[0], *(f"({t})" if t.startswith("−") else t for t in texts[1:]))

    def adds_up(self, decimals: int, result: int) -> bool:
        """Whether the numbers, shown to `decimals`, give the result, shown to `result` decimals."""
        return round(self.compute(*self.shown(decimals)), result) == round(self.result, result)


def plain(value: float) -> str:
    """A number as it stands in the arithmetic: all its digits, with a real minus sign."""
    return f"{value + 0.0:.15g}".replace("-", "−")


def decimals_for(lines: tuple[Line, ...]) -> tuple[tuple[int, int], ...]:
    """For each line the decimals of its numbers and of its result, the fewest at which every line adds up.

    The next weight has four significant digits. A v between is shown to the same decimals where it comes out and where
    it goes in.
    """
    before, after = lines[0].numbers[0], lines[-1].result
    size = max(abs(before), abs(after)) or abs(lines[0].result)
    final = FEWEST - 1 - (math.floor(math.log10(size)) if size > 0.0 else 0)
    for between in range(final, final + MORE):
        decimals = tuple((between, final) if line.name == "w" else (between + 1, between) for line in lines)
        if all(line.adds_up(*d) for line, d in zip(lines, decimals, strict=True)):
            break
    return decimals


def update(trajectory: Trajectory, step: int, weight: int) -> tuple[Line, ...]:
    """The update of a weight from `step` to the next; no lines after the last step or for a rule without words."""
    if not 0 <= step < trajectory.last:
        return ()
    make = {GradientDescent: _gradient_step, ProximalGradient: _proximal_step}.get(type(trajectory.optimizer))
    lines = make(trajectory, step, weight) if make else ()
    return tuple(replace(line, formula=line.formula.replace("λ", trajectory.function.symbol)) for line in lines)


def sentence(trajectory: Trajectory, step: int, weight: int) -> str:
    """What the update does to the weight, and why."""
    return _sentence(trajectory, step, weight).replace("λ", trajectory.function.symbol)


def _sentence(trajectory: Trajectory, step: int, weight: int) -> str:
    if not 0 <= step < trajectory.last:
        return "There is no step after this one."
    if not trajectory.function.acts_on(weight):
        return "No penalty acts on this weight: the data alone move it."
    penalty, rate = trajectory.function.penalty, trajectory.optimizer.learning_rate
    is_proximal = isinstance(trajectory.optimizer, ProximalGradient)
    if trajectory.function.kink(trajectory.weights[step], weight):
        return _with_kink(trajectory, step, weight, is_proximal=is_proximal)
    if isinstance(penalty, L2):
        share = rate * penalty.strength
        if is_proximal:
            return f"The penalty divides by 1 + ηλ = {_short(1 + share)}: a share, which shrinks with the weight."
        return f"The penalty leaves 1 − ηλ = {_short(1 - share)} of the weight: a share, which shrinks with it."
    if isinstance(penalty, L2Norm):
        return f"The penalty shortens the whole vector of weights by ηλ = {_short(rate * penalty.strength)}."
    pull = float(trajectory.function.penalty_slope(trajectory.weights[step], weight))
    return f"The penalty pulls with {_short(abs(pull))} toward 0."


def _with_kink(trajectory: Trajectory, step: int, weight: int, *, is_proximal: bool) -> str:
    """The sentence for a penalty that pulls as hard near 0 as anywhere: it can hold a weight there."""
    function, rate = trajectory.function, trajectory.optimizer.learning_rate
    before, after = (float(w) for w in trajectory.weights[step : step + 2, weight])
    pull, kink = abs(float(trajectory.data_gradient[step, weight])), function.kink(trajectory.weights[step], weight)
    symbol = "λρ" if isinstance(function.penalty, ElasticNet) else "λ"
    if is_proximal and before == 0.0:
        if after == 0.0:
            return f"The data pull with {_short(pull)}, no more than {symbol} = {_short(kink)}: it stays at exactly 0."
        return f"The data pull with {_short(pull)}, more than {symbol} = {_short(kink)}: it leaves 0."
    if is_proximal and after == 0.0:
        return f"What the data leave is within η{symbol} = {_short(rate * kink)} of 0: it is set to exactly 0."
    if before == 0.0:
        return f"At exactly 0 the penalty does not pull, sign(0) = 0{', but the data do.' if pull else '.'}"
    taken = f"The penalty takes η{symbol} = {_short(rate * kink)}, however small the weight is"
    more = rate * function.penalty.curvature()
    if not more:
        return f"{taken}."
    if is_proximal:
        return f"{taken}, and divides what is left by {_short(1 + more)}."
    return f"{taken}, and a share of {_short(more)} on top."


def _gradient_step(trajectory: Trajectory, step: int, weight: int) -> tuple[Line, ...]:
    w, after = (float(x) for x in trajectory.weights[step : step + 2, weight])
    data = float(trajectory.data_gradient[step, weight])
    pull = float(trajectory.function.penalty_slope(trajectory.weights[step], weight))
    rate, penalty = trajectory.optimizer.learning_rate, trajectory.function.penalty
    lines = [Line("w", "w − η(∂D + λ∂R)", "{} − {}·({} + {})", (w, rate, data, pull), RATE, after, _descend)]
    if isinstance(penalty, L2) and trajectory.function.acts_on(weight):
        numbers = (1.0 - rate * penalty.strength, w, rate, data)
        lines.append(Line("w", "(1 − ηλ)w − η∂D", "{}·{} − {}·{}", numbers, frozenset({0, 2}), after, _regrouped))
    return tuple(lines)


def _proximal_step(trajectory: Trajectory, step: int, weight: int) -> tuple[Line, ...]:
    function, rate = trajectory.function, trajectory.optimizer.learning_rate
    w, after = (float(x) for x in trajectory.weights[step : step + 2, weight])
    data = float(trajectory.data_gradient[step, weight])
    v = w - rate * data
    follow = Line("v", "w − η∂D", "{} − {}·{}", (w, rate, data), RATE, v, lambda w, η, g: w - η * g)
    if not function.acts_on(weight):
        return (replace(follow, name="w"),)
    all_v = trajectory.weights[step] - rate * trajectory.data_gradient[step]
    length = float(np.linalg.norm(all_v[: function.n_penalized]))
    shrink = _shrinking(function.penalty, rate, v, length, after)
    return (follow, shrink) if shrink else (follow,)


def _shrinking(penalty: Penalty, rate: float, v: float, length: float, after: float) -> Line | None:
    """How the penalty's proximal map takes v to the next weight; None for a penalty without words."""
    sign, second = math.copysign(1.0, v), frozenset({1})
    minus = "−" if sign > 0 else "+"
    if isinstance(penalty, (L1, ElasticNet, L2Norm)) and after == 0.0:
        bound = rate * (penalty.l1 if isinstance(penalty, ElasticNet) else penalty.strength)
        size, symbol = (length, "‖v‖") if isinstance(penalty, L2Norm) else (abs(v), "|v|")
        return Line("w", f"0 as {symbol} ≤ ηλ", "0 as {} ≤ {}", (size, bound), second, 0.0, lambda *_: 0.0)
    if isinstance(penalty, L1):
        numbers = (v, rate * penalty.strength)
        return Line("w", f"v {minus} ηλ", f"{{}} {minus} {{}}", numbers, second, after, lambda v, t: v - sign * t)
    if isinstance(penalty, L2):
        return Line("w", "v/(1 + ηλ)", "{}/{}", (v, 1.0 + rate * penalty.strength), second, after, _ratio)
    if isinstance(penalty, ElasticNet):
        terms = (v, rate * penalty.l1, 1.0 + rate * penalty.l2)
        formula, pattern = f"(v {minus} ηλρ)/(1 + ηλ(1−ρ))", f"({{}} {minus} {{}})/{{}}"
        return Line("w", formula, pattern, terms, frozenset({1, 2}), after, lambda v, t, d: (v - sign * t) / d)
    if isinstance(penalty, L2Norm):
        parts = (v, rate * penalty.strength, length)
        return Line("w", "v(1 − ηλ/‖v‖)", "{}·(1 − {}/{})", parts, second, after, lambda v, t, n: v * (1.0 - t / n))
    return None


def _regrouped(factor: float, w: float, rate: float, data: float) -> float:
    return factor * w - rate * data


def _ratio(v: float, divisor: float) -> float:
    return v / divisor


def _descend(w: float, rate: float, data: float, pull: float) -> float:
    return w - rate * (data + pull)


def _short(value: float) -> str:
    return f"{value:.4g}"
