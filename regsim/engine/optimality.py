"""The optimality conditions: at a minimum of J = D + λR the penalty holds what the data pull.

w is a minimum of a convex J where −∇D(w) is one of the subgradients of λR at w. Weight by weight:

    w_j ≠ 0, L1, L2, elastic net    −∂D/∂w_j = λ₁·sign(w_j) + λ₂w_j        with λR = λ₁Σ|w| + (λ₂/2)Σw²
    w_j = 0, the same               |∂D/∂w_j| ≤ λ₁                         an interval: this is why L1 makes zeros
    w ≠ 0, L2 norm                  −∇D = λw/‖w‖
    w = 0, L2 norm                  ‖∇D‖ ≤ λ
    without a penalty               ∂D/∂w_j = 0

How far −∇D is from the nearest subgradient, weight by weight, is the subgradient of J of smallest norm. It is 0 at
the minimum, and what is left of it says how good an optimum is, whoever computed it.

Reference
---------
S. Boyd, L. Vandenberghe, "Convex Optimization", 2004, section 5.5.
"""

from abc import ABC, abstractmethod

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.objective import Objective
from regsim.engine.penalties import L2Norm, Penalty


def conditions(objective: Objective, w: FloatArray) -> FloatArray:
    """How far each weight of w, shape (n_weights,), is from its optimality condition, as a force; shape (n_weights,).

    Raises
    ------
    TypeError
        When the conditions of this kind of penalty are not known.
    """
    return np.abs(hold(objective).imbalance(w, objective.data_gradient(w)))


def hold(objective: Objective) -> "Hold":
    """What is known of the penalty of an objective beyond its value."""
    penalty, n = objective.penalty, objective.n_penalized
    parts = penalty.parts()
    if parts is not None:
        return PartsHold(penalty, n, *parts)
    if isinstance(penalty, L2Norm):
        return NormHold(penalty, n, penalty.strength) if penalty.strength else PartsHold(penalty, n, 0.0, 0.0)
    raise TypeError(f"no optimality conditions are known for the penalty {penalty.label}")


class Hold(ABC):
    """How a penalty holds the first `n_penalized` weights.

    Attributes
    ----------
    penalty : Penalty
    n_penalized : int
    l1, l2 : float
        λ₁ and λ₂, both 0 where λR is not of this form.
    is_free : bool
        Whether the penalty does nothing at all.
    """

    def __init__(self, penalty: Penalty, n_penalized: int, l1: float, l2: float) -> None:
        self.penalty = penalty
        self.n_penalized = n_penalized
        self.l1, self.l2 = l1, l2
        self.is_free = not (l1 or l2)

    def value(self, w: FloatArray) -> float:
        """λR at w of shape (n_weights,)."""
        return float(self.penalty.value(w[: self.n_penalized]))

    @abstractmethod
    def force(self, w: FloatArray) -> float:
        """About how strongly the penalty pulls at w, at most."""

    def leaves_none(self, pull: FloatArray) -> bool:
        """Whether no weight is left where the data pull with `pull` on the penalised weights at 0."""
        return not self.imbalance(np.zeros(len(pull)), pull).any()

    @abstractmethod
    def imbalance(self, w: FloatArray, gradient: FloatArray) -> FloatArray:
        """The subgradient of J of smallest norm at w of shape (..., n_weights), where ∇D is `gradient`.

        Exact zeros where the penalty holds.
        """

    @abstractmethod
    def curvature(self, hessian: FloatArray, w: FloatArray, imbalance: FloatArray) -> FloatArray:
        """The Hessian of J at w but for kinks, where that of D is `hessian`."""


class PartsHold(Hold):
    """λ₁Σ|w| + (λ₂/2)Σw²: weight by weight."""

    def force(self, w: FloatArray) -> float:
        return self.l1 + self.l2 * float(np.abs(w[: self.n_penalized]).sum())

    def imbalance(self, w: FloatArray, gradient: FloatArray) -> FloatArray:
        out = gradient.copy()
        if self.is_free:
            return out
        held, v = out[..., : self.n_penalized], w[..., : self.n_penalized]
        if self.l2:
            held += self.l2 * v
        if self.l1:
            # at 0 the penalty answers any force up to λ₁; elsewhere it pulls with λ₁
            answer = np.minimum(np.maximum(held, -self.l1), self.l1)
            held -= np.where(v == 0.0, answer, np.copysign(self.l1, -v))
        return out

    def curvature(self, hessian: FloatArray, w: FloatArray, imbalance: FloatArray) -> FloatArray:
        del w, imbalance
        if not self.l2:
            return hessian
        out = hessian.copy()
        out.flat[: self.n_penalized * (len(out) + 1) : len(out) + 1] += self.l2
        return out


class NormHold(Hold):
    """λ‖w‖: a pull of constant length along the whole vector of weights."""

    def __init__(self, penalty: Penalty, n_penalized: int, strength: float) -> None:
        super().__init__(penalty, n_penalized, 0.0, 0.0)
        self.strength = strength
        self.is_free = False

    def force(self, w: FloatArray) -> float:
        del w
        return self.strength

    def imbalance(self, w: FloatArray, gradient: FloatArray) -> FloatArray:
        out = gradient.copy()
        held, v = out[..., : self.n_penalized], w[..., : self.n_penalized]
        beyond = self.penalty.prox(held, 1.0)  # at 0: what is longer than λ
        held[...] = np.where(v.any(axis=-1, keepdims=True), held + self.penalty.gradient(v), beyond)
        return out

    def curvature(self, hessian: FloatArray, w: FloatArray, imbalance: FloatArray) -> FloatArray:
        n, out = self.n_penalized, hessian.copy()
        v, block = w[:n], out[:n, :n]
        length = float(self.penalty.value(v)) / self.strength
        if length:
            u = v / length
            block += self.strength / length * (np.eye(n) - np.outer(u, u))
            return out
        # Leaving 0 straight along the force: the best length is decided by the curvature along it.
        u = imbalance[:n] / (np.abs(imbalance[:n]).max(initial=0.0) or 1.0)
        along = float(u @ block @ u) / (float(u @ u) or 1.0)
        out[:n] = out[:, :n] = 0.0
        block += along * np.eye(n)
        return out
