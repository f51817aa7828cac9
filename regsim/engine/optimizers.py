"""Optimizers: the rule that turns the weights of one step into the weights of the next.

An optimizer is a frozen configuration. What it remembers between steps (a velocity, say) is an explicit value made by
``init`` and passed to every ``step``, which changes it in place.

References
----------
N. Z. Shor, "Minimization Methods for Non-Differentiable Functions", 1985 (the subgradient step).
A. Beck, M. Teboulle, "A Fast Iterative Shrinkage-Thresholding Algorithm for Linear Inverse Problems", 2009 (the
proximal one).
"""

from abc import abstractmethod
from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.affine import AffineSteps, gradient_steps, proximal_steps
from regsim.engine.objective import Objective
from regsim.engine.schedules import Constant, Schedule
from regsim.parameters import LARGEST_SEED, Config, declare, union_of

LearningRate = Annotated[
    float,
    declare(
        "learning rate",
        symbol="η",
        gt=0.0,
        scale="log",
        slider=(1e-4, 1e2),
        help="How far a step goes: η times the gradient.",
    ),
]
BatchSize = Annotated[
    int | None,
    declare(
        "batch size",
        ge=1,
        scale="log",
        slider=(1, 1e4),
        help="How many samples the gradient of a step is estimated from; all of them if left out.",
    ),
]
Seed = Annotated[int, declare("seed", ge=0, le=LARGEST_SEED, help="The same seed deals the same minibatches.")]

Memory = tuple[FloatArray, ...]

if TYPE_CHECKING:
    from regsim.engine.schedules import Schedule as AnySchedule
else:  # every class below the base, so that adding one is enough
    AnySchedule = union_of(Schedule)


class Optimizer(Config, frozen=True):
    """A rule for one update."""

    label: ClassVar[str]
    formula: ClassVar[str]
    limit_formula: ClassVar[str] = "2/L"

    learning_rate: LearningRate = 0.1
    schedule: AnySchedule = Constant()
    batch_size: BatchSize = None
    seed: Seed = 0

    def rate(self, step: int) -> float:
        """η for the update that starts at `step`."""
        return self.learning_rate * self.schedule.share(step)

    def init(self, objective: Objective) -> Memory:
        """What the rule remembers before its first step."""
        del objective
        return ()

    def looks_at(self, memory: Memory) -> FloatArray | None:
        """Where the next step asks for ∇D, shape (n_weights,), if not at the weights alone."""
        del memory
        return None

    @abstractmethod
    def step(
        self, objective: Objective, w: FloatArray, gradient: FloatArray, out: FloatArray, memory: Memory, rate: float
    ) -> None:
        """Write the weights that follow w into `out`, both of shape (n_weights,).

        `gradient` is ∇D at w, or what a minibatch makes of it, as ``objective.slope`` gives it anywhere else.
        """

    def affine(self, objective: Objective) -> AffineSteps | None:
        """The same steps as one product each, where D is quadratic and the rule allows it."""
        del objective
        return None

    def curvature(self, objective: Objective) -> float:
        """L of what the rule takes gradient steps on; NaN where it is not known."""
        return objective.loss.curvature(objective.penalty.curvature(), objective.n_penalized)

    def stable_limit(self, objective: Objective) -> float:
        """The η below which the rule settles for certain; NaN where it is not known, infinite where there is none."""
        curvature = self.curvature(objective)
        return self._limit(curvature) if curvature != 0.0 else np.inf

    def _limit(self, curvature: float) -> float:
        return 2.0 / curvature


class GradientDescent(Optimizer, tag="gradient-descent", frozen=True):
    """w ← w − η(∇D + λ∂R), with the subgradient of smallest norm where R has a kink: sign(0) = 0.

    Under L1 it steps over 0 unless it lands on it by luck, and then swings about it: only the proximal step stops at 0.
    """

    label: ClassVar[str] = "Gradient descent"
    formula: ClassVar[str] = "w ← w − η(∇D + λ∂R)"

    def step(
        self, objective: Objective, w: FloatArray, gradient: FloatArray, out: FloatArray, memory: Memory, rate: float
    ) -> None:
        del memory
        np.add(gradient, objective.penalty_gradient(w), out)
        np.multiply(out, rate, out)
        np.subtract(w, out, out)

    def affine(self, objective: Objective) -> AffineSteps | None:
        return gradient_steps(objective, self.learning_rate)


class ProximalGradient(Optimizer, tag="proximal-gradient", frozen=True):
    """v = w − η∇D, then w ← prox(v): a data step, then the penalty's own minimiser near v; exact zeros under L1."""

    label: ClassVar[str] = "Proximal gradient"
    formula: ClassVar[str] = "w ← prox(w − η∇D)"

    def step(
        self, objective: Objective, w: FloatArray, gradient: FloatArray, out: FloatArray, memory: Memory, rate: float
    ) -> None:
        del memory
        np.multiply(gradient, rate, out)
        np.subtract(w, out, out)
        objective.prox(out, rate, out)

    def affine(self, objective: Objective) -> AffineSteps | None:
        return proximal_steps(objective, self.learning_rate)

    def curvature(self, objective: Objective) -> float:
        # w ← (I + ηΛ)⁻¹(w − η∇D) with Λ the penalty's own curvature: |eigenvalues| < 1 while η(H − Λ) < 2
        return objective.loss.curvature(-objective.penalty.curvature(), objective.n_penalized)
