"""Which samples are held out: never trained on, they tell whether what was learned holds for others.

Samples are drawn at random, but the same share of every class: of 5 positive samples among 100 a plain draw of 20 would
leave the validation without a positive one every third time.
"""

import math

import numpy as np
from numpy.typing import NDArray

from regsim.arrays import FloatArray
from regsim.data.labels import MAX_LABELS
from regsim.parameters import InputError

_SPLIT = 1  # beside the seed: another stream of random numbers than that which makes the samples


def held_out(y: FloatArray, fraction: float, seed: int, *, is_class: bool) -> NDArray[np.bool_]:
    """Which samples to validate on, shape (n_samples,): `fraction` of them, rounded up, one at least.

    The same share of every class is taken, if need be one sample more or less, but never the last sample of a class.
    A target that is a number is treated likewise where it has few values and each of them repeatedly.

    Parameters
    ----------
    y : ndarray of shape (n_samples,)
        The target.
    fraction : float
        Between 0 and 0.9.
    seed : int
        The same seed draws the same samples.
    is_class : bool
        Whether the values of the target are codes of classes.

    Raises
    ------
    InputError
        When there is a fraction, but no sample that could be spared.
    """
    is_held = np.zeros(len(y), dtype=np.bool_)
    if fraction == 0.0:
        return is_held
    rng = np.random.default_rng([seed, _SPLIT])
    groups = strata(y, is_class=is_class)
    for rows, n_held in zip(groups, _shares([len(rows) for rows in groups], fraction), strict=True):
        is_held[rng.permutation(rows)[:n_held]] = True
    if not is_held.any():
        where = "for a single sample" if len(y) == 1 else "where no class has a second sample"
        raise InputError.at("validation_fraction", f"must be 0 {where}", fraction)
    return is_held


def strata(y: FloatArray, *, is_class: bool) -> list[NDArray[np.intp]]:
    """The samples of every class; all together where the target is a number."""
    values, codes, counts = np.unique(y, return_inverse=True, return_counts=True)
    repeats = len(values) == 2 < len(y) or (len(values) <= MAX_LABELS and counts.min() > 1)
    if not (is_class or repeats):
        return [np.arange(len(y))]
    return [np.flatnonzero(codes == code) for code in range(len(values))]


def _shares(sizes: list[int], fraction: float) -> list[int]:
    """How many to hold out of each stratum: whole parts first, then those with the largest remainders."""
    wanted = max(1, math.ceil(fraction * sum(sizes) - 1e-9))  # 0.07·100 is 7.000000000000001
    shares = [math.floor(fraction * size) for size in sizes]
    for _ in range(wanted - sum(shares)):
        room = [i for i, size in enumerate(sizes) if shares[i] < size - 1]
        if not room:
            break
        shares[max(room, key=lambda i: fraction * sizes[i] - shares[i])] += 1
    return shares
