"""A descent gives the same bits however it is cut, stops where it stops being finite, and says why."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsim.engine import descent as descent_module
from regsim.engine import simulation as module
from regsim.engine.descent import LONGEST_BLOCK, block_length
from regsim.engine.logistic import FEW
from regsim.engine.losses import DataLoss
from regsim.engine.models import LinearRegression, LogisticRegression, PenaltyOnly, Quadratic
from regsim.engine.objective import Objective
from regsim.engine.optimizers import Optimizer
from regsim.engine.penalties import L1, L2, ElasticNet, L2Norm, NoPenalty, Penalty
from regsim.engine.simulation import Simulation
from regsim.engine.trajectory import Trajectory
from regsim.parameters import InputError
from tests.engine.problems import (
    bound_losses,
    configs,
    descend,
    gradient_descent,
    objective,
    parabola,
    proximal,
    random_samples,
)

N_STEPS = 200
PROBLEMS = {
    "logistic": objective(L1(0.02), LogisticRegression(), random_samples(FEW, 11)),
    "linear": objective(L2(0.1), LinearRegression(), random_samples(40, 11, binary=False)),
    "elastic net": objective(ElasticNet(0.05), LogisticRegression(), random_samples(40, 11)),
    "nothing but zeros in the end": objective(L2Norm(1.0), PenaltyOnly(12)),
}
START = -np.ones(12)  # proximal steps that scale a negative weight by 0 make −0.0
WHOLE = {name: descend(function, proximal(0.1), START, N_STEPS) for name, function in PROBLEMS.items()}


def same_bits(a: Trajectory, b: Trajectory) -> bool:
    return a.status == b.status and all(
        x.tobytes() == y.tobytes()
        for x, y in (
            (a.weights, b.weights),
            (a.data_loss, b.data_loss),
            (a.penalty, b.penalty),
            (a.data_gradient, b.data_gradient),
        )
    )


@given(
    st.sampled_from(list(PROBLEMS)),
    st.lists(st.tuples(st.integers(1, 90), st.sampled_from([None, 0.0, 1e-5, 1e-4])), max_size=30),
)
def test_any_slicing_gives_the_same_bits(name: str, slices: list[tuple[int, float | None]]) -> None:
    simulation = Simulation(PROBLEMS[name], proximal(0.1), START, N_STEPS)
    for length, budget in slices:
        until = min(simulation.step + length, N_STEPS)
        before, reached = simulation.step, simulation.advance(until, budget)
        assert before <= reached <= until
        assert reached > before or not simulation.is_running
        assert reached == until or budget is not None
        so_far = simulation.trajectory()
        assert so_far.weights.tobytes() == WHOLE[name].weights[: reached + 1].tobytes()
    simulation.advance()

    assert same_bits(simulation.trajectory(), WHOLE[name])


@given(st.permutations(list(PROBLEMS)))
def test_runs_give_the_same_bits_in_any_order_and_interleaved(order: list[str]) -> None:
    simulations = {name: Simulation(PROBLEMS[name], proximal(0.1), START, N_STEPS) for name in order}
    while any(simulation.is_running for simulation in simulations.values()):
        for simulation in simulations.values():
            simulation.advance(simulation.step + 70)

    for name, simulation in simulations.items():
        assert same_bits(simulation.trajectory(), WHOLE[name])


def test_two_runs_on_one_data_loss_do_not_disturb_each_other() -> None:
    loss = PROBLEMS["logistic"].loss
    penalties: tuple[Penalty, ...] = (L1(0.02), L2(0.5))
    alone = [descend(Objective(loss, penalty, 11), proximal(0.1), START, 50) for penalty in penalties]
    together = [Simulation(Objective(loss, penalty, 11), proximal(0.1), START, 50) for penalty in penalties]
    for k in range(1, 51):
        for simulation in together:
            simulation.advance(k)

    for expected, simulation in zip(alone, together, strict=True):
        assert same_bits(simulation.trajectory(), expected)


def test_a_budget_is_looked_at_after_every_block(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(1000))
    monkeypatch.setattr(module, "perf_counter", lambda: float(next(ticks)))
    simulation = Simulation(PROBLEMS["logistic"], proximal(0.1), START, N_STEPS)

    assert simulation.advance(budget_s=2.0) == 2 * LONGEST_BLOCK
    assert simulation.advance(until=130, budget_s=1000.0) == 130
    assert simulation.is_running


def test_a_block_is_shorter_where_a_step_takes_longer() -> None:
    wide = objective(L2(), LinearRegression(), random_samples(5, 400, binary=False))
    long = objective(L2(), LogisticRegression(), random_samples(20_000, 100))

    assert [block_length(function) for function in (PROBLEMS["linear"], wide, long)] == [LONGEST_BLOCK, 4, 1]


def test_an_empty_budget_still_makes_a_block() -> None:
    simulation = Simulation(PROBLEMS["linear"], proximal(0.1), START, N_STEPS)

    assert [simulation.advance(budget_s=0.0) for _ in range(2)] == [LONGEST_BLOCK, 2 * LONGEST_BLOCK]


def test_a_finished_run_stays_finished() -> None:
    simulation = Simulation(objective(L1()), gradient_descent(0.5), np.array([5.0]), 10)
    assert simulation.status == "running"
    assert simulation.advance(10_000) == 10
    assert simulation.status == "done"
    assert simulation.advance() == simulation.advance(3) == 10
    assert simulation.trajectory().weights[-1, 0] == 0.0


def test_a_trajectory_taken_in_the_middle_does_not_change_when_the_run_goes_on() -> None:
    simulation = Simulation(PROBLEMS["linear"], proximal(0.1), START, N_STEPS)
    simulation.advance(20)
    early = simulation.trajectory()
    before = early.weights.tobytes()
    simulation.advance()

    assert early.status == "running"
    assert early.last == 20
    assert early.weights.tobytes() == before


@given(configs(Penalty), st.floats(1.5, 50.0), st.sampled_from([gradient_descent, proximal]))
def test_above_the_limit_the_run_keeps_its_finite_part_and_says_why(
    penalty: Penalty, excess: float, rule: Callable[[float], Optimizer]
) -> None:
    function = objective(penalty, LinearRegression(), random_samples(30, 3, binary=False))
    rate = excess * 2.0 / function.loss.curvature()
    limit = 2.0 / rule(rate).curvature(function)
    run = descend(function, rule(rate), np.ones(4), 3000)

    for array in (run.weights, run.data_loss, run.penalty, run.objective, run.data_gradient):
        assert np.isfinite(array).all()
        assert len(array) == run.last + 1
    if run.diverged:
        words = f"η = {rate:.6g} is above the stable limit 2/L = {limit:.6g}"
        assert run.status == f"diverged at step {run.last + 1}: {words}"
    else:  # a strong enough prox holds the weights whatever the data do
        assert rule is proximal
        assert penalty != NoPenalty()
        assert run.last == 3000


def test_divergence_is_found_at_the_very_step_where_float64_ends() -> None:
    run = descend(objective(L2(1.0), parabola()), gradient_descent(50.0), (5.0,), 500)

    w = 5.0
    for _ in range(run.last + 1):
        w = w - 50.0 * ((w - 0.5) + w)
    assert run.diverged
    assert run.last % LONGEST_BLOCK != 0
    assert math.isinf(0.5 * w * w)
    assert math.isfinite(0.5 * float(run.weights[-1, 0]) ** 2)


def test_a_diverged_run_does_not_go_on() -> None:
    simulation = Simulation(objective(L2(1.0), parabola()), gradient_descent(50.0), np.array([5.0]), 500)
    end = simulation.advance()

    assert not simulation.is_running
    assert simulation.advance() == end
    assert simulation.trajectory().diverged


@pytest.mark.parametrize("start", [1e200, math.inf, math.nan])
def test_a_start_whose_loss_is_not_finite_is_refused(start: float) -> None:
    with pytest.raises(InputError, match=r"^start must give a loss within the range of float64, got inf$") as caught:
        Simulation(objective(L2(), parabola()), gradient_descent(0.1), np.array([start]), 10)
    assert caught.value.field == "start"


@given(configs(Penalty), configs(Optimizer), st.lists(st.sampled_from([-0.0, 0.0, -1.0, 1.0]), min_size=2, max_size=2))
def test_no_weight_is_ever_a_negative_zero(penalty: Penalty, rule: Optimizer, start: list[float]) -> None:
    model = Quadratic(((1.0, 0.0), (0.0, 1.0)), (-0.25, 0.25))
    for function in (objective(penalty, model), objective(penalty, Quadratic(((1.0, 0.0), (0.0, 0.0)), (0.0, 0.0)))):
        run = descend(function, rule, np.array(start), 100)
        assert not np.any(np.signbit(run.weights) & (run.weights == 0.0))


def test_the_start_is_copied_and_a_negative_zero_in_it_is_cleaned() -> None:
    start = np.array([-0.0])
    run = descend(objective(NoPenalty()), gradient_descent(1.0), start, 2)
    start[0] = 9.0

    assert run.weights.tobytes() == np.zeros((3, 1)).tobytes()


@pytest.mark.parametrize("work", [0, 10**9])
@pytest.mark.parametrize("loss", bound_losses().values(), ids=bound_losses())
def test_the_losses_told_are_those_of_the_weights_in_short_blocks_and_long(
    monkeypatch: pytest.MonkeyPatch, loss: DataLoss, work: int
) -> None:
    monkeypatch.setattr(descent_module, "BLOCK_WORK", work)  # a block of one step, or of as many as there may be
    function = Objective(loss, L1(0.02), loss.n_coefficients)
    told = descend(function, proximal(1e-3), np.linspace(-0.5, 0.7, loss.n_weights), 12)
    assert len(told.data_loss) == 13
    assert told.data_loss == pytest.approx(loss.value(told.weights), rel=1e-11, abs=1e-13)
