"""Standardization: every feature on the same scale, so that one λ means the same for all of them.

A penalty compares weights. The weight of a length in millimetres is a thousand times smaller than that of the same
length in metres, and would be penalized a thousand times less for the same effect. Hence each column becomes

    z = (x − mean) / s,    s² = (1/m) Σ (x − mean)²

with mean 0 and variance 1. The variance divides by m, not m − 1, as in scikit-learn.

A constant column has s = 0 but for rounding: the mean of 0.1 repeated is not quite 0.1, and dividing rounding errors by
rounding errors would make up a feature out of nothing. A column whose variance is within the error bound of its own
computation is therefore constant, and becomes exactly 0.

References
----------
T. Chan, G. Golub, R. LeVeque, "Algorithms for computing the sample variance: analysis and recommendations", The
American Statistician 37 (1983), 242-247. The bound is the one in scikit-learn's StandardScaler.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from regsim.arrays import FloatArray

_EPS = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, eq=False)
class Standardization:
    """Mean and spread of every column, learned from some samples and applicable to others.

    Attributes
    ----------
    exponent : ndarray of int, shape (n_features,)
        Columns are first divided by 2 to this power. That is exact, and squares of 1e200 or 1e-200 stay in range.
    mean, scale : ndarray of shape (n_features,)
        Mean and standard deviation of the divided columns; the scale of a constant column is 1.
    is_constant : ndarray of bool, shape (n_features,)
        Columns that are constant but for rounding.
    """

    exponent: NDArray[np.int32]
    mean: FloatArray
    scale: FloatArray
    is_constant: NDArray[np.bool_]

    @classmethod
    def fit(cls, X: FloatArray) -> "Standardization":
        """The standardization that gives the columns of `X`, shape (n_samples, n_features), mean 0 and variance 1."""
        n_samples = len(X)
        exponent = np.frexp(np.abs(X).max(axis=0))[1]
        divided = np.ldexp(X, -exponent)
        mean = divided.sum(axis=0) / n_samples
        deviation = divided - mean
        # The second term is 0 but for rounding, and takes the rounding of the mean out of the variance.
        variance = ((deviation**2).sum(axis=0) - deviation.sum(axis=0) ** 2 / n_samples) / n_samples
        is_constant = variance <= n_samples * _EPS * variance + (n_samples * mean * _EPS) ** 2
        scale = np.sqrt(np.where(is_constant, 1.0, variance))
        return cls(exponent, mean, scale, is_constant)

    @property
    def spread(self) -> FloatArray:
        """The standard deviation of every column, shape (n_features,): by how much z = 1 moves x; 0 where constant."""
        return np.where(self.is_constant, 0.0, np.ldexp(self.scale, self.exponent))

    def apply(self, X: FloatArray) -> FloatArray:
        """The standardized `X`, shape (n_samples, n_features); constant columns are exactly 0.

        Other samples than those learned from may be too far from them for a float: infinite, without a warning.
        """
        with np.errstate(over="ignore"):
            z = (np.ldexp(X, -self.exponent) - self.mean) / self.scale
        z[:, self.is_constant] = 0.0
        return z
