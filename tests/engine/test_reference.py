"""The exact optimum: equal to scikit-learn's, with its optimality conditions as evidence, or a clear word."""

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import lasso_path

from regsim.arrays import FloatArray
from regsim.engine.conventions import scikit_learn
from regsim.engine.models import LinearRegression, LogisticRegression, Model, PenaltyOnly, Quadratic, Samples
from regsim.engine.network import NeuralNetwork
from regsim.engine.newton import newton_step
from regsim.engine.objective import Objective, bind
from regsim.engine.optimality import conditions
from regsim.engine.penalties import L1, L2, ElasticNet, L2Norm, NoPenalty, Penalty
from regsim.engine.reference import NoOptimum, Optimum, optimum
from regsim.engine.softmax import SoftmaxRegression
from regsim.engine.strength import largest_strength
from tests.engine.problems import CONVENTIONS, MEAN, SUM, objective, random_samples, single
from tests.engine.references import MODELS, dataset, fitted, named

TINY = 1e-12  # of the size of the terms of a gradient
BOWL = Quadratic(((1.0, 0.8), (0.8, 1.0)), (5.0 / 3.0, -5.0 / 6.0))
KINDS: tuple[Penalty, ...] = (NoPenalty(), L1(), L2(), ElasticNet(), L2Norm())
WITH_DATA: tuple[type[LinearRegression | LogisticRegression | SoftmaxRegression], ...] = (
    LinearRegression,
    LogisticRegression,
    SoftmaxRegression,
)
STRONG = (L1(), L2(), ElasticNet(), L2Norm())
PARITY = [
    (name, kind, strength)
    for name in MODELS
    for kind in (L1(), L2(), ElasticNet(1.0, 0.3))
    for strength in (60.0, 20.0, 2.0)
    if (name, strength) != ("breast cancer", 2.0) or isinstance(kind, L2)  # there its solver takes minutes
]


def with_strength(penalty: Penalty, strength: float) -> Penalty:
    return msgspec.structs.replace(penalty, strength=strength)


def allowance(function: Objective, found: Optimum) -> float:
    """What rounding may leave of the conditions: a share of the terms that a gradient is the sum of."""
    slopes = np.sqrt(function.loss.hessian(found.weights).diagonal())
    size = slopes.max() * (np.sqrt(2.0 * max(found.data_loss, 0.0)) + slopes @ np.abs(found.weights))
    return TINY * float(size + getattr(function.penalty, "strength", 0.0) * (1.0 + np.abs(found.weights).sum()))


def find(penalty: Penalty, model: Model, samples: Samples | None = None) -> Optimum:
    """The optimum under the sum over samples, with its conditions checked."""
    function = objective(penalty, model, samples, SUM)
    found = optimum(function)
    assert found.violation <= allowance(function, found)
    return found


# ------------------------------------------------------------------------------------------- against scikit-learn


@pytest.mark.parametrize(("name", "kind", "strength"), PARITY)
def test_the_optimum_is_that_of_scikit_learn_with_the_same_zeros(name: str, kind: Penalty, strength: float) -> None:
    model, samples, penalty = MODELS[name](), dataset(name), with_strength(kind, strength)
    estimator = scikit_learn(penalty, model, SUM, len(samples.y))
    assert estimator is not None
    found, theirs = find(penalty, model, samples), fitted(estimator, samples)
    n = objective(penalty, model, samples).n_penalized
    np.testing.assert_array_equal(found.weights[:n] == 0.0, theirs[:n] == 0.0)
    ours = found.weights.copy()
    ours[n:] -= ours[n:].mean() - theirs[n:].mean()  # the intercepts of several classes may all be shifted
    np.testing.assert_allclose(ours, theirs, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("name", ["diabetes", "sparse linear"])
def test_a_path_of_warm_starts_is_the_lasso_path(name: str) -> None:
    samples = dataset(name)
    function = objective(L1(), LinearRegression(), samples)
    n = function.n_penalized
    strengths = largest_strength(L1(), function.loss, n, MEAN) * np.logspace(0.0, -3.0, 30)
    weights, start = [], None
    for strength in strengths:
        start = optimum(Objective(function.loss, L1(strength), n), start).weights
        weights.append(start[:n])
    y = samples.y - samples.y.mean()
    centred = samples.X - samples.X.mean(axis=0)
    theirs = lasso_path(centred, y, alphas=strengths, tol=1e-14, max_iter=1_000_000)[1]
    np.testing.assert_allclose(np.array(weights).T, theirs, rtol=1e-8, atol=1e-8)


# --------------------------------------------------------------------------------------- the optimality conditions


@st.composite
def problems(draw: st.DrawFn) -> tuple[Objective, FloatArray | None]:
    """A random objective, often with more weights than samples, with equal columns or with a column of zeros."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    m, p = draw(st.integers(4, 25)), draw(st.integers(1, 12))
    X = rng.standard_normal((m, p)) * 10.0 ** rng.integers(-2, 3, p)
    if draw(st.booleans()):
        X = X[:, rng.integers(0, p, p)]
    if draw(st.booleans()):
        X[:, 0] = 0.0
    model = draw(st.sampled_from(WITH_DATA))(fit_intercept=draw(st.booleans()), penalize_intercept=draw(st.booleans()))
    y = rng.standard_normal(m)
    if isinstance(model, LogisticRegression):
        y = (np.arange(m) % 2).astype(np.float64)
    elif isinstance(model, SoftmaxRegression):
        y = (np.arange(m) % 3).astype(np.float64)
    penalty = with_strength(draw(st.sampled_from(STRONG)), 10.0 ** draw(st.floats(-4.0, 2.0)))
    function = objective(penalty, model, named(X, y), draw(st.sampled_from(CONVENTIONS)))
    return function, rng.standard_normal(function.n_weights) if draw(st.booleans()) else None


@given(problems())
def test_the_conditions_hold_to_rounding_from_any_start(problem: tuple[Objective, FloatArray | None]) -> None:
    function, start = problem
    found = optimum(function, start)
    assert found.violation <= allowance(function, found)
    assert "search" not in found.note
    np.testing.assert_array_equal(found.conditions, conditions(function, found.weights))


@given(problems(), st.integers(0, 1000))
def test_no_step_away_from_the_optimum_lowers_the_objective(
    problem: tuple[Objective, FloatArray | None], seed: int
) -> None:
    function, start = problem
    found = optimum(function, start)
    away = np.random.default_rng(seed).standard_normal((5, function.n_weights))
    for size in (1.0, 1e-3):
        moved = function.value(found.weights + size * away)
        assert moved.min() >= found.objective - 1e-9 * (1.0 + abs(found.objective))


@pytest.mark.parametrize("penalty", KINDS, ids=repr)
def test_the_conditions_are_the_derivatives_where_j_is_smooth(penalty: Penalty) -> None:
    function = objective(penalty, LogisticRegression(), random_samples())
    w = np.array([0.5, -1.0, 2.0, 0.25])
    np.testing.assert_allclose(conditions(function, w), np.abs(function.gradient(w)), rtol=1e-12)


def test_at_zero_the_conditions_are_what_the_data_pull_beyond_the_strength() -> None:
    function = objective(L1(1.0), Quadratic(((1.0, 0.0), (0.0, 1.0)), (3.0, -0.5)))
    np.testing.assert_allclose(conditions(function, np.zeros(2)), [2.0, 0.0])
    length = objective(L2Norm(1.0), Quadratic(((1.0, 0.0), (0.0, 1.0)), (3.0, -4.0)))
    np.testing.assert_allclose(conditions(length, np.zeros(2)), [2.4, 3.2])


# --------------------------------------------------------------------------------------------------- known tables


def test_the_optimum_is_the_best_fit_within_its_constraint() -> None:
    found = find(L1(0.3), BOWL)
    assert found.constraint == pytest.approx(0.7)
    assert found.penalty == pytest.approx(0.3 * found.constraint)
    loss = bind(BOWL, None, SUM)
    grid = np.stack(np.meshgrid(np.linspace(-1, 1, 201), np.linspace(-1, 1, 201)), axis=-1)
    within = np.abs(grid).sum(axis=-1) <= found.constraint + 1e-12
    assert loss.value(grid)[within].min() >= found.data_loss - 1e-12


# ------------------------------------------------------------------------------------------------ where it is hard


def test_a_network_has_no_optimum_to_compute() -> None:
    with pytest.raises(NoOptimum, match="the loss of a neural network is not convex"):
        optimum(objective(L2(), NeuralNetwork(), random_samples()))


@pytest.mark.parametrize("penalty", [NoPenalty(), L1(0.0), L2(0.0), L2Norm(0.0)], ids=repr)
@pytest.mark.parametrize("model", [LogisticRegression(), SoftmaxRegression()], ids=repr)
def test_separable_classes_without_penalty_have_no_minimum(model: Model, penalty: Penalty) -> None:
    samples = single((-2.0, -1.0, -0.5, 0.5, 1.0, 2.0), (0.0, 0.0, 0.0, 1.0, 1.0, 1.0))
    with pytest.raises(NoOptimum, match="the weights can separate the classes"):
        optimum(objective(penalty, model, samples))
    assert optimum(objective(L2(1e-9), model, samples)).data_loss < 1e-6


@pytest.mark.parametrize("model", [LogisticRegression(), SoftmaxRegression()], ids=repr)
def test_a_feature_that_only_one_class_has_leaves_no_minimum_without_penalty(model: Model) -> None:
    rng = np.random.default_rng(3)
    X = np.hstack([rng.standard_normal((60, 2)), (np.arange(60) >= 50)[:, np.newaxis]])
    y = np.where(np.arange(60) >= 50, 1.0, rng.integers(0, 2, 60))
    with pytest.raises(NoOptimum, match="no minimum"):
        optimum(objective(NoPenalty(), model, named(X, y)))


@pytest.mark.parametrize("penalty", [NoPenalty(), L2(1e-300)], ids=repr)
def test_more_weights_than_samples_have_the_shortest_solution(penalty: Penalty) -> None:
    rng = np.random.default_rng(1)
    X, y = rng.standard_normal((8, 20)), rng.standard_normal(8)
    found = find(penalty, LinearRegression(fit_intercept=False), named(X, y))
    np.testing.assert_allclose(found.weights, np.linalg.pinv(X) @ y, rtol=1e-9)
    assert found.is_unique is isinstance(penalty, L2)
    assert ("Other weights have the same objective." in found.note) is isinstance(penalty, NoPenalty)


def test_more_weights_than_samples_keep_no_more_than_samples_under_l1() -> None:
    rng = np.random.default_rng(1)
    samples = named(rng.standard_normal((8, 20)), rng.standard_normal(8))
    for strength in (1e-3, 1e-2, 0.1):
        assert np.count_nonzero(find(L1(strength), LinearRegression(), samples).weights) <= 8


@pytest.mark.parametrize("model", [LinearRegression(), LogisticRegression()], ids=repr)
def test_equal_columns_share_a_weight_that_is_unique_only_under_l2(model: Model) -> None:
    base = random_samples(30, 3, binary=isinstance(model, LogisticRegression))
    samples = named(np.hstack([base.X, base.X[:, :1]]), base.y)
    for penalty in KINDS:
        found = find(with_strength(penalty, 0.1) if penalty != NoPenalty() else penalty, model, samples)
        assert found.is_unique is isinstance(penalty, (L2, ElasticNet, L2Norm))
        if found.is_unique or isinstance(penalty, NoPenalty):
            assert found.weights[0] == pytest.approx(found.weights[3], rel=1e-9)


@pytest.mark.parametrize("penalty", KINDS, ids=repr)
def test_a_column_of_zeros_gets_the_weight_zero(penalty: Penalty) -> None:
    base = random_samples(30, 2)
    found = find(penalty, LogisticRegression(), named(np.hstack([np.zeros((30, 1)), base.X]), base.y))
    assert found.weights[0] == 0.0


@pytest.mark.parametrize("penalty", STRONG, ids=repr)
def test_a_column_of_zeros_gets_the_weight_zero_in_every_class(penalty: Penalty) -> None:
    base = dataset("wine")
    samples = named(np.hstack([np.zeros((len(base.y), 1)), base.X]), base.y)
    found = find(penalty, SoftmaxRegression(), samples)
    assert not found.weights[: 3 * samples.X.shape[1] : samples.X.shape[1]].any()


@pytest.mark.parametrize("n_loose", [0, 2])
def test_a_step_is_the_shortest_whether_or_not_it_is_known_where_to_look_for_flat_directions(n_loose: int) -> None:
    design = np.random.default_rng(0).standard_normal((5, 3)) @ [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, -1]]
    matrix = design.T @ design  # the last two weights may grow by the same
    force = np.array([1.0, 2.0, 3.0, -3.0 + 1e-7])
    step = newton_step(matrix, force, np.full(4, 1e-6), n_loose)
    np.testing.assert_allclose(step, -np.linalg.pinv(matrix) @ force, rtol=1e-12)


@pytest.mark.parametrize("penalty", STRONG, ids=repr)
@pytest.mark.parametrize("model", [LinearRegression(), LogisticRegression()], ids=repr)
def test_the_strongest_penalty_leaves_the_trivial_model(model: Model, penalty: Penalty) -> None:
    samples = random_samples(20, 3, binary=isinstance(model, LogisticRegression))
    found = find(with_strength(penalty, 1e300), model, samples)
    assert np.abs(found.weights[:3]).max() < 1e-290
    assert found.weights[:3].any() == isinstance(penalty, L2)
    np.testing.assert_allclose(found.weights[3:], bind(model, samples, SUM).trivial(3)[3:], atol=1e-290)


@pytest.mark.parametrize("size", [1e-150, 1e150])
@pytest.mark.parametrize("kind", STRONG, ids=repr)
def test_the_optimum_scales_with_the_target(kind: L1 | L2 | ElasticNet | L2Norm, size: float) -> None:
    base = random_samples(20, 3, binary=False)
    grown = named(base.X, base.y * size)
    penalty = L2(0.5) if isinstance(kind, L2) else L2Norm(0.5 * size) if isinstance(kind, L2Norm) else L1(0.5 * size)
    same = with_strength(penalty, 0.5)
    ours = optimum(objective(penalty, LinearRegression(), grown)).weights
    np.testing.assert_allclose(ours / size, optimum(objective(same, LinearRegression(), base)).weights, rtol=1e-10)


@pytest.mark.parametrize("size", [1e-150, 1e150])
@pytest.mark.parametrize("model", [LinearRegression(), LogisticRegression()], ids=repr)
def test_the_optimum_scales_against_the_features(model: Model, size: float) -> None:
    base = random_samples(20, 3, binary=isinstance(model, LogisticRegression))
    ours = optimum(objective(L1(0.01 * size), model, named(base.X * size, base.y))).weights
    expected = optimum(objective(L1(0.01), model, base)).weights
    np.testing.assert_allclose(ours[:3] * size, expected[:3], rtol=1e-9)


def test_data_beyond_float64_are_refused_in_a_sentence() -> None:
    base = random_samples(20, 3)
    with np.errstate(over="ignore", invalid="ignore"), pytest.raises(NoOptimum, match="beyond float64"):
        optimum(objective(L2(), LogisticRegression(), named(base.X * 1e160, base.y)))


def test_several_classes_may_shift_their_intercepts() -> None:
    assert not find(L2(1.0), SoftmaxRegression(), dataset("wine")).is_unique
    assert find(L2(1.0), SoftmaxRegression(fit_intercept=False), dataset("wine")).is_unique


def test_the_penalty_alone_is_smallest_at_zero_and_nothing_at_all_anywhere() -> None:
    start = np.array([1.0, -2.0])
    for penalty in STRONG:
        found = optimum(objective(penalty, PenaltyOnly(2)), start)
        assert not found.weights.any()
        assert (found.objective, found.is_unique) == (0.0, True)
    assert not optimum(objective(NoPenalty(), PenaltyOnly(2)), start).is_unique


def test_a_start_from_far_away_is_no_worse() -> None:
    base = random_samples(40, 3, seed=4)
    function = objective(L1(0.01), LogisticRegression(), named(base.X * 1e6, base.y))
    far = optimum(function, np.full(4, 1e3)).weights
    np.testing.assert_allclose(far, optimum(function).weights, rtol=1e-8)


def test_the_start_and_the_objective_are_left_alone_and_the_answer_cannot_be_changed() -> None:
    start = np.zeros(4)
    found = optimum(objective(L2(), LinearRegression(), random_samples()), start)
    assert not start.any()
    with pytest.raises(ValueError, match="read-only"):
        found.weights[0] = 1.0


@pytest.mark.parametrize("penalty", [L1(0.3), L2(0.3)])
def test_an_optimum_tells_that_it_is_of_another_strength(penalty: Penalty) -> None:
    bowl = objective(penalty, BOWL)
    found = optimum(bowl)

    assert found.can_be_of(bowl)
    assert not found.can_be_of(bowl.changed(msgspec.structs.replace(penalty, strength=0.4)))
