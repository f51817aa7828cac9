"""What L2 alone makes of a weight at each step, in words."""

import pytest

from regsim.engine.accelerated import Adam
from regsim.engine.optimizers import GradientDescent, Optimizer, ProximalGradient
from regsim.engine.penalties import L1, L2, ElasticNet, Penalty
from regsim.engine.schedules import Cosine
from regsim.gui.panels.limits import decay_words
from regsim.problem import Problem
from regsim.scenario import Run, Scenario


def words(penalty: Penalty, optimizer: Optimizer) -> str:
    return decay_words(Problem(Scenario(runs=(Run(penalty, optimizer),))).objectives[0], optimizer)


@pytest.mark.parametrize(
    ("strength", "sentence"),
    [
        (0.01, "L2 alone keeps 0.999 of a weight each step: halves in 692.80 steps"),
        (0.1, "L2 alone keeps 0.99 of a weight each step: halves in 68.97 steps"),
        (1.0, "L2 alone keeps 0.9 of a weight each step: halves in 6.58 steps"),
        (5.0, "L2 alone keeps 0.5 of a weight each step: halves in 1 step"),
        (10.0, "L2 alone keeps nothing of a weight: 0 in one step"),
        (17.5, "L2 alone makes a weight −0.75 of itself each step: halves in 2.41 steps"),
        (20.0, "L2 alone makes a weight −1 of itself each step: never halves"),
        (25.0, "L2 alone makes a weight −1.5 of itself each step: grows"),
        (1e-4, "L2 alone keeps 1 − 1e−5 of a weight each step: halves in 69,314 steps"),
        (0.0, ""),
        (1e-17, ""),
    ],
)
def test_the_half_life_under_gradient_descent_is_said_in_steps(strength: float, sentence: str) -> None:
    assert words(L2(strength), GradientDescent(0.1)) == sentence


def test_a_proximal_step_divides_and_so_never_turns_a_weight_about() -> None:
    assert words(L2(10.0), ProximalGradient(0.1)) == "L2 alone keeps 0.5 of a weight each step: halves in 1 step"
    assert words(L2(30.0), ProximalGradient(0.1)).startswith(
        "L2 alone keeps 0.25 of a weight each step: halves in 0.50"
    )


def test_of_an_elastic_net_only_the_part_that_is_l2_decays() -> None:
    net = ElasticNet(2.0, 0.5)
    assert words(net, GradientDescent(0.1)) == "the L2 part alone keeps 0.9 of a weight each step: halves in 6.58 steps"


def test_nothing_is_said_where_no_share_is_kept_or_the_share_changes() -> None:
    assert words(L1(1.0), GradientDescent(0.1)) == ""
    assert words(L2(1.0), Adam(0.1)) == ""
    assert words(L2(1.0), GradientDescent(0.1, schedule=Cosine(9))) == ""
