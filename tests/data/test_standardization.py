"""Standardization agrees with scikit-learn's, and holds where that overflows."""

import importlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from regsim.arrays import FloatArray
from regsim.data import Dataset, Standardization, standardized

StandardScaler: Any = importlib.import_module("sklearn.preprocessing").StandardScaler


def dataset(X: FloatArray) -> Dataset:
    return Dataset(X, np.arange(len(X), dtype=float), tuple(f"x{i}" for i in range(X.shape[1])), "y", (), ("before",))


@pytest.mark.parametrize("shift", [0.0, 1e3, -1e6])
@pytest.mark.parametrize("spread", [1.0, 1e-5, 1e5])
def test_columns_equal_those_of_scikit_learn(shift: float, spread: float) -> None:
    X = np.random.default_rng(0).normal(shift, spread, size=(57, 4))
    np.testing.assert_allclose(standardized(dataset(X)).X, StandardScaler().fit_transform(X), rtol=1e-12, atol=1e-12)


def test_variance_is_divided_by_the_number_of_samples() -> None:
    assert standardized(dataset(np.array([[1.0], [3.0]]))).X.tolist() == [[-1.0], [1.0]]


@pytest.mark.parametrize("n_samples", [1, 7, 10, 1000])
@pytest.mark.parametrize("value", [0.1, -0.1, 0.0, 1e150, 1e-150])
def test_constant_column_becomes_exactly_zero_and_is_told(n_samples: int, value: float) -> None:
    varied = np.linspace(0.0, 1.0, n_samples) if n_samples > 1 else np.ones(1)
    X = np.column_stack([np.full(n_samples, value), varied])
    result = standardized(dataset(X))
    assert (result.X[:, 0] == 0.0).all()
    told = [note for note in result.notes if "same value" in note]
    if n_samples > 1:
        assert told == [
            "x0: has the same value in every sample, so it is standardized to 0 and tells the model nothing"
        ]
    else:
        assert told == [
            "x0 and x1: have the same value in every sample, so they are standardized to 0 and tell the model nothing"
        ]


def test_constant_columns_are_those_scikit_learn_takes_for_constant() -> None:
    X = np.array([[0.1, 1e16, 1.0, 1e8]] * 10)
    X[0, 1:] += [2.0, 1e-15, 1.0]
    scaler = StandardScaler().fit(X)
    # A constant column has the scale 1 there; the last has a spread that is real.
    assert Standardization.fit(X).is_constant.tolist() == (scaler.scale_ == 1.0).tolist() == [True, True, True, False]


@pytest.mark.parametrize("size", [2.5e149, 1e-150, 1e-300])
def test_extreme_values_neither_overflow_nor_vanish(size: float) -> None:
    X = np.array([[1.0], [2.0], [4.0]])
    np.testing.assert_allclose(standardized(dataset(X * size)).X, standardized(dataset(X)).X, rtol=1e-14)


@given(arrays(np.float64, st.tuples(st.integers(1, 20), st.integers(1, 3)), elements=st.floats(-1e150, 1e150)))
def test_every_column_has_mean_zero_and_variance_one_or_is_zero(X: FloatArray) -> None:
    Z = standardized(dataset(X)).X
    constant = Standardization.fit(X).is_constant
    assert np.isfinite(Z).all()
    assert (Z[:, constant] == 0.0).all()
    np.testing.assert_allclose(Z[:, ~constant].var(axis=0), 1.0, rtol=1e-6)


def test_what_was_learned_from_some_samples_applies_to_others() -> None:
    learned = Standardization.fit(np.array([[1.0, 5.0], [3.0, 5.0]]))
    assert learned.apply(np.array([[5.0, 7.0]])).tolist() == [[3.0, 0.0]]


def test_what_is_too_far_from_what_was_learned_is_infinite_without_a_warning() -> None:
    learned = Standardization.fit(np.array([[1e-200], [3e-200]]))
    assert learned.apply(np.array([[1e150], [-1e150]])).tolist() == [[np.inf], [-np.inf]]


@pytest.mark.parametrize("size", [1.0, 1e120, 1e-120])
def test_spread_is_the_standard_deviation_and_zero_where_constant(size: float) -> None:
    learned = Standardization.fit(np.array([[1.0, 5.0], [3.0, 5.0]]) * size)
    np.testing.assert_allclose(learned.spread, [size, 0.0], rtol=1e-15)


def test_target_names_and_notes_stay() -> None:
    before = dataset(np.array([[1.0], [2.0]]))
    after = standardized(before)
    assert after.y.tolist() == before.y.tolist()
    assert (after.feature_names, after.target_name, after.notes) == (("x0",), "y", ("before",))
    assert not after.X.flags.writeable
