"""λ_max: the strength from which on no weight is left."""

import math

import numpy as np
import pytest

from regsim.arrays import FloatArray
from regsim.engine.models import LinearRegression, LogisticRegression, Model, PenaltyOnly, Quadratic
from regsim.engine.objective import Convention, bind
from regsim.engine.penalties import L1, L2, ElasticNet, L2Norm, NoPenalty, Penalty
from regsim.engine.strength import largest_strength
from tests.engine.problems import CONVENTIONS, MEAN, descend, objective, proximal, random_samples

MODELS = [
    cls(fit_intercept=fitted, penalize_intercept=penalized)
    for cls in (LinearRegression, LogisticRegression)
    for fitted, penalized in ((True, False), (True, True), (False, False))
]
KINDS = (L1, ElasticNet, L2Norm)


def settled(model: Model, convention: Convention, penalty: Penalty) -> FloatArray:
    """The penalised weights after many steps from weights that are far from 0."""
    samples = random_samples(20, 4, binary=isinstance(model, LogisticRegression))
    function = objective(penalty, model, samples, convention)
    rate = 1.0 / function.loss.curvature(function.penalty.curvature(), function.n_penalized)
    start = np.full(function.n_weights, 0.5)
    return descend(function, proximal(rate), start, 4000).weights[-1, : function.n_penalized]


def limit(model: Model, convention: Convention, penalty: Penalty) -> float:
    samples = random_samples(20, 4, binary=isinstance(model, LogisticRegression))
    return largest_strength(penalty, model, bind(model, samples, convention), samples.y, convention)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("convention", CONVENTIONS, ids=["sum", "mean", "per sample"])
@pytest.mark.parametrize("model", MODELS, ids=repr)
def test_from_the_largest_strength_on_every_weight_is_exactly_zero_and_below_it_some_is_not(
    model: Model, convention: Convention, kind: type[L1 | ElasticNet | L2Norm]
) -> None:
    largest = limit(model, convention, kind())
    assert not settled(model, convention, kind(largest * (1.0 + 1e-9))).any()
    assert settled(model, convention, kind(0.98 * largest)).any()


def test_the_less_of_the_elastic_net_is_l1_the_stronger_it_must_be() -> None:
    model = LinearRegression()
    assert limit(model, MEAN, ElasticNet(1.0, 0.25)) == pytest.approx(4.0 * limit(model, MEAN, L1()), rel=1e-14)


@pytest.mark.parametrize("penalty", [L2(), NoPenalty(), ElasticNet(1.0, 0.0)])
def test_no_strength_of_a_smooth_penalty_leaves_no_weight(penalty: Penalty) -> None:
    assert limit(LinearRegression(), MEAN, penalty) == math.inf


def test_without_data_the_gradient_at_zero_says_it() -> None:
    model = Quadratic(((2.0, 0.5), (0.5, 1.0)), (1.0, -3.0))
    assert largest_strength(L1(), model, bind(model, None, MEAN), None, MEAN) == 2.5
    alone = PenaltyOnly(2)
    assert largest_strength(L1(), alone, bind(alone, None, MEAN), None, MEAN) == 0.0


def test_two_classes_may_have_any_two_numbers() -> None:
    samples = random_samples(20, 4)
    samples.y[:] = np.where(samples.y > 0.0, 7.0, -3.0)
    model = LogisticRegression()
    renamed = largest_strength(L1(), model, bind(model, samples, MEAN), samples.y, MEAN)
    assert renamed == limit(model, MEAN, L1())
