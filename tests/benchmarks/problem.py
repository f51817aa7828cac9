"""What is timed: the same descents for everybody, and the rule that all of them follow.

Gradient descent under L2, w ← w − η(∇D + λw), over the full batch in float64. λ leaves intercepts and biases out; the
weights come first, matrix by matrix and row by row, and the intercepts and biases after them. Every step is recorded.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from regsim.arrays import FloatArray

STRENGTH, RATE = 0.1, 1e-3
HIDDEN = (8, 8)

# Makes the whole descent: w, D and λR of every step, shape (n_steps + 1, n_weights + 2).
Descent = Callable[[], FloatArray]


@dataclass(frozen=True, eq=False)
class Problem:
    """A model, its data and its start.

    Attributes
    ----------
    kind : {"linear", "logistic", "network"}
    n_steps : int
    X, y : arrays of shape (n_samples, n_features) and (n_samples,)
    start : array of shape (n_weights,)
    """

    kind: str
    n_steps: int
    X: FloatArray
    y: FloatArray
    start: FloatArray

    @property
    def name(self) -> str:
        """What stands at the row."""
        m, n = self.X.shape
        sizes = "-".join(map(str, (n, *HIDDEN, 1)))
        return f"network {sizes}, {m} samples" if self.kind == "network" else f"{self.kind} {m:,}×{n}"

    @property
    def design(self) -> FloatArray:
        """X; for linear models with the column of ones that the intercept multiplies."""
        return self.X if self.kind == "network" else np.hstack([self.X, np.ones((len(self.X), 1))])

    @cached_property
    def shapes(self) -> tuple[tuple[int, int], ...]:
        """Rows and columns of the matrix of every layer."""
        sizes = (self.X.shape[1], *(HIDDEN if self.kind == "network" else ()), 1)
        return tuple((after, before) for before, after in pairwise(sizes))

    @property
    def n_penalized(self) -> int:
        """How many weights are not intercepts or biases."""
        return sum(rows * columns for rows, columns in self.shapes)

    def layers(self, w: Any) -> tuple[list[Any], list[Any]]:
        """The matrices and the biases in the vector of weights, as views of it, whatever library made it."""
        matrices, biases, at = [], [], 0
        for rows, columns in self.shapes:
            matrices.append(w[at : at + rows * columns].reshape(rows, columns))
            at += rows * columns
        for rows, _ in self.shapes:
            biases.append(w[at : at + rows])
            at += rows
        return matrices, biases


def problem(kind: str, n_samples: int, n_features: int, n_steps: int) -> Problem:
    """Normal features; a target of numbers for linear regression, of classes for the others."""
    rng = np.random.default_rng(0)
    X = rng.standard_normal((n_samples, n_features))
    y = X @ rng.standard_normal(n_features) + rng.standard_normal(n_samples)
    y = y if kind == "linear" else (y > 0.0).astype(np.float64)
    bare = Problem(kind, n_steps, X, y, np.zeros(0))
    n_weights = bare.n_penalized + sum(rows for rows, _ in bare.shapes)
    return Problem(kind, n_steps, X, y, 0.5 * rng.standard_normal(n_weights))
