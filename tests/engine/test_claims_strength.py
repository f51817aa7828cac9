"""What a larger strength does: to one weight, to two of which one turns back, and to the parts of the objective."""

import numpy as np
import pytest
from scipy.optimize import brentq

from regsim.engine.models import LogisticRegression, Quadratic
from regsim.engine.objective import Objective
from regsim.engine.penalties import L1, L2, NoPenalty, Penalty
from tests.engine.problems import SUM, descend, gradient_descent, objective, path, proximal, single

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
