"""The numbers that regsim shows to learners, each recomputed in exact arithmetic or by another way.

One weight falls under L1 and L2, alone and against data; the update in both its forms; larger and larger strengths. A
sequence whose numbers are binary fractions must be bit-equal to the one in fractions; the others to a rounding.
"""

import math
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expit

from regsim.arrays import FloatArray
from regsim.engine.models import LinearRegression, LogisticRegression, Quadratic, Samples
from regsim.engine.objective import Objective
from regsim.engine.optimizers import GradientDescent, Optimizer
from regsim.engine.penalties import L1, L2, L2Norm, NoPenalty, Penalty
from tests.engine.problems import (
    PER_SAMPLE,
    SUM,
    descend,
    gradient_descent,
    objective,
    parabola,
    path,
    proximal,
    random_samples,
    single,
)

Step = Callable[[Fraction], Fraction]


def exact(step: Step, start: str | int, n: int) -> list[Fraction]:
    """The sequence that `step` makes, in fractions."""
    sequence = [Fraction(start)]
    for _ in range(n):
        sequence.append(step(sequence[-1]))
    return sequence


def sign(w: Fraction) -> int:
    return (w > 0) - (w < 0)


def shrink(v: Fraction, by: Fraction) -> Fraction:
    return sign(v) * max(abs(v) - by, Fraction(0))


# One weight, penalty only


@pytest.mark.parametrize("rule", [gradient_descent, proximal])
def test_l1_falls_from_five_to_zero_in_ten_equal_steps(rule: Callable[[float], Optimizer]) -> None:
    run = descend(objective(L1()), rule(0.5), (5.0,), 14)

    assert run.weights[:, 0].tolist() == [5, 4.5, 4, 3.5, 3, 2.5, 2, 1.5, 1, 0.5, 0, 0, 0, 0, 0]
    assert run.penalty.tolist() == run.objective.tolist() == run.weights[:, 0].tolist()


def test_l2_halves_five_at_every_step_and_is_never_zero() -> None:
    run = descend(objective(L2()), gradient_descent(0.5), (5.0,), 50)
    w = run.weights[:, 0].tolist()

    assert w == [5 / 2**k for k in range(51)] == exact(lambda w: w - w / 2, 5, 50)
    assert run.objective.tolist() == [12.5 / 4**k for k in range(51)]
    assert w[10] == 0.0048828125
    assert [a - b for a, b in pairwise(w[:4])] == [2.5, 1.25, 0.625]
    for threshold, first in ((0.1, 6), (0.01, 9), (0.001, 13), (1e-6, 23), (1e-12, 43)):
        assert next(k for k, value in enumerate(w) if value < threshold) == first


def test_ten_steps_are_luck_and_with_three_tenths_l1_swings_about_zero_for_ever() -> None:
    expected = exact(lambda w: w - Fraction(3, 10) * sign(w), 5, 200)
    run = path(objective(L1()), gradient_descent(0.3), 5.0, 200)

    assert expected[15:20] == [Fraction(n, 10) for n in (5, 2, -1, 2, -1)]
    assert run == pytest.approx([float(w) for w in expected], abs=1e-14)
    assert run[-2:] == run[-4:-2]


@pytest.mark.parametrize(
    ("rate", "one_end", "other_end"), [(0.1, 1.03e-15, -0.1), (0.2, -2.2e-15, 0.2), (1 / 3, 3.3e-16, -1 / 3)]
)
def test_in_float64_l1_ends_in_a_cycle_of_two_values(rate: float, one_end: float, other_end: float) -> None:
    run = path(objective(L1()), gradient_descent(rate), 5.0, 100)
    cycle = sorted(run[-2:], key=abs)

    assert cycle[0] == pytest.approx(one_end, rel=0.02)
    assert cycle[1] == pytest.approx(other_end, rel=1e-12)
    assert run[-2:] == run[-4:-2] == run[-6:-4]


@pytest.mark.parametrize(("rate", "n"), [(0.25, 20), (0.5, 10)])
def test_l1_reaches_exactly_zero_where_the_start_is_a_whole_number_of_steps_away(rate: float, n: int) -> None:
    run = path(objective(L1()), gradient_descent(rate), 5.0, n + 5)

    assert run[n - 1] == rate
    assert run[n:] == [0.0] * 6


def test_l1_goes_away_from_zero_from_within_half_a_step() -> None:
    run = path(objective(L1()), gradient_descent(0.5), 0.1, 8)

    assert exact(lambda w: w - Fraction(1, 2) * sign(w), "0.1", 8) == [Fraction("0.1"), Fraction("-0.4")] * 4 + [
        Fraction("0.1")
    ]
    assert run == pytest.approx([0.1, -0.4] * 4 + [0.1], rel=1e-15)
    assert run[-2:] == run[-4:-2]


@pytest.mark.parametrize("rate", [0.1, 0.2, 1 / 3, 0.3, 0.7, 3.0])
def test_the_proximal_step_gives_an_exact_zero_whatever_the_learning_rate(rate: float) -> None:
    run = path(objective(L1()), proximal(rate), 5.0, 60)

    assert run[-1] == 0.0
    assert all(a > b or a == b == 0.0 for a, b in pairwise(run))


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        (0.1, [5, 4.5, 4.05, 3.645, 3.2805, 2.95245]),
        (1.0, [5, 0, 0, 0]),
        (1.5, [5, -2.5, 1.25, -0.625, 0.3125]),
        (2.0, [5, -5, 5, -5]),
        (2.25, [5, -6.25, 7.8125, -9.765625, 12.20703125]),
    ],
)
def test_l2_has_five_regimes(rate: float, expected: list[float]) -> None:
    run = path(objective(L2()), gradient_descent(rate), 5.0, len(expected) - 1)
    fractions = exact(lambda w: w * (1 - Fraction(str(rate))), 5, len(expected) - 1)

    assert [float(w) for w in fractions] == expected
    assert run == (expected if rate != 0.1 else pytest.approx(expected, rel=1e-15))


def test_above_two_l2_diverges_until_float64_ends_and_the_status_names_the_limit() -> None:
    run = descend(objective(L2()), gradient_descent(2.25), (5.0,), 100_000)

    assert run.status == f"diverged at step {run.last + 1}: η = 2.25 is above the stable limit 2/L = 2"
    assert abs(run.weights[-1, 0]) > 1e153


@pytest.mark.parametrize("rate", [0.5, 1e3, 1e300])
def test_implicit_l2_never_diverges(rate: float) -> None:
    run = descend(objective(L2()), proximal(rate), (5.0,), 100)

    assert not run.diverged
    assert run.weights[1, 0] == 5.0 / (1.0 + rate)
    assert np.all(np.diff(run.weights[:, 0]) <= 0.0)


def test_underflow_is_not_the_zero_of_a_penalty() -> None:
    tiny = 5e-324
    explicit = path(objective(L2()), gradient_descent(0.5), 5.0, 1200)
    implicit = path(objective(L2()), proximal(1.0), 5.0, 1200)

    assert explicit[1075] > tiny
    assert explicit[1076:] == [tiny] * 125
    assert implicit[1076] == tiny
    assert implicit[1077:] == [0.0] * 124


def test_the_norm_that_is_not_squared_takes_steps_of_constant_length() -> None:
    run = path(objective(L2Norm(0.5)), gradient_descent(0.5), 5.0, 22)

    assert run == [max(5 - k / 4, 0) for k in range(23)]
    assert run[19] == 0.25
    assert run[20] == 0.0


# One weight, penalty and data


@pytest.mark.parametrize(("a", "c", "strength"), [(1.0, 0.5, 1.0), (2.0, -3.0, 0.5), (4.0, 3.0, 1.0), (0.5, 0.25, 2.0)])
def test_the_optimum_of_one_weight_is_its_formula(a: float, c: float, strength: float) -> None:
    soft = math.copysign(max(abs(c) - strength / a, 0.0), c)

    for penalty, best in ((L2(strength), a * c / (a + strength)), (L1(strength), soft)):
        run = path(objective(penalty, parabola(a, c)), proximal(0.5 / a), 5.0, 400)
        assert run[-1] == pytest.approx(best, rel=1e-14)
        assert (run[-1] == 0.0) is (best == 0.0)


@pytest.mark.parametrize("strength", [0.0, 1.0, 7.0, 1000.0])
@pytest.mark.parametrize(("share", "converges"), [(0.99, True), (1.01, False)])
def test_l2_is_stable_while_the_learning_rate_times_both_curvatures_is_below_two(
    strength: float, share: float, converges: bool
) -> None:
    a = 2.0
    run = path(objective(L2(strength), parabola(a, 3.0)), gradient_descent(share * 2.0 / (a + strength)), 5.0, 1000)
    best = a * 3.0 / (a + strength)

    assert (abs(run[-1] - best) < abs(run[0] - best) * 1e-6) is converges


@pytest.mark.parametrize("strength", [0.1, 1.0, 2.5])
@pytest.mark.parametrize(("share", "converges"), [(0.99, True), (1.01, False)])
def test_proximal_l1_is_stable_while_the_learning_rate_times_the_datas_curvature_is_below_two(
    strength: float, share: float, converges: bool
) -> None:
    a = 2.0
    run = path(objective(L1(strength), parabola(a, 3.0)), proximal(share * 2.0 / a), 5.0, 2000)

    assert (abs(run[-1] - run[-2]) < 1e-6) is converges


HALF = Fraction(1, 2)


def against(c: Fraction, penalty: str) -> Step:
    """A step of η = ½ on ½(w − c)² with a penalty of strength 1, in fractions."""
    return {
        "none": lambda w: w - HALF * (w - c),
        "l2": lambda w: w - HALF * (w - c + w),
        "subgradient": lambda w: w - HALF * (w - c + sign(w)),
        "proximal": lambda w: shrink(w - HALF * (w - c), HALF),
    }[penalty]


RULES = {
    "none": (NoPenalty(), gradient_descent(0.5)),
    "l2": (L2(), gradient_descent(0.5)),
    "subgradient": (L1(), gradient_descent(0.5)),
    "proximal": (L1(), proximal(0.5)),
}


@pytest.mark.parametrize(
    ("c", "rule", "expected"),
    [
        (0.5, "none", [5, 2.75, 1.625, 1.0625, 0.78125]),
        (0.5, "l2", [5, 0.25, 0.25]),
        (
            0.5,
            "subgradient",
            [5, 2.25, 0.875, 0.1875, -0.15625, 0.671875, 0.0859375, -0.20703125, 0.646484375],
        ),
        (0.5, "proximal", [5, 2.25, 0.875, 0.1875, 0, 0, 0]),
        (3.0, "none", [5, 4, 3.5, 3.25]),
        (3.0, "l2", [5, 1.5, 1.5]),
        (3.0, "subgradient", [5, 3.5, 2.75, 2.375, 2.1875]),
        (3.0, "proximal", [5, 3.5, 2.75, 2.375, 2.1875]),
    ],
)
def test_one_weight_against_data_follows_the_exact_sequence(c: float, rule: str, expected: list[float]) -> None:
    penalty, optimizer = RULES[rule]
    n = 40
    run = path(objective(penalty, parabola(1.0, c)), optimizer, 5.0, n)
    fractions = exact(against(Fraction(c), rule), 5, n)

    assert run[: len(expected)] == expected == fractions[: len(expected)]
    assert run == pytest.approx([float(w) for w in fractions], rel=1e-12)


@pytest.mark.parametrize(
    ("c", "rule", "limit"),
    [(0.5, "none", 0.5), (3.0, "none", 3.0), (3.0, "subgradient", 2.0), (3.0, "proximal", 2.0), (0.5, "proximal", 0.0)],
)
def test_one_weight_against_data_ends_at_the_optimum(c: float, rule: str, limit: float) -> None:
    penalty, optimizer = RULES[rule]

    assert path(objective(penalty, parabola(1.0, c)), optimizer, 5.0, 200)[-1] == pytest.approx(limit, abs=1e-15)


def test_subgradient_l1_whose_optimum_is_zero_swings_about_it_for_ever() -> None:
    run = np.array(path(objective(L1(), parabola()), gradient_descent(0.5), 5.0, 5000))

    assert np.abs(run[-100:]).min() > 0.05
    assert np.count_nonzero(np.diff(np.sign(run[-100:]))) > 50


@pytest.mark.parametrize("c", [-1.5, -1.0, -0.3, 0.0, 0.999, 1.0, 1.001, 4.0])
def test_a_zero_is_an_interval_under_l1_and_a_coincidence_under_l2(c: float) -> None:
    pull_of_data_at_zero = abs(float(objective(NoPenalty(), parabola(1.0, c)).data_gradient(np.zeros(1))[0]))
    l1_end = path(objective(L1(), parabola(1.0, c)), proximal(0.5), 5.0, 200)[-1]
    l2_end = path(objective(L2(), parabola(1.0, c)), proximal(0.5), 5.0, 200)[-1]

    assert (l1_end == 0.0) is (pull_of_data_at_zero <= 1.0)
    assert (abs(l2_end) < 1e-12) is (pull_of_data_at_zero == 0.0)


# The update, in both forms

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


# Larger strengths

SIX = single((-2.0, -1.0, -0.5, 0.5, 1.0, 2.0), (0.0, 0.0, 1.0, 0.0, 1.0, 1.0))


def six(penalty: Penalty) -> Objective:
    return objective(penalty, LogisticRegression(fit_intercept=False), SIX, SUM)


def test_at_zero_the_data_loss_of_six_samples_is_six_logarithms_of_two_with_slope_minus_five_halves() -> None:
    assert float(six(NoPenalty()).data_loss(np.zeros(1))) == pytest.approx(4.158883, abs=5e-7)
    assert six(NoPenalty()).data_gradient(np.zeros(1))[0] == -2.5


@pytest.mark.parametrize(
    ("strength", "best", "data_loss", "half_square", "total"),
    [
        (0, 1.351112, 2.764205, 0.912752, 2.764205),
        (0.1, 1.225747, 2.771706, 0.751228, 2.846829),
        (1, 0.760463, 2.964763, 0.289152, 3.253915),
        (10, 0.198453, 3.714168, 0.019692, 3.911087),
        (100, 0.024361, 4.098760, 0.000297, 4.128432),
        (1000, 0.002493, 4.152658, 0.000003, 4.155766),
    ],
)
def test_under_l2_the_best_weight_shrinks_with_the_strength_and_is_never_zero(
    strength: float, best: float, data_loss: float, half_square: float, total: float
) -> None:
    function = six(L2(strength))
    root = float(brentq(lambda w: function.gradient(np.array([w]))[0], 0.0, 5.0, xtol=1e-15))
    run = descend(function, gradient_descent(1.0 / gradient_descent(1.0).curvature(function)), (5.0,), 400)
    w = float(run.weights[-1, 0])

    assert w == pytest.approx(root, rel=1e-12)
    assert w == pytest.approx(best, abs=5.1e-7)
    assert run.data_loss[-1] == pytest.approx(data_loss, abs=5.1e-7)
    assert w * w / 2 == pytest.approx(half_square, abs=5.1e-7)
    assert run.objective[-1] == pytest.approx(total, abs=5.1e-7)


def test_under_l2_strength_times_best_weight_tends_to_the_slope_at_zero() -> None:
    products = []
    for strength in (0.1, 1.0, 10.0, 100.0, 1000.0):
        function = six(L2(strength))
        products.append(strength * brentq(lambda w, f=function: f.gradient(np.array([w]))[0], 0.0, 5.0, xtol=1e-15))

    assert products == pytest.approx([0.12257, 0.76046, 1.98453, 2.43606, 2.49345], abs=6e-6)


@pytest.mark.parametrize(("strength", "is_zero"), [(2.4, False), (2.499, False), (2.5, True), (2.6, True), (1e4, True)])
def test_under_l1_the_weight_is_exactly_zero_from_the_slope_at_zero_on(strength: float, is_zero: bool) -> None:
    rate = 1.0 / six(L1()).loss.curvature()

    for start in (5.0, 0.0):
        assert (path(six(L1(strength)), proximal(rate), start, 5000)[-1] == 0.0) is is_zero


def two_weights(penalty: Penalty) -> Objective:
    hessian = np.array([[1.0, 0.8], [0.8, 1.0]])
    center = np.linalg.solve(hessian, [1.0, 0.5])
    return objective(penalty, Quadratic(((1.0, 0.8), (0.8, 1.0)), tuple(center.tolist())))


@pytest.mark.parametrize(
    ("strength", "first", "second", "norm"),
    [
        (0, 1.666667, -0.833333, 1.863390),
        (0.3, 0.857143, -0.142857, 0.868966),
        (0.6, 0.625, 0.0, 0.625),
        (1, 0.476190, 0.059524, 0.479896),
        (2, 0.311005, 0.083732, 0.322079),
        (3, 0.234375, 0.078125, 0.247053),
        (10, 0.088069, 0.039050, 0.096338),
    ],
)
def test_under_l2_a_weight_passes_through_zero_and_grows_again_while_the_norm_falls(
    strength: float, first: float, second: float, norm: float
) -> None:
    w = descend(two_weights(L2(strength)), gradient_descent(1.0 / (1.8 + strength)), (0.0, 0.0), 2000).weights[-1]

    assert w.tolist() == pytest.approx([first, second], abs=5.1e-7)
    assert np.linalg.norm(w) == pytest.approx(norm, abs=5.1e-7)
    assert bool(abs(w[1]) < 1e-12) is (strength == 0.6)


@pytest.mark.parametrize(
    ("strength", "first", "second"),
    [
        (0.05, 1.416667, -0.583333),
        (0.1, 1.166667, -0.333333),
        (0.3, 0.7, 0.0),
        (0.5, 0.5, 0.0),
        (0.8, 0.2, 0.0),
        (1, 0.0, 0.0),
        (2, 0.0, 0.0),
    ],
)
def test_under_l1_a_weight_that_is_zero_stays_zero_for_every_larger_strength(
    strength: float, first: float, second: float
) -> None:
    w = descend(two_weights(L1(strength)), proximal(1.0 / 1.8), (5.0, 5.0), 2000).weights[-1]

    assert w.tolist() == pytest.approx([first, second], abs=5.1e-7)
    assert (w == 0.0).tolist() == [first == 0.0, second == 0.0]


@pytest.mark.parametrize(("strength", "is_zero"), [(0.166, False), (0.1667, True), (0.2, True), (0.99, True)])
def test_under_l1_the_second_weight_is_zero_from_a_sixth_on(strength: float, is_zero: bool) -> None:
    w = descend(two_weights(L1(strength)), proximal(1.0 / 1.8), (5.0, 5.0), 5000).weights[-1]

    assert bool(w[1] == 0.0) is is_zero
    assert w[0] > 0.0


@pytest.mark.parametrize("penalty", [L1, L2])
def test_with_the_strength_the_penaltys_share_falls_and_the_data_loss_and_the_objective_rise(
    penalty: type[L1] | type[L2],
) -> None:
    strengths = np.linspace(0.0, 2.0, 21)
    ends = [descend(two_weights(penalty(s)), proximal(0.5), (1.0, 1.0), 2000).weights[-1] for s in strengths]
    R = np.array([float(penalty(1.0).value(w)) for w in ends])
    D = np.array([float(two_weights(NoPenalty()).data_loss(w)) for w in ends])
    J = D + strengths * R
    slopes = np.diff(J) / np.diff(strengths)

    assert np.all(np.diff(R) <= 1e-12)
    assert np.all(np.diff(D) >= -1e-12)
    assert np.all(np.diff(J) >= -1e-12)
    assert np.all(np.diff(slopes) <= 1e-9)
    assert np.all((slopes <= R[:-1] + 1e-9) & (slopes >= R[1:] - 1e-9))
    assert J[-1] <= float(two_weights(NoPenalty()).data_loss(np.zeros(2))) + 1e-12


def test_at_the_optimum_the_two_gradients_are_equal_and_opposite_for_every_strength() -> None:
    for strength in (0.1, 1.0, 10.0, 100.0):
        function = six(L2(strength))
        run = descend(function, gradient_descent(1.0 / gradient_descent(1.0).curvature(function)), (5.0,), 1000)
        w = run.weights[-1]
        np.testing.assert_allclose(function.data_gradient(w), -function.penalty_gradient(w), rtol=1e-12)
