"""Where the descent starts: the weights at step 0, the same for every run."""

from abc import abstractmethod
from typing import Annotated, ClassVar

import numpy as np

from regsim.arrays import FloatArray
from regsim.parameters import Config, InputError, declare


class Start(Config, frozen=True):
    """The weights at step 0."""

    label: ClassVar[str]

    @abstractmethod
    def initial(self, n_weights: int) -> FloatArray:
        """The start, shape (n_weights,)."""


class Zeros(Start, tag="zeros", frozen=True):
    """All weights start at 0."""

    label: ClassVar[str] = "All zero"

    def initial(self, n_weights: int) -> FloatArray:
        return np.zeros(n_weights)


class Values(Start, tag="values", frozen=True):
    """Every weight's start is given."""

    weights: Annotated[tuple[float, ...], declare("start", symbol="w₀", help="One number per weight.")] = (5.0,)

    label: ClassVar[str] = "Given values"

    def initial(self, n_weights: int) -> FloatArray:
        if len(self.weights) != n_weights:
            raise InputError(
                f"start.weights must have one value per weight of the model, {n_weights}, got {len(self.weights)}",
                "start.weights",
            )
        return np.array(self.weights, dtype=np.float64)


class Normal(Start, tag="normal", frozen=True):
    """Every weight starts at a normal random number of mean 0."""

    scale: Annotated[
        float, declare("scale", symbol="σ", ge=0.0, scale="log", slider=(1e-3, 1e2), help="Standard deviation.")
    ] = 1.0
    seed: Annotated[int, declare("seed", ge=0, help="The same seed gives the same start.")] = 0

    label: ClassVar[str] = "Random"

    def initial(self, n_weights: int) -> FloatArray:
        return self.scale * np.random.default_rng(self.seed).standard_normal(n_weights)
