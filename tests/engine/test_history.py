"""A history under a budget: what is left out comes back bit by bit the same."""

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsim.engine.batches import Batches
from regsim.engine.descent import Phase
from regsim.engine.history import BUDGET
from regsim.engine.models import LinearRegression, LogisticRegression, PenaltyOnly, Quadratic
from regsim.engine.objective import Objective
from regsim.engine.optimizers import GradientDescent, Optimizer, ProximalGradient
from regsim.engine.penalties import L1, L2, ElasticNet
from regsim.engine.schedules import InverseSqrt
from regsim.engine.simulation import Simulation
from regsim.engine.trajectory import Trajectory
from regsim.parameters import kinds
from tests.engine.problems import objective, random_samples

N_STEPS = 3001
RULES = {name: rule(learning_rate=0.03) for name, rule in kinds(Optimizer).items()} | {
    "minibatches": GradientDescent(0.03, batch_size=7, seed=2),
    "schedule": ProximalGradient(0.3, schedule=InverseSqrt()),
}
FUNCTIONS = {
    "linear": objective(L1(0.05), LinearRegression(), random_samples(30, 4, binary=False)),
    "logistic": objective(L2(0.05), LogisticRegression(), random_samples(30, 4)),
}
SMALL = 200 * (2 * 5 + 3) * 8  # bytes: some 200 of the steps
SLICED = FUNCTIONS["logistic"], RULES["momentum"]


def run(function: Objective, rule: Optimizer, n_steps: int = N_STEPS, **options: Any) -> Trajectory:
    simulation = Simulation(function, rule, np.ones(function.n_weights), n_steps, **options)
    simulation.advance()
    return simulation.trajectory()


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_step_that_was_left_out_comes_back_with_the_same_bits(name: str, rule: Optimizer) -> None:
    whole, thinned = (run(FUNCTIONS[name], rule, budget=budget) for budget in (BUDGET, SMALL))

    assert (whole.every, thinned.every) == (1, 16)
    assert thinned.steps.tolist() == [*range(0, N_STEPS, 16), N_STEPS]
    assert thinned.weights.tobytes() == whole.weights[thinned.steps].tobytes()
    assert thinned.last == whole.last == N_STEPS
    for step in np.random.default_rng(0).integers(0, N_STEPS + 1, 60).tolist():
        frame, expected = thinned.frame(step), whole.frame(step)
        assert (frame.step, frame.data_loss, frame.penalty) == (step, expected.data_loss, expected.penalty)
        assert frame.weights.tobytes() == expected.weights.tobytes()
        assert frame.data_gradient.tobytes() == expected.data_gradient.tobytes()


@pytest.mark.parametrize("name", ["linear", "logistic"])
@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_what_went_into_an_update_makes_the_same_update_again(name: str, rule: Optimizer) -> None:
    function = FUNCTIONS[name]
    whole, thinned = (run(function, rule, 300, budget=budget) for budget in (BUDGET, SMALL // 10))
    for step in (0, 1, 63, 64, 65, 200, 299):
        update = whole.update(step)
        w, out = whole.frame(step).weights, np.empty(function.n_weights)
        memory = tuple(part.copy() for part in update.before)
        if "fista" not in str(type(rule)).lower():  # which also looks at the gradient elsewhere
            rule.step(function, w, update.gradient, out, memory, rule.rate(step))
            after = whole.frame(step + 1).weights
            if rule.affine(function) is None:
                assert out.tobytes() == after.tobytes()
            else:  # made by a product, which rounds differently
                np.testing.assert_allclose(out, after, rtol=1e-14, atol=1e-15)
        again = thinned.update(step)
        for a, b in zip((again.gradient, *again.before), (update.gradient, *update.before), strict=True):
            assert a.tobytes() == b.tobytes()


@cache
def whole_to_slice() -> Trajectory:
    return run(*SLICED, 1000, budget=SMALL // 4)


@given(st.lists(st.integers(1, 400), max_size=12))
def test_a_thinned_run_has_the_same_rows_however_it_is_sliced(slices: list[int]) -> None:
    whole = whole_to_slice()
    simulation = Simulation(*SLICED, np.ones(5), 1000, budget=SMALL // 4)
    for length in slices:
        simulation.advance(simulation.step + length)
        so_far = simulation.trajectory()
        assert so_far.last == simulation.step or so_far.last == simulation.step // so_far.every * so_far.every
        assert so_far.weights[: len(so_far.steps)].tobytes() == whole.weights[: len(so_far.steps)].tobytes()
    simulation.advance()

    assert simulation.trajectory().weights.tobytes() == whole.weights.tobytes()


def test_a_million_steps_stay_within_the_budget() -> None:
    function = objective(L2(0.1), PenaltyOnly(100))
    simulation = Simulation(function, GradientDescent(0.001), np.ones(100), 1_000_000)
    history = simulation._history

    losses = history.data_loss, history.penalty, history.objective
    stored = sum(array.nbytes for array in (history.weights, history.data_gradient, *losses))
    assert BUDGET / 2 < stored <= BUDGET
    assert history.every == 8


@pytest.mark.parametrize("budget", [BUDGET, 40 * 8 * 4])
def test_the_step_from_which_a_weight_is_zero_is_exact_under_any_budget(budget: int) -> None:
    simulation = Simulation(objective(L1()), ProximalGradient(0.5), np.array([51.5]), 500, budget=budget)
    simulation.advance()
    run = simulation.trajectory()

    assert run.zero_since.tolist() == [103]
    assert run.frame(102).weights.tolist() == [0.5]
    assert run.is_zero(103).tolist() == [True]


def test_a_thinned_run_that_diverges_keeps_its_last_finite_step() -> None:
    function = FUNCTIONS["linear"]
    rule = GradientDescent(1.2 * GradientDescent().stable_limit(function))
    whole, thinned = (run(function, rule, 20_000, budget=budget) for budget in (BUDGET, SMALL))

    assert whole.diverged
    assert thinned.status == whole.status
    assert thinned.last == whole.last
    assert thinned.last % thinned.every != 0
    assert thinned.weights[-1].tobytes() == whole.weights[-1].tobytes()


def test_changes_in_mid_run_leave_what_came_before_and_hold_from_their_step_on() -> None:
    function, rule = objective(L1()), GradientDescent(0.5)
    changed = Phase(3, function.changed(L2(1.0)), GradientDescent(0.25))
    simulation = Simulation(function, rule, np.array([5.0]), 6, changes=(changed,))
    simulation.advance()
    run = simulation.trajectory()

    assert run.weights[:, 0].tolist() == [5.0, 4.5, 4.0, 3.5, 2.625, 1.96875, 1.4765625]
    assert run.penalty.tolist()[:5] == [5.0, 4.5, 4.0, 0.5 * 3.5**2, 0.5 * 2.625**2]
    assert run.slope(0).tolist()[:5] == [1.0, 1.0, 1.0, 3.5, 2.625]
    assert (run.function(2).penalty, run.function(3).penalty) == (L1(), L2(1.0))
    assert (run.optimizer(2), run.optimizer(3)) == (rule, changed.optimizer)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
@pytest.mark.parametrize("at", [1, 63, 64, 100])
def test_changes_give_the_same_bits_sliced_and_thinned(rule: Optimizer, at: int) -> None:
    function = FUNCTIONS["logistic"]
    changes = (Phase(at, function.changed(L2(1.0)), rule), Phase(200, function.changed(L1(0.1)), rule))
    whole = run(function, rule, 400, changes=changes)
    thinned = run(function, rule, 400, changes=changes, budget=SMALL // 10)
    plain = run(function, rule, at)

    assert whole.weights[: at + 1].tobytes() == plain.weights.tobytes()
    for step in (at - 1, at, at + 1, 199, 200, 201, 390):
        assert thinned.frame(step).weights.tobytes() == whole.frame(step).weights.tobytes()
        assert thinned.frame(step).penalty == whole.frame(step).penalty


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
@pytest.mark.parametrize("at", [10, 64])
def test_the_update_before_a_change_took_the_gradient_of_its_own_step(rule: Optimizer, at: int) -> None:
    function = FUNCTIONS["logistic"]
    simulation = Simulation(function, rule, np.ones(5), 100, changes=(Phase(at, function.changed(L2(1.0)), rule),))
    simulation.advance()
    run = simulation.trajectory()
    expected = run.frame(at - 1).data_gradient
    if rule.batch_size is not None:
        expected = np.empty(5)
        function.loss.batch_gradient(run.weights[at - 1], Batches(30, 7, 2).rows(at - 1), expected)

    np.testing.assert_allclose(run.update(at - 1).gradient, expected, rtol=1e-12)


def test_a_zero_is_judged_by_the_strength_that_made_it() -> None:
    function, rule = objective(ElasticNet(0.0), Quadratic(((1.0,),), (0.0,))), ProximalGradient(0.75)
    changed = Phase(1200, function.changed(ElasticNet(1.0)), rule)
    for changes in ((), (changed,)):
        simulation = Simulation(function, rule, np.array([5.0]), 1300, changes=changes)
        simulation.advance()
        assert simulation.trajectory().zero_since.tolist() == [1301]
        assert not simulation.trajectory().is_zero(1300).any()
