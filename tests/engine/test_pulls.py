"""An update taken apart: the parts add up to the step for every rule, penalty and model, and are what they say."""

import re

import numpy as np
import pytest

import regsim
from regsim.arrays import FloatArray
from regsim.engine.arithmetic import Pulls, pulls
from regsim.engine.arithmetic.moment import Moment
from regsim.engine.models import Model
from regsim.engine.optimizers import Optimizer
from regsim.engine.penalties import L1, L2, ElasticNet, L2Norm, NoPenalty, Penalty
from regsim.engine.schedules import Constant, InverseSqrt, Schedule
from regsim.engine.trajectory import Trajectory
from regsim.parameters import kinds
from tests.engine.evaluator import evaluate
from tests.engine.problems import MEAN, PER_SAMPLE, descend, objective, random_samples

RULES, MODELS = kinds(Optimizer), kinds(Model)
PENALTIES = (NoPenalty(), L1(0.3), L2(0.7), ElasticNet(0.5, 0.4), L2Norm(0.3))
WAYS: dict[str, tuple[int | None, Schedule]] = {
    "as it is": (None, Constant()),
    "minibatch and schedule": (5, InverseSqrt()),
}
N_STEPS = 12
each_rule = pytest.mark.parametrize("rule", RULES)


def run(rule: str, penalty: Penalty, model: str = "linear-regression", way: str = "as it is") -> Trajectory:
    batch_size, schedule = WAYS[way]
    optimizer = RULES[rule](learning_rate=0.0437, schedule=schedule, batch_size=batch_size, seed=3)
    samples = random_samples(seed=4) if MODELS[model].needs_data else None
    function = objective(penalty, MODELS[model](), samples, PER_SAMPLE if way != "as it is" and samples else MEAN)
    return descend(function, optimizer, np.random.default_rng(5).standard_normal(function.n_weights), N_STEPS)


def taken_apart(trajectory: Trajectory, step: int) -> Pulls:
    found = pulls(trajectory, step)
    assert found is not None
    return found


def rounding(parts: Pulls) -> FloatArray:
    """How far off a sum of the parts may be."""
    return np.asarray(1e-14 * (np.abs(parts.before) + sum(np.abs(part.moves) for part in parts.parts)) + 1e-300)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("model", MODELS)
@each_rule
def test_the_parts_add_up_to_the_step_of_every_weight(rule: str, model: str, way: str) -> None:
    for penalty in PENALTIES:
        trajectory = run(rule, penalty, model, way)
        for step in range(trajectory.last):
            parts = taken_apart(trajectory, step)
            assert (parts.before == trajectory.weights[step]).all()
            assert (parts.after == trajectory.weights[step + 1]).all()
            off = np.abs(parts.before + sum(part.moves for part in parts.parts) - parts.after)
            assert (off <= rounding(parts)).all(), (penalty, step)


@pytest.mark.parametrize("way", WAYS)
@each_rule
def test_every_part_is_what_its_symbols_say(rule: str, way: str) -> None:
    for penalty in PENALTIES[1:]:
        trajectory = run(rule, penalty, way=way)
        for step in (0, 1, 6, N_STEPS - 1):
            parts, moment = taken_apart(trajectory, step), Moment(trajectory, step, 1)
            for part in parts.parts:
                if part.symbols.startswith("−"):
                    move = float(part.moves[1])
                    assert value_of(part.symbols, moment) == pytest.approx(move, rel=1e-12, abs=1e-300)


def value_of(symbols: str, m: Moment) -> float:
    """What a part's symbols give with the numbers of one weight."""
    values = numbers_of(m)
    tokens = "|".join(re.escape(name) for name in sorted(values, key=len, reverse=True))
    text = re.sub(tokens, lambda found: f"({values[found[0]]!r})".replace("-", "−"), symbols)
    return evaluate(re.sub(r"\)(?=[(\d])", ")·", text))


def numbers_of(m: Moment) -> dict[str, float]:
    """The number behind every symbol there can be."""
    values = {
        m.rate.symbol: m.rate.number,
        m.slope_symbol: float(m.update.gradient[1]),
        f"{m.function.symbol}∂R": float(m.function.penalty_gradient(m.all_weights)[1]),
    }
    if m.optimizer.label == "FISTA":
        values[f"{m.slope_symbol}(y)"] = float(m.slope_at(m.update.before[0])[1])
    if hasattr(m.optimizer, "momentum"):
        mu = m.optimizer.momentum
        values |= {"μ²": mu * mu, "μ": mu, "v": float(m.update.before[0][1])}
    if hasattr(m.optimizer, "beta1") and hasattr(m.optimizer, "beta2") and hasattr(m.optimizer, "epsilon"):
        count = int(m.update.after[2][0])
        square = float(m.update.after[1][1]) / (1.0 - m.optimizer.beta2**count)
        values |= {"β₁": m.optimizer.beta1, "β₁ᵗ": m.optimizer.beta1**count, "m": float(m.update.before[0][1])}
        values |= {"√v̂": float(np.sqrt(square)), "ε": m.optimizer.epsilon}
    return values


def test_from_five_the_penalty_takes_a_half_under_l1_and_half_of_what_is_left_under_l2() -> None:
    l1, l2 = regsim.simulate(regsim.load("from-five"))
    for step in range(9):
        assert taken_apart(l1, step).penalty.moves.tolist() == [-0.5]
        assert taken_apart(l2, step).penalty.moves.tolist() == [-0.5 * 5.0 / 2**step]
        assert taken_apart(l1, step).data.moves.tolist() == [0.0]


def test_a_proximal_step_is_the_datas_and_then_the_soft_threshold() -> None:
    trajectory = run("proximal-gradient", L1(0.3))
    parts = taken_apart(trajectory, 3)
    v = parts.before + parts.data.moves
    assert parts.is_proximal
    assert parts.penalty.moves[:3] == pytest.approx(np.clip(-v[:3], -0.0437 * 0.3, 0.0437 * 0.3))
    assert parts.penalty.moves[3] == 0.0  # the intercept's


def test_what_is_remembered_is_nothing_at_the_first_step() -> None:
    for rule in ("momentum", "nesterov", "fista", "adam", "adamw"):
        memory = taken_apart(run(rule, L1(0.3)), 0).memory
        assert memory is not None
        assert not memory.moves.any()
    assert taken_apart(run("gradient-descent", L1(0.3)), 0).memory is None


def test_adamw_does_not_rescale_the_penalty() -> None:
    trajectory = run("adamw", L2(0.7))
    parts = taken_apart(trajectory, 4)
    assert parts.penalty.symbols == "−ηλ∂R"
    assert parts.penalty.moves[:3] == pytest.approx(-0.0437 * 0.7 * parts.before[:3])


def test_after_the_last_step_there_is_nothing_to_take_apart() -> None:
    trajectory = run("momentum", L2(0.7))
    assert pulls(trajectory, N_STEPS) is None
    assert pulls(trajectory, -1) is None


def test_up_to_where_a_run_diverged_its_steps_can_be_taken_apart() -> None:
    (trajectory, _) = regsim.simulate(regsim.load("from-five", ["runs.0.optimizer.learning_rate=100", "n_steps=500"]))
    away = regsim.simulate(regsim.load("from-five", ["runs.1.optimizer.learning_rate=1e10", "n_steps=500"]))[1]
    assert away.diverged
    assert pulls(away, away.last) is None
    last = taken_apart(away, away.last - 1)
    assert last.before + last.penalty.moves == pytest.approx(last.after)
    assert not trajectory.diverged


@each_rule
def test_a_rule_without_parts_of_its_own_has_the_two_gradients_and_the_rest(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    trajectory = run(rule, L2(0.7))
    monkeypatch.setattr("regsim.engine.arithmetic.parts.PARTS", {})
    parts = taken_apart(trajectory, 5)
    assert [part.symbols for part in parts.parts] == ["−η∂D", "−ηλ∂R", "the rest"]
    off = np.abs(parts.before + sum(part.moves for part in parts.parts) - parts.after)
    assert (off <= rounding(parts)).all()
