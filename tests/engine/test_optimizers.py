"""The laws of every update rule, and what tells them apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsim.arrays import FloatArray
from regsim.engine.accelerated import AdamW
from regsim.engine.models import LogisticRegression, Quadratic
from regsim.engine.objective import Objective
from regsim.engine.optimizers import Optimizer
from regsim.engine.penalties import L1, L2, NoPenalty, Penalty
from regsim.parameters import kinds
from tests.engine.problems import configs, descend, gradient_descent, objective, path, proximal, random_samples

RULES = list(kinds(Optimizer).values())
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda cls: cls.__name__)
BOWL = Quadratic(((2.0, 0.5), (0.5, 1.0)), (1.0, -2.0))


def one_step(rule: Optimizer, function: Objective, w: FloatArray, garbage: float = np.nan) -> FloatArray:
    out = np.full_like(w, garbage)
    rule.step(function, w, function.data_gradient(w), out, rule.init(function), rule.rate(0))
    return out


def test_every_rule_of_the_design_is_registered() -> None:
    names = {"gradient-descent", "proximal-gradient", "momentum", "nesterov", "fista", "adam", "adamw"}
    assert set(kinds(Optimizer)) >= names


@given(configs(Optimizer), configs(Penalty), st.lists(st.floats(-5.0, 5.0), min_size=2, max_size=2))
def test_a_step_depends_on_nothing_but_its_inputs_and_leaves_them_alone(
    rule: Optimizer, penalty: Penalty, values: list[float]
) -> None:
    function, w = objective(penalty, BOWL), np.array(values)
    gradient = function.data_gradient(w)
    w.flags.writeable = gradient.flags.writeable = False
    outs = np.array([[np.nan, np.nan], [7.0, -7.0]])
    for out in outs:
        rule.step(function, w, gradient, out, rule.init(function), rule.rate(0))

    assert outs[0].tobytes() == outs[1].tobytes()


@given(configs(Optimizer))
def test_the_minimum_of_the_data_loss_is_a_fixed_point_without_penalty(rule: Optimizer) -> None:
    assert one_step(rule, objective(NoPenalty(), BOWL), np.array([1.0, -2.0])).tolist() == [1.0, -2.0]


@given(configs(Penalty), st.floats(0.01, 2.0))
def test_the_gradient_step_is_its_formula(penalty: Penalty, rate: float) -> None:
    function, w = objective(penalty, BOWL), np.array([0.0, 3.0])

    expected = w - rate * (function.data_gradient(w) + penalty.gradient(w))

    assert one_step(gradient_descent(rate), function, w).tobytes() == expected.tobytes()


@given(configs(Penalty), st.floats(0.01, 2.0))
def test_the_proximal_step_is_its_formula(penalty: Penalty, rate: float) -> None:
    function, w = objective(penalty, BOWL), np.array([0.0, 3.0])

    expected = penalty.prox(w - rate * function.data_gradient(w), rate)

    assert one_step(proximal(rate), function, w).tobytes() == expected.tobytes()


@given(st.floats(0.01, 2.0))
def test_the_rules_agree_without_a_penalty(rate: float) -> None:
    function, w = objective(NoPenalty(), BOWL), np.array([0.0, 3.0])

    assert one_step(gradient_descent(rate), function, w).tolist() == one_step(proximal(rate), function, w).tolist()


@given(configs(Penalty))
def test_a_proximal_step_of_one_over_l_never_raises_the_objective(penalty: Penalty) -> None:
    function = objective(penalty, LogisticRegression(), random_samples())
    rule = proximal(1.0 / function.loss.curvature())

    J = descend(function, rule, 3.0 * np.ones(4), 50).objective

    assert np.all(np.diff(J) <= 1e-12 * np.abs(J[:-1]))


@given(st.floats(0.0, 100.0))
def test_a_gradient_step_of_one_over_l_never_raises_a_smooth_objective(strength: float) -> None:
    function = objective(L2(strength), LogisticRegression(), random_samples())
    rule = gradient_descent(1.0)
    rule = gradient_descent(1.0 / rule.curvature(function))

    J = descend(function, rule, 3.0 * np.ones(4), 50).objective

    assert np.all(np.diff(J) <= 1e-12 * np.abs(J[:-1]))


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule is not AdamW], ids=lambda cls: cls.__name__)
def test_every_rule_reaches_the_minimum_of_a_smooth_objective(rule: type[Optimizer]) -> None:
    function = objective(L2(0.5), BOWL)
    expected = np.linalg.solve(np.array([[2.5, 0.5], [0.5, 1.5]]), np.array([[2.0, 0.5], [0.5, 1.0]]) @ [1.0, -2.0])

    end = descend(function, rule(learning_rate=0.05), (0.0, 0.0), 5000).weights[-1]

    np.testing.assert_allclose(end, expected, rtol=1e-6)


def test_adamw_reaches_the_minimum_of_the_data_loss_and_rests_elsewhere_under_a_penalty() -> None:
    free = descend(objective(NoPenalty(), BOWL), AdamW(learning_rate=0.05), (0.0, 0.0), 5000)
    held = descend(objective(L2(0.5), BOWL), AdamW(learning_rate=0.001), (0.0, 0.0), 20_000)

    np.testing.assert_allclose(free.weights[-1], [1.0, -2.0], rtol=1e-6)
    assert np.abs(held.function(0).gradient(held.weights[-1])).max() > 0.1
    np.testing.assert_allclose(held.weights[-1], held.weights[-2], atol=1e-3)


@each_rule
def test_a_rule_has_words_for_the_window(rule: type[Optimizer]) -> None:
    assert rule.label
    assert rule.formula


def test_gradient_steps_add_the_curvature_of_the_penalty_and_proximal_steps_take_it_off() -> None:
    function = objective(L2(0.5), Quadratic(((2.0,),), (0.0,)))

    assert gradient_descent(1.0).curvature(function) == 2.5
    assert proximal(1.0).curvature(function) == 1.5


def test_under_l1_the_proximal_rule_stops_at_zero_and_the_subgradient_rule_steps_over_it() -> None:
    function = objective(L1())

    assert path(function, proximal(0.3), 1.0, 6)[-2:] == [0.0, 0.0]
    assert all(w != 0.0 for w in path(function, gradient_descent(0.3), 1.0, 200))
