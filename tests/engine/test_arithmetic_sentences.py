"""The sentence under the arithmetic is true of the rule, the penalty and the place where the weight is."""

import numpy as np
import pytest

import regsim
from regsim.engine.accelerated import Adam, AdamW, Fista, Momentum, Nesterov
from regsim.engine.arithmetic import sentence
from regsim.engine.descent import Phase
from regsim.engine.models import LinearRegression, Quadratic
from regsim.engine.optimizers import GradientDescent, Optimizer, ProximalGradient
from regsim.engine.penalties import L1, L2, ElasticNet, L2Norm, Penalty
from regsim.engine.schedules import Cosine
from regsim.engine.simulation import Simulation
from regsim.engine.trajectory import Trajectory
from tests.engine.problems import descend, gradient_descent, objective, parabola, proximal, random_samples

BOWL = Quadratic(((1.0, 0.2), (0.2, 1.0)), (0.5, 0.8))


def alone(penalty: Penalty, optimizer: Optimizer, start: float = 5.0, n: int = 20) -> Trajectory:
    """One weight under the penalty alone."""
    return descend(objective(penalty), optimizer, (start,), n)


def fitted(penalty: Penalty, optimizer: Optimizer, n: int = 40) -> Trajectory:
    """Three weights and an intercept on random data."""
    function = objective(penalty, LinearRegression(), random_samples(seed=1, binary=False))
    return descend(function, optimizer, np.random.default_rng(1).standard_normal(4), n)


def test_l1_takes_the_same_whatever_the_weight_is() -> None:
    l1, _ = regsim.simulate(regsim.load("from-five"))
    assert {sentence(l1, step, 0) for step in range(10)} == {"The penalty takes ηλ = 0.5, however small the weight is."}
    assert sentence(l1, 10, 0) == "At exactly 0 the penalty does not pull, sign(0) = 0."


def test_l1_that_takes_more_than_there_is_goes_past_zero() -> None:
    run = alone(L1(1.0), gradient_descent(0.5), 0.1)
    assert sentence(run, 0, 0) == "The penalty takes ηλ = 0.5, more than is left of the weight. It goes past 0."
    held = descend(objective(L1(1.0), parabola(1.0, 9.0)), gradient_descent(0.5), (0.1,), 2)
    assert sentence(held, 0, 0) == "The penalty takes ηλ = 0.5, more than is left of the weight."


@pytest.mark.parametrize(
    ("strength", "words"),
    [
        (0.5, "The penalty leaves 1 − ηλ = 0.75 of the weight: a share, which shrinks with it."),
        (2.0, "The penalty takes all of the weight at once: 1 − ηλ = 0."),
        (3.0, "The penalty takes more than the whole weight: 1 − ηλ = −0.5 of it is left, on the other side of 0."),
        (1e-7, "The penalty leaves 1 − ηλ = 0.99999995 of the weight: a share, which shrinks with it."),
    ],
)
def test_l2_leaves_a_share_in_every_regime(strength: float, words: str) -> None:
    assert sentence(alone(L2(strength), gradient_descent(0.5)), 0, 0) == words


def test_a_weight_that_is_held_at_zero_is_told_by_which_force() -> None:
    run = descend(objective(L1(1.0), parabola()), proximal(0.5), (5.0,), 8)
    assert run.weights[4:6, 0].tolist() == [0.0, 0.0]
    assert sentence(run, 3, 0) == "What the data leave is within ηλ = 0.5 of 0: it is set to exactly 0."
    assert sentence(run, 5, 0) == "The data pull with 0.5, less than λ = 1: the weight stays at exactly 0."
    even = descend(objective(L1(0.5), parabola()), proximal(0.5), (0.0,), 2)
    assert sentence(even, 0, 0) == "The data pull with 0.5, no more than λ = 0.5: the weight stays at exactly 0."
    free = descend(objective(L1(0.2), parabola()), proximal(0.5), (0.0,), 2)
    assert sentence(free, 0, 0) == "The data pull with 0.5, more than λ = 0.2: the weight leaves 0."


def test_the_words_fit_the_penalty() -> None:
    taken = "The penalty takes ηλρ = 0.02, however small the weight is"
    assert sentence(fitted(ElasticNet(0.5, 0.4), proximal(0.1)), 5, 0) == f"{taken}, and divides what is left by 1.03."
    assert (
        sentence(fitted(ElasticNet(0.5, 0.4), gradient_descent(0.1)), 5, 0) == f"{taken}, and a share of 0.03 on top."
    )
    divided = "The penalty divides by 1 + ηλ = 1.05: a share, which shrinks with the weight."
    assert sentence(fitted(L2(0.5), proximal(0.1)), 5, 0) == divided
    for optimizer in (gradient_descent(0.1), proximal(0.1)):
        shortened = "The penalty shortens the whole vector of weights by ηλ = 0.03."
        assert sentence(fitted(L2Norm(0.3), optimizer), 5, 0) == shortened


def test_the_l2_norm_holds_all_weights_or_none() -> None:
    def said(strength: float, start: tuple[float, float], optimizer: Optimizer | None = None) -> str:
        return sentence(descend(objective(L2Norm(strength), BOWL), optimizer or proximal(0.5), start, 2), 0, 0)

    pull = "The data pull with ‖∇D‖ = 1.116"
    assert said(2.0, (0.0, 0.0)) == f"{pull}, no more than λ = 2: all stay at exactly 0."
    assert said(0.9, (0.0, 0.0)) == f"{pull}, more than λ = 0.9: the weights leave 0."
    assert said(9.0, (0.1, 0.2)) == "What the data leave is no longer than ηλ = 4.5: all are set to exactly 0."
    past = "The penalty takes ηλ = 4.5 from a vector of weights that is only 0.5 long: past 0."
    assert said(9.0, (0.3, 0.4), gradient_descent(0.5)) == past


@pytest.mark.parametrize("rule", [Momentum, Nesterov])
def test_a_velocity_stores_the_penalty_and_carries_the_weight_through_zero(rule: type[Momentum | Nesterov]) -> None:
    l1, l2 = (alone(penalty, rule(learning_rate=0.01, momentum=0.9), 1.0, 90) for penalty in (L1(1.0), L2(1.0)))
    assert sentence(l1, 0, 0) == "The penalty adds λ·sign(w) = 1 to the velocity, however small the weight is."
    assert sentence(l2, 0, 0) == "The penalty adds λw = 1 to the velocity, less as the weight shrinks."
    for run, added in ((l1, "λ·sign(w) = 1"), (l2, "λw = ")):
        crossing = int(np.flatnonzero(run.weights[1:, 0] < 0.0)[0])
        words = sentence(run, crossing, 0)
        assert words.startswith(f"The penalty adds {added}")
        assert words.endswith("what it has kept of earlier steps carries the weight through 0.")
    leap = alone(L2(1.0), rule(learning_rate=1.5), 1.0)
    assert sentence(leap, 0, 0) == "The penalty adds λw = 1 to the velocity; the weight goes through 0."


def test_a_velocity_gets_both_parts_of_an_elastic_net_and_the_norm_of_all_weights() -> None:
    momentum = Momentum(learning_rate=0.01)
    words = sentence(alone(ElasticNet(1.0, 0.25), momentum, 2.0), 0, 0)
    assert words == "The penalty adds λ∂R = 1.75 to the velocity, of it λρ = 0.25 however small the weight is."
    words = sentence(descend(objective(L2Norm(1.0), BOWL), momentum, (3.0, 4.0), 3), 0, 0)
    of_all = "over all weights together it is λ = 1 long, however small they are"
    assert words == f"The penalty adds λ∂R = 0.6 to the velocity; {of_all}."


def test_adam_rescales_the_penalty_with_the_gradient_and_adamw_does_not() -> None:
    l1, l2 = (alone(penalty, Adam(learning_rate=0.1)) for penalty in (L1(3.0), L2(3.0)))
    end = "is in g, and is divided by the usual size of g with it: the step is η long."
    assert sentence(l1, 0, 0) == f"The penalty's λ·sign(w) = 3 {end}"
    assert sentence(l2, 0, 0) == f"The penalty's λw = 15 {end}"
    apart = "This decay is apart: the usual size of g does not divide it."
    l1, l2 = (alone(penalty, AdamW(learning_rate=0.1)) for penalty in (L1(3.0), L2(3.0)))
    assert sentence(l1, 0, 0) == f"The penalty takes ηλ = 0.3, however small the weight is. {apart}"
    assert (
        sentence(l2, 0, 0) == f"The penalty leaves 1 − ηλ = 0.7 of the weight: a share, which shrinks with it. {apart}"
    )


@pytest.mark.parametrize(
    ("rule", "moves"),
    [
        (GradientDescent, "the data do"),
        (Momentum, "the data do"),
        (Adam, "the mean gradient does: the step is η long"),
        (AdamW, "the mean gradient of the data does"),
    ],
)
def test_at_zero_something_else_than_the_penalty_moves_the_weight(rule: type[Optimizer], moves: str) -> None:
    for penalty, why in ((L1(0.2), ", sign(0) = 0"), (L2(0.2), "")):
        run = descend(objective(penalty, parabola()), rule(learning_rate=0.1), (0.0,), 2)
        assert sentence(run, 0, 0) == f"At exactly 0 the penalty does not pull{why}, but {moves}."


def test_a_velocity_carries_a_weight_away_from_zero() -> None:
    run = alone(L1(1.0), Momentum(learning_rate=0.5, momentum=0.5), 0.5, 3)
    assert run.weights[1, 0] == 0.0
    assert sentence(run, 1, 0) == (
        "At exactly 0 the penalty does not pull, sign(0) = 0, but the velocity carries it on."
    )


def test_fista_says_when_it_starts_anew() -> None:
    run = descend(objective(L2(0.1), Quadratic(((9.0, 0.0), (0.0, 0.1)), (1.0, 1.0))), Fista(0.1), (5.0, 5.0), 60)
    turned = [step for step in range(60) if "turned back" in sentence(run, step, 0)]
    assert turned
    for step in turned:
        assert sentence(run, step, 0).endswith("The step turned back: from here FISTA starts anew, without momentum.")
        assert sentence(run, step + 1, 0).endswith("FISTA has just started anew: y = w.")


def test_fista_holds_a_weight_at_zero_by_the_pull_at_the_point_ahead() -> None:
    run = descend(objective(L1(1.0), parabola()), Fista(0.5), (0.0,), 6)
    assert sentence(run, 3, 0) == "The data pull with 0.5, less than λ = 1: the weight stays at exactly 0."


def test_an_intercept_feels_no_penalty() -> None:
    assert sentence(fitted(L1(0.3), proximal(0.1)), 3, 3) == "No penalty acts on this weight: the data alone move it."


def test_a_minibatch_is_named_by_its_size_the_smaller_last_one_too() -> None:
    run = fitted(L1(0.3), GradientDescent(0.1, batch_size=5))
    assert sentence(run, 0, 0).endswith(" ∂D\u0302 is estimated from 5 of 12 samples.")
    assert sentence(run, 2, 0).endswith(" ∂D\u0302 is estimated from 2 of 12 samples.")
    assert "estimated" not in sentence(fitted(L1(0.3), GradientDescent(0.1, batch_size=12)), 0, 0)


def test_a_rate_that_has_come_to_zero_moves_nothing() -> None:
    for rule in (GradientDescent, ProximalGradient, Fista, Adam):
        run = alone(L1(1.0), rule(learning_rate=0.1, schedule=Cosine(5)))
        assert sentence(run, 7, 0) == "The schedule has brought ηₖ to 0: the weight stays."


def test_a_strength_that_is_divided_by_m_is_written_so() -> None:
    l1, _ = regsim.simulate(regsim.load("breast-cancer", ["convention.penalty_term='per-sample'", "n_steps=5"]))
    assert sentence(l1, 2, 0).startswith("The penalty takes η(λ/m) = ")


def test_a_change_in_mid_run_is_told_at_its_step_and_not_before_or_after() -> None:
    function, rule = objective(L1(1.0)), gradient_descent(0.5)
    changes = (Phase(3, function.changed(L1(0.25)), gradient_descent(0.25)), Phase(4, function.changed(L1(0.5)), rule))
    simulation = Simulation(function, rule, np.array([5.0]), 8, changes=changes)
    simulation.advance()
    said = [sentence(simulation.trajectory(), step, 0) for step in range(6)]
    assert said[3].startswith("From here on λ is 0.25 instead of 1 and η is 0.25 instead of 0.5. The penalty takes")
    assert said[4].startswith("From here on λ is 0.5 instead of 0.25 and η is 0.5 instead of 0.25. ")
    assert not any("From here" in said[step] for step in (0, 1, 2, 5))


def test_the_end_of_a_run_says_why_there_is_no_more() -> None:
    assert sentence(alone(L2(0.3), gradient_descent(0.1)), 20, 0) == "There is no step after this one."
    diverged = alone(L2(9.0), gradient_descent(1.0), n=2000)
    words = sentence(diverged, diverged.last, 0)
    assert words.startswith("There is no step after this one: the run diverged at step ")
    simulation = Simulation(objective(L2(0.3)), gradient_descent(0.1), np.array([5.0]), 500)
    simulation.advance(3)
    assert sentence(simulation.trajectory(), 3, 0) == "This step is not computed yet."
