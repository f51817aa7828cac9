"""Least squares as products: the same descent as the formula, to rounding."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsim.arrays import FloatArray
from regsim.engine.models import LinearRegression, Quadratic
from regsim.engine.objective import Objective
from regsim.engine.optimizers import GradientDescent, Optimizer, ProximalGradient
from regsim.engine.penalties import L1, L2, ElasticNet, L2Norm, Penalty
from tests.engine.problems import CONVENTIONS, configs, descend, objective, random_samples


def by_formula(function: Objective, rule: Optimizer, start: FloatArray, n_steps: int) -> FloatArray:
    rows = [start]
    for _ in range(n_steps):
        out = np.empty_like(start)
        rule.step(function, rows[-1], function.data_gradient(rows[-1]), out, (), rule.learning_rate)
        rows.append(out)
    return np.array(rows)


@given(
    configs(Penalty),
    st.sampled_from(CONVENTIONS),
    st.sampled_from([GradientDescent, ProximalGradient]),
    st.floats(0.001, 1.5),
    st.booleans(),
    st.integers(0, 9),
)
def test_the_products_make_the_steps_of_the_formula(
    penalty: Penalty, convention: object, rule: type[Optimizer], share: float, intercept: bool, seed: int
) -> None:
    samples = random_samples(15, 3, seed=seed, binary=False)
    function = objective(penalty, LinearRegression(fit_intercept=intercept), samples, convention)  # type: ignore[arg-type]
    optimizer = rule(learning_rate=share / function.loss.curvature())
    start = np.linspace(-2.0, 3.0, function.n_weights)
    run = descend(function, optimizer, start, 60)
    before = run.weights[:-1]
    # step by step: under L1 a rounding can decide on which side of 0 a subgradient falls, and then the paths part
    for w, after in zip(before, run.weights[1:], strict=True):
        expected = by_formula(function, optimizer, w, 1)[1]
        size = max(np.abs(w).max(), np.abs(expected).max(), 1e-300)
        np.testing.assert_allclose(after, expected, rtol=0.0, atol=1e-13 * size * max(1.0, function.loss.n_samples))
    np.testing.assert_allclose(run.data_loss, function.data_loss(run.weights), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("rule", [GradientDescent, ProximalGradient])
def test_only_least_squares_under_a_penalty_of_squares_and_sizes_is_a_product(rule: type[Optimizer]) -> None:
    data = random_samples(15, 3, binary=False)

    for penalty in (L1(), L2(), ElasticNet()):
        assert rule().affine(objective(penalty, LinearRegression(), data)) is not None
    assert rule().affine(objective(L2Norm(), LinearRegression(), data)) is None
    assert rule().affine(objective(L2(), Quadratic())) is None


def test_a_proximal_descent_of_products_sets_weights_to_exactly_zero() -> None:
    function = objective(L1(0.3), LinearRegression(), random_samples(40, 6, binary=False))
    end = descend(function, ProximalGradient(0.2), np.ones(7), 2000)

    assert 0 < np.count_nonzero(end.weights[-1]) < 7
    assert np.abs(function.data_gradient(end.weights[-1])[:6]).max() <= 0.3 + 1e-9


def test_a_map_that_leaves_float64_is_left_to_the_formula() -> None:
    function = objective(L2(1e300), LinearRegression(), random_samples(15, 3, binary=False))

    assert GradientDescent(1e300).affine(function) is None
