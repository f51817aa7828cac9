"""Optimizers: the rule that turns the weights of one step into the weights of the next.

An optimizer is a frozen configuration. What it remembers between steps (a velocity, say) is an explicit value made by
``init`` and passed to every ``step``; gradient descent and proximal gradient remember nothing.

References
----------
N. Z. Shor, "Minimization Methods for Non-Differentiable Functions", 1985 (the subgradient step).
A. Beck, M. Teboulle, "A Fast Iterative Shrinkage-Thresholding Algorithm for Linear Inverse Problems", 2009 (the
proximal one).
"""

from abc import abstractmethod
from typing import Annotated, ClassVar

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.objective import Objective
from regsim.parameters import Config, declare

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

Memory = tuple[FloatArray, ...]


class Optimizer(Config, frozen=True):
    """A rule for one update."""

    label: ClassVar[str]
    formula: ClassVar[str]

    learning_rate: LearningRate = 0.1

    def init(self, objective: Objective) -> Memory:
        """What the rule remembers before its first step."""
        del objective
        return ()

    @abstractmethod
    def step(
        self, objective: Objective, w: FloatArray, data_gradient: FloatArray, out: FloatArray, memory: Memory
    ) -> None:
        """Write the weights that follow w into `out`, both of shape (n_weights,); `data_gradient` is ∇D at w."""

    @abstractmethod
    def curvature(self, objective: Objective) -> float:
        """L such that the rule settles for certain while η < 2/L."""


class GradientDescent(Optimizer, tag="gradient-descent", frozen=True):
    """w ← w − η(∇D + λ∂R), with the subgradient of smallest norm where R has a kink: sign(0) = 0.

    Under L1 it steps over 0 unless it lands on it by luck, and then swings about it: only the proximal step stops at 0.
    """

    label: ClassVar[str] = "Gradient descent"
    formula: ClassVar[str] = "w ← w − η(∇D + λ∂R)"

    def step(
        self, objective: Objective, w: FloatArray, data_gradient: FloatArray, out: FloatArray, memory: Memory
    ) -> None:
        del memory
        np.add(data_gradient, objective.penalty_gradient(w), out=out)
        out *= self.learning_rate
        np.subtract(w, out, out=out)

    def curvature(self, objective: Objective) -> float:
        return objective.loss.curvature(objective.penalty.curvature(), objective.n_penalized)


class ProximalGradient(Optimizer, tag="proximal-gradient", frozen=True):
    """v = w − η∇D, then w ← prox(v): a data step, then the penalty's own minimiser near v; exact zeros under L1."""

    label: ClassVar[str] = "Proximal gradient"
    formula: ClassVar[str] = "w ← prox(w − η∇D)"

    def step(
        self, objective: Objective, w: FloatArray, data_gradient: FloatArray, out: FloatArray, memory: Memory
    ) -> None:
        del memory
        np.multiply(data_gradient, self.learning_rate, out=out)
        np.subtract(w, out, out=out)
        objective.prox(out, self.learning_rate, out=out)

    def curvature(self, objective: Objective) -> float:
        # w ← (I + ηΛ)⁻¹(w − η∇D) with Λ the penalty's own curvature: |eigenvalues| < 1 while η(H − Λ) < 2
        return objective.loss.curvature(-objective.penalty.curvature(), objective.n_penalized)
