"""The tables of one and two weights over λ, to the digits printed, by the exact optimum."""

import numpy as np
import pytest

from regsim.engine.models import LogisticRegression, Model, Quadratic, Samples
from regsim.engine.penalties import L1, L2, Penalty
from regsim.engine.reference import Optimum, optimum
from tests.engine.problems import SUM, objective, single

LINE = single((-2.0, -1.0, -0.5, 0.5, 1.0, 2.0), (0.0, 0.0, 1.0, 0.0, 1.0, 1.0))
BOWL = Quadratic(((1.0, 0.8), (0.8, 1.0)), (5.0 / 3.0, -5.0 / 6.0))


def find(penalty: Penalty, model: Model, samples: Samples | None = None) -> Optimum:
    """The optimum under the sum over samples."""
    return optimum(objective(penalty, model, samples, SUM))


@pytest.mark.parametrize(
    ("strength", "w", "data_loss", "size", "best", "pull"),
    [
        (0.0, 1.351112, 2.764205, 0.912752, 2.764205, 0.0),
        (0.1, 1.225747, 2.771706, 0.751228, 2.846829, 0.12257),
        (1.0, 0.760463, 2.964763, 0.289152, 3.253915, 0.76046),
        (10.0, 0.198453, 3.714168, 0.019692, 3.911087, 1.98453),
        (100.0, 0.024361, 4.098760, 0.000297, 4.128432, 2.43606),
        (1000.0, 0.002493, 4.152658, 0.000003, 4.155766, 2.49345),
    ],
)
def test_the_table_of_one_logistic_weight_over_the_strength(
    strength: float, w: float, data_loss: float, size: float, best: float, pull: float
) -> None:
    found = find(L2(strength), LogisticRegression(fit_intercept=False), LINE)
    weight = float(found.weights[0])
    assert (round(weight, 6), round(found.data_loss, 6), round(found.constraint, 6)) == (w, data_loss, size)
    assert (round(found.objective, 6), round(strength * weight, 5)) == (best, pull)


def test_l1_is_exactly_zero_on_the_same_data_from_two_and_a_half_on() -> None:
    model = LogisticRegression(fit_intercept=False)
    assert [find(L1(s), model, LINE).weights[0] for s in (2.5, 3.0, 1e300)] == [0.0, 0.0, 0.0]
    assert find(L1(2.4999999), model, LINE).weights[0] > 0.0


@pytest.mark.parametrize(
    ("strength", "first", "second", "length"),
    [
        (0.0, 1.666667, -0.833333, 1.863390),
        (0.3, 0.857143, -0.142857, 0.868966),
        (0.6, 0.625, 0.0, 0.625),
        (1.0, 0.476190, 0.059524, 0.479896),
        (2.0, 0.311005, 0.083732, 0.322079),
        (3.0, 0.234375, 0.078125, 0.247053),
        (10.0, 0.088069, 0.039050, 0.096338),
    ],
)
def test_the_table_of_a_weight_that_passes_zero_under_l2(
    strength: float, first: float, second: float, length: float
) -> None:
    w = find(L2(strength), BOWL).weights
    assert [round(float(x), 6) + 0.0 for x in w] == [first, second]
    assert round(float(np.linalg.norm(w)), 6) == length


@pytest.mark.parametrize(
    ("strength", "first", "second"),
    [
        (0.05, 1.416667, -0.583333),
        (0.1, 1.166667, -0.333333),
        (0.3, 0.7, 0.0),
        (0.5, 0.5, 0.0),
        (0.8, 0.2, 0.0),
        (1.0, 0.0, 0.0),
    ],
)
def test_the_table_of_the_same_weights_under_l1(strength: float, first: float, second: float) -> None:
    w = find(L1(strength), BOWL).weights
    assert [round(float(x), 6) for x in w] == [first, second]
    assert [x == 0.0 for x in w] == [first == 0.0, second == 0.0]


def test_the_second_weight_is_exactly_zero_from_a_sixth_on() -> None:
    assert find(L1((1.0 + 1e-9) / 6.0), BOWL).weights[1] == 0.0
    assert find(L1((1.0 - 1e-9) / 6.0), BOWL).weights[1] < 0.0
