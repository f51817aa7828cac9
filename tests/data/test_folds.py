"""Folds: every sample is left out once, classes are spread evenly, and nothing is learned from what is left out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsim.data import BreastCancer, Diabetes, Polynomial
from regsim.data.folds import fold_numbers, without_folds
from regsim.parameters import InputError


@given(n=st.integers(2, 60), n_folds=st.integers(2, 10), n_classes=st.integers(1, 4), seed=st.integers(0, 99))
def test_folds_are_of_equal_size_and_have_their_share_of_every_class(
    n: int, n_folds: int, n_classes: int, seed: int
) -> None:
    y = np.arange(float(n)) % n_classes

    number = fold_numbers(y, n_folds, seed, is_class=True)

    assert np.ptp(np.bincount(number, minlength=n_folds)) <= 1
    for label in range(n_classes):
        assert np.ptp(np.bincount(number[y == label], minlength=n_folds)) <= 1


def test_the_seed_decides_which_samples_are_together() -> None:
    y = np.linspace(0.0, 1.0, 50)

    first, again, other = (fold_numbers(y, 5, seed, is_class=False) for seed in (0, 0, 1))

    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_every_sample_is_left_out_once_and_trained_on_otherwise() -> None:
    data = BreastCancer(standardize=False).load()
    parts = without_folds(data, 4, seed=0)

    left_out = [part.validation for part in parts]
    assert [part.n_samples for part in parts] == [569 - fold.n_samples for fold in left_out if fold is not None]
    rows = np.concatenate([fold.X for fold in left_out if fold is not None])
    np.testing.assert_array_equal(np.sort(rows, axis=0), np.sort(data.X, axis=0))
    assert all(part.classes == data.classes for part in parts)


@pytest.mark.parametrize("source", [Diabetes(validation_fraction=0.3), Polynomial(degree=4)])
def test_standardization_is_learned_without_the_fold(source: Diabetes | Polynomial) -> None:
    data = source.load()
    for part in without_folds(data, 3, seed=1):
        assert part.feature_names == data.feature_names
        np.testing.assert_allclose(part.X.mean(axis=0), 0.0, atol=1e-12)
        np.testing.assert_allclose(part.X.std(axis=0), 1.0, rtol=1e-12)
        assert part.validation is not None
        assert np.abs(part.validation.X.mean(axis=0)).min() > 1e-9


@pytest.mark.parametrize("n_folds", [-1, 0, 1, 443])
def test_there_are_at_least_two_folds_and_no_more_than_samples(n_folds: int) -> None:
    with pytest.raises(InputError) as refusal:
        without_folds(Diabetes().load(), n_folds, seed=0)

    assert str(refusal.value) == f"folds must be 0, or 2 to 442, the number of samples to train on, got {n_folds}"
