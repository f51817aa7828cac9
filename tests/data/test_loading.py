"""From raw samples to what a model sees: refusals, true weights and notes on sizes."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsim.arrays import FloatArray
from regsim.data import Dataset, Inline, SparseLinear, loading
from regsim.data.loading import prepared
from regsim.parameters import InputError


def dataset(X: FloatArray) -> Dataset:
    return Dataset(X, np.arange(len(X), dtype=float), tuple(f"x{i}" for i in range(1, X.shape[1] + 1)), "y")


def test_degree_that_makes_too_many_features_is_refused_with_the_highest_that_does_not() -> None:
    message = r"^degree must be at most 2, as a higher one makes more than 2000 products of 30 inputs, got 3$"
    with pytest.raises(InputError, match=message) as caught:
        prepared(dataset(np.ones((3, 30))), degree=3)
    assert caught.value.field == "degree"
    with pytest.raises(InputError, match="must be at most 1, as a higher one makes more than 2000 products of 64"):
        prepared(dataset(np.ones((3, 64))), degree=20)


def test_degree_that_makes_too_many_numbers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MAX_CELLS", 100)
    raw = dataset(np.arange(20.0)[:, np.newaxis])
    assert prepared(raw, degree=5).X.shape == (20, 5)
    with pytest.raises(InputError, match=r"^degree must be at most 5, as .* more than 5 products of 1 input, got 6$"):
        prepared(raw, degree=6)
    assert prepared(dataset(np.arange(300.0).reshape(50, 6))).X.shape == (50, 6)


@pytest.mark.parametrize("standardize", [True, False])
@pytest.mark.parametrize(("value", "degree", "name"), [(1e150, 2, "x1²"), (1e60, 3, "x1³"), (-1e150, 20, "x1²")])
def test_product_out_of_range_is_refused_by_name(value: float, degree: int, name: str, standardize: bool) -> None:
    raw = dataset(np.array([[1.0, 2.0], [value, 3.0]]))
    message = f"^degree must keep products of inputs within 2e-308 and 1e\\+150 in size, not so {name}, got {degree}$"
    with pytest.raises(InputError, match=message):
        prepared(raw, degree=degree, standardize=standardize)


def test_product_that_vanishes_is_refused_by_name() -> None:
    with pytest.raises(InputError, match=r"not so x1³, got 3$"):
        prepared(dataset(np.array([[1e-150, 2.0], [2e-150, 3.0]])), degree=3)


def test_products_of_labels_that_exclude_each_other_are_zero_and_that_is_told() -> None:
    raw = dataset(np.eye(3)[[0, 1, 2, 0, 1]])
    notes = prepared(raw, degree=2).notes
    assert any(note.startswith("x1·x2, x1·x3 and x2·x3: have the same value in every sample") for note in notes)
    assert any(note.startswith("x1² repeats x1, x2² repeats x2 and x3² repeats x3:") for note in notes)


def test_sample_held_out_that_is_too_far_from_the_others_is_refused() -> None:
    X = np.array([[1e-200], [2e-200], [3e-200], [1e150]])
    refused = []
    for seed in range(20):
        try:
            prepared(dataset(X), validation_fraction=0.25, seed=seed)
        except InputError as error:
            refused.append(str(error))
    sentence = (
        "validation_fraction must leave samples to train on whose x1 is of the size of those to validate on, got 0.25"
    )
    assert set(refused) == {sentence}
    assert len(refused) < 20


@given(
    st.lists(st.lists(st.floats(-1e150, 1e150), min_size=2, max_size=2), min_size=1, max_size=8),
    st.integers(1, 4),
    st.sampled_from([0.0, 0.3, 0.9]),
    st.booleans(),
)
def test_whatever_the_numbers_there_is_a_dataset_or_a_sentence(
    rows: list[list[float]], degree: int, fraction: float, standardize: bool
) -> None:
    raw = dataset(np.array(rows))
    sentences = []
    try:
        data = prepared(raw, degree=degree, validation_fraction=fraction, standardize=standardize)
    except InputError as error:
        sentences.append(str(error))
    else:
        assert np.isfinite(data.X).all()
        assert len(data.notes) <= 6
    assert all(sentence.startswith(("degree must ", "validation_fraction must ")) for sentence in sentences)


@pytest.mark.parametrize("changes", [{}, {"standardize": False}, {"degree": 2}, {"validation_fraction": 0.5}])
def test_true_weights_make_the_target_but_for_a_constant(changes: dict[str, Any]) -> None:
    source = SparseLinear(noise=0.0, correlation=0.4, **changes)
    data = source.load()
    for part in (data, data.validation):
        if part is not None:
            assert part.true_weights is not None
            rest = part.y - part.X @ part.true_weights
            np.testing.assert_allclose(rest, rest[0], atol=1e-12)


def test_both_parts_share_one_constant() -> None:
    data = SparseLinear(noise=0.0, validation_fraction=0.5).load()
    assert data.validation is not None
    assert data.true_weights is not None
    rest = [part.y[0] - part.X[0] @ data.true_weights for part in (data, data.validation)]
    assert rest[0] == pytest.approx(rest[1], abs=1e-12)


def test_samples_without_known_truth_have_no_true_weights() -> None:
    assert Inline(("x", "y"), ((1.0, 2.0), (2.0, 3.0)), "y").load().true_weights is None


def test_notes_say_what_the_degree_made() -> None:
    X = np.random.default_rng(0).normal(size=(30, 2))
    assert (
        "degree 2: 2 inputs became 5 features, the products of up to 2 of them" in prepared(dataset(X), degree=2).notes
    )
    assert "degree 4: 1 input became 4 features, its powers up to 4" in prepared(dataset(X[:, :1]), degree=4).notes
