"""Laws that every source of data keeps, whatever it holds."""

import importlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from regsim.arrays import FloatArray
from regsim.data import Dataset, Standardization
from tests.data.law_sources import arrays, source_kinds, source_of

preprocessing: Any = importlib.import_module("sklearn.preprocessing")

every_kind = pytest.mark.parametrize("kind", source_kinds())
WIDE = ["breast-cancer", "digits"]  # at degree 3 they would have too many features
NUMBERS = ["sparse-linear", "polynomial", "diabetes", "inline"]  # whose target is no class
MADE = ["sparse-linear", "polynomial", "gaussians", "moons", "circles", "xor", "spiral"]


def both(dataset: Dataset) -> tuple[Dataset, Dataset]:
    assert dataset.validation is not None
    return dataset, dataset.validation


def raw_inputs(dataset: Dataset) -> FloatArray:
    assert dataset.preparation is not None
    return dataset.preparation.inputs


@every_kind
def test_shapes_agree_names_differ_and_numbers_are_finite(kind: str, tmp_path: Path) -> None:
    dataset = source_of(kind, tmp_path).load()
    assert dataset.X.shape == (len(dataset.y), len(dataset.feature_names))
    assert len(set(dataset.feature_names)) == len(dataset.feature_names)
    assert all(name.strip() for name in (*dataset.feature_names, dataset.target_name))
    assert np.isfinite(dataset.X).all()
    assert np.isfinite(dataset.y).all()
    assert dataset.validation is None
    assert len(dataset.notes) <= 4


@every_kind
@pytest.mark.parametrize("fraction", [0.0, 0.3])
def test_loading_twice_gives_the_same_bits(kind: str, fraction: float, tmp_path: Path) -> None:
    first, second = (source_of(kind, tmp_path, validation_fraction=fraction, seed=5).load() for _ in range(2))
    assert arrays(first) == arrays(second)
    assert first.notes == second.notes


@every_kind
def test_seed_decides_which_samples_are_held_out(kind: str, tmp_path: Path) -> None:
    first, second = (source_of(kind, tmp_path, validation_fraction=0.4, seed=seed).load() for seed in (0, 1))
    assert arrays(first) != arrays(second)


@every_kind
def test_seed_makes_other_samples_where_they_are_made(kind: str, tmp_path: Path) -> None:
    first, second = (source_of(kind, tmp_path, seed=seed).load() for seed in (0, 1))
    assert (arrays(first) != arrays(second)) == (kind in MADE)


@every_kind
def test_defaults_leave_the_samples_as_they_come_but_for_the_scale(kind: str, tmp_path: Path) -> None:
    raw = source_of(kind, tmp_path, standardize=False, degree=1).load()
    seen = source_of(kind, tmp_path, degree=1).load()
    assert raw_inputs(raw).tobytes() == raw.X.tobytes()
    assert Standardization.fit(raw.X).apply(raw.X).tobytes() == seen.X.tobytes()
    assert raw.y.tobytes() == seen.y.tobytes()
    assert raw.feature_names == seen.feature_names


@every_kind
@pytest.mark.parametrize("fraction", [0.01, 0.25, 0.9])
def test_samples_held_out_and_those_trained_on_make_all_in_their_order(
    kind: str, fraction: float, tmp_path: Path
) -> None:
    whole = source_of(kind, tmp_path, standardize=False).load()
    parts = both(source_of(kind, tmp_path, standardize=False, validation_fraction=fraction).load())
    all_rows = [(*x, y) for x, y in zip(whole.X.tolist(), whole.y.tolist(), strict=True)]
    part_rows = [[(*x, y) for x, y in zip(part.X.tolist(), part.y.tolist(), strict=True)] for part in parts]
    assert all(part_rows)
    assert sorted(part_rows[0] + part_rows[1]) == sorted(all_rows)
    for rows in part_rows:
        remaining = iter(all_rows)
        assert all(row in remaining for row in rows)  # `in` uses up the iterator: a subsequence


@every_kind
@pytest.mark.parametrize("degree", [1, 2])
def test_both_parts_have_the_same_features_target_and_classes(kind: str, degree: int, tmp_path: Path) -> None:
    degree = 1 if kind == "digits" else degree
    training, validation = both(source_of(kind, tmp_path, validation_fraction=0.25, degree=degree).load())
    assert training.feature_names == validation.feature_names
    assert (training.target_name, training.classes) == (validation.target_name, validation.classes)
    assert validation.validation is None
    assert f"{training.n_samples} samples to train on, {validation.n_samples} to validate" in training.notes


@every_kind
def test_standardization_is_learned_from_the_training_samples_alone(kind: str, tmp_path: Path) -> None:
    source = source_of(kind, tmp_path, validation_fraction=0.25, degree=1)
    training, validation = both(source.load())
    scaler = preprocessing.StandardScaler().fit(raw_inputs(training))
    varied = scaler.var_ > 0.0
    for part in (training, validation):
        expected = scaler.transform(raw_inputs(part))
        np.testing.assert_allclose(part.X[:, varied], expected[:, varied], rtol=1e-9, atol=1e-10)
        assert (part.X[:, ~varied] == 0.0).all()


@pytest.mark.parametrize("kind", [kind for kind in source_kinds() if kind not in WIDE])
@pytest.mark.parametrize("degree", [2, 3])
def test_features_of_higher_degree_are_scikit_learns_in_its_order(kind: str, degree: int, tmp_path: Path) -> None:
    seen = source_of(kind, tmp_path, degree=degree, validation_fraction=0.25).load()
    raw = source_of(kind, tmp_path, degree=degree, validation_fraction=0.25, standardize=False).load()
    reference = preprocessing.PolynomialFeatures(degree, include_bias=False)
    products = reference.fit_transform(raw_inputs(raw))
    np.testing.assert_allclose(raw.X, products, rtol=1e-14)
    scaler = preprocessing.StandardScaler().fit(products)
    for part in both(seen):
        np.testing.assert_allclose(
            part.X, scaler.transform(reference.transform(raw_inputs(part))), rtol=1e-7, atol=1e-8
        )


@every_kind
@pytest.mark.parametrize("standardize", [True, False])
def test_preparation_makes_what_the_model_sees_of_raw_inputs(kind: str, standardize: bool, tmp_path: Path) -> None:
    degree = 1 if kind == "digits" else 2
    source = source_of(kind, tmp_path, degree=degree, validation_fraction=0.25, standardize=standardize)
    for part in both(source.load()):
        way = part.preparation
        assert way is not None
        assert way.apply(way.inputs).tobytes() == part.X.tobytes()
        assert way.inputs.shape == (part.n_samples, len(way.input_names))
        assert part.feature_names[: len(way.input_names)] == way.input_names
        assert not way.inputs.flags.writeable


@pytest.mark.parametrize("kind", [kind for kind in source_kinds() if kind not in NUMBERS])
def test_classes_are_held_out_in_equal_shares(kind: str, tmp_path: Path) -> None:
    training, validation = both(source_of(kind, tmp_path, validation_fraction=0.3).load())
    assert training.classes
    for code in range(len(training.classes)):
        n_training, n_validation = (np.count_nonzero(part.y == code) for part in (training, validation))
        assert n_training >= 1
        assert abs(n_validation - 0.3 * (n_training + n_validation)) < 1.0
