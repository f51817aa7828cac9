"""Sources that make a number to predict, from weights that are known, so that a fit can be compared with them.

What is random depends on the seed alone, a row of numbers per sample. So a change of the noise or the correlation moves
the same samples, and more samples are the same ones with others added.
"""

import math
from typing import Annotated, ClassVar

import numpy as np

from regsim.data.csv_text import MAX_CELLS
from regsim.data.dataset import Dataset
from regsim.data.remarks import listed
from regsim.data.sources import DataSource, Degree
from regsim.parameters import InputError, declare

_WEIGHT = 3.0  # largest true weight of SparseLinear


Noise = Annotated[
    float,
    declare(
        "noise",
        symbol="σ",
        ge=0.0,
        le=1e6,
        slider=(0.0, 3.0),
        help="Standard deviation of the part of y that the features do not explain.",
    ),
]


class SparseLinear(DataSource, frozen=True, tag="sparse-linear"):
    """Few of many features matter, and which ones is known: what L1 finds and L2 does not.

    The rows of X are normal with mean 0, variance 1 and the correlation ρᵈ between features that are d columns apart.
    The target is y = Xw + σε with ε normal. Of the true weights w, k = `n_nonzero` are not 0: those at the places
    ⌊ip/k⌋, i = 0 … k − 1, of the p features counted from 0, with the values 3·(−1)ⁱ·(k − i)/k. So 5 of 20 are
    3, −2.4, 1.8, −1.2 and 0.6, at x1, x5, x9, x13 and x17.

    Attributes
    ----------
    n_samples, n_features, n_nonzero : int
    correlation : float
        ρ between neighbours; at 1 all features are the same.
    noise : float
        σ, the standard deviation of the part of y that the features do not explain.

    Raises
    ------
    InputError
        When more weights are to be nonzero than there are, or there are more than 12,000,000 values.
    """

    label: ClassVar[str] = "Sparse linear"

    n_samples: Annotated[
        int, declare("samples", symbol="m", ge=1, le=100_000, scale="log", slider=(10, 2000), help="How many samples.")
    ] = 100
    n_features: Annotated[
        int,
        declare(
            "features",
            symbol="p",
            ge=1,
            le=2_000,
            scale="log",
            slider=(1, 200),
            help="How many features, most of which do not matter.",
        ),
    ] = 20
    n_nonzero: Annotated[
        int,
        declare(
            "nonzero weights",
            symbol="k",
            ge=0,
            le=2_000,
            slider=(0, 20),
            help="How many features matter.",
        ),
    ] = 5
    correlation: Annotated[
        float,
        declare(
            "correlation",
            symbol="ρ",
            ge=0.0,
            le=1.0,
            slider=(0.0, 1.0),
            help="How alike neighbouring features are; 1 makes them the same.",
        ),
    ] = 0.0
    noise: Noise = 1.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.n_nonzero > self.n_features:
            raise InputError.at("n_nonzero", f"must be at most n_features, {self.n_features}", self.n_nonzero)
        most = MAX_CELLS // self.n_features
        if self.n_samples > most:
            raise InputError.at("n_samples", f"must be at most {most} for {self.n_features} features", self.n_samples)

    def _raw(self) -> Dataset:
        draws = np.random.default_rng(self.seed).standard_normal((self.n_samples, self.n_features + 1))
        X, error = draws[:, :-1], draws[:, -1]
        rest = math.sqrt(1.0 - self.correlation**2)
        for j in range(1, self.n_features):  # each is its neighbour and something of its own
            X[:, j] = self.correlation * X[:, j - 1] + rest * X[:, j]
        w = np.array(self._true_weights())
        names = tuple(f"x{j}" for j in range(1, self.n_features + 1))
        true = [f"{name} {value:.3g}" for name, value in zip(names, w, strict=True) if value] or ["all 0"]
        note = f"true weights: {listed(true, 6)}" + ("; all others 0" if 0 < self.n_nonzero < self.n_features else "")
        return Dataset(X, X @ w + self.noise * error, names, "y", notes=(note,))

    def _true_weights(self) -> tuple[float, ...]:
        k, w = self.n_nonzero, np.zeros(self.n_features)
        for i in range(k):
            w[i * self.n_features // k] = _WEIGHT * (-1.0) ** i * (k - i) / k
        return tuple(w.tolist())


class Polynomial(DataSource, frozen=True, tag="polynomial"):
    """Few samples of a cubic, fitted by a polynomial of a higher degree: the classic overfit, and its cure.

    y = 4x³ − 3x + σε with x uniform between −1 and 1 and ε normal. The features are x, x², … up to the degree.

    Attributes
    ----------
    n_samples : int
    noise : float
        σ, the standard deviation of y about the cubic.
    degree : int
        The highest power of x among the features.
    """

    label: ClassVar[str] = "Polynomial"

    n_samples: Annotated[
        int, declare("samples", symbol="m", ge=1, le=100_000, scale="log", slider=(5, 1000), help="How many samples.")
    ] = 30
    noise: Noise = 0.3
    degree: Degree = 9

    def _raw(self) -> Dataset:
        places, errors = map(np.random.default_rng, np.random.SeedSequence(self.seed).spawn(2))
        x = places.uniform(-1.0, 1.0, self.n_samples)
        y = (4.0 * x**2 - 3.0) * x + self.noise * errors.standard_normal(self.n_samples)
        note = "true curve: y = 4x³ − 3x" + ("" if self.degree >= 3 else f", which degree {self.degree} cannot follow")
        return Dataset(x[:, np.newaxis], y, ("x",), "y", notes=(note,))

    def _true_weights(self) -> tuple[float, ...]:
        return (-3.0, 0.0, 4.0)
