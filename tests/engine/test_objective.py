"""The objective: conventions, the intercept, slices; and that nothing is counted twice."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsim.engine.models import LinearRegression, LogisticRegression
from regsim.engine.objective import Convention, Objective
from regsim.engine.penalties import L1, L2, L2Norm, NoPenalty, Penalty
from tests.engine.problems import (
    CONVENTIONS,
    MEAN,
    PER_SAMPLE,
    SUM,
    configs,
    numerical_gradient,
    objective,
    parabola,
    random_samples,
)

SAMPLES = random_samples(20, 3)
W = np.array([0.5, -1.5, 2.0, 0.25])


def logistic(penalty: Penalty, convention: Convention = MEAN, *, penalize_intercept: bool = False) -> Objective:
    return objective(penalty, LogisticRegression(penalize_intercept=penalize_intercept), SAMPLES, convention)


@given(configs(Penalty), st.sampled_from(CONVENTIONS), st.booleans())
def test_gradient_agrees_with_central_differences(penalty: Penalty, convention: Convention, intercept: bool) -> None:
    function = logistic(penalty, convention, penalize_intercept=intercept)

    np.testing.assert_allclose(function.gradient(W), numerical_gradient(function.value, W, 1e-6), rtol=1e-8, atol=1e-9)


@given(configs(Penalty), st.sampled_from(CONVENTIONS))
def test_objective_is_data_loss_plus_penalty(penalty: Penalty, convention: Convention) -> None:
    function = logistic(penalty, convention)
    slopes = np.empty_like(W)

    assert function.value(W) == function.data_loss(W) + function.penalty_value(W)
    assert function.evaluate(W, slopes) == pytest.approx(float(function.data_loss(W)), rel=1e-14)
    assert np.array_equal(function.data_gradient(W), slopes)
    assert np.array_equal(function.gradient(W), slopes + function.penalty_gradient(W))


@given(configs(Penalty))
def test_the_penalty_leaves_the_intercept_alone_unless_asked(penalty: Penalty) -> None:
    free, held = logistic(penalty), logistic(penalty, penalize_intercept=True)
    moved = W + np.array([0.0, 0.0, 0.0, 100.0])

    assert free.penalty_value(W) == free.penalty_value(moved) == penalty.value(W[:-1])
    assert free.penalty_gradient(W)[-1] == free.penalty_slope(W, 3) == 0.0
    assert [float(held.penalty_slope(W, i)) for i in range(4)] == penalty.gradient(W).tolist()
    assert [free.acts_on(i) for i in range(4)] == [penalty != NoPenalty()] * 3 + [False]
    assert free.prox(W, 0.5, np.empty(4))[-1] == W[-1]
    assert free.kink(W, 3) == 0.0
    assert held.penalty_value(W) == penalty.value(W)
    assert np.array_equal(held.prox(W, 0.5, np.empty(4)), penalty.prox(W, 0.5))


def test_prox_may_write_over_its_input() -> None:
    for penalty in (L1(), L2(), L2Norm()):
        function = logistic(penalty)
        expected, w = function.prox(W, 0.5, np.empty(4)), W.copy()
        assert function.prox(w, 0.5, w).tobytes() == expected.tobytes()


def test_per_sample_is_the_sum_divided_by_the_number_of_samples() -> None:
    total, per_sample = logistic(L2(3.0), SUM), logistic(L2(3.0), PER_SAMPLE)

    assert per_sample.value(W) == pytest.approx(total.value(W) / 20, rel=1e-14)
    np.testing.assert_allclose(per_sample.gradient(W), total.gradient(W) / 20, rtol=1e-13)


def test_a_strength_under_the_mean_is_m_times_as_strong_as_under_the_sum() -> None:
    total, mean = logistic(L2(20 * 3.0), SUM), logistic(L2(3.0), MEAN)

    assert mean.value(W) == pytest.approx(total.value(W) / 20, rel=1e-14)
    np.testing.assert_allclose(mean.gradient(W), total.gradient(W) / 20, rtol=1e-13)


def test_without_data_the_conventions_agree() -> None:
    values = {float(objective(L2(), parabola(), None, convention).value(np.array([3.0]))) for convention in CONVENTIONS}

    assert values == {3.125 + 4.5}


def test_strength_does_not_enter_the_data_loss() -> None:
    weak, strong = logistic(L2(0.1)), logistic(L2(1000.0))

    assert weak.data_loss(W) == strong.data_loss(W)
    assert np.array_equal(weak.data_gradient(W), strong.data_gradient(W))
    assert np.linalg.norm(weak.penalty_gradient(W)) < np.linalg.norm(strong.penalty_gradient(W))


@given(configs(Penalty), st.integers(0, 3), st.booleans())
def test_a_slice_equals_values_and_gradients_the_long_way(penalty: Penalty, index: int, linear: bool) -> None:
    function = objective(penalty, LinearRegression() if linear else LogisticRegression(), SAMPLES)
    grid = np.linspace(-2.0, 2.0, 9)
    cut = function.along(W, index, grid)
    moved = np.repeat(W[np.newaxis], 9, axis=0)
    moved[:, index] = grid

    np.testing.assert_allclose(cut.data_loss, function.data_loss(moved), rtol=1e-12)
    np.testing.assert_allclose(cut.penalty, function.penalty_value(moved), rtol=1e-13)
    np.testing.assert_allclose(cut.data_slope, [function.data_gradient(v)[index] for v in moved], rtol=1e-11)
    np.testing.assert_allclose(cut.penalty_slope, [function.penalty_gradient(v)[index] for v in moved], rtol=1e-13)
    assert np.array_equal(cut.objective, cut.data_loss + cut.penalty)
    assert np.array_equal(cut.slope, cut.data_slope + cut.penalty_slope)


def test_a_slice_beyond_the_range_of_the_numbers_is_infinite_without_a_warning() -> None:
    cut = objective(L2(1e10), parabola()).along(np.array([1.0]), 0, np.array([-1e155, 0.0, 1e155]))

    assert np.isinf(cut.objective).tolist() == [True, False, True]
    assert np.isfinite(cut.slope).all()


def test_the_kink_of_each_weight_is_the_penaltys_own() -> None:
    assert [logistic(L1(2.0)).kink(W, i) for i in range(4)] == [2.0, 2.0, 2.0, 0.0]
    assert [logistic(L1(2.0), PER_SAMPLE).kink(W, 0)] == [0.1]
    assert [logistic(L2(2.0)).kink(W, i) for i in range(4)] == [0.0] * 4
    assert logistic(L2Norm(2.0)).kink(np.array([3.0, 0.0, 0.0, 1.0]), 0) == 2.0
    assert logistic(L2Norm(2.0)).kink(W, 0) == 0.0


def test_no_penalty_is_the_data_loss_alone() -> None:
    function = logistic(NoPenalty())

    assert function.value(W) == function.data_loss(W)
    assert np.array_equal(function.gradient(W), function.data_gradient(W))
