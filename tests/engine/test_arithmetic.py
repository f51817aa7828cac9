"""The arithmetic of a step, read back as a user would: every line is evaluated from its text and gives what it says.

Over every registered rule, with every penalty, on every model, from all samples and from minibatches, with η as it is
and under a schedule.
"""

import re
from functools import cache
from typing import cast

import numpy as np
import pytest

import regsim
from regsim.arrays import FloatArray
from regsim.engine.arithmetic import Line, sentence, update
from regsim.engine.arithmetic.moment import Moment
from regsim.engine.arithmetic.updates import steps
from regsim.engine.models import Model, PenaltyOnly, Quadratic
from regsim.engine.optimizers import Optimizer
from regsim.engine.penalties import L1, L2, ElasticNet, L2Norm, NoPenalty, Penalty, soft_threshold
from regsim.engine.schedules import Constant, Cosine, InverseSqrt, Schedule, StepDecay
from regsim.engine.simulation import Simulation
from regsim.engine.trajectory import Trajectory
from regsim.parameters import kinds
from tests.engine.evaluator import evaluate, numbers
from tests.engine.problems import MEAN, PER_SAMPLE, descend, objective, random_samples

RULES = kinds(Optimizer)
PENALTIES = (NoPenalty(), L1(0.3), L2(0.7), ElasticNet(0.5, 0.4), L2Norm(0.3))
MODELS = kinds(Model)
N_STEPS = 30
STEPS = (0, 1, 7, 8, 29)
WAYS: dict[str, tuple[int | None, Schedule]] = {
    "as it is": (None, Constant()),
    "minibatch": (5, Constant()),
    "schedule": (None, StepDecay(7, 0.6)),
    "minibatch and schedule": (5, InverseSqrt()),
}
each_rule = pytest.mark.parametrize("rule", RULES)


def adds_up(lines: tuple[Line, ...], after: float) -> None:
    """Every line gives the number it shows, to all its digits, and the last one shows the next weight."""
    for line in lines:
        half = float(f"0.5e{-line.decimals}")
        assert abs(evaluate(line.numbers) - evaluate(line.result)) <= half, line
        assert evaluate(line.numbers) == 0.0 or line.value or "max" not in line.numbers, line
        assert abs(evaluate(line.result) - line.value) <= half * (1.0 + 1e-9), line
    assert (lines[-1].name, lines[-1].value) == ("w", after)


def is_chained(lines: tuple[Line, ...]) -> None:
    """What comes out of a line goes into a later one with the same digits, wherever its symbol stands there."""
    for number, line in enumerate(lines[:-1]):
        if line.name == "w":
            continue
        users = [later for later in lines[number + 1 :] if mentions(later, line.name)]
        assert users or "‖v‖" in lines[-1].formula, line  # which the v of all weights go into
        for later in users:
            assert line.result.lstrip("−") in numbers(later.numbers), (line, later)


def mentions(line: Line, name: str) -> bool:
    """Whether a symbol stands in the formula by itself: v is not in v̂ or ‖v‖, ηₖ not in ηₖλ."""
    pattern = rf"(?<![∂/‖]){re.escape(name)}(?![\u0302₀-₉ₖ′]|\(?λ)"
    return re.search(pattern, line.formula.replace("schedule", "")) is not None


@cache
def run(rule: str, penalty: Penalty, model: str, way: str) -> Trajectory:
    batch_size, schedule = WAYS[way]
    optimizer = RULES[rule](learning_rate=0.0437, schedule=schedule, batch_size=batch_size, seed=3)
    cls = MODELS[model]
    samples = random_samples(seed=4) if cls.needs_data else None
    convention = PER_SAMPLE if cls.needs_data and way == "schedule" else MEAN
    function = objective(penalty, cls(), samples, convention)
    start = np.random.default_rng(5).standard_normal(function.n_weights)
    return descend(function, optimizer, start, N_STEPS)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("model", MODELS)
@each_rule
def test_every_line_gives_the_number_it_shows_and_the_last_one_the_next_weight(rule: str, model: str, way: str) -> None:
    for penalty in PENALTIES:
        trajectory = run(rule, penalty, model, way)
        for step in STEPS:
            for weight in {0, trajectory.n_weights // 2, trajectory.n_weights - 1}:
                lines = update(trajectory, step, weight)
                adds_up(lines, float(trajectory.frame(step + 1).weights[weight]))
                is_chained(lines)


@each_rule
def test_the_terms_are_the_rule_to_the_last_digits_but_four(rule: str) -> None:
    for penalty in PENALTIES:
        for way in WAYS:
            trajectory = run(rule, penalty, "linear-regression", way)
            for step in STEPS:
                moment = Moment(trajectory, step, 1)
                for part in steps(moment):
                    size = max(abs(q.number) for q in part.quantities())
                    assert abs(part.term.value() - part.result.number) < 1e-12 * size


def texts(lines: tuple[Line, ...]) -> list[str]:
    return [f"{line.name} ← {line.formula}: {line.numbers}{line.link}{line.result}" for line in lines]


def test_l2_is_shown_in_both_forms() -> None:
    _, l2 = regsim.simulate(regsim.load("from-five"))
    assert texts(update(l2, 7, 0)) == [
        "w ← w − η(∂D + λ∂R): 0.03906 − 0.5·(0 + 0.03906) = 0.01953",
        "w ← (1 − ηλ)w − η∂D: 0.5·0.03906 − 0.5·0 = 0.01953",
    ]


def test_a_weight_without_penalty_has_none_in_its_lines() -> None:
    for rule in RULES:
        lines = update(run(rule, L1(0.3), "linear-regression", "as it is"), 3, 3)
        assert not any("λ" in line.formula or line.name == "g" for line in lines)


def test_a_schedule_gives_the_rate_of_the_step_and_a_minibatch_puts_a_hat_on_the_gradient() -> None:
    rate, line = update(run("gradient-descent", L1(0.3), "linear-regression", "minibatch and schedule"), 8, 0)
    assert (rate.name, rate.formula, rate.numbers) == ("ηₖ", "η/√(1 + k)", "0.0437/√(1 + 8)")
    assert line.formula == "w − ηₖ(∂D\u0302 + λ∂R)"


@pytest.mark.parametrize(
    ("schedule", "formula", "numbers_"),
    [
        (StepDecay(7, 0.6), "ηγ^⌊k/n⌋", "0.0437·0.6¹"),
        (Cosine(16), "η(1 + cos(πk/n))/2", "0.0437·(1 + 0)/2"),
        (Cosine(8), "η·schedule(k)", "0.0437·0"),
        (InverseSqrt(), "η/√(1 + k)", "0.0437/√(1 + 8)"),
    ],
)
def test_every_schedule_is_written_as_in_a_book(schedule: Schedule, formula: str, numbers_: str) -> None:
    optimizer = RULES["gradient-descent"](learning_rate=0.0437, schedule=schedule)
    rate, *_ = update(descend(objective(L1(0.3), Quadratic()), optimizer, (5.0,), 9), 8, 0)
    assert (rate.name, rate.formula, rate.numbers) == ("ηₖ", formula, numbers_)


def test_the_square_of_a_slope_is_not_the_slope_of_a_square() -> None:
    adamw = update(run("adamw", L2(0.7), "linear-regression", "as it is"), 7, 0)
    assert adamw[1].formula == "β₂v + (1 − β₂)(∂D)²"


def test_a_proximal_step_has_the_same_formula_whatever_comes_out() -> None:
    norm = "v/‖v‖·max(‖v‖ − ηλ, 0)"
    soft = "sign(v)·max(|v| − ηλ, 0)"
    for penalty, formula in ((L1(1.0), soft), (L2Norm(1.0), norm)):
        for start in ((5.0, 5.0), (-5.0, -5.0), (0.1, 0.1)):
            optimizer = RULES["proximal-gradient"](learning_rate=0.5)
            *_, last = update(descend(objective(penalty, PenaltyOnly(n_weights=2)), optimizer, start, 3), 0, 0)
            assert last.formula == formula
            assert (last.result == "0") is (start[0] == 0.1)


def test_a_vector_without_a_direction_stays_where_it_is() -> None:
    optimizer = RULES["proximal-gradient"](learning_rate=0.5)
    *_, last = update(descend(objective(L2Norm(1.0), PenaltyOnly(n_weights=2)), optimizer, (0.0, 0.0), 3), 0, 0)
    assert texts((last,)) == ["w ← v: 0 = 0"]


def test_fista_looks_ahead_by_a_share_of_the_last_move_but_not_from_its_start() -> None:
    trajectory = run("fista", L1(0.3), "linear-regression", "as it is")
    first, later = update(trajectory, 0, 0), update(trajectory, 7, 0)
    assert [line.formula for line in first] == ["w − η∂D", "sign(v)·max(|v| − ηλ, 0)"]
    assert [line.name for line in later] == ["β", "y", "v", "w"]
    assert later[2].formula == "y − η∂D(y)"


def test_the_decay_of_adamw_is_a_line_of_its_own_and_that_of_adam_is_in_the_gradient() -> None:
    adam = update(run("adam", L2(0.7), "linear-regression", "as it is"), 7, 0)
    adamw = update(run("adamw", L2(0.7), "linear-regression", "as it is"), 7, 0)
    assert (adam[0].name, adam[0].formula, adam[-1].formula) == ("g", "∂D + λ∂R", "w − ηm\u0302/(√v\u0302 + ε)")
    assert [(line.name, line.formula) for line in adamw[-2:]] == [
        ("w′", "(1 − ηλ)w"),
        ("w", "w′ − ηm\u0302/(√v\u0302 + ε)"),
    ]
    assert adam[3].formula == "m/(1 − β₁ᵗ)"
    assert adam[3].numbers.endswith("/(1 − 0.9⁸)")


def test_a_strength_that_is_divided_by_m_is_written_so() -> None:
    scenario = regsim.load("breast-cancer", ["convention.penalty_term='per-sample'", "n_steps=5"])
    _, l2 = regsim.simulate(scenario)
    assert [line.formula for line in update(l2, 2, 0)] == ["w − η∂D", "v/(1 + η(λ/m))"]


def test_after_the_last_step_and_before_the_first_there_is_nothing_to_add_up() -> None:
    trajectory = run("adam", L2(0.7), "linear-regression", "as it is")
    assert update(trajectory, N_STEPS, 0) == update(trajectory, -1, 0) == ()


@each_rule
def test_a_step_without_a_row_of_its_own_has_the_same_lines(rule: str) -> None:
    whole = run(rule, L1(0.3), "linear-regression", "minibatch")
    (phase,) = whole.phases
    simulation = Simulation(phase.objective, phase.optimizer, whole.weights[0].copy(), N_STEPS, budget=1000)
    simulation.advance()
    thinned = simulation.trajectory()
    assert thinned.every > 1
    assert [update(thinned, step, 1) for step in range(N_STEPS)] == [update(whole, step, 1) for step in range(N_STEPS)]


@each_rule
@pytest.mark.parametrize("size", [1e-200, 1e-7, 1e8, 1e150])
def test_the_lines_add_up_for_weights_of_any_size(rule: str, size: float) -> None:
    trajectory = descend(objective(L2(0.3), Quadratic()), RULES[rule](learning_rate=0.4), (size,), 40)
    for step in (0, 1, 5, trajectory.last - 1):
        adds_up(update(trajectory, step, 0), float(trajectory.frame(step + 1).weights[0]))


@each_rule
def test_the_lines_add_up_where_forces_cancel_to_the_last_bit(rule: str) -> None:
    trajectory = descend(objective(L2(0.53), Quadratic()), RULES[rule](learning_rate=0.3), (5.0,), 3000)
    for step in range(2960, 3000, 7):
        lines = update(trajectory, step, 0)
        adds_up(lines, float(trajectory.frame(step + 1).weights[0]))
        assert max(len(line.numbers) for line in lines) < 60


def test_only_an_exact_zero_equals_zero() -> None:
    adam = descend(objective(L1(1.0)), RULES["adam"](learning_rate=0.5), (0.5,), 3)
    *_, last = update(adam, 0, 0)
    assert (last.link, last.result) == (" ≈ ", "0")
    assert 0.0 < last.value < 1e-7


def test_a_share_close_to_one_is_not_taken_for_one() -> None:
    trajectory = descend(objective(L2(1e-7)), RULES["gradient-descent"](learning_rate=0.5), (5.0,), 3)
    assert update(trajectory, 0, 0)[1].numbers == "0.99999995·5 − 0.5·0"


class Unheard:
    """A penalty that only its proximal map is known of."""

    strength = 1.0

    def value(self, w: FloatArray) -> FloatArray:
        return np.asarray(np.abs(w).sum(axis=-1))

    def gradient(self, w: FloatArray, out: FloatArray | None = None) -> FloatArray:
        return np.sign(w, out=out)

    def prox(self, w: FloatArray, step: float, out: FloatArray | None = None) -> FloatArray:
        return soft_threshold(w, step, out)

    def parts(self) -> None:
        return None

    def curvature(self) -> float:
        return 0.0

    def kink(self, w: FloatArray, index: int) -> float:
        del w, index
        return 1.0


def test_a_proximal_map_without_a_formula_has_no_lines_but_a_sentence() -> None:
    function = objective(NoPenalty(), Quadratic()).changed(cast("Penalty", Unheard()))
    for rule in ("proximal-gradient", "fista"):
        trajectory = descend(function, RULES[rule](learning_rate=0.4), (5.0,), 9)
        assert [update(trajectory, step, 0) for step in (0, 5)] == [(), ()]
        assert sentence(trajectory, 0, 0) == "The penalty takes ηλ = 0.4, however small the weight is."
