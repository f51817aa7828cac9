"""The numbers that regsim shows of one weight under a penalty alone, each recomputed in exact arithmetic.

A sequence whose numbers are binary fractions must be bit-equal to the one in fractions; the others to a rounding.
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from regsim.engine.optimizers import Optimizer
from regsim.engine.penalties import L1, L2, L2Norm
from tests.engine.exact import exact, sign
from tests.engine.problems import descend, gradient_descent, objective, path, proximal


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
