"""All that goes into one update of one weight: the quantities that lines and sentences speak of."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.arithmetic.digits import MOST, places_for
from regsim.engine.arithmetic.terms import Quantity, Term
from regsim.engine.batches import Batches
from regsim.engine.descent import quiet
from regsim.engine.history import Update
from regsim.engine.losses import IndexArray, Sampled
from regsim.engine.objective import Objective
from regsim.engine.optimizers import Optimizer
from regsim.engine.trajectory import Trajectory


@dataclass(frozen=True, eq=False)
class Moment:
    """The update of a weight from `step`, which is not the last, to the next."""

    trajectory: Trajectory
    step: int
    weight: int

    @cached_property
    def function(self) -> Objective:
        """What is minimised."""
        return self.trajectory.function(self.step)

    @cached_property
    def optimizer(self) -> Optimizer:
        """The rule."""
        return self.trajectory.optimizer(self.step)

    @cached_property
    def update(self) -> Update:
        """The gradient that the rule took, and what it remembered."""
        return self.trajectory.update(self.step)

    @cached_property
    def batch(self) -> IndexArray | None:
        """The samples that the gradient is estimated from; None where that is all of them."""
        n, size = self.function.loss.n_samples, self.optimizer.batch_size
        if size is None or size >= n:
            return None
        return Batches(n, size, self.optimizer.seed).rows(self.step)

    @cached_property
    def all_weights(self) -> FloatArray:
        """All weights before the update."""
        return self.trajectory.frame(self.step).weights

    @cached_property
    def all_after(self) -> FloatArray:
        """All weights after it."""
        return self.trajectory.frame(self.step + 1).weights

    @cached_property
    def acts(self) -> bool:
        """Whether the penalty pulls on the weight at all."""
        return self.function.acts_on(self.weight)

    @cached_property
    def w(self) -> Quantity:
        """The weight before."""
        return Quantity("w", float(self.all_weights[self.weight]))

    @cached_property
    def after(self) -> Quantity:
        """The weight after."""
        return Quantity("w", float(self.all_after[self.weight]))

    @cached_property
    def rate(self) -> Quantity:
        """η, that of step k where it changes from step to step."""
        optimizer = self.optimizer
        if optimizer.schedule.is_constant:
            return self.chosen("η", optimizer.learning_rate)
        return Quantity("ηₖ", optimizer.rate(self.step))

    @cached_property
    def slope_symbol(self) -> str:
        """∂D, with a hat where it is estimated."""
        return "∂D" if self.batch is None else "∂D\u0302"

    @cached_property
    def data(self) -> Quantity:
        """∂D along the weight, as the rule takes it."""
        return Quantity(self.slope_symbol, float(self.update.gradient[self.weight]), is_force=True)

    @cached_property
    def pull(self) -> Quantity:
        """λ∂R along the weight."""
        return Quantity("λ∂R", float(self.function.penalty_slope(self.all_weights, self.weight)), is_force=True)

    @cached_property
    def slope(self) -> Term:
        """∂D + λ∂R; ∂D alone where no penalty acts."""
        return self.data + self.pull if self.acts else self.data

    def chosen(self, symbol: str, value: float) -> Quantity:
        """What the user chose, or what follows from it."""
        return Quantity(symbol, value, is_chosen=True)

    def times_rate(self, symbol: str, value: float) -> Quantity:
        """η times a choice, such as ηλ."""
        return self.chosen(f"{self.rate.symbol}{symbol}", self.rate.number * value)

    def bracketed(self, sign: str, symbol: str, value: float) -> Quantity:
        """1 plus or minus η times a choice, such as (1 − ηλ)."""
        share = self.rate.number * value
        number = 1.0 - share if sign == "−" else 1.0 + share
        fewest = min(places_for(share, 2), MOST)
        return Quantity(f"(1 {sign} {self.rate.symbol}{symbol})", number, is_chosen=True, fewest=fewest)

    def slope_at(self, point: FloatArray) -> FloatArray:
        """∇D elsewhere, from the same samples as the rule takes it from."""
        gradient = np.empty_like(point)
        function = self.function
        if self.batch is not None:
            sampled = Sampled(function.loss)
            sampled.rows = self.batch
            function = function.sampled(sampled)
        with quiet():
            function.slope(point, gradient)
        return gradient


def length(vector: FloatArray) -> float:
    """‖v‖ of a vector of any size."""
    return math.hypot(*vector.tolist())
