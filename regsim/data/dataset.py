"""A dataset: the samples a model is fitted to, as numbers.

Whatever the source, a model sees a matrix X with a row per sample and a column per feature, and a target y with a value
per sample. Everything that was text has become a number by then; the names and notes kept beside the arrays say which
number stands for what. A dataset is checked when it is made, so nothing behind it meets NaN or infinity.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from regsim.arrays import FloatArray
from regsim.data.preparation import Preparation
from regsim.parameters import InputError, shown

# Squares of larger numbers, summed over the samples, leave the range of float64 (1.8e308).
LARGEST = 1e150


@dataclass(frozen=True, eq=False)
class Dataset:
    """Samples with their target, read-only and finite.

    Attributes
    ----------
    X : ndarray of shape (n_samples, n_features)
        Features, C-contiguous.
    y : ndarray of shape (n_samples,)
        Target; codes 0 … k − 1 where it has `classes`.
    feature_names : tuple of str
        A name per column of `X`.
    target_name : str
        What `y` measures.
    classes : tuple of str
        The label of each code, empty where the target is a number.
    notes : tuple of str
        Sentences for the user on how the data became numbers, and what in them matters for a fit: labels with their
        codes and counts, rows dropped, features that repeat others, …
    validation : Dataset or None
        Samples held out to validate on, with the same features, target and classes; None where all are trained on.
    preparation : Preparation or None
        The raw inputs of the samples, and the way from raw inputs to `X`; None where `X` is as it came.
    true_weights : ndarray of shape (n_features,) or None
        The weights of the features, not counting an intercept, that made the target, where that is known.

    Raises
    ------
    InputError
        When shapes do not agree, there is no sample or feature, or a value is not finite or above 1e150 in size.
    """

    X: FloatArray
    y: FloatArray
    feature_names: tuple[str, ...]
    target_name: str
    classes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    validation: "Dataset | None" = None
    preparation: Preparation | None = None
    true_weights: FloatArray | None = None

    def __post_init__(self) -> None:
        X, y = _read_only(self.X), _read_only(self.y)
        if X.ndim != 2 or y.ndim != 1 or len(X) != len(y):
            raise InputError(f"data must have a row of features per target value, got shapes {X.shape} and {y.shape}")
        if 0 in X.shape:
            raise InputError(f"data must have at least one sample and one feature, got {X.shape[0]} and {X.shape[1]}")
        if len(self.feature_names) != X.shape[1]:
            raise InputError(f"feature_names must have {X.shape[1]} names, got {len(self.feature_names)}")
        for name, column in zip((*self.feature_names, self.target_name), (*X.T, y), strict=True):
            _check_size(name, column)
        if self.classes and not np.isin(y, np.arange(len(self.classes))).all():
            raise InputError(f"{self.target_name} must hold the codes 0 to {len(self.classes) - 1} of its classes")
        if self.true_weights is not None:
            object.__setattr__(self, "true_weights", _read_only(self.true_weights))
        object.__setattr__(self, "X", X)
        object.__setattr__(self, "y", y)

    @property
    def n_samples(self) -> int:
        """The number of rows of `X`."""
        return len(self.X)

    @property
    def n_features(self) -> int:
        """The number of columns of `X`."""
        return len(self.feature_names)


def _read_only(values: ArrayLike) -> FloatArray:
    """A copy that nobody can write to; the array itself where it is one already."""
    if isinstance(values, np.ndarray) and values.dtype == np.float64:
        flags = values.flags
        if flags.c_contiguous and flags.owndata and not flags.writeable:
            return values
    array = np.array(values, dtype=np.float64, order="C")
    array.setflags(write=False)
    return array


def _check_size(name: str, column: FloatArray) -> None:
    within = np.abs(column) <= LARGEST  # False for NaN too
    if not within.all():
        row = int(np.argmin(within))
        value = shown(float(column[row]))
        raise InputError(f"{name}, sample {row + 1}: must be a finite number up to {LARGEST:g} in size, got {value}")
