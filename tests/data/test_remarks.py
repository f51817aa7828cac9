"""What is said about data that surprise: each in one sentence, and nothing about data that do not."""

import numpy as np
import pytest

from regsim.arrays import FloatArray
from regsim.data import Dataset, Standardization
from regsim.data.loading import prepared
from regsim.data.remarks import listed, repeats

RNG = np.random.default_rng(0)


def notes(X: FloatArray, y: FloatArray, classes: tuple[str, ...] = (), *, standardize: bool = True) -> tuple[str, ...]:
    names = tuple(f"x{i}" for i in range(1, X.shape[1] + 1))
    return prepared(Dataset(X, y, names, "y", classes), standardize=standardize).notes


def test_usual_data_are_not_remarked_on() -> None:
    assert notes(RNG.normal(size=(50, 4)), RNG.normal(size=50)) == ()
    assert notes(RNG.normal(size=(50, 4)), np.tile([0.0, 1.0], 25), ("no", "yes")) == ()


@pytest.mark.parametrize(("scale", "word"), [(1.0, "repeats "), (3.5, "repeats "), (-1.8, "is −"), (1e-20, "repeats ")])
def test_feature_that_repeats_another_is_named(scale: float, word: str) -> None:
    X = RNG.normal(size=(50, 3))
    X[:, 2] = scale * (X[:, 0] + 2.0)
    expected = f"x3 {word}x1: L1 leaves open how the two share their weight, L2 shares it equally"
    assert notes(X, RNG.normal(size=50)) == (expected,)


def test_two_labels_in_a_column_each_repeat_each_other() -> None:
    female = RNG.integers(0, 2, 50).astype(float)
    (note,) = notes(np.column_stack([female, 1.0 - female]), RNG.normal(size=50))
    assert note.startswith("x2 is −x1: ")


def test_many_repeated_features_are_one_note() -> None:
    X = RNG.normal(size=(50, 6))
    (note,) = notes(np.hstack([X, X]), RNG.normal(size=50))
    assert note.startswith("x7 repeats x1, x8 repeats x2, x9 repeats x3 and 3 more: L1 leaves open")


def test_scaled_copy_does_not_repeat_where_nothing_is_standardized() -> None:
    X = RNG.normal(size=(50, 1))
    assert notes(np.hstack([X, 2.0 * X]), RNG.normal(size=50), standardize=False) == ()
    assert len(notes(np.hstack([X, X]), RNG.normal(size=50), standardize=False)) == 1


def test_repeats_are_found_among_many_columns_and_lead_to_the_first() -> None:
    X = RNG.normal(size=(40, 300))
    X[:, 7] = X[:, 250] = -X[:, 299]
    X[:, 100] = X[:, 3]
    assert repeats(X, np.ones(300, dtype=np.bool_)) == [(100, 3, False), (250, 7, False), (299, 7, True)]


def test_nearly_equal_columns_do_not_repeat() -> None:
    X = RNG.normal(size=(40, 2))
    X[:, 1] = X[:, 0]
    X[0, 1] += 1e-6
    assert repeats(X, np.ones(2, dtype=np.bool_)) == []


def test_constant_features_are_one_note_and_do_not_repeat_each_other() -> None:
    X = RNG.normal(size=(50, 6))
    X[:, 1:] = 0.1
    y = RNG.normal(size=50)
    end = ": have the same value in every sample, so they "
    assert notes(X, y) == (f"x2, x3, x4 and 2 more{end}are standardized to 0 and tell the model nothing",)
    assert notes(X, y, standardize=False) == (
        f"x2, x3, x4 and 2 more{end}tell the model no more than an intercept does",
    )


def test_fewer_samples_than_features_is_told() -> None:
    (note,) = notes(RNG.normal(size=(5, 8)), RNG.normal(size=5))
    assert note == (
        "8 features for 5 samples to train on: without a penalty many different weights fit them equally well"
    )


@pytest.mark.parametrize("classes", [(), ("no", "yes")])
def test_class_that_is_nearly_all_there_is_is_told(classes: tuple[str, ...]) -> None:
    y = np.array([1.0] * 2 + [0.0] * 38)
    label = classes[0] if classes else "0"
    (note,) = notes(RNG.normal(size=(40, 2)), y, classes)
    assert note == f"y: {label} in 95 % of the samples; a model that always says so is right as often"


def test_balanced_classes_and_a_number_of_many_values_are_not_told() -> None:
    X = RNG.normal(size=(40, 2))
    assert notes(X, np.array([1.0] * 4 + [0.0] * 36), ("no", "yes")) == ()
    assert notes(X, np.array([1.0, 2.0] + [0.0] * 38)) == ()


@pytest.mark.parametrize("classes", [(), ("no", "yes")])
def test_target_of_one_value_is_told(classes: tuple[str, ...]) -> None:
    (note,) = notes(RNG.normal(size=(9, 2)), np.ones(9), classes)
    label = "yes" if classes else "1"
    assert note == f"y: is {label} in every sample, so there is nothing to learn from the features"


@pytest.mark.parametrize(("size", "word"), [(1e150, "1e+150"), (1e-150, "1e-150")])
def test_numbers_whose_squares_leave_the_range_are_told(size: float, word: str) -> None:
    X, y = np.array([[1.0, 0.5], [-1.0, 0.2], [0.5, 1.0]]), np.array([1.0, -0.3, 0.2])
    end = ": so far from 1 that squares leave the range of numbers; standardize features, rescale targets"
    assert notes(X * [size, 1.0], y, standardize=False) == (f"x1 (up to {word}){end}",)
    assert notes(X * [size, 1.0], y) == ()
    assert notes(X, y * size) == (f"y (up to {word}){end}",)


def test_remarks_are_on_the_samples_trained_on() -> None:
    X = np.zeros((4, 1))
    X[0] = 1.0
    raw = Dataset(X, np.array([0.0, 1.0, 2.0, 3.0]), ("x",), "y")
    constant = [
        any(note.startswith("x: has the same value") for note in prepared(raw, validation_fraction=0.25, seed=s).notes)
        for s in range(20)
    ]
    held = [prepared(raw, validation_fraction=0.25, seed=s).y[0] == 1.0 for s in range(20)]
    assert constant == held
    assert 0 < sum(held) < 20


def test_lists_are_cut_short() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a", "b", "c", "d"]) == "a, b, c and 1 more"


def test_what_is_constant_is_what_standardization_takes_for_constant() -> None:
    X = np.column_stack([np.full(10, 0.1), np.linspace(0.1, 0.1 + 1e-9, 10)])
    assert Standardization.fit(X).is_constant.tolist() == [True, False]
    assert [note.split(":")[0] for note in notes(X, np.arange(10.0))] == ["x1"]
