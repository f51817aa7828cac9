"""The numbers that regsim shows of one weight between a penalty and data, in fractions or by a formula."""

import math
from fractions import Fraction

import numpy as np
import pytest

from regsim.engine.penalties import L1, L2, NoPenalty
from tests.engine.exact import Step, exact, shrink, sign
from tests.engine.problems import gradient_descent, objective, parabola, path, proximal


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
