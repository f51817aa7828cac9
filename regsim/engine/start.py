"""Where the descent starts: the weights at step 0, the same for every run."""

from abc import abstractmethod
from typing import Annotated, ClassVar

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.losses import DataLoss
from regsim.parameters import LARGEST_SEED, Config, InputError, declare


class Start(Config, frozen=True):
    """The weights at step 0."""

    label: ClassVar[str]

    @abstractmethod
    def initial(self, loss: DataLoss) -> FloatArray:
        """The start for the weights of this loss, shape (n_weights,)."""


class Zeros(Start, tag="zeros", frozen=True):
    """All weights start at 0."""

    label: ClassVar[str] = "All zero"

    def initial(self, loss: DataLoss) -> FloatArray:
        return np.zeros(loss.n_weights)


class Values(Start, tag="values", frozen=True):
    """Every weight's start is given."""

    weights: Annotated[tuple[float, ...], declare("start", symbol="w₀", help="One number per weight.")] = (5.0,)

    label: ClassVar[str] = "Given values"

    def initial(self, loss: DataLoss) -> FloatArray:
        if len(self.weights) != loss.n_weights:
            raise InputError(
                f"start.weights must have one value per weight of the model, {loss.n_weights}, got {len(self.weights)}",
                "start.weights",
            )
        return np.array(self.weights, dtype=np.float64)


class Normal(Start, tag="normal", frozen=True):
    """Every weight starts at a normal random number of mean 0."""

    scale: Annotated[
        float, declare("scale", symbol="σ", ge=0.0, scale="log", slider=(1e-3, 1e2), help="Standard deviation.")
    ] = 1.0
    seed: Annotated[int, declare("seed", ge=0, le=LARGEST_SEED, help="The same seed gives the same start.")] = 0

    label: ClassVar[str] = "Random"

    def initial(self, loss: DataLoss) -> FloatArray:
        return self.scale * np.random.default_rng(self.seed).standard_normal(loss.n_weights)


class FanIn(Start, tag="fan-in", frozen=True):
    """Every weight starts at a normal random number of variance gain²/n, n the inputs of its unit; intercepts at 0.

    The signals of a network then neither fade nor grow from layer to layer: with gain 1 for tanh, √2 for relu.

    References
    ----------
    Y. LeCun, L. Bottou, G. Orr, K.-R. Müller, "Efficient BackProp", 1998.
    K. He, X. Zhang, S. Ren, J. Sun, "Delving Deep into Rectifiers", 2015.
    """

    gain: Annotated[float, declare("gain", ge=0.0, slider=(0.0, 3.0), help="1 suits tanh, 1.414 suits relu.")] = 1.0
    seed: Annotated[int, declare("seed", ge=0, le=LARGEST_SEED, help="The same seed gives the same start.")] = 0

    label: ClassVar[str] = "Random, by layer"

    def initial(self, loss: DataLoss) -> FloatArray:
        fan_in = loss.fan_in
        scale = np.where(fan_in > 0.0, self.gain / np.sqrt(np.maximum(fan_in, 1.0)), 0.0)
        return scale * np.random.default_rng(self.seed).standard_normal(loss.n_weights) + 0.0
