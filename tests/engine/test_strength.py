"""λ_max: the strength from which on no weight is left."""

import math

import msgspec
import numpy as np
import pytest

from regsim.arrays import FloatArray
from regsim.engine.models import LinearRegression, LogisticRegression, Model, PenaltyOnly, Quadratic, Samples
from regsim.engine.network import NeuralNetwork
from regsim.engine.objective import Convention, Objective, bind
from regsim.engine.penalties import L1, L2, ElasticNet, L2Norm, NoPenalty, Penalty
from regsim.engine.reference import optimum
from regsim.engine.softmax import SoftmaxRegression
from regsim.engine.strength import largest_strength
from tests.engine.problems import CONVENTIONS, MEAN, SUM, objective, random_samples

MODELS = [
    cls(fit_intercept=fitted, penalize_intercept=penalized)
    for cls in (LinearRegression, LogisticRegression, SoftmaxRegression)
    for fitted, penalized in ((True, False), (True, True), (False, False))
]
Kind = type[L1 | ElasticNet | L2Norm]
KINDS: tuple[Kind, ...] = (L1, ElasticNet, L2Norm)
every_model = pytest.mark.parametrize("model", MODELS, ids=repr)
every_convention = pytest.mark.parametrize("convention", CONVENTIONS, ids=["sum", "mean", "per sample"])
every_kind = pytest.mark.parametrize("kind", KINDS)


def samples_for(model: Model, n_features: int = 4) -> Samples:
    samples = random_samples(20, n_features, binary=isinstance(model, LogisticRegression))
    if isinstance(model, SoftmaxRegression):
        samples = relabelled(samples, np.digitize(samples.y, [-0.5, 0.5]).astype(np.float64))
    return samples


def relabelled(samples: Samples, y: FloatArray) -> Samples:
    return Samples(samples.X, y, samples.feature_names, samples.target_name)


def limit(model: Model, convention: Convention, penalty: Penalty) -> float:
    loss = bind(model, samples_for(model), convention)
    return largest_strength(penalty, loss, model.n_penalized(loss), convention)


def at_strength(model: Model, convention: Convention, kind: Kind, strength: float) -> Objective:
    return objective(kind(strength), model, samples_for(model), convention)


def leaves_a_weight(model: Model, convention: Convention, kind: Kind, strength: float) -> bool:
    function = at_strength(model, convention, kind, strength)
    return bool(optimum(function).weights[: function.n_penalized].any())


@every_kind
@every_convention
@every_model
def test_from_the_largest_strength_on_the_optimum_is_exactly_zero_and_below_it_is_not(
    model: Model, convention: Convention, kind: Kind
) -> None:
    largest = limit(model, convention, kind())
    for more in (1.0, 1.0 + 1e-15, 1.5, 1e300):
        assert not leaves_a_weight(model, convention, kind, more * largest)
    for less in (1.0 - 1e-9, 0.5):
        assert leaves_a_weight(model, convention, kind, less * largest)


@pytest.mark.parametrize("kind", [L1, ElasticNet])
@every_convention
@pytest.mark.parametrize("model", [m for m in MODELS if m.penalize_intercept or not m.fit_intercept], ids=repr)
def test_one_float_below_the_largest_strength_a_weight_is_left_where_every_weight_is_penalised(
    model: Model, convention: Convention, kind: Kind
) -> None:
    assert leaves_a_weight(model, convention, kind, math.nextafter(limit(model, convention, kind()), 0.0))


@every_kind
@every_convention
@every_model
def test_at_the_largest_strength_proximal_steps_from_the_trivial_model_stay_at_exact_zero(
    model: Model, convention: Convention, kind: Kind
) -> None:
    function = at_strength(model, convention, kind, limit(model, convention, kind()))
    w, n = function.loss.trivial(function.n_penalized), function.n_penalized
    for share in (0.3, 1.0, 1.9):
        rate = share / function.loss.curvature(function.penalty.curvature(), n)
        for _ in range(50):
            w = function.prox(w - rate * function.data_gradient(w), rate, np.empty_like(w))
            assert not w[:n].any()


def test_the_less_of_the_elastic_net_is_l1_the_stronger_it_must_be() -> None:
    model = LinearRegression()
    assert limit(model, MEAN, ElasticNet(1.0, 0.25)) == pytest.approx(4.0 * limit(model, MEAN, L1()), rel=1e-14)


@pytest.mark.parametrize("penalty", [L2(), NoPenalty(), ElasticNet(1.0, 0.0)])
def test_no_strength_of_a_smooth_penalty_leaves_no_weight(penalty: Penalty) -> None:
    assert limit(LinearRegression(), MEAN, penalty) == math.inf
    function = objective(L2(1e12), LinearRegression(), random_samples(20, 4, binary=False))
    assert optimum(function).weights.all()


def test_it_is_not_known_for_a_network() -> None:
    model, samples = NeuralNetwork(), random_samples(20, 4)
    loss = bind(model, samples, MEAN)
    assert math.isnan(largest_strength(L1(), loss, model.n_penalized(loss), MEAN))
    assert largest_strength(L2(), loss, model.n_penalized(loss), MEAN) == math.inf


def test_without_data_the_gradient_at_zero_says_it() -> None:
    model = Quadratic(((2.0, 0.5), (0.5, 1.0)), (1.0, -3.0))
    assert largest_strength(L1(), bind(model, None, MEAN), 2, MEAN) == 2.5
    assert largest_strength(L1(), bind(PenaltyOnly(2), None, MEAN), 2, MEAN) == 0.0


def test_six_samples_of_one_feature_have_the_limit_of_the_claims() -> None:
    samples = Samples(
        np.array([[-2.0], [-1.0], [-0.5], [0.5], [1.0], [2.0]]), np.array([0.0, 0.0, 1.0, 0.0, 1.0, 1.0]), ("x",), "y"
    )
    loss = bind(LogisticRegression(fit_intercept=False), samples, SUM)
    assert largest_strength(L1(), loss, 1, SUM) == 2.5


def test_two_classes_may_have_any_two_numbers() -> None:
    samples = random_samples(20, 4)
    model = LogisticRegression()
    renamed = bind(model, relabelled(samples, np.where(samples.y > 0.0, 7.0, -3.0)), MEAN)
    assert largest_strength(L1(), renamed, 4, MEAN) == limit(model, MEAN, L1())


def test_its_own_strength_does_not_matter() -> None:
    penalty = msgspec.structs.replace(ElasticNet(), strength=123.0)
    assert limit(LinearRegression(), MEAN, penalty) == limit(LinearRegression(), MEAN, ElasticNet())
