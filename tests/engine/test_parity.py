"""At the end of a long descent stands the minimum that scikit-learn finds by other means, on real data.

Strengths are converted once, here: scikit-learn's C is 1/λ under the sum, its Lasso and ElasticNet have the mean's λ,
and its Ridge, which has no ½ on either side, the sum's.
"""

from functools import cache

import numpy as np
import pytest
from sklearn import linear_model as reference
from sklearn.datasets import load_breast_cancer, load_diabetes

from regsim.arrays import FloatArray
from regsim.engine.models import LinearRegression, LogisticRegression, Samples
from regsim.engine.objective import Convention, Objective
from regsim.engine.penalties import L1, L2, ElasticNet, Penalty
from tests.engine.problems import MEAN, PER_SAMPLE, SUM, descend, objective, proximal


@cache
def breast_cancer() -> Samples:
    return standardised(*load_breast_cancer(return_X_y=True))


@cache
def diabetes() -> Samples:
    return standardised(*load_diabetes(return_X_y=True, scaled=False))


def standardised(X: FloatArray, y: np.typing.NDArray[np.int64] | FloatArray) -> Samples:
    names = tuple(f"x{i}" for i in range(X.shape[1]))
    return Samples((X - X.mean(axis=0)) / X.std(axis=0), y.astype(np.float64), names, "y")


def minimum(function: Objective, n_steps: int = 10_000) -> FloatArray:
    """Where proximal steps of 1/L end, shown to be optimal by what a minimum must satisfy."""
    rate = 1.0 / function.loss.curvature()
    run = descend(function, proximal(rate), np.zeros(function.n_weights), n_steps)
    w = np.array(run.weights[-1])
    moved = function.prox(w - rate * function.data_gradient(w), rate, np.empty_like(w))
    np.testing.assert_allclose(moved, w, rtol=0.0, atol=1e-11 * (1.0 + np.abs(w).max()))
    return w


@cache
def classifier(penalty: Penalty) -> tuple[Objective, FloatArray]:
    """Logistic regression on the tumours, and its minimum."""
    function = objective(penalty, LogisticRegression(), breast_cancer(), MEAN)
    return function, minimum(function, 30_000)


def assert_same(w: FloatArray, coef: FloatArray, intercept: float) -> None:
    np.testing.assert_allclose(w, [*coef, intercept], rtol=1e-6, atol=1e-6)
    assert np.array_equal(w[:-1] == 0.0, coef == 0.0)


@pytest.mark.parametrize(
    ("penalty", "l1_ratio", "solver"),
    [
        (L1(0.02), 1.0, "saga"),
        (L1(0.1), 1.0, "saga"),
        (ElasticNet(0.05, 0.5), 0.5, "saga"),
        (L2(0.02), 0.0, "newton-cholesky"),
        (L2(0.02), 0.0, "lbfgs"),
    ],
)
def test_logistic_regression_on_breast_cancer_ends_where_scikit_learn_does(
    penalty: L1 | L2 | ElasticNet, l1_ratio: float, solver: str
) -> None:
    samples = breast_cancer()
    C = 1.0 / (penalty.strength * len(samples.y))
    expected = reference.LogisticRegression(C=C, l1_ratio=l1_ratio, solver=solver, tol=1e-11, max_iter=100_000)
    expected.fit(samples.X, samples.y)

    _, w = classifier(penalty)

    assert_same(w, expected.coef_[0], float(expected.intercept_[0]))


def test_l1_on_breast_cancer_leaves_few_weights_and_l2_all() -> None:
    (_, l1), (_, l2) = classifier(L1(0.02)), classifier(L2(0.02))

    assert np.count_nonzero(l1[:-1]) == 7
    assert np.count_nonzero(l2[:-1]) == 30


@pytest.mark.parametrize("penalty", [L1(0.02), ElasticNet(0.05, 0.5), L1(0.5)])
def test_the_zeros_are_the_weights_whose_data_gradient_is_within_the_kink(penalty: Penalty) -> None:
    function, w = classifier(penalty)
    pull = function.data_gradient(w)

    assert abs(pull[-1]) < 1e-10
    for j in range(function.n_penalized):
        if w[j] == 0.0:
            assert abs(pull[j]) <= function.kink(w, j)
        else:
            assert pull[j] == pytest.approx(-function.penalty_gradient(w)[j], abs=1e-10)


@pytest.mark.parametrize(("convention", "factor"), [(SUM, 442.0), (MEAN, 1.0), (PER_SAMPLE, 442.0)])
@pytest.mark.parametrize("strength", [0.5, 5.0, 30.0])
def test_lasso_on_diabetes_ends_where_scikit_learn_does_in_every_convention(
    strength: float, convention: Convention, factor: float
) -> None:
    samples = diabetes()
    expected = reference.Lasso(strength, tol=1e-13, max_iter=100_000).fit(samples.X, samples.y)

    w = minimum(objective(L1(factor * strength), LinearRegression(), samples, convention))

    assert_same(w, expected.coef_, expected.intercept_)


@pytest.mark.parametrize("l1_ratio", [0.2, 0.9])
def test_elastic_net_on_diabetes_ends_where_scikit_learn_does(l1_ratio: float) -> None:
    samples = diabetes()
    expected = reference.ElasticNet(0.7, l1_ratio=l1_ratio, tol=1e-13, max_iter=100_000).fit(samples.X, samples.y)

    w = minimum(objective(ElasticNet(0.7, l1_ratio), LinearRegression(), samples, MEAN))

    assert_same(w, expected.coef_, expected.intercept_)


@pytest.mark.parametrize(("convention", "factor"), [(SUM, 1.0), (MEAN, 1.0 / 442.0), (PER_SAMPLE, 1.0)])
@pytest.mark.parametrize("alpha", [1.0, 100.0])
def test_ridge_on_diabetes_ends_where_scikit_learn_does_in_every_convention(
    alpha: float, convention: Convention, factor: float
) -> None:
    samples = diabetes()
    expected = reference.Ridge(alpha, solver="svd").fit(samples.X, samples.y)

    w = minimum(objective(L2(factor * alpha), LinearRegression(), samples, convention))

    assert_same(w, expected.coef_, expected.intercept_)
