"""Penalties λR(w): what pulls the weights toward zero.

A penalty is a value, a (minimal-norm) subgradient and a proximal map

    prox(w, step) = argmin_u ½‖u − w‖² + step·λR(u)

and that is all an optimizer needs to know of it. L2 pulls with λw, which fades as w does; L1 pulls with λ·sign(w),
which does not fade: that is the whole difference between small weights and zero weights.

All methods take the penalised weights only; which weights those are (the intercept is left out unless asked) is
decided in :mod:`regsim.engine.objective`. ``value``, ``gradient`` and ``prox`` broadcast over leading axes: w has
shape (..., n_weights).

References
----------
N. Parikh, S. Boyd, "Proximal Algorithms", 2014.
R. Tibshirani, "Regression Shrinkage and Selection via the Lasso", 1996.
H. Zou, T. Hastie, "Regularization and Variable Selection via the Elastic Net", 2005.
"""

from abc import abstractmethod
from typing import Annotated, ClassVar, Self

import msgspec
import numpy as np

from regsim.arrays import FloatArray
from regsim.parameters import Config, declare

Strength = Annotated[
    float,
    declare(
        "strength",
        symbol="λ",
        ge=0.0,
        scale="log",
        slider=(1e-4, 1e4),
        help="How hard the penalty pulls: J = D + λR.",
    ),
]
L1Ratio = Annotated[
    float,
    declare("L1 ratio", symbol="ρ", ge=0.0, le=1.0, slider=(0.0, 1.0), help="Share of L1 in the elastic net."),
]


class Penalty(Config, frozen=True):
    """A convex function λR(w) with R(0) = 0."""

    label: ClassVar[str]
    formula: ClassVar[str]

    @abstractmethod
    def value(self, w: FloatArray) -> FloatArray:
        """λR(w), shape (...) for w of shape (..., n_weights)."""

    @abstractmethod
    def gradient(self, w: FloatArray, out: FloatArray | None = None) -> FloatArray:
        """The subgradient of λR of smallest norm at w: the gradient where there is one; sign(0) = 0."""

    @abstractmethod
    def prox(self, w: FloatArray, step: float, out: FloatArray | None = None) -> FloatArray:
        """The minimiser over u of ½‖u − w‖² + step·λR(u)."""

    def parts(self) -> tuple[float, float] | None:
        """(λ₁, λ₂) such that λR = λ₁Σ|w| + (λ₂/2)Σw²; None where it is not of this form."""
        return None

    def kink(self, w: FloatArray, index: int) -> float:
        """Half the jump of ∂(λR)/∂w_index where w_index passes 0, the other weights as in w of shape (n_weights,)."""
        del w, index
        parts = self.parts()
        return parts[0] if parts else 0.0

    def curvature(self) -> float:
        """The largest second derivative of λR along a ray from 0, away from kinks: what it adds to L."""
        parts = self.parts()
        return parts[1] if parts else 0.0

    def divided(self, by: float) -> Self:
        """The same penalty with its strength divided."""
        return msgspec.structs.replace(self, strength=self.strength / by) if hasattr(self, "strength") else self


class NoPenalty(Penalty, tag="none", frozen=True):
    """No penalty: λR = 0, the plain fit to the data."""

    label: ClassVar[str] = "No penalty"
    formula: ClassVar[str] = ""

    def value(self, w: FloatArray) -> FloatArray:
        return np.zeros(w.shape[:-1])

    def gradient(self, w: FloatArray, out: FloatArray | None = None) -> FloatArray:
        return np.multiply(w, 0.0, out=out)

    def prox(self, w: FloatArray, step: float, out: FloatArray | None = None) -> FloatArray:
        del step
        return np.positive(w, out=out)

    def parts(self) -> tuple[float, float]:
        return 0.0, 0.0


class L1(Penalty, tag="l1", frozen=True):
    """λΣ|w|: pulls every weight toward zero with the same force λ, however small it is, so weights become exactly 0."""

    strength: Strength = 1.0

    label: ClassVar[str] = "L1"
    formula: ClassVar[str] = "λ‖w‖₁"

    def value(self, w: FloatArray) -> FloatArray:
        return np.asarray(self.strength * np.abs(w).sum(axis=-1))

    def gradient(self, w: FloatArray, out: FloatArray | None = None) -> FloatArray:
        out = np.sign(w, out=out)
        return np.multiply(out, self.strength, out=out)

    def prox(self, w: FloatArray, step: float, out: FloatArray | None = None) -> FloatArray:
        return soft_threshold(w, step * self.strength, out)

    def parts(self) -> tuple[float, float]:
        return self.strength, 0.0


class L2(Penalty, tag="l2", frozen=True):
    """(λ/2)Σw²: pulls with force λw, which fades as the weight does, so weights become small and not zero."""

    strength: Strength = 1.0

    label: ClassVar[str] = "L2"
    formula: ClassVar[str] = "(λ/2)‖w‖²"

    def value(self, w: FloatArray) -> FloatArray:
        return np.asarray(0.5 * self.strength * np.square(w).sum(axis=-1))

    def gradient(self, w: FloatArray, out: FloatArray | None = None) -> FloatArray:
        return np.multiply(w, self.strength, out=out)

    def prox(self, w: FloatArray, step: float, out: FloatArray | None = None) -> FloatArray:
        return np.divide(w, 1.0 + step * self.strength, out=out)

    def parts(self) -> tuple[float, float]:
        return 0.0, self.strength


class ElasticNet(Penalty, tag="elastic-net", frozen=True):
    """λ(ρΣ|w| + (1 − ρ)/2·Σw²): L1 and L2 in one; ρ = 1 is L1, ρ = 0 is L2."""

    strength: Strength = 1.0
    l1_ratio: L1Ratio = 0.5

    label: ClassVar[str] = "Elastic net"
    formula: ClassVar[str] = "λ(ρ‖w‖₁ + (1−ρ)/2·‖w‖²)"

    @property
    def l1(self) -> float:
        """Strength of the L1 part, λρ."""
        return self.strength * self.l1_ratio

    @property
    def l2(self) -> float:
        """Strength of the L2 part, λ(1 − ρ)."""
        return self.strength * (1.0 - self.l1_ratio)

    def value(self, w: FloatArray) -> FloatArray:
        return np.asarray(self.l1 * np.abs(w).sum(axis=-1) + 0.5 * self.l2 * np.square(w).sum(axis=-1))

    def gradient(self, w: FloatArray, out: FloatArray | None = None) -> FloatArray:
        return np.add(self.l1 * np.sign(w), self.l2 * w, out=out)

    def prox(self, w: FloatArray, step: float, out: FloatArray | None = None) -> FloatArray:
        return np.divide(soft_threshold(w, step * self.l1), 1.0 + step * self.l2, out=out)

    def parts(self) -> tuple[float, float]:
        return self.l1, self.l2


class L2Norm(Penalty, tag="l2-norm", frozen=True):
    """λ‖w‖₂, not squared: pulls the whole vector toward zero with constant length λ; for one weight it is L1."""

    strength: Strength = 1.0

    label: ClassVar[str] = "L2 norm"
    formula: ClassVar[str] = "λ‖w‖₂"

    def value(self, w: FloatArray) -> FloatArray:
        return self.strength * _norm(w)[..., 0]

    def gradient(self, w: FloatArray, out: FloatArray | None = None) -> FloatArray:
        norm = _norm(w)
        out = np.divide(w, _or_one(norm), out=out)
        return np.multiply(out, self.strength, out=out)

    def prox(self, w: FloatArray, step: float, out: FloatArray | None = None) -> FloatArray:
        norm = _norm(w)
        shrunk = soft_threshold(norm, step * self.strength)
        return np.multiply(w, shrunk / _or_one(norm), out=out)

    def kink(self, w: FloatArray, index: int) -> float:
        others = np.delete(w, index)
        return 0.0 if others.any() else self.strength


def soft_threshold(v: FloatArray, threshold: float, out: FloatArray | None = None) -> FloatArray:
    """sign(v)·max(|v| − threshold, 0), written as v minus v kept within ±threshold: an exact 0 within it."""
    within = np.maximum(v, -threshold)  # np.clip takes three times as long for a few weights
    return np.subtract(v, np.minimum(within, threshold, out=within), out=out)


def _norm(w: FloatArray) -> FloatArray:
    """‖w‖₂ over the last axis, kept as an axis of length 1; by hypot, so that 1e200 does not overflow."""
    return np.asarray(np.hypot.reduce(w, -1, keepdims=True, initial=0.0))


def _or_one(norm: FloatArray) -> FloatArray:
    """What to divide by: 1 where the norm is 0."""
    divisor: FloatArray = norm + (norm == 0.0)
    return divisor
