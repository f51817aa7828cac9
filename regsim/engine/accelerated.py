"""Optimizers with a memory: momentum, Nesterov's form of it, FISTA, Adam and AdamW.

Momentum, Nesterov, Adam and AdamW are in PyTorch's form with PyTorch's defaults, so that what is seen here is what
happens there. In all of them but AdamW the penalty's gradient is added to that of the data before anything else is
done with it: g = ∇D + λ∂R.

References
----------
B. Polyak, "Some methods of speeding up the convergence of iteration methods", 1964.
Y. Nesterov, "A method of solving a convex programming problem with convergence rate O(1/k²)", 1983.
I. Sutskever, J. Martens, G. Dahl, G. Hinton, "On the importance of initialization and momentum in deep learning", 2013.
A. Beck, M. Teboulle, "A Fast Iterative Shrinkage-Thresholding Algorithm for Linear Inverse Problems", 2009.
B. O'Donoghue, E. Candès, "Adaptive Restart for Accelerated Gradient Schemes", 2015.
D. Kingma, J. Ba, "Adam: A Method for Stochastic Optimization", 2015.
I. Loshchilov, F. Hutter, "Decoupled Weight Decay Regularization", 2019.
"""

import math
from typing import Annotated, ClassVar

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.objective import Objective
from regsim.engine.optimizers import Memory, Optimizer
from regsim.parameters import declare

Inertia = Annotated[
    float,
    declare(
        "momentum", symbol="μ", ge=0.0, le=0.999999, slider=(0.0, 0.99), help="Share of the velocity that is kept."
    ),
]
Beta1 = Annotated[
    float,
    declare("β₁", ge=0.0, le=0.9999, slider=(0.0, 0.999), help="Share of the mean gradient that is kept."),
]
Beta2 = Annotated[
    float,
    declare("β₂", ge=0.0, le=0.9999999, slider=(0.0, 0.9999), help="Share of the mean squared gradient that is kept."),
]
Epsilon = Annotated[
    float,
    declare("ε", gt=0.0, scale="log", slider=(1e-12, 1.0), help="Added to the divisor, so that it is never 0."),
]


class Momentum(Optimizer, tag="momentum", frozen=True):
    """v ← μv + g, w ← w − ηv with g = ∇D + λ∂R: the velocity v keeps a share of every gradient so far."""

    momentum: Inertia = 0.9

    label: ClassVar[str] = "Momentum"
    formula: ClassVar[str] = "v ← μv + ∇D + λ∂R, w ← w − ηv"
    limit_formula: ClassVar[str] = "2(1 + μ)/L"

    def init(self, objective: Objective) -> Memory:
        return (np.zeros(objective.n_weights),)

    def step(
        self, objective: Objective, w: FloatArray, gradient: FloatArray, out: FloatArray, memory: Memory, rate: float
    ) -> None:
        (velocity,) = memory
        np.add(gradient, objective.penalty_gradient(w), out=out)
        velocity *= self.momentum
        velocity += out
        np.multiply(velocity, rate, out=out)
        np.subtract(w, out, out=out)

    def _limit(self, curvature: float) -> float:
        return 2.0 * (1.0 + self.momentum) / curvature


class Nesterov(Optimizer, tag="nesterov", frozen=True):
    """v ← μv + g, w ← w − η(g + μv): momentum that looks one step of the velocity ahead."""

    momentum: Inertia = 0.9

    label: ClassVar[str] = "Nesterov"
    formula: ClassVar[str] = "v ← μv + g, w ← w − η(g + μv), g = ∇D + λ∂R"
    limit_formula: ClassVar[str] = "2(1 + μ)/((1 + 2μ)L)"

    def init(self, objective: Objective) -> Memory:
        return np.zeros(objective.n_weights), np.zeros(objective.n_weights)  # v, work

    def step(
        self, objective: Objective, w: FloatArray, gradient: FloatArray, out: FloatArray, memory: Memory, rate: float
    ) -> None:
        velocity, ahead = memory
        np.add(gradient, objective.penalty_gradient(w), out=out)
        velocity *= self.momentum
        velocity += out
        np.multiply(velocity, self.momentum, out=ahead)
        out += ahead
        out *= rate
        np.subtract(w, out, out=out)

    def _limit(self, curvature: float) -> float:
        return 2.0 * (1.0 + self.momentum) / ((1.0 + 2.0 * self.momentum) * curvature)


class Fista(Optimizer, tag="fista", frozen=True):
    """w⁺ = prox(y − η∇D(y)) from a point y ahead of w: proximal gradient, accelerated; exact zeros under L1.

    With t⁺ = (1 + √(1 + 4t²))/2 the next y is w⁺ + ((t − 1)/t⁺)(w⁺ − w). Where the step turns back,
    (y − w⁺)·(w⁺ − w) > 0, it starts anew from w⁺ without momentum.
    """

    label: ClassVar[str] = "FISTA"
    formula: ClassVar[str] = "w ← prox(y − η∇D(y))"
    limit_formula: ClassVar[str] = "1/L"

    def init(self, objective: Objective) -> Memory:
        return np.zeros(objective.n_weights), np.zeros(1), np.zeros(objective.n_weights)  # y, t (0: none yet), ∇D(y)

    def looks_at(self, memory: Memory) -> FloatArray | None:
        ahead, clock, _ = memory
        return ahead if clock[0] else None

    def step(
        self, objective: Objective, w: FloatArray, gradient: FloatArray, out: FloatArray, memory: Memory, rate: float
    ) -> None:
        ahead, clock, slope = memory
        t = float(clock[0])
        if t == 0.0:
            t = 1.0
            ahead[:], slope[:] = w, gradient
        else:
            objective.slope(ahead, slope)
        slope *= rate
        np.subtract(ahead, slope, out=out)
        objective.prox(out, rate, out=out)
        moved = np.subtract(out, w, out=slope)
        if moved.dot(ahead - out) > 0.0:
            clock[0] = 1.0
            ahead[:] = out
            return
        clock[0] = 0.5 * (1.0 + math.sqrt(1.0 + 4.0 * t * t))
        moved *= (t - 1.0) / clock[0]
        np.add(out, moved, out=ahead)

    def curvature(self, objective: Objective) -> float:
        return objective.loss.curvature()

    def _limit(self, curvature: float) -> float:
        return 1.0 / curvature


class _Adaptive(Optimizer, frozen=True):
    """What Adam and AdamW share: running means of the gradient and of its square, without their bias toward 0."""

    learning_rate: Annotated[
        float,
        declare(
            "learning rate",
            symbol="η",
            gt=0.0,
            scale="log",
            slider=(1e-4, 1e2),
            help="About how far a step goes in every weight, whatever the gradient's size.",
        ),
    ] = 0.001
    beta1: Beta1 = 0.9
    beta2: Beta2 = 0.999
    epsilon: Epsilon = 1e-8

    limit_formula: ClassVar[str] = ""

    def init(self, objective: Objective) -> Memory:
        n = objective.n_weights
        return np.zeros(n), np.zeros(n), np.zeros(1), np.zeros(n)  # mean, mean square, steps made, work

    def _move(self, gradient: FloatArray, out: FloatArray, memory: Memory, rate: float) -> None:
        """η·m̂/(√v̂ + ε) into `out`; `gradient` may be `out`."""
        mean, square, count, work = memory
        count[0] += 1.0
        k = float(count[0])
        mean *= self.beta1
        mean += np.multiply(gradient, 1.0 - self.beta1, out=work)
        np.multiply(gradient, gradient, out=work)
        work *= 1.0 - self.beta2
        square *= self.beta2
        square += work
        np.sqrt(square, out=work)
        work /= math.sqrt(1.0 - self.beta2**k)
        work += self.epsilon
        np.divide(mean, work, out=out)
        out *= rate / (1.0 - self.beta1**k)


class Adam(_Adaptive, tag="adam", frozen=True):
    """w ← w − η·m̂/(√v̂ + ε): every weight has its own pace. The penalty is in the gradient, and is rescaled with it.

    m̂ and v̂ are running means of g = ∇D + λ∂R and of its square. A step is about η long in every weight, so that the
    penalty on a weight with small gradients weighs as much as the one on a weight with large ones.
    """

    label: ClassVar[str] = "Adam"
    formula: ClassVar[str] = "w ← w − η·m̂/(√v̂ + ε)"

    def step(
        self, objective: Objective, w: FloatArray, gradient: FloatArray, out: FloatArray, memory: Memory, rate: float
    ) -> None:
        np.add(gradient, objective.penalty_gradient(w), out=out)
        self._move(out, out, memory, rate)
        np.subtract(w, out, out=out)

    def stable_limit(self, objective: Objective) -> float:
        del objective
        return math.inf  # a step is never much longer than η: it may swing, but not run away


class AdamW(_Adaptive, tag="adamw", frozen=True):
    """w ← w − ηλ∂R − η·m̂/(√v̂ + ε): the decay is decoupled, m̂ and v̂ are of ∇D alone.

    Under L2 that multiplies the weights by 1 − ηλ, as gradient descent does. Where it comes to rest is not the minimum
    of D + λR, since the two parts of a step are scaled differently.
    """

    label: ClassVar[str] = "AdamW"
    formula: ClassVar[str] = "w ← w − ηλ∂R − η·m̂/(√v̂ + ε)"
    limit_formula: ClassVar[str] = "2/λ"

    def step(
        self, objective: Objective, w: FloatArray, gradient: FloatArray, out: FloatArray, memory: Memory, rate: float
    ) -> None:
        self._move(gradient, out, memory, rate)
        pull = objective.penalty_gradient(w)
        pull *= rate
        out += pull
        np.subtract(w, out, out=out)

    def curvature(self, objective: Objective) -> float:
        return objective.penalty.curvature()
