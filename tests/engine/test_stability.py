"""The stable limit 2/L: below it a descent converges, above it diverges, and the status says so."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsim.engine.accelerated import Adam, AdamW, Fista, Momentum, Nesterov
from regsim.engine.models import LinearRegression, LogisticRegression, PenaltyOnly, Quadratic
from regsim.engine.network import NeuralNetwork
from regsim.engine.optimizers import GradientDescent, Optimizer
from regsim.engine.penalties import L1, L2, ElasticNet, L2Norm, NoPenalty
from regsim.engine.schedules import InverseSqrt
from regsim.engine.stability import Outlook, divergence, half_life, landing, regime, stable_limit
from tests.engine.problems import descend, gradient_descent, objective, parabola, proximal, random_samples

positive = st.floats(0.05, 20.0)


@given(positive, positive)
def test_l2_lowers_the_limit_of_gradient_descent_and_raises_that_of_the_proximal_rule(
    a: float, strength: float
) -> None:
    function = objective(L2(strength), parabola(a))

    assert stable_limit(function, gradient_descent(1.0)) == pytest.approx(2.0 / (a + strength), rel=1e-12)
    expected = 2.0 / (a - strength) if a > strength else math.inf
    assert stable_limit(function, proximal(1.0)) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("rule", [gradient_descent, proximal])
def test_the_limit_of_a_quadratic_is_exact_with_an_intercept_that_is_not_penalised(
    rule: Callable[[float], Optimizer], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    function = objective(L2(float(rng.uniform(0.1, 1.0))), LinearRegression(), random_samples(seed=seed, binary=False))
    limit = stable_limit(function, rule(1.0))
    start = rng.standard_normal(function.n_weights)

    below, above = (descend(function, rule(share * limit), start, 4000) for share in (0.98, 1.02))

    assert np.abs(below.weights[-1] - below.weights[-2]).max() < 1e-9
    assert above.diverged or np.abs(above.weights[-1]).max() > 1e6


@given(positive, st.floats(0.0, 1e6))
def test_l1_plays_no_part_in_the_limit(a: float, strength: float) -> None:
    for penalty in (L1(strength), L2Norm(strength), ElasticNet(strength, 1.0), NoPenalty()):
        for rule in (gradient_descent(1.0), proximal(1.0)):
            assert stable_limit(objective(penalty, parabola(a)), rule) == pytest.approx(2.0 / a, rel=1e-12)


def test_there_is_no_limit_without_curvature() -> None:
    assert stable_limit(objective(L1(), PenaltyOnly()), gradient_descent(1.0)) == math.inf
    assert stable_limit(objective(L2(1e9), PenaltyOnly()), proximal(1.0)) == math.inf


@given(positive, positive, st.sampled_from([0.9, 0.99, 1.01, 1.1]))
def test_a_descent_shrinks_below_the_limit_and_grows_above_it(a: float, strength: float, share: float) -> None:
    function = objective(L2(strength), parabola(a, 0.0))
    rule = gradient_descent(share * 2.0 / (a + strength))

    w = np.abs(descend(function, rule, (1.0,), 50).weights[:, 0])

    assert np.all(np.diff(w) < 0.0) if share < 1.0 else np.all(np.diff(w) > 0.0)


def test_least_squares_converges_just_below_the_limit_and_diverges_just_above_it() -> None:
    function = objective(L2(0.1), LinearRegression(), random_samples(30, 3, binary=False))
    limit = stable_limit(function, proximal(1.0))

    below = descend(function, proximal(0.99 * limit), np.ones(4), 5000)
    above = descend(function, proximal(1.5 * limit), np.ones(4), 5000)

    assert not below.diverged
    np.testing.assert_allclose(below.weights[-1], below.weights[-2], rtol=1e-9)
    assert above.diverged


def test_the_status_of_a_divergence_names_step_learning_rate_and_limit() -> None:
    function = objective(L2(1.0), parabola())

    status = divergence(function, gradient_descent(1.25), 7)

    assert status == "diverged at step 7: η = 1.25 is above the stable limit 2/L = 1"


def test_below_the_limit_the_status_blames_the_range_of_the_numbers_instead() -> None:
    status = divergence(objective(L1(), PenaltyOnly()), gradient_descent(0.5), 3)

    assert status == "diverged at step 3: the weights or the loss left the range of float64"


@pytest.mark.parametrize(
    ("rate", "outlook", "words"),
    [
        (0.1, Outlook.SETTLES, "ηL = 0.1 < 1: comes down without overshooting"),
        (1.0, Outlook.SETTLES, "ηL = 1: arrives in one step in the steepest direction"),
        (1.5, Outlook.ZIG_ZAGS, "1 < ηL = 1.5 < 2: overshoots by less and less"),
        (2.0, Outlook.CYCLES, "ηL = 2: overshoots by as much for ever, in the steepest direction"),
        (2.25, Outlook.DIVERGES, "ηL = 2.25 > 2: overshoots by more and more"),
    ],
)
def test_the_regime_is_told_before_a_step_is_made(rate: float, outlook: Outlook, words: str) -> None:
    assert regime(objective(L2()), gradient_descent(rate)) == (outlook, words)


@pytest.mark.parametrize(
    ("rate", "outlook", "words"),
    [
        (0.25, Outlook.SETTLES, "of D alone ηL = 0.5 < 1: comes down without overshooting"),
        (0.5, Outlook.SETTLES, "of D alone ηL = 1: arrives in one step in the steepest direction"),
        (1.5, Outlook.ZIG_ZAGS, "of D alone ηL = 3 > 1: overshoots by less and less"),
        (3.0, Outlook.DIVERGES, "ηL = 3 > 2: overshoots by more and more"),
    ],
)
def test_proximal_steps_overshoot_by_the_curvature_of_the_data_and_diverge_by_what_the_penalty_leaves_of_it(
    rate: float, outlook: Outlook, words: str
) -> None:
    assert regime(objective(L2(1.0), parabola(2.0)), proximal(rate)) == (outlook, words)


def test_beyond_a_limit_that_is_a_bound_a_descent_may_diverge_and_beyond_a_sharp_one_it_does() -> None:
    logistic = objective(L2(0.1), LogisticRegression(), random_samples())
    linear = objective(L2(0.1), LinearRegression(), random_samples())
    far = 9.0

    assert regime(logistic, gradient_descent(far)).outlook is Outlook.MAY_DIVERGE
    assert regime(linear, Fista(far)).outlook is Outlook.MAY_DIVERGE
    assert regime(linear, GradientDescent(far, batch_size=3)).outlook is Outlook.MAY_DIVERGE
    for rule in (Momentum(far), Nesterov(far), AdamW(99.0)):
        assert regime(linear, rule).outlook is Outlook.DIVERGES
    assert regime(linear, Momentum(0.01)).outlook is Outlook.SETTLES
    assert regime(linear, GradientDescent(0.01, batch_size=3)).outlook is Outlook.SETTLES_BUT_FOR_NOISE


def test_fista_settles_at_its_limit_too() -> None:
    linear = objective(L1(0.1), LinearRegression(), random_samples(binary=False))

    told = regime(linear, Fista(stable_limit(linear, Fista())))

    assert told.outlook is Outlook.SETTLES
    assert "is at the stable limit 1/L" in told.words


def test_a_weight_that_may_swing_about_zero_is_no_settled_one() -> None:
    assert regime(objective(L1()), gradient_descent(0.5)).outlook is Outlook.MAY_SWING
    assert regime(objective(L1(), parabola()), gradient_descent(0.5)).outlook is Outlook.MAY_SWING
    assert regime(objective(L1(), parabola()), gradient_descent(1.5)).outlook is Outlook.ZIG_ZAGS
    assert regime(objective(L1(), parabola()), gradient_descent(2.5)).outlook is Outlook.DIVERGES
    assert regime(objective(L1(), parabola()), proximal(0.5)).outlook is Outlook.SETTLES
    assert regime(objective(L2(9.0)), proximal(99.0)).outlook is Outlook.NEVER_DIVERGES
    assert regime(objective(L2()), Adam()).outlook is Outlook.NEVER_DIVERGES


@given(st.sampled_from([0.3, 0.99, 1.0, 1.2, 1.99, 2.0, 2.1]), positive, positive)
def test_the_regime_is_what_happens(product: float, a: float, strength: float) -> None:
    for rule, curvature in ((gradient_descent, a + strength), (proximal, a - strength)):
        if rule is proximal and curvature < 0.05 * a:
            continue
        function = objective(L2(strength), parabola(a, 0.0))
        optimizer = rule(product / curvature)
        w = descend(function, optimizer, (1.0,), 8).weights[:, 0]
        outlook, swings = regime(function, optimizer).outlook, bool((w[1:] * w[:-1] < 0.0).any())
        if outlook is Outlook.ZIG_ZAGS:
            assert swings
            assert abs(w[-1]) < 1.0
        elif outlook is Outlook.CYCLES:
            assert abs(w[-1]) == pytest.approx(1.0)
        elif outlook is Outlook.DIVERGES:
            assert abs(w[-1]) > 1.0
        elif product == 1.0:
            assert abs(w[1]) < 1e-12
        else:
            assert outlook is Outlook.SETTLES
            assert not swings
            assert np.all(np.diff(np.abs(w)) < 0.0)


def test_a_subgradient_that_does_not_fade_is_told_to_swing_about_zero() -> None:
    swing = "at 0 it swings in steps of ηλ = 0.5, unless it lands on it"

    assert regime(objective(L1()), gradient_descent(0.5)).words == swing
    assert regime(objective(L2Norm()), gradient_descent(0.5)).words == swing
    assert regime(objective(L1(), parabola()), gradient_descent(0.5)).words == (
        f"ηL = 0.5 < 1: comes down without overshooting; {swing}"
    )
    assert "swings" not in regime(objective(L1(), parabola()), proximal(0.5)).words


@given(
    st.lists(st.sampled_from([5.0, 0.3, -1.0, 1e-17, 0.0, 2.5, 0.7]), min_size=1, max_size=3),
    st.sampled_from([0.5, 0.1, 0.3, 0.25, 1.0, 1 / 3, 0.7]),
    st.sampled_from([1.0, 0.1, 0.5, 2.0]),
)
def test_a_landing_on_zero_is_foreseen_exactly_where_float64_lands(
    start: list[float], rate: float, strength: float
) -> None:
    function, w = objective(L1(strength), PenaltyOnly(len(start))), np.array(start)
    weights = descend(function, gradient_descent(rate), tuple(start), 700).weights
    is_zero = (weights == 0.0).all(axis=1)

    step = landing(function, gradient_descent(rate), w)

    assert step == (int(np.argmax(is_zero)) if is_zero.any() else None)
    told = regime(function, gradient_descent(rate), w)
    assert (told.outlook is Outlook.LANDS) == bool(step)
    assert told.words.endswith(f"on 0 {'at' if len(start) == 1 else 'by'} step {step}") == bool(step)


def test_only_l1_alone_with_steps_of_one_size_is_known_to_land() -> None:
    start = np.array([5.0])

    assert landing(objective(L1()), gradient_descent(0.5), start) == 10
    for function, rule in (
        (objective(L1(), parabola()), gradient_descent(0.5)),
        (objective(L2()), gradient_descent(0.5)),
        (objective(L1(0.0)), gradient_descent(0.5)),
        (objective(L1()), proximal(0.5)),
        (objective(L1()), GradientDescent(0.5, schedule=InverseSqrt())),
        (objective(L1()), gradient_descent(1e-300)),
        (objective(L1(1e300)), gradient_descent(1e300)),
    ):
        assert landing(function, rule, start) is None


def test_where_l_is_a_bound_or_steps_are_shortened_or_estimated_only_the_limit_is_told() -> None:
    logistic = objective(L2(0.1), LogisticRegression(), random_samples())
    linear = objective(L2(0.1), LinearRegression(), random_samples())

    for function, rule in (
        (logistic, gradient_descent(0.1)),
        (linear, GradientDescent(0.1, batch_size=3)),
        (linear, GradientDescent(0.1, schedule=InverseSqrt())),
    ):
        assert regime(function, rule).words.startswith("η = 0.1 is within the stable limit 2/L = ")
    assert "overshooting" in regime(linear, GradientDescent(0.1, batch_size=12)).words


def test_an_elastic_net_swings_by_its_l1_part() -> None:
    swing = "at 0 it swings in steps of ηλρ = 0.05, unless it lands on it"

    assert regime(objective(ElasticNet(2.0, 0.25)), gradient_descent(0.1)).words.endswith(swing)


def test_rules_without_a_limit_say_so() -> None:
    network = objective(L2(), NeuralNetwork(hidden=(2,)), random_samples())

    assert regime(objective(L2()), Adam()).words == "no learning rate is too large for this rule here"
    assert regime(network, gradient_descent(0.1)).outlook is Outlook.UNKNOWN
    assert math.isnan(stable_limit(network, gradient_descent(0.1)))


@pytest.mark.parametrize("rule", [Momentum, Nesterov])
@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("seed", range(5))
def test_the_limit_of_momentum_is_exact_on_a_quadratic(
    rule: type[Momentum | Nesterov], momentum: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    function = objective(L2(float(rng.uniform(0.1, 1.0))), LinearRegression(), random_samples(seed=seed, binary=False))
    limit = stable_limit(function, rule(momentum=momentum))
    sizes = []
    for share in (0.98, 1.02):
        run = descend(function, rule(share * limit, momentum=momentum), rng.standard_normal(4), 4000)
        end = function.loss.trivial(4) if run.diverged else run.weights[-1] - run.weights[-2]
        sizes.append(math.inf if run.diverged else float(np.abs(end).max()))

    assert sizes[0] < 1e-9
    assert sizes[1] > 1.0


@pytest.mark.parametrize("seed", range(5))
def test_fista_settles_up_to_its_limit(seed: int) -> None:
    function = objective(L1(0.1), LinearRegression(), random_samples(seed=seed, binary=False))
    limit = stable_limit(function, Fista())
    run = descend(function, Fista(limit), np.ones(4), 3000)

    assert limit == 1.0 / function.loss.curvature()
    np.testing.assert_allclose(run.weights[-1], run.weights[-2], atol=1e-12)


def test_adamw_is_held_by_its_decay_alone() -> None:
    function = objective(L2(0.5), parabola())

    assert stable_limit(function, AdamW()) == 4.0
    assert descend(function, AdamW(4.5), (5.0,), 2000).diverged
    assert not descend(function, AdamW(3.5), (5.0,), 2000).diverged


@pytest.mark.parametrize(
    ("factor", "steps"), [(0.999, 692.80), (0.99, 68.97), (0.9, 6.58), (0.0, 1.0), (-1.0, math.inf), (-1.5, math.inf)]
)
def test_the_half_life_of_a_decay(factor: float, steps: float) -> None:
    assert half_life(factor) == pytest.approx(steps, abs=0.005)


def test_a_thousand_random_quadratics_diverge_exactly_above_the_limit() -> None:
    rng = np.random.default_rng(0)
    for _ in range(1000):
        n = int(rng.integers(1, 5))
        root = rng.standard_normal((n, n))
        H = root @ root.T + 0.1 * np.eye(n)
        H = 0.5 * (H + H.T)
        model = Quadratic(tuple(map(tuple, H.tolist())), tuple(rng.standard_normal(n).tolist()))
        function = objective(L2(float(rng.uniform(0.0, 2.0))), model)
        limit = stable_limit(function, gradient_descent(1.0))
        start = rng.standard_normal(n)
        for share, diverges in ((0.97, False), (1.03, True)):
            moves = np.linalg.norm(
                np.diff(descend(function, gradient_descent(share * limit), start, 150).weights, axis=0), axis=1
            )
            assert bool(moves[-1] > moves[40]) is diverges
