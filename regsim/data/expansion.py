"""Polynomial features: products of inputs, so that a linear model can bend.

A linear model in x draws a line. Given x, x² and x³ as features it draws a cubic and is still linear in its weights,
and given x1², x1·x2 and x2² it separates a ring from its middle. The number of products grows quickly: n inputs have
C(n + d, d) − 1 of them up to the total degree d, not counting the constant, which is the intercept's.
"""

import math
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations_with_replacement

import numpy as np

from regsim.arrays import FloatArray
from regsim.data.table import unique_names

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Expansion:
    """Every product of up to `degree` of the inputs, with repetition; at degree 1 the inputs themselves.

    The order is by degree, then by input: x1, x2, x1², x1·x2, x2².
    """

    n_inputs: int
    degree: int = 1

    @staticmethod
    def count(n_inputs: int, degree: int) -> int:
        """How many products there are."""
        return math.comb(n_inputs + degree, degree) - 1

    @cached_property
    def terms(self) -> tuple[tuple[int, ...], ...]:
        """The inputs that each product multiplies, as their places in ascending order."""
        inputs = range(self.n_inputs)
        return tuple(t for d in range(1, self.degree + 1) for t in combinations_with_replacement(inputs, d))

    def names(self, input_names: tuple[str, ...]) -> tuple[str, ...]:
        """A name per product, such as ``x1²·x2``."""
        if self.degree == 1:
            return input_names
        return unique_names(["·".join(_power(input_names[i], n) for i, n in Counter(t).items()) for t in self.terms])[0]

    def apply(self, X: FloatArray) -> FloatArray:
        """The products, shape (n_samples, n_products), of inputs of shape (n_samples, n_inputs).

        Those too large for a float are infinite or NaN, without a warning: :class:`~regsim.data.Dataset` takes neither.
        """
        if self.degree == 1:
            return X
        products = np.empty((len(X), len(self.terms)))
        place = {term: column for column, term in enumerate(self.terms)}
        with np.errstate(over="ignore", invalid="ignore"):
            for column, term in enumerate(self.terms):
                last = X[:, term[-1]]
                products[:, column] = products[:, place[term[:-1]]] * last if len(term) > 1 else last
        return products


def _power(name: str, exponent: int) -> str:
    return name if exponent == 1 else name + str(exponent).translate(_SUPERSCRIPTS)
