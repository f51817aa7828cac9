"""What is known of each run before a step is made: L, the limit for η, what η will do, how L2 lets weights decay."""

import math
from dataclasses import dataclass

import numpy as np

from regsim.engine.descent import Phase, phase_at
from regsim.engine.objective import Objective
from regsim.engine.optimizers import GradientDescent, Optimizer, ProximalGradient
from regsim.engine.penalties import L2
from regsim.engine.stability import EXACT, Regime, half_life, regime, stable_limit
from regsim.gui.panels.lamps import Verdict
from regsim.gui.widgets.number_scale import rounded_down
from regsim.gui.words import number
from regsim.problem import Problem

NEARLY_ALL = 5e-4  # a factor as near to 1 is written as what is missing: four digits would say 1


@dataclass(frozen=True, eq=False)
class StableLimit:
    """How far a step of one run may go: L, the limit for η, and what η and the decay will do, in words."""

    objective: Objective
    optimizer: Optimizer
    curvature: float
    limit: float
    regime: Regime
    decay: str
    start: tuple[float, ...] | None

    @property
    def inverse(self) -> float | None:
        """1/L, or, where the rule is not stable there, the largest η that is; None where the limit knows no L."""
        if not (math.isfinite(self.limit) and self.curvature > 0.0 and "L" in self.optimizer.limit_formula):
            return None
        return min(1.0 / self.curvature, math.nextafter(self.limit, 0.0))

    @property
    def verdict(self) -> Verdict:
        """What the lamp says, and below it L and the limit, what η does, and the decay where there is one."""
        words = [self.regime.words, *[self.decay] * bool(self.decay)]
        facts = []
        if math.isfinite(self.limit):
            formula = self.optimizer.limit_formula
            facts = [f"L = {number(self.curvature)}"] * ("L" in formula)
            if formula not in self.regime.words:
                facts.append(f"{formula} = {self._number}")
        return Verdict("\n".join([*[", ".join(facts)] * bool(facts), *words]), self.regime.outlook)

    def mark(self, name: str) -> tuple[float, str] | None:
        """A tick at the limit, and its words; `name` is whose limit it is."""
        if not math.isfinite(self.limit):
            return None
        of = f" ({name})" if name else ""
        return self.limit, f"{self.optimizer.limit_formula} = {self._number}: the largest stable learning rate{of}"

    @property
    def _number(self) -> str:
        return f"{rounded_down(self.limit, 3):.3g}"  # never above the limit: what is read off is stable


class StableLimits:
    """The limits of every run, computed only where its objective or its rule is another one."""

    def __init__(self) -> None:
        self._problem: Problem | None = None
        self._known: list[StableLimit] = []
        self._before: list[StableLimit] = []  # of the problem before

    def of(self, problem: Problem, step: int = 0) -> tuple[StableLimit, ...]:
        """The limits of all runs, by the λ and η that hold at `step`."""
        if problem is not self._problem:
            self._before = [known for known in self._known if known.objective.loss is problem.loss]
            self._problem, self._known = problem, []
        return tuple(self._at(problem, phases, step) for phases in problem.phases)

    def _at(self, problem: Problem, phases: tuple[Phase, ...], step: int) -> StableLimit:
        """The limit of one run at a step."""
        # Where there are data, or λ or η change on the way, the start alone decides nothing.
        is_open = len(phases) > 1 or problem.scenario.model.needs_data
        phase, start = phase_at(phases, step), None if is_open else tuple(problem.start.tolist())
        found = self._limit(phase.objective, phase.optimizer, start)
        if found not in self._known:
            self._known.append(found)
        return found

    def _limit(self, objective: Objective, optimizer: Optimizer, start: tuple[float, ...] | None) -> StableLimit:
        for known in (*self._known, *self._before):
            if (known.optimizer, known.start) == (optimizer, start) and _is_same(known.objective, objective):
                return known
        curvature, limit = optimizer.curvature(objective), stable_limit(objective, optimizer)
        told = regime(objective, optimizer, None if start is None else np.array(start))
        decay = decay_words(objective, optimizer)
        return StableLimit(objective, optimizer, curvature, limit, told, decay, start)


def _is_same(a: Objective, b: Objective) -> bool:
    return a.loss is b.loss and a.penalty == b.penalty and a.n_penalized == b.n_penalized


def decay_factor(objective: Objective, optimizer: Optimizer) -> float:
    """What L2, or the L2 part of the penalty, alone multiplies every weight by at each step; 1 where there is none."""
    parts = objective.penalty.parts()
    strength = parts[1] if parts and objective.n_penalized and optimizer.schedule.is_constant else 0.0
    product = optimizer.learning_rate * strength
    if type(optimizer) is GradientDescent:
        return 1.0 - product
    return 1.0 / (1.0 + product) if type(optimizer) is ProximalGradient else 1.0


def decay_words(objective: Objective, optimizer: Optimizer) -> str:
    """What the decay does to a weight, were there no data to hold it; empty where there is no decay."""
    factor = decay_factor(objective, optimizer)
    who = "L2" if isinstance(objective.penalty, L2) else "the L2 part"
    if factor == 1.0:
        return ""
    if abs(factor) <= EXACT:
        return f"{who} alone keeps nothing of a weight: 0 in one step"
    if factor > 0.0:
        kept = number(factor) if factor < 1.0 - NEARLY_ALL else f"1 − {number(1.0 - factor)}"
        return f"{who} alone keeps {kept} of a weight each step: halves in {_steps(factor)}"
    turns = f"{who} alone makes a weight {number(factor)} of itself each step"
    if abs(factor + 1.0) <= EXACT:
        return f"{turns}: never halves"
    return f"{turns}: grows" if factor < -1.0 else f"{turns}: halves in {_steps(factor)}"


def _steps(factor: float) -> str:
    steps = half_life(factor)
    text = f"{steps:,.2f}".removesuffix(".00") if steps < 1000.0 else f"{steps:,.0f}"
    return f"{text} step" if text == "1" else f"{text} steps"
