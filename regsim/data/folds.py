"""Folds: the samples to train on in k parts, each of which is left out in turn and predicted from the others.

Every fold has its share of every class. What is learned from samples, such as the mean that standardizes a feature, is
learned again for every fold from the others: the fold that is left out must not tell the model anything.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from regsim.arrays import FloatArray
from regsim.data.dataset import Dataset
from regsim.data.splitting import strata
from regsim.data.standardization import Standardization
from regsim.parameters import InputError

_FOLDS = 2  # beside the seed: another stream of random numbers than the ones that make and hold out samples


def without_folds(dataset: Dataset, n_folds: int, seed: int) -> tuple[Dataset, ...]:
    """The samples without each fold, and that fold to validate on.

    Parameters
    ----------
    dataset : Dataset
        The samples to train on.
    n_folds : int
        Between 2 and the number of samples.
    seed : int
        The same seed draws the same folds.

    Raises
    ------
    InputError
        When there are more folds than samples.
    """
    if not 2 <= n_folds <= dataset.n_samples:
        constraint = f"must be 0, or 2 to {dataset.n_samples}, the number of samples to train on"
        raise InputError(f"folds {constraint}, got {n_folds}")
    number = fold_numbers(dataset.y, n_folds, seed, is_class=bool(dataset.classes))
    return tuple(_without(dataset, number == fold) for fold in range(n_folds))


def fold_numbers(y: FloatArray, n_folds: int, seed: int, *, is_class: bool) -> NDArray[np.intp]:
    """The fold of every sample, shape (n_samples,): their sizes differ by 1 at most, in all and within every class."""
    rng = np.random.default_rng([seed, _FOLDS])
    order = np.concatenate([rng.permutation(rows) for rows in strata(y, is_class=is_class)])
    number = np.empty(len(y), dtype=np.intp)
    number[order] = np.arange(len(y)) % n_folds
    return number


def _without(dataset: Dataset, is_out: NDArray[np.bool_]) -> Dataset:
    X, way = dataset.X, dataset.preparation
    if way is not None and way.standardization is not None:
        products = way.expansion.apply(way.inputs)
        X = Standardization.fit(products[~is_out]).apply(products)
    whole = replace(dataset, X=X, notes=(), validation=None, preparation=None, true_weights=None)
    fold = replace(whole, X=X[is_out], y=dataset.y[is_out])
    return replace(whole, X=X[~is_out], y=dataset.y[~is_out], validation=fold)
