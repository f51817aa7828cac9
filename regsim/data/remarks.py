"""What in the data matters for a fit, in a few sentences: none of it is an error, all of it surprises.

A feature that never changes, one that repeats another, more features than samples, a class that is nearly all there
is, numbers whose squares a float does not hold.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from regsim.arrays import FloatArray
from regsim.data.dataset import Dataset

MOST_NAMES = 3
_DOMINANT = 0.9  # share of a class from which on always saying that class looks like a good model
_SAME = 1e-10  # relative: two columns are the same but for the rounding of their standardization
_FAR = 1e100  # from 1: squares, sums of them and steps no longer fit between 1e-308 and 1e308 with room to spare


def remarks(dataset: Dataset, is_constant: NDArray[np.bool_], *, is_standardized: bool) -> tuple[str, ...]:
    """Sentences on the samples that a model is fitted to.

    Parameters
    ----------
    dataset : Dataset
        The samples as the model sees them.
    is_constant : ndarray of bool, shape (n_features,)
        Features with the same value in every sample.
    is_standardized : bool
    """
    return (
        *_constant(dataset, is_constant, is_standardized=is_standardized),
        *_repeated(dataset, is_constant),
        *_few_samples(dataset),
        *_target(dataset),
        *_extreme(dataset),
    )


def listed(names: Sequence[str], most: int = MOST_NAMES) -> str:
    """``a, b and c``, or ``a, b, c and 9 more``."""
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _constant(dataset: Dataset, is_constant: NDArray[np.bool_], *, is_standardized: bool) -> list[str]:
    names = [name for name, is_same in zip(dataset.feature_names, is_constant, strict=True) if is_same]
    if not names:
        return []
    has, it, is_, tells = ("has", "it", "is", "tells") if len(names) == 1 else ("have", "they", "are", "tell")
    so = f"{it} {is_} standardized to 0 and {tells} the model nothing"
    if not is_standardized:
        so = f"{it} {tells} the model no more than an intercept does"
    return [f"{listed(names)}: {has} the same value in every sample, so {so}"]


def _repeated(dataset: Dataset, is_constant: NDArray[np.bool_]) -> list[str]:
    found = repeats(dataset.X, ~is_constant)
    if not found:
        return []
    names = dataset.feature_names
    told = [f"{names[i]} {'is −' if is_turned else 'repeats '}{names[first]}" for i, first, is_turned in found]
    return [f"{listed(told)}: L1 leaves open how the two share their weight, L2 shares it equally"]


def repeats(X: FloatArray, is_used: NDArray[np.bool_]) -> list[tuple[int, int, bool]]:
    """Columns that are the same as an earlier one but for rounding and sign.

    Comparing all columns with each other would take too long. Columns that are the same have the same projection on
    any direction, and others have not where the direction is random; so only neighbours among those are compared.

    Returns
    -------
    list of (int, int, bool)
        The place of the column, that of the first one like it, and whether the sign is the other.
    """
    direction = np.random.default_rng(0).standard_normal(len(X)) / len(X)
    projections = direction @ X
    signs = np.where(projections < 0.0, -1.0, 1.0)
    groups: list[list[int]] = []
    for i in np.argsort(np.abs(projections), kind="stable"):
        if not is_used[i]:
            continue
        if groups and _is_same(signs[groups[-1][0]] * X[:, groups[-1][0]], signs[i] * X[:, i]):
            groups[-1].append(int(i))
        else:
            groups.append([int(i)])
    firsts = {i: min(group) for group in groups for i in group}
    return [(i, first, bool(signs[i] != signs[first])) for i, first in sorted(firsts.items()) if i != first]


def _is_same(a: FloatArray, b: FloatArray) -> bool:
    return bool(np.abs(a - b).max() <= _SAME * np.abs(a).max())


def _few_samples(dataset: Dataset) -> list[str]:
    if dataset.n_samples >= dataset.n_features:
        return []
    sizes = f"{_count(dataset.n_features, 'feature')} for {_count(dataset.n_samples, 'sample')}"
    return [f"{sizes} to train on: without a penalty many different weights fit them equally well"]


def _target(dataset: Dataset) -> list[str]:
    """On a target of one value, or of classes one of which is nearly all there is."""
    values, counts = np.unique(dataset.y, return_counts=True)
    value, share = float(values[np.argmax(counts)]), float(counts.max() / counts.sum())
    label = dataset.classes[int(value)] if dataset.classes else f"{value:.6g}"
    if share == 1.0:
        return [f"{dataset.target_name}: is {label} in every sample, so there is nothing to learn from the features"]
    if share <= _DOMINANT or not (dataset.classes or len(values) == 2):
        return []
    right = f"{100.0 * share:.4g} %"
    return [f"{dataset.target_name}: {label} in {right} of the samples; a model that always says so is right as often"]


def _extreme(dataset: Dataset) -> list[str]:
    """On numbers so large or small that their squares leave the range of floats."""
    columns = np.column_stack([dataset.X, dataset.y])
    names = (*dataset.feature_names, dataset.target_name)
    sizes = np.abs(columns).max(axis=0)
    is_far = (sizes > _FAR) | ((sizes > 0.0) & (sizes < 1.0 / _FAR))
    if not is_far.any():
        return []
    told = listed([f"{names[i]} (up to {sizes[i]:.2g})" for i in np.flatnonzero(is_far)])
    return [f"{told}: so far from 1 that squares leave the range of numbers; standardize features, rescale targets"]


def _count(n: int, thing: str) -> str:
    return f"{n} {thing}" if n == 1 else f"{n} {thing}s"
