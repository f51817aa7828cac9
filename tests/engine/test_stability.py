"""The stable limit 2/L: below it a descent converges, above it diverges, and the status says so."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsim.engine.models import LinearRegression, PenaltyOnly
from regsim.engine.optimizers import Optimizer
from regsim.engine.penalties import L1, L2, ElasticNet, L2Norm, NoPenalty
from regsim.engine.stability import divergence, stable_limit
from tests.engine.problems import descend, gradient_descent, objective, parabola, proximal, random_samples

positive = st.floats(0.05, 20.0)


@given(positive, positive)
def test_l2_lowers_the_limit_of_gradient_descent_and_raises_that_of_the_proximal_rule(
    a: float, strength: float
) -> None:
    function = objective(L2(strength), parabola(a))

    assert stable_limit(function, gradient_descent(1.0)) == pytest.approx(2.0 / (a + strength), rel=1e-12)
    expected = 2.0 / (a - strength) if a > strength else math.inf
    assert stable_limit(function, proximal(1.0)) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("rule", [gradient_descent, proximal])
def test_the_limit_of_a_quadratic_is_exact_with_an_intercept_that_is_not_penalised(
    rule: Callable[[float], Optimizer], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    function = objective(L2(float(rng.uniform(0.1, 1.0))), LinearRegression(), random_samples(seed=seed, binary=False))
    limit = stable_limit(function, rule(1.0))
    start = rng.standard_normal(function.n_weights)

    below, above = (descend(function, rule(share * limit), start, 4000) for share in (0.98, 1.02))

    assert np.abs(below.weights[-1] - below.weights[-2]).max() < 1e-9
    assert above.diverged or np.abs(above.weights[-1]).max() > 1e6


@given(positive, st.floats(0.0, 1e6))
def test_l1_plays_no_part_in_the_limit(a: float, strength: float) -> None:
    for penalty in (L1(strength), L2Norm(strength), ElasticNet(strength, 1.0), NoPenalty()):
        for rule in (gradient_descent(1.0), proximal(1.0)):
            assert stable_limit(objective(penalty, parabola(a)), rule) == pytest.approx(2.0 / a, rel=1e-12)


def test_there_is_no_limit_without_curvature() -> None:
    assert stable_limit(objective(L1(), PenaltyOnly()), gradient_descent(1.0)) == math.inf
    assert stable_limit(objective(L2(1e9), PenaltyOnly()), proximal(1.0)) == math.inf


@given(positive, positive, st.sampled_from([0.9, 0.99, 1.01, 1.1]))
def test_a_descent_shrinks_below_the_limit_and_grows_above_it(a: float, strength: float, share: float) -> None:
    function = objective(L2(strength), parabola(a, 0.0))
    rule = gradient_descent(share * 2.0 / (a + strength))

    w = np.abs(descend(function, rule, (1.0,), 50).weights[:, 0])

    assert np.all(np.diff(w) < 0.0) if share < 1.0 else np.all(np.diff(w) > 0.0)


def test_least_squares_converges_just_below_the_limit_and_diverges_just_above_it() -> None:
    function = objective(L2(0.1), LinearRegression(), random_samples(30, 3, binary=False))
    limit = stable_limit(function, proximal(1.0))

    below = descend(function, proximal(0.99 * limit), np.ones(4), 5000)
    above = descend(function, proximal(1.5 * limit), np.ones(4), 5000)

    assert not below.diverged
    np.testing.assert_allclose(below.weights[-1], below.weights[-2], rtol=1e-9)
    assert above.diverged


def test_the_status_of_a_divergence_names_step_learning_rate_and_limit() -> None:
    function = objective(L2(1.0), parabola())

    status = divergence(function, gradient_descent(1.25), 7)

    assert status == "diverged at step 7: η = 1.25 is above the stable limit 2/L = 1"


def test_below_the_limit_the_status_blames_the_range_of_the_numbers_instead() -> None:
    status = divergence(objective(L1(), PenaltyOnly()), gradient_descent(0.5), 3)

    assert status == "diverged at step 3: the weights or the loss left the range of float64"
