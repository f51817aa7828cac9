"""The arithmetic of a step, read back as a user would: every line is evaluated from its text and gives what it says."""

import re

import numpy as np
import pytest

import regsim
from regsim.engine.arithmetic import decimals_for, plain, sentence, update
from regsim.engine.models import LinearRegression, Quadratic
from regsim.engine.optimizers import Optimizer
from regsim.engine.penalties import L1, L2, ElasticNet, L2Norm, NoPenalty, Penalty
from regsim.engine.trajectory import Trajectory
from tests.engine.problems import descend, gradient_descent, objective, proximal, random_samples

PENALTIES = [NoPenalty(), L1(0.3), L2(0.7), ElasticNet(0.5, 0.4), L2Norm(0.3)]


def value_of(text: str) -> float:
    """The value of a line's right side, by Python's own arithmetic; "0 as a ≤ b" is 0 if that is so."""
    text = text.replace("−", "-").replace("·", "*")
    if comparison := re.fullmatch(r"0 as (\S+) ≤ (\S+)", text):
        assert float(comparison[1]) <= float(comparison[2])
        return 0.0
    return float(eval(text, {"__builtins__": {}}))  # noqa: S307 - our own text


def run_of(penalty: Penalty, optimizer: Optimizer, seed: int) -> Trajectory:
    samples = random_samples(seed=seed, binary=False)
    start = np.random.default_rng(seed).standard_normal(4)
    return descend(objective(penalty, LinearRegression(), samples), optimizer, start, 40)


@pytest.mark.parametrize("penalty", PENALTIES)
@pytest.mark.parametrize("optimizer", [gradient_descent(0.137), proximal(0.137)])
def test_every_line_gives_the_number_it_shows_and_the_last_one_the_next_weight(
    penalty: Penalty, optimizer: Optimizer
) -> None:
    for seed in range(5):
        trajectory = run_of(penalty, optimizer, seed)
        for step in range(40):
            for weight in range(4):
                lines = update(trajectory, step, weight)
                for line, (decimals, result) in zip(lines, decimals_for(lines), strict=True):
                    shown = plain(round(line.result, result))
                    assert plain(round(value_of(line.text(decimals)), result)) == shown
                after = float(trajectory.weights[step + 1, weight])
                assert lines[-1].result == pytest.approx(after, rel=1e-12, abs=1e-15)
                assert lines[-1].name == "w"


def test_l2_is_shown_in_both_forms() -> None:
    _, l2 = regsim.simulate(regsim.load("from-five"))
    lines = update(l2, 7, 0)
    (decimals, result), _ = decimals_for(lines)
    assert [line.formula for line in lines] == ["w − η(∂D + λ∂R)", "(1 − ηλ)w − η∂D"]
    assert [line.text(decimals) for line in lines] == ["0.03906 − 0.5·(0 + 0.03906)", "0.5·0.03906 − 0.5·0"]
    assert [plain(round(line.result, result)) for line in lines] == ["0.01953", "0.01953"]


def test_l1_takes_the_same_whatever_the_weight_is() -> None:
    l1, _ = regsim.simulate(regsim.load("from-five"))
    assert {sentence(l1, step, 0) for step in range(10)} == {"The penalty takes ηλ = 0.5, however small the weight is."}
    assert sentence(l1, 10, 0) == "At exactly 0 the penalty does not pull, sign(0) = 0."


def test_a_weight_that_is_held_at_zero_is_told_by_which_force() -> None:
    quadratic = Quadratic(((1.0,),), (0.5,))
    run = descend(objective(L1(1.0), quadratic), proximal(0.5), (5.0,), 8)
    assert run.weights[4:6, 0].tolist() == [0.0, 0.0]
    assert sentence(run, 3, 0) == "What the data leave is within ηλ = 0.5 of 0: it is set to exactly 0."
    assert sentence(run, 5, 0) == "The data pull with 0.5, no more than λ = 1: it stays at exactly 0."
    free = descend(objective(L1(0.2), quadratic), proximal(0.5), (0.0,), 2)
    assert sentence(free, 0, 0) == "The data pull with 0.5, more than λ = 0.2: it leaves 0."


def test_an_intercept_feels_no_penalty() -> None:
    trajectory = run_of(L1(0.3), proximal(0.1), 0)
    (line,) = update(trajectory, 3, 3)
    assert (line.name, line.formula) == ("w", "w − η∂D")
    assert sentence(trajectory, 3, 3).startswith("No penalty acts on this weight")


def test_after_the_last_step_there_is_nothing_to_add_up() -> None:
    trajectory = run_of(L2(0.3), gradient_descent(0.1), 0)
    assert update(trajectory, 40, 0) == ()
    assert sentence(trajectory, 40, 0) == "There is no step after this one."


def test_the_v_that_comes_out_is_the_v_that_goes_in() -> None:
    l1, l2 = regsim.simulate(regsim.load("breast-cancer", ["n_steps=60"]))
    longest = 0
    for trajectory in (l1, l2):
        for step in range(60):
            for weight in range(30):
                lines = update(trajectory, step, weight)
                (first, out), (second, _) = decimals_for(lines)
                assert out == second
                came_out = plain(round(lines[0].result, out)).lstrip("−")
                assert came_out in lines[1].text(second) or lines[1].pattern.startswith("0 as")
                longest = max(longest, len(lines[0].text(first)))
    assert longest < 40


def test_the_words_fit_the_penalty() -> None:
    def said(penalty: Penalty, optimizer: Optimizer) -> str:
        return sentence(run_of(penalty, optimizer, 1), 5, 0)

    taken = "The penalty takes ηλρ = 0.02, however small the weight is"
    assert said(ElasticNet(0.5, 0.4), proximal(0.1)) == f"{taken}, and divides what is left by 1.03."
    assert said(ElasticNet(0.5, 0.4), gradient_descent(0.1)) == f"{taken}, and a share of 0.03 on top."
    assert (
        said(L2(0.5), proximal(0.1)) == "The penalty divides by 1 + ηλ = 1.05: a share, which shrinks with the weight."
    )
    for optimizer in (gradient_descent(0.1), proximal(0.1)):
        assert said(L2Norm(0.3), optimizer) == "The penalty shortens the whole vector of weights by ηλ = 0.03."


def test_a_strength_that_is_divided_by_m_is_written_so() -> None:
    scenario = regsim.load("breast-cancer", ["convention.penalty_term='per-sample'", "n_steps=5"])
    l1, l2 = regsim.simulate(scenario)
    assert [line.formula for line in update(l2, 2, 0)] == ["w − η∂D", "v/(1 + η(λ/m))"]
    assert sentence(l1, 2, 0).startswith("The penalty takes η(λ/m) = ")
