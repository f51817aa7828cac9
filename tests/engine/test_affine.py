"""Least squares and logistic regression as products: the same descent as the formula, to rounding."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsim.arrays import FloatArray
from regsim.engine.affine import AffineSteps
from regsim.engine.descent import SHORT_BLOCK, Descent, Phase, block_length
from regsim.engine.logistic import FEW, WIDE
from regsim.engine.models import LinearRegression, LogisticRegression, Quadratic
from regsim.engine.objective import Convention, Objective
from regsim.engine.optimizers import GradientDescent, Optimizer, ProximalGradient
from regsim.engine.penalties import L1, L2, ElasticNet, L2Norm, Penalty
from regsim.engine.schedules import StepDecay
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
    st.sampled_from([LinearRegression, LogisticRegression]),
    st.sampled_from([GradientDescent, ProximalGradient]),
    st.floats(0.001, 1.5),
    st.booleans(),
    st.integers(0, 9),
)
def test_the_products_make_the_steps_of_the_formula(
    penalty: Penalty,
    convention: Convention,
    model: type[LinearRegression] | type[LogisticRegression],
    rule: type[Optimizer],
    share: float,
    intercept: bool,
    seed: int,
) -> None:
    samples = random_samples(FEW, 3, seed=seed, binary=model is LogisticRegression)
    function = objective(penalty, model(fit_intercept=intercept), samples, convention)
    optimizer = rule(learning_rate=share / function.loss.curvature())
    start = np.linspace(-2.0, 3.0, function.n_weights)
    run = descend(function, optimizer, start, 60)
    before = run.weights[:-1]
    # step by step: under L1 a rounding can decide on which side of 0 a subgradient falls, and then the paths part
    for w, after in zip(before, run.weights[1:], strict=True):
        expected = by_formula(function, optimizer, w, 1)[1]
        size = max(np.abs(w).max(), np.abs(expected).max(), 0.01 * share)  # η∇D is a sum of terms about so large
        np.testing.assert_allclose(after, expected, rtol=0.0, atol=1e-13 * size * max(1.0, function.loss.n_samples))
    np.testing.assert_allclose(run.data_loss, function.data_loss(run.weights), rtol=1e-9, atol=1e-12)
    gradients = [function.data_gradient(w) for w in run.weights]
    np.testing.assert_allclose(run.data_gradient, gradients, rtol=1e-9, atol=1e-12 * function.loss.n_samples)


@pytest.mark.parametrize("rule", [GradientDescent, ProximalGradient])
def test_only_what_is_fitted_under_a_penalty_of_squares_and_sizes_is_a_product(rule: type[Optimizer]) -> None:
    data = random_samples(FEW, 3)

    for model in (LinearRegression(), LogisticRegression()):
        for penalty in (L1(), L2(), ElasticNet()):
            assert rule().affine(objective(penalty, model, data)) is not None
        assert rule().affine(objective(L2Norm(), model, data)) is None
    assert rule().affine(objective(L2(), Quadratic())) is None


def test_a_proximal_descent_of_products_sets_weights_to_exactly_zero() -> None:
    function = objective(L1(0.3), LinearRegression(), random_samples(40, 6, binary=False))
    end = descend(function, ProximalGradient(0.2), np.ones(7), 2000)

    assert 0 < np.count_nonzero(end.weights[-1]) < 7
    assert np.abs(function.data_gradient(end.weights[-1])[:6]).max() <= 0.3 + 1e-9


def test_a_map_that_leaves_float64_is_left_to_the_formula() -> None:
    function = objective(L2(1e300), LinearRegression(), random_samples(15, 3, binary=False))

    assert GradientDescent(1e300).affine(function) is None


@pytest.mark.parametrize(("n_samples", "n_weights"), [(FEW, WIDE + 1), (FEW - 1, WIDE)])
def test_logistic_regression_of_many_weights_or_few_samples_is_left_to_the_formula(
    n_samples: int, n_weights: int
) -> None:
    def products(n_samples: int, n_weights: int) -> AffineSteps | None:
        model = LogisticRegression(fit_intercept=False)
        return ProximalGradient().affine(objective(L2(), model, random_samples(n_samples, n_weights)))

    assert products(FEW, WIDE) is not None
    assert products(n_samples, n_weights) is None


@pytest.mark.parametrize("penalty", [L1(0.01), L2(0.1)])
def test_a_descent_goes_from_products_to_the_formula_and_back_in_the_middle_of_a_block(penalty: Penalty) -> None:
    function = objective(penalty, LogisticRegression(), random_samples(FEW, 3))
    rules = ProximalGradient(0.5), GradientDescent(0.4, schedule=StepDecay(every=1000)), ProximalGradient(0.3)
    assert block_length(function) >= SHORT_BLOCK
    phases = tuple(Phase(start, function, rule) for start, rule in zip((0, 10, 23), rules, strict=True))
    descent = Descent(phases, np.ones(4))
    for k in (10, 23, 40):
        descent.advance(k)

    w, out = np.ones(4), np.empty(4)
    for k in range(40):
        rule = rules[(k >= 10) + (k >= 23)]
        rule.step(function, w, function.data_gradient(w), out, (), rule.learning_rate)
        w = out.copy()
        np.testing.assert_allclose(descent.weights[k + 1], w, rtol=1e-12, atol=1e-13)
        np.testing.assert_allclose(descent.data_loss[k + 1], function.data_loss(w), rtol=1e-12)
