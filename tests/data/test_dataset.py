"""What a dataset promises to whoever fits a model to it."""

import numpy as np
import pytest

from regsim.arrays import FloatArray
from regsim.data import Dataset
from regsim.parameters import InputError


def test_arrays_are_read_only_contiguous_copies() -> None:
    X, y = np.asfortranarray([[1.0, 2.0], [3.0, 4.0]]), np.array([0.0, 1.0])
    dataset = Dataset(X, y, ("a", "b"), "t")
    X[0, 0] = 9.0
    y[0] = 9.0
    assert dataset.X.tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert dataset.y.tolist() == [0.0, 1.0]
    assert dataset.X.flags.c_contiguous
    with pytest.raises(ValueError, match="read-only"):
        dataset.X[0, 0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        dataset.y[0] = 1.0


def test_sizes_are_those_of_the_features() -> None:
    dataset = Dataset(np.ones((3, 2)), np.zeros(3), ("a", "b"), "t")
    assert (dataset.n_samples, dataset.n_features) == (3, 2)
    assert dataset.classes == ()
    assert dataset.notes == ()


def test_integers_become_float64() -> None:
    dataset = Dataset(np.array([[1], [2]]), np.array([1, 0]), ("a",), "t")
    assert dataset.X.dtype == dataset.y.dtype == np.float64


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1.1e150, -1e308])
def test_value_that_is_not_finite_or_overflows_when_squared_is_refused_by_name_and_sample(bad: float) -> None:
    with pytest.raises(InputError, match=r"^b, sample 2: must be a finite number up to 1e\+150 in size, got "):
        Dataset(np.array([[1.0, 2.0], [3.0, bad]]), np.zeros(2), ("a", "b"), "t")
    with pytest.raises(InputError, match=r"^t, sample 1: must be a finite number"):
        Dataset(np.ones((2, 1)), np.array([bad, 1.0]), ("a",), "t")


@pytest.mark.parametrize(
    ("X", "y", "names", "message"),
    [
        (np.ones((3, 1)), np.ones(2), ("a",), "a row of features per target value"),
        (np.ones(3), np.ones(3), ("a",), "a row of features per target value"),
        (np.ones((0, 1)), np.ones(0), ("a",), "at least one sample and one feature, got 0 and 1"),
        (np.ones((2, 0)), np.ones(2), (), "at least one sample and one feature, got 2 and 0"),
        (np.ones((2, 2)), np.ones(2), ("a",), "feature_names must have 2 names, got 1"),
    ],
)
def test_shapes_that_disagree_are_refused(X: FloatArray, y: FloatArray, names: tuple[str, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Dataset(X, y, names, "t")


def test_code_without_a_class_is_refused() -> None:
    with pytest.raises(InputError, match="t must hold the codes 0 to 1 of its classes"):
        Dataset(np.ones((3, 1)), np.array([0.0, 1.0, 2.0]), ("a",), "t", ("no", "yes"))


def test_datasets_compare_by_identity_so_that_they_can_be_kept_in_a_cache() -> None:
    dataset = Dataset(np.ones((1, 1)), np.ones(1), ("a",), "t")
    assert {dataset: 1}[dataset] == 1
    assert dataset != Dataset(np.ones((1, 1)), np.ones(1), ("a",), "t")
