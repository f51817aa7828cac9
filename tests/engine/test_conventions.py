"""The same optimum by other names: every convention, and scikit-learn's alpha and C."""

import math

import msgspec
import numpy as np
import pytest

from regsim.arrays import FloatArray
from regsim.engine.conventions import equivalents, scikit_learn
from regsim.engine.models import LinearRegression, LogisticRegression, Model, PenaltyOnly
from regsim.engine.objective import Convention
from regsim.engine.penalties import L1, L2, ElasticNet, L2Norm, NoPenalty, Penalty
from regsim.engine.reference import optimum
from regsim.engine.softmax import SoftmaxRegression
from tests.engine.problems import MEAN, PER_SAMPLE, SUM, objective, random_samples
from tests.engine.references import MODELS, dataset, fitted

SUM_PER_SAMPLE = Convention(data_term="sum", penalty_term="per-sample")
EVERY = (SUM, MEAN, PER_SAMPLE, SUM_PER_SAMPLE)
TARGETS = {"sum": SUM, "mean": MEAN, "per-sample": PER_SAMPLE}
PENALTIES: tuple[Penalty, ...] = (L1(3.0), L2(3.0), ElasticNet(3.0, 0.25))


def weights(penalty: Penalty, model: Model, convention: Convention) -> FloatArray:
    samples = random_samples(30, 4, binary=not isinstance(model, LinearRegression))
    return optimum(objective(penalty, model, samples, convention)).weights


@pytest.mark.parametrize("convention", EVERY)
@pytest.mark.parametrize("penalty", [*PENALTIES, L2Norm(3.0)], ids=repr)
@pytest.mark.parametrize("model", [LinearRegression(), LogisticRegression()], ids=repr)
def test_the_equivalent_strength_has_the_same_optimum(
    model: Model, penalty: L1 | L2 | ElasticNet | L2Norm, convention: Convention
) -> None:
    expected = weights(penalty, model, convention)
    for name, strength in equivalents(penalty.strength, convention, 30).items():
        same = msgspec.structs.replace(penalty, strength=strength)
        np.testing.assert_allclose(weights(same, model, TARGETS[name]), expected, rtol=1e-9, atol=1e-12)


def test_the_strength_of_the_own_convention_keeps_its_digits() -> None:
    for name, convention in TARGETS.items():
        assert equivalents(0.1, convention, 49)[name] == 0.1
    assert equivalents(1.0, MEAN, 100) == {"sum": 100.0, "mean": 1.0, "per-sample": 100.0}


@pytest.mark.parametrize("convention", EVERY)
@pytest.mark.parametrize("penalty", PENALTIES, ids=repr)
@pytest.mark.parametrize("name", ["diabetes", "wine, first class"])
def test_scikit_learn_under_its_own_strength_has_the_same_optimum(
    name: str, penalty: L1 | L2 | ElasticNet, convention: Convention
) -> None:
    model, samples = MODELS[name](), dataset(name)
    strength = 20.0 / equivalents(1.0, convention, len(samples.y))["sum"]
    penalty = msgspec.structs.replace(penalty, strength=strength)
    estimator = scikit_learn(penalty, model, convention, len(samples.y))
    assert estimator is not None
    ours = optimum(objective(penalty, model, samples, convention)).weights
    np.testing.assert_allclose(ours, fitted(estimator, samples), rtol=1e-8, atol=1e-8)


def test_without_a_penalty_it_is_plain_least_squares_or_infinite_C() -> None:
    linear = scikit_learn(NoPenalty(), LinearRegression(fit_intercept=False), MEAN, 10)
    assert str(linear) == "LinearRegression(fit_intercept=False)"
    logistic = scikit_learn(L2(0.0), LogisticRegression(), MEAN, 10)
    assert str(logistic) == "LogisticRegression(C=np.inf, l1_ratio=0)"
    assert logistic is not None
    assert logistic.parameters["C"] == math.inf
    samples = random_samples(30, 4, binary=False)
    assert linear is not None
    ours = optimum(objective(NoPenalty(), LinearRegression(fit_intercept=False), samples)).weights
    np.testing.assert_allclose(ours, fitted(linear, samples), rtol=1e-10)


def test_what_scikit_learn_is_called_with_reads_as_python() -> None:
    assert str(scikit_learn(L2(0.5), LinearRegression(), SUM, 10)) == "Ridge(alpha=0.5)"
    assert str(scikit_learn(L1(0.5), LinearRegression(), SUM, 10)) == "Lasso(alpha=0.05)"
    net = ElasticNet(0.5, 0.25)
    assert str(scikit_learn(net, LinearRegression(), MEAN, 10)) == "ElasticNet(alpha=0.5, l1_ratio=0.25)"
    softmax = scikit_learn(net, SoftmaxRegression(), MEAN, 10)
    assert str(softmax) == "LogisticRegression(C=0.2, l1_ratio=0.25, solver='saga')"


def test_scikit_learn_has_no_length_of_the_weights_no_penalised_intercept_and_no_bare_penalty() -> None:
    assert scikit_learn(L2Norm(1.0), LinearRegression(), MEAN, 10) is None
    assert scikit_learn(L2(1.0), LinearRegression(penalize_intercept=True), MEAN, 10) is None
    assert scikit_learn(L2(1.0), PenaltyOnly(), MEAN, 1) is None
