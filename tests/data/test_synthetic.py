"""Made samples have the statistics, the truth and the shapes that they claim."""

from typing import Any

import msgspec
import numpy as np
import pytest

from regsim.arrays import FloatArray
from regsim.data import Circles, Dataset, DataSource, Gaussians, Moons, Polynomial, SparseLinear, Spiral, Xor
from regsim.parameters import InputError

PLANES = [Gaussians, Moons, Circles, Xor, Spiral]


def raw(source: DataSource) -> Dataset:
    return msgspec.structs.replace(source, standardize=False).load()


def clean(plane: Any, n_samples: int = 300) -> tuple[FloatArray, FloatArray]:
    """Points without noise, and whether each is of the second class."""
    dataset = raw(plane(n_samples=n_samples, noise=0.0))
    return dataset.X, dataset.y


def rows(dataset: Dataset) -> FloatArray:
    return np.column_stack([dataset.X, dataset.y])


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.9])
def test_features_are_normal_with_the_correlation_of_their_distance(correlation: float) -> None:
    n, p = 100_000, 6
    X = raw(SparseLinear(n, p, 3, correlation)).X
    expected = correlation ** np.abs(np.subtract.outer(np.arange(p), np.arange(p)))
    np.testing.assert_allclose(np.cov(X.T), expected, atol=0.02)
    np.testing.assert_allclose(X.mean(axis=0), 0.0, atol=0.02)
    np.testing.assert_allclose((X**4).mean(axis=0), 3.0, atol=0.15)


def test_full_correlation_makes_all_features_the_same() -> None:
    dataset = SparseLinear(correlation=1.0, n_features=4, n_nonzero=2).load()
    assert np.ptp(dataset.X, axis=1).max() == 0.0
    assert any(note.startswith("x2 repeats x1, x3 repeats x1 and x4 repeats x1:") for note in dataset.notes)


def test_true_weights_follow_their_formula() -> None:
    w = raw(SparseLinear()).true_weights
    assert w is not None
    np.testing.assert_allclose(w[::4], [3.0, -2.4, 1.8, -1.2, 0.6], rtol=1e-15)
    assert np.count_nonzero(w) == 5
    assert raw(SparseLinear()).notes[0] == "true weights: x1 3, x5 -2.4, x9 1.8, x13 -1.2 and x17 0.6; all others 0"


@pytest.mark.parametrize(("p", "k"), [(1, 0), (1, 1), (7, 7), (20, 13), (200, 3)])
def test_so_many_true_weights_are_not_zero_as_asked_for(p: int, k: int) -> None:
    w = raw(SparseLinear(n_features=p, n_nonzero=k)).true_weights
    assert w is not None
    nonzero = w[w != 0.0]
    assert len(nonzero) == k
    assert (np.diff(np.abs(nonzero)) < 0.0).all()
    assert (nonzero[:-1] * nonzero[1:] < 0.0).all()


@pytest.mark.parametrize("noise", [0.0, 0.5, 4.0])
def test_target_is_what_the_features_explain_and_noise(noise: float) -> None:
    dataset = raw(SparseLinear(20_000, 5, 2, 0.3, noise))
    assert dataset.true_weights is not None
    error = dataset.y - dataset.X @ dataset.true_weights
    assert error.std() == pytest.approx(noise, rel=0.02, abs=1e-12)
    np.testing.assert_allclose(dataset.X.T @ error / len(error), 0.0, atol=0.03 * noise + 1e-12)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"n_nonzero": 21}, "n_nonzero must be at most n_features, 20, got 21"),
        ({"n_features": 2000, "n_samples": 6001}, "n_samples must be at most 6000 for 2000 features, got 6001"),
        ({"correlation": 1.1}, "correlation must be a finite number ≥ 0 and ≤ 1, got 1.1"),
        ({"noise": -1}, "noise must be a finite number ≥ 0 and ≤ 1000000, got -1"),
        ({"degree": 0}, "degree must be a whole number ≥ 1 and ≤ 20, got 0"),
        ({"validation_fraction": 1.0}, "validation_fraction must be a finite number ≥ 0 and ≤ 0.9, got 1"),
        ({"seed": -1}, "seed must be a whole number ≥ 0 and ≤ 9223372036854775807, got -1"),
    ],
)
def test_wrong_source_is_refused_when_it_is_made(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=f"^{message}$"):
        SparseLinear(**changes)


def test_polynomial_is_a_cubic_with_noise_and_nine_features() -> None:
    dataset = raw(Polynomial())
    x = dataset.X[:, 0]
    assert dataset.feature_names == ("x", "x²", "x³", "x⁴", "x⁵", "x⁶", "x⁷", "x⁸", "x⁹")
    assert dataset.n_samples == 30
    assert (np.abs(x) <= 1.0).all()
    exact = raw(Polynomial(noise=0.0))
    np.testing.assert_allclose(exact.y, np.cos(3.0 * np.arccos(x)), atol=1e-14)
    assert np.std(
        raw(Polynomial(n_samples=20_000)).y - raw(Polynomial(n_samples=20_000, noise=0.0)).y
    ) == pytest.approx(0.3, rel=0.02)


@pytest.mark.parametrize("standardize", [True, False])
def test_truth_behind_the_polynomial_is_known_where_the_degree_reaches_it(standardize: bool) -> None:
    dataset = Polynomial(noise=0.0, standardize=standardize).load()
    assert dataset.true_weights is not None
    rest = dataset.y - dataset.X @ dataset.true_weights
    np.testing.assert_allclose(rest, rest[0], atol=1e-12)
    low = Polynomial(degree=2).load()
    assert low.true_weights is None
    assert low.notes[0] == "true curve: y = 4x³ − 3x, which degree 2 cannot follow"


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("n_samples", [2, 3, 200])
def test_classes_are_balanced_and_labelled(plane: Any, n_samples: int) -> None:
    dataset = raw(plane(n_samples=n_samples))
    assert dataset.feature_names == ("x1", "x2")
    assert np.bincount(dataset.y.astype(int)).tolist() == [n_samples - n_samples // 2, n_samples // 2]
    assert len(set(dataset.classes)) == 2
    assert f"→ 1 ({n_samples // 2})" in dataset.notes[0]


@pytest.mark.parametrize("plane", PLANES)
def test_points_keep_their_distance_to_the_shape_as_the_noise_says(plane: Any) -> None:
    shape, noisy = (raw(plane(n_samples=20_000, noise=noise)).X for noise in (0.0, 0.25))
    np.testing.assert_allclose((noisy - shape).std(axis=0), 0.25, rtol=0.03)
    np.testing.assert_allclose((noisy - shape).mean(axis=0), 0.0, atol=0.01)


@pytest.mark.parametrize("source", [*PLANES, SparseLinear, Polynomial])
def test_more_samples_are_the_same_ones_and_others(source: Any) -> None:
    few, many = rows(raw(source(n_samples=20, seed=3))), rows(raw(source(n_samples=70, seed=3)))
    np.testing.assert_allclose(few, many[:20], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("source", [*PLANES, SparseLinear, Polynomial])
def test_samples_do_not_depend_on_how_they_are_split(source: Any) -> None:
    whole, parts = raw(source()), raw(source(validation_fraction=0.3))
    assert parts.validation is not None
    together = np.vstack([rows(parts), rows(parts.validation)])
    assert sorted(map(tuple, together)) == sorted(map(tuple, rows(whole)))


def test_clouds_are_about_their_centres() -> None:
    X, y = clean(Gaussians)
    assert set(map(tuple, X[y == 0.0])) == {(-1.5, -1.0)}
    assert set(map(tuple, X[y == 1.0])) == {(1.5, 1.0)}


def test_moons_are_half_circles_that_reach_into_each_other() -> None:
    X, y = clean(Moons)
    upper, lower = X[y == 0.0], X[y == 1.0]
    np.testing.assert_allclose(np.hypot(*upper.T), 1.0)
    np.testing.assert_allclose(np.hypot(*(lower - [1.0, 0.5]).T), 1.0)
    assert (upper[:, 1] >= 0.0).all()
    assert (lower[:, 1] <= 0.5).all()


def test_rings_have_their_radii() -> None:
    X, y = clean(Circles)
    np.testing.assert_allclose(np.hypot(*X.T), np.where(y == 1.0, 0.5, 1.0))


def test_chessboard_tells_classes_by_the_sign_of_the_product() -> None:
    X, y = clean(Xor)
    assert ((X[:, 0] * X[:, 1] > 0.0) == (y == 1.0)).all()
    assert np.abs(X).max() <= 1.0
    for sign in (1.0, -1.0):
        assert 0.3 < np.mean(sign * X[:, 0] > 0.0) < 0.7


def test_arms_of_the_spiral_are_turned_by_half_a_circle() -> None:
    X, y = clean(Spiral)
    radius = np.hypot(*X.T)
    angle = np.arctan2(X[:, 1], X[:, 0])
    wound = (angle - 2.5 * np.pi * radius - np.pi * y) / (2.0 * np.pi)
    np.testing.assert_allclose(wound, np.round(wound), atol=1e-9)
