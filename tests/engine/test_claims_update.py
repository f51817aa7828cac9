"""The update in both its forms, with sums and with means, and the decay of a weight that no data hold."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy.special import expit

from regsim.arrays import FloatArray
from regsim.engine.models import LinearRegression, LogisticRegression, Samples
from regsim.engine.objective import Objective
from regsim.engine.optimizers import GradientDescent
from regsim.engine.penalties import L2
from tests.engine.problems import PER_SAMPLE, SUM, descend, gradient_descent, objective, random_samples

SAMPLES = random_samples(25, 3)


@pytest.mark.parametrize(
    ("model", "link"), [(LogisticRegression(fit_intercept=False), expit), (LinearRegression(fit_intercept=False), None)]
)
def test_both_forms_of_the_update_are_the_step_that_is_made(
    model: LogisticRegression | LinearRegression, link: Callable[[FloatArray], FloatArray] | None
) -> None:
    rate, strength, w = 0.1, 0.7, np.array([0.5, -1.0, 2.0])
    z = SAMPLES.X @ w
    error = SAMPLES.y - (z if link is None else link(z))
    function = objective(L2(strength), model, SAMPLES, SUM)

    step = descend(function, gradient_descent(rate), w, 1).weights[1]

    np.testing.assert_allclose(function.gradient(w), -SAMPLES.X.T @ error + strength * w, rtol=1e-12)
    np.testing.assert_allclose(step, w + rate * (SAMPLES.X.T @ error - strength * w), rtol=1e-12)
    np.testing.assert_allclose(step, (1 - rate * strength) * w + rate * SAMPLES.X.T @ error, rtol=1e-12)


@pytest.mark.parametrize("model", [LogisticRegression(), LinearRegression()])
def test_with_means_weights_decay_by_the_strength_over_m_and_the_intercept_does_not(
    model: LogisticRegression | LinearRegression,
) -> None:
    rate, strength, m, theta = 0.1, 5.0, 25, np.array([0.5, -1.0, 2.0, 0.75])
    X = np.hstack([SAMPLES.X, np.ones((m, 1))])
    z = X @ theta
    h = expit(z) if isinstance(model, LogisticRegression) else z
    decay = np.array([1 - rate * strength / m] * 3 + [1.0])

    step = descend(objective(L2(strength), model, SAMPLES, PER_SAMPLE), gradient_descent(rate), theta, 1).weights[1]

    np.testing.assert_allclose(step, theta * decay - rate / m * X.T @ (h - SAMPLES.y), rtol=1e-12)


def decay_only(strength: float) -> Objective:
    """A hundred samples that say nothing: what is left of the step is the decay."""
    silent = Samples(np.zeros((100, 1)), np.zeros(100), ("x",), "y")
    return objective(L2(strength), LinearRegression(fit_intercept=False), silent, PER_SAMPLE)


@pytest.mark.parametrize(
    ("strength", "factor", "half_life"),
    [(1, 0.999, 692.80), (10, 0.99, 68.97), (100, 0.9, 6.58), (1000, 0, None), (2000, -1, None), (2500, -1.5, None)],
)
def test_the_decay_factor_falls_with_the_strength(strength: float, factor: float, half_life: float | None) -> None:
    run = descend(decay_only(strength), GradientDescent(0.1), (1.0,), 800).weights[:, 0]

    assert run[1] == pytest.approx(factor, abs=1e-15)
    assert run[5] == pytest.approx(factor**5, rel=1e-12)
    if half_life is not None:
        steps_to_half = math.log(0.5) / math.log(run[1])
        assert steps_to_half == pytest.approx(half_life, abs=0.005)
        assert run[math.floor(steps_to_half)] > 0.5 > run[math.ceil(steps_to_half)]


def test_ten_times_one_over_m_decays_as_nothing_else_does() -> None:
    assert descend(decay_only(1000), GradientDescent(0.1), (1.0,), 3).weights[:, 0].tolist() == [1.0, 0.0, 0.0, 0.0]
    assert descend(decay_only(2000), GradientDescent(0.1), (1.0,), 3).weights[:, 0].tolist() == [1.0, -1.0, 1.0, -1.0]
    assert descend(decay_only(2500), GradientDescent(0.1), (1.0,), 5000).diverged
