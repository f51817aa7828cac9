"""From samples as they come to what a model is fitted to and validated on.

The order matters: samples are held out first, then products of the inputs are made, then every feature is standardized
with the mean and spread of the training samples alone. A mean that included the samples held out would tell the model
something about them.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from regsim.arrays import FloatArray
from regsim.data.csv_text import MAX_CELLS
from regsim.data.dataset import LARGEST, Dataset
from regsim.data.expansion import Expansion
from regsim.data.preparation import Preparation
from regsim.data.remarks import remarks
from regsim.data.splitting import held_out
from regsim.data.standardization import Standardization
from regsim.parameters import InputError

MAX_PRODUCTS = 2_000  # columns that polynomial features may become
_SMALLEST = float(np.finfo(np.float64).tiny)


def prepared(
    raw: Dataset,
    *,
    standardize: bool = True,
    degree: int = 1,
    validation_fraction: float = 0.0,
    seed: int = 0,
    true_weights: tuple[float, ...] = (),
) -> Dataset:
    """The training samples as a model sees them, with those to validate on.

    Parameters
    ----------
    raw : Dataset
        The samples as they come.
    standardize : bool
        Whether every feature is given mean 0 and variance 1.
    degree : int
        Up to how many inputs are multiplied to make features.
    validation_fraction : float
        The share of samples to validate on, 0 to 0.9.
    seed : int
        Of the choice of those samples.
    true_weights : tuple of float
        The coefficients of the first products that made the target, where they are known; those of the others are 0.

    Returns
    -------
    Dataset

    Raises
    ------
    InputError
        When the degree makes too many products, or too large ones, or there are too few samples to hold some out.
    """
    expansion = _expansion(raw, degree)
    is_held = held_out(raw.y, validation_fraction, seed, is_class=bool(raw.classes))
    products = expansion.apply(raw.X)
    if degree > 1:
        _refuse_extremes(raw, products, expansion)
    learned = Standardization.fit(products[~is_held])
    way = Preparation(raw.feature_names, raw.X, expansion, learned if standardize else None)
    names = expansion.names(raw.feature_names)
    X = _within_range(way.apply(raw.X), names, validation_fraction)
    truth = _truth(way, true_weights)
    whole = replace(raw, X=X, feature_names=names, notes=(), preparation=way, true_weights=truth)
    training = _part(whole, ~is_held)
    validation = _part(whole, is_held) if is_held.any() else None
    found = remarks(training, learned.is_constant, is_standardized=standardize)
    return replace(training, notes=(*raw.notes, *_size_notes(expansion, is_held), *found), validation=validation)


def standardized(dataset: Dataset) -> Dataset:
    """`dataset` with every feature standardized and notes on what matters for a fit; the target stays as it is."""
    return prepared(dataset)


def _part(whole: Dataset, is_in: NDArray[np.bool_]) -> Dataset:
    """Some of the samples, in their order."""
    if is_in.all():
        return whole
    way = whole.preparation
    inputs = None if way is None else replace(way, inputs=_locked(way.inputs[is_in]))
    return replace(whole, X=whole.X[is_in], y=whole.y[is_in], preparation=inputs)


def _locked(values: FloatArray) -> FloatArray:
    values.setflags(write=False)
    return values


def _expansion(raw: Dataset, degree: int) -> Expansion:
    """The products of up to `degree` inputs, unless they are too many."""
    n = raw.n_features
    most = min(MAX_PRODUCTS, MAX_CELLS // raw.n_samples)
    if degree > 1 and Expansion.count(n, degree) > most:
        fitting = max((d for d in range(2, degree) if Expansion.count(n, d) <= most), default=1)
        inputs = "1 input" if n == 1 else f"{n} inputs"
        limit = f"more than {most} products of {inputs}"
        raise InputError.at("degree", f"must be at most {fitting}, as a higher one makes {limit}", degree)
    return Expansion(n, degree)


def _refuse_extremes(raw: Dataset, products: FloatArray, expansion: Expansion) -> None:
    """Raise if a product leaves the range of numbers, or vanishes although no factor is 0."""
    names = expansion.names(raw.feature_names)
    for name, term, size in zip(names, expansion.terms, np.abs(products).max(axis=0), strict=True):
        is_lost = size < _SMALLEST and len(term) > 1 and (raw.X[:, term] != 0.0).all(axis=1).any()
        if is_lost or not size <= LARGEST:  # NaN too
            constraint = f"must keep products of inputs within {_SMALLEST:.1g} and {LARGEST:g} in size, not so {name}"
            raise InputError.at("degree", constraint, expansion.degree)


def _within_range(X: FloatArray, names: tuple[str, ...], validation_fraction: float) -> FloatArray:
    """`X`, which samples held out can leave the range of when they are standardized like the training samples."""
    is_far = ~(np.abs(X) <= LARGEST).all(axis=0)
    if is_far.any():
        name = names[int(np.argmax(is_far))]
        constraint = f"must leave samples to train on whose {name} is of the size of those to validate on"
        raise InputError.at("validation_fraction", constraint, validation_fraction)
    return _locked(X)


def _truth(way: Preparation, known: tuple[float, ...]) -> FloatArray | None:
    """The true weights of the features, given those of the first products; None where no weights of theirs are true."""
    n_features = len(way.expansion.terms)
    if not 0 < len(known) <= n_features:
        return None
    return way.weights(np.pad(known, (0, n_features - len(known))))


def _size_notes(expansion: Expansion, is_held: NDArray[np.bool_]) -> list[str]:
    notes = []
    if is_held.any():
        n_held = int(np.count_nonzero(is_held))
        n_rest = len(is_held) - n_held
        notes.append(f"{n_rest} {'sample' if n_rest == 1 else 'samples'} to train on, {n_held} to validate")
    if expansion.degree > 1:
        d, n = expansion.degree, expansion.n_inputs
        what = f"its powers up to {d}" if n == 1 else f"the products of up to {d} of them"
        notes.append(
            f"degree {d}: {n} {'input' if n == 1 else 'inputs'} became {len(expansion.terms)} features, {what}"
        )
    return notes
