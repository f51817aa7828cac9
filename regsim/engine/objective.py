"""The objective J(w) = D(w) + λR(w): the one place where model, data, convention and penalty meet.

Three conventions are in use, and they differ in what a given λ means (m samples):

    sum       J = Σᵢ ℓᵢ + λR
    mean      J = (1/m)Σᵢ ℓᵢ + λR             m times the effective λ of the first
    per-sample J = (1/m)Σᵢ ℓᵢ + (λ/m)R        the same minimum as the first
"""

from typing import Annotated, Literal

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.losses import DataLoss, Sampled
from regsim.engine.models import Model, Samples
from regsim.engine.penalties import Penalty
from regsim.parameters import Config, declare


class Convention(Config, frozen=True):
    """Whether D is a sum or a mean over samples, and whether the penalty is divided by m."""

    data_term: Annotated[
        Literal["mean", "sum"], declare("data loss", symbol="D", help="Mean or sum of the losses of the samples.")
    ] = "mean"
    penalty_term: Annotated[
        Literal["plain", "per-sample"],
        declare("penalty", symbol="λR", help="λR as it stands, or divided by the number of samples m: (λ/m)R."),
    ] = "plain"


class Objective:
    """J = D + λR over all weights, of which the first `n_penalized` feel the penalty.

    Parameters
    ----------
    loss : DataLoss
    penalty : Penalty
        As it acts: under the per-sample convention its strength is λ/m already.
    n_penalized : int
    symbol : str
        What multiplies R, in symbols: λ, or (λ/m) under the per-sample convention.
    batch : Sampled, optional
        Where gradients are estimated from a minibatch: what estimates them.
    """

    def __init__(
        self, loss: DataLoss, penalty: Penalty, n_penalized: int, symbol: str = "λ", batch: Sampled | None = None
    ) -> None:
        self.loss = loss
        self.penalty = penalty
        self.n_penalized = n_penalized
        self.symbol = symbol
        self.weight_names = loss.weight_names
        self.n_weights = len(loss.weight_names)
        self._pull = np.zeros(self.n_weights)
        self._held = self._pull[:n_penalized]
        self._is_whole = n_penalized == self.n_weights
        self._batch = batch

    @property
    def strength(self) -> float | None:
        """λ as it is set, whatever the convention divides it by; None where the penalty has none."""
        acting = getattr(self.penalty, "strength", None)
        return acting if acting is None or self.symbol == "λ" else acting * self.loss.n_samples

    def data_loss(self, w: FloatArray) -> FloatArray:
        """D at w of shape (..., n_weights), shape (...)."""
        return self.loss.value(w)

    def penalty_value(self, w: FloatArray) -> FloatArray:
        """λR at w of shape (..., n_weights), shape (...)."""
        return self.penalty.value(w[..., : self.n_penalized])

    def value(self, w: FloatArray) -> FloatArray:
        """J at w of shape (..., n_weights), shape (...)."""
        return self.data_loss(w) + self.penalty_value(w)

    def evaluate(self, w: FloatArray, out: FloatArray) -> float:
        """D at w of shape (n_weights,); ∇D is written into `out`."""
        return self.loss.evaluate(w, out)

    def slope(self, w: FloatArray, out: FloatArray) -> None:
        """Write ∇D at w of shape (n_weights,), or what a minibatch makes of it, into `out`."""
        if self._batch is None:
            self.loss.evaluate(w, out)
        else:
            self._batch.gradient(w, out)

    def sampled(self, batch: Sampled) -> "Objective":
        """The same objective, its gradients estimated from minibatches."""
        return Objective(self.loss, self.penalty, self.n_penalized, self.symbol, batch)

    def changed(self, penalty: Penalty) -> "Objective":
        """The same data loss with another penalty, which acts as it stands."""
        return Objective(self.loss, penalty, self.n_penalized, self.symbol)

    @np.errstate(over="ignore", invalid="ignore")
    def data_gradient(self, w: FloatArray) -> FloatArray:
        """∇D at w of shape (n_weights,)."""
        out = np.empty(self.n_weights)
        self.loss.evaluate(w, out)
        return out

    def penalty_gradient(self, w: FloatArray) -> FloatArray:
        """The subgradient of λR of smallest norm, 0 for the weights left out; valid until the next call."""
        self.penalty.gradient(w if self._is_whole else w[: self.n_penalized], self._held)
        return self._pull

    def gradient(self, w: FloatArray) -> FloatArray:
        """∇D + the penalty's subgradient at w of shape (n_weights,)."""
        return self.data_gradient(w) + self.penalty_gradient(w)

    def prox(self, w: FloatArray, step: float, out: FloatArray) -> FloatArray:
        """The penalty's proximal map on the penalised weights of `w`; the others are copied."""
        if self._is_whole:
            return self.penalty.prox(w, step, out)
        n = self.n_penalized
        self.penalty.prox(w[:n], step, out[:n])
        if out is not w:
            out[n:] = w[n:]
        return out

    @np.errstate(over="ignore", invalid="ignore")
    def along(self, w: FloatArray, index: int, grid: FloatArray) -> "Slice":
        """D, λR and their derivatives along one weight, the others held at w; not finite beyond float64."""
        line = self.loss.lines.along(w, index, grid)
        line.grow_to(len(grid))
        return self.slice_through(w, index, grid, line.data_loss, line.data_slope)

    @np.errstate(over="ignore", invalid="ignore")
    def slice_through(
        self, w: FloatArray, index: int, grid: FloatArray, data_loss: FloatArray, data_slope: FloatArray
    ) -> "Slice":
        """The same where D and its derivative are known, shape grid.shape."""
        if index >= self.n_penalized:
            penalty = np.full_like(grid, self.penalty_value(w))
            return Slice(grid, data_loss, penalty, data_slope, np.zeros_like(grid))
        moved = np.repeat(w[np.newaxis, : self.n_penalized], len(grid), axis=0)
        moved[:, index] = grid
        return Slice(grid, data_loss, self.penalty.value(moved), data_slope, self.penalty.gradient(moved)[:, index])

    @property
    def is_free(self) -> bool:
        """Whether the penalty pulls on no weight at all."""
        return not self.acts_on(0)

    def acts_on(self, index: int) -> bool:
        """Whether the penalty pulls on this weight at all."""
        return index < self.n_penalized and bool(self.penalty.value(np.ones(self.n_penalized)))

    def penalty_slope(self, w: FloatArray, index: int) -> FloatArray:
        """The penalty's subgradient along one weight at w of shape (..., n_weights), shape (...)."""
        if index >= self.n_penalized:
            return np.zeros(w.shape[:-1])
        return self.penalty.gradient(w[..., : self.n_penalized])[..., index]

    def kink(self, w: FloatArray, index: int) -> float:
        """Half the jump of ∂J/∂w_index where w_index passes 0; 0 where J is smooth."""
        return self.penalty.kink(w[: self.n_penalized], index) if index < self.n_penalized else 0.0


class Slice:
    """D, λR and J, and their derivatives, along one weight; all of shape grid.shape."""

    def __init__(
        self,
        grid: FloatArray,
        data_loss: FloatArray,
        penalty: FloatArray,
        data_slope: FloatArray,
        penalty_slope: FloatArray,
    ) -> None:
        self.grid = grid
        self.data_loss, self.penalty = data_loss, penalty
        self.data_slope, self.penalty_slope = data_slope, penalty_slope

    @property
    def objective(self) -> FloatArray:
        """J = D + λR."""
        return self.data_loss + self.penalty

    @property
    def slope(self) -> FloatArray:
        """∂J = ∂D + ∂λR."""
        return self.data_slope + self.penalty_slope


def bind(model: Model, samples: Samples | None, convention: Convention) -> DataLoss:
    """The data loss of a model on its data under a convention.

    On samples to validate on it is scaled so that it compares with the one on the samples to train on: to their mean,
    or to a sum of as many.
    """
    if samples is None:
        return model.bind(None, scale=1.0)
    n_trained = len((samples.training or samples).y)
    scale = (1.0 if convention.data_term == "mean" else n_trained) / len(samples.y)
    return model.bind(samples, scale=scale)


def penalize(model: Model, loss: DataLoss, penalty: Penalty, convention: Convention) -> Objective:
    """The objective: a data loss with a penalty, whose strength the convention may divide by m."""
    symbol = "λ"
    if convention.penalty_term == "per-sample":
        penalty, symbol = penalty.divided(loss.n_samples), "(λ/m)"
    return Objective(loss, penalty, model.n_penalized(loss), symbol)
